"""What every factory counts with."""

import datetime
from zoneinfo import ZoneInfo

from django.db.models import Max

JOUR = datetime.date(2024, 3, 12)


INSTANT = datetime.datetime(2024, 3, 12, 16, 30, tzinfo=ZoneInfo("Europe/Brussels"))


PRENOMS = ("Alix", "Basile", "Céleste", "Désiré", "Élodie", "Farid", "Ghislaine", "Hugo", "Ilse", "Jonas")


NOMS = ("Lambert", "Maréchal", "Noël", "Ost", "Pirard", "Quoilin", "Remacle", "Stassart", "Thiry")


def following(model, field, **among):
    """The next free number among some rows: 1 when there is none."""
    return (model._base_manager.filter(**among).aggregate(last=Max(field))["last"] or 0) + 1


def count(model):
    return model._base_manager.count()
