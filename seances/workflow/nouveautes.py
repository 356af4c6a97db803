"""The weekly letters of what is new, queued when their Monday has come."""

from django.utils import timezone

from participants import journal
from participants.journal import Acte

from .. import lettre_nouveautes


def tell_news(now=None):
    """Queue the letters of the week. Returns how many; twice changes nothing."""
    now = now or timezone.now()
    made = sum(lettre_nouveautes.look_at(key, now) for key in lettre_nouveautes.due(now))
    if made:
        journal.record(Acte.LETTRES, "lettre de la semaine", by=None, personnes=made)
    return made
