"""Up to when somebody has seen what is new. The mark is his account's: every device shows the same list.

Reading the page moves it only when a new visit begins, some hours after the last look, so that reloading erases
nothing; an act moves it at once. The home page shows what the mark leaves and never moves it.
"""

import datetime

from django.db import transaction
from django.utils import timezone

from .models import AbonnementLettre, Visite

PAUSE = datetime.timedelta(hours=6)  # without a look: the next one is a new visit
GRAIN = datetime.timedelta(minutes=15)  # a look so soon after the last one writes nothing
DEBUT = datetime.timedelta(days=30)  # what is new for whoever never looked


def mark_of(compte, now=None):
    """What came after this moment is new for the account."""
    known = Visite.objects.filter(compte=compte).values_list("depuis", flat=True).first()
    return known or (now or timezone.now()) - DEBUT


def of(compte):
    """What is kept of an account for what is new: querysets."""
    return Visite.objects.filter(compte=compte), AbonnementLettre.objects.filter(compte=compte)


@transaction.atomic
def look(compte, now=None):
    """The account looks at what is new. Returns its mark."""
    now = now or timezone.now()
    visite, first = Visite.objects.select_for_update().get_or_create(
        compte=compte, defaults={"depuis": now - DEBUT, "derniere_le": now}
    )
    ago = now - visite.derniere_le
    if not first and ago >= GRAIN:
        if ago >= PAUSE:
            visite.depuis = visite.derniere_le
        visite.derniere_le = now
        visite.save(update_fields=["depuis", "derniere_le"])
    return visite.depuis


@transaction.atomic
def see(compte, until, now=None):
    """Whatever came until a moment is seen; the mark never goes back, nor beyond now."""
    now = now or timezone.now()
    look(compte, now)
    visite = Visite.objects.select_for_update().get(compte=compte)
    visite.depuis = max(visite.depuis, min(until, now))
    visite.derniere_le = max(visite.derniere_le, visite.depuis)
    visite.save(update_fields=["depuis", "derniere_le"])
