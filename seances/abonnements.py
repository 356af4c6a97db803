"""Subscriptions to one's own calendar: made, found by their secret, ended.

A calendar program knows no session: the secret of its address stands for the account, and opens the dates of its
séances, nothing else.
"""

import secrets
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from participants import journal
from participants.models import Compte

from .liens import OCTETS, digest
from .models import Abonnement

ABONNEMENTS = 10  # of one account


class AbonnementRefuse(ValueError):
    """The address cannot be made; the message says why."""


@dataclass(frozen=True)
class Adresses:
    """Where a file is: `https` to copy, `webcal` for the program that subscribes at a click."""

    https: str
    webcal: str


def addresses(where):
    """The Adresses of a file. where: its path, or its whole address."""
    url = where if "://" in where else f"{settings.SITE_URL}{where}"
    return Adresses(url, f"webcal://{url.partition('://')[2]}")


@transaction.atomic
def subscribe(compte, *, appareil=""):
    """A new subscription of an account. Returns its address; only its fingerprint is kept.

    appareil: how its owner will know it again. Raises AbonnementRefuse when there are too many.
    """
    Compte.objects.select_for_update().get(pk=compte.pk)  # two at once are counted
    if compte.abonnements.count() >= ABONNEMENTS:
        raise AbonnementRefuse(
            f"Vous avez déjà {ABONNEMENTS} adresses : mettez fin à celles qui ne servent plus."
        )
    jeton = secrets.token_urlsafe(OCTETS)
    abonnement = Abonnement.objects.create(compte=compte, empreinte=digest(jeton), appareil=appareil)
    journal.record(journal.Acte.AJOUT, abonnement, by=compte)
    return f"{settings.SITE_URL}{reverse('seances:abonnement_ics', args=[jeton])}"


def find(jeton):
    """The subscription of this secret, None when it is unknown, ended, or of a closed account."""
    return (
        Abonnement.objects.filter(empreinte=digest(jeton), compte__is_active=True)
        .select_related("compte")
        .first()
    )


def mark_read(abonnement):
    """That a program still reads it: written once a day."""
    today = timezone.localdate()
    Abonnement.objects.filter(~Q(lu_le=today), pk=abonnement.pk).update(lu_le=today)


@transaction.atomic
def end(abonnement, *, by):
    """Whoever asks for its address finds nothing any more."""
    journal.record(journal.Acte.SUPPRESSION, abonnement, by=by)
    abonnement.delete()
