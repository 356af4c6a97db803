"""What the tests of remarks share: two paragraphs, and how to look at what became of them."""

import datetime

from django.utils import timezone

from participants.models import Evenement
from seances import remarques
from seances.models import TextePoint

TEXTE = "<p>Le seuil est de trois jours.</p><p>Le seuil reste provisoire.</p>"


def days(count):
    return timezone.localdate() + datetime.timedelta(days=count)


def texte_of(seance):
    return TextePoint.objects.get(point__seance=seance).texte


def document_of(seance):
    return remarques.working_document(seance.proces_verbal)


def acts(by):
    return list(Evenement.objects.filter(par=by).order_by("pk").values_list("acte", flat=True))
