"""A chantier in which everything that may be news has just happened, and its people."""

import datetime

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from participants.models import Compte
from seances.nouveautes import Regard, what_is_new
from tests import factories

VISITEUR = AnonymousUser()


def in_days(days):
    return timezone.localdate() + datetime.timedelta(days=days)


def account(part=None, chantier=None, **fields):
    """A fresh Compte with a part in a chantier."""
    person = factories.ParticipantFactory(avec_compte=True)
    if part == "preside":
        factories.CopresidenceFactory(participant=person, chantier=chantier)
    elif part:
        factories.InscriptionFactory(participant=person, chantier=chantier, **fields)
    return person.compte


def news(lecteur, **regard):
    """(what, where) of what is new for somebody, newest first. Rights are read anew."""
    if lecteur.is_authenticated:
        lecteur = Compte.objects.get(pk=lecteur.pk)
    return [(one.quoi, one.adresse) for one in what_is_new(Regard(lecteur, **regard))]


def words(lecteur, **regard):
    return sorted(what for what, _ in news(lecteur, **regard))


def published(seance, etat="approuve", **version):
    """A PV of the séance, frozen and published."""
    pv = factories.ProcesVerbalFactory(seance=seance, approuve=True)
    version = factories.VersionPVFactory(proces_verbal=pv, etat=etat, figee_le=timezone.now(), **version)
    factories.EditionPubliqueFactory(version=version, publiee_le=timezone.now())
    return version
