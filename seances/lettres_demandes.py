"""Telling those who decide that somebody asks something of his data, and reminding them before the time is up.

The letter says who asks what kind of thing and where it is answered, never the words of the request: those stay in the
portal. One month to answer: GDPR, article 12(3).
"""

import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from . import permissions
from .lettres import SansObjet, address_of, enqueue, letter
from .models import Demande, Envoi, EtatDemande, GenreDemande, Message

MESSAGES = (Message.DEMANDE, Message.DEMANDE_RAPPEL)
JOURS_AVANT = 7  # the limit
HEURE = datetime.time(9)  # reminders do not leave at night


def limit_of(demande):
    """The last day to answer: the same day of the next month, the last one of a month that lacks it."""
    asked = timezone.localdate(demande.deposee_le)
    following = (asked.replace(day=1) + datetime.timedelta(days=32)).replace(day=1)
    last = (following + datetime.timedelta(days=32)).replace(day=1) - datetime.timedelta(days=1)
    return last.replace(day=min(asked.day, last.day))


def due(now=None):
    """Open requests whose limit is near or past, of which nobody was reminded yet. Two queries, one when none waits."""
    now = timezone.localtime(now)
    if now.time() < HEURE:
        return []
    soon = now.date() + datetime.timedelta(days=JOURS_AVANT)
    waiting = [row for row in Demande.objects.ouvertes().order_by("pk") if limit_of(row) <= soon]
    if not waiting:
        return []
    reminders = Envoi.objects.filter(message=Message.DEMANDE_RAPPEL, cle__in=[row.pk for row in waiting])
    told = set(reminders.values_list("cle", flat=True))
    return [row for row in waiting if row.pk not in told]


def enqueue_demande(message, demande):
    """The letters to those who decide on a request. Returns how many people."""
    people, comptes = permissions.deciders(demande)
    found = [*people.select_related("compte").order_by("pk"), *comptes.order_by("pk")]
    told = [person for person in found if address_of(person)]
    enqueue(message, demande.pk, told)
    return len(told)


def compose(envoi):
    """The EmailMessage of an Envoi that tells of a request, as it is to be said now. Raises SansObjet, SansAdresse."""
    demande = Demande.objects.select_related("participant").filter(pk=envoi.cle).first()
    if demande is None or demande.etat != EtatDemande.OUVERTE:
        raise SansObjet("La demande n’est plus en attente.")
    people, comptes = permissions.deciders(demande)
    if not (people.filter(pk=envoi.participant_id).exists() or comptes.filter(pk=envoi.compte_id).exists()):
        raise SansObjet("Cette personne ne décide plus de cette demande.")
    limite = limit_of(demande)
    context = {
        "rappel": envoi.message == Message.DEMANDE_RAPPEL,
        "effacement": demande.genre == GenreDemande.EFFACEMENT,
        "demande": demande,
        "limite": limite,
        "passee": limite < timezone.localdate(),
        "page": f"{settings.SITE_URL}{reverse('admin:seances_demande_change', args=[demande.pk])}",
    }
    return letter(
        envoi,
        subject=render_to_string("seances/email/demande_sujet.txt", context),
        text=render_to_string("seances/email/demande_message.txt", context),
    )
