"""The life of a procès-verbal, from the brouillon to its frozen versions."""

from django.db import transaction

from participants import journal
from participants.journal import Acte

from ..models import EtatPV
from ..models.proces_verbal import ModeApprobation
from .figer import freeze, lock
from .publication import publish
from .refus import TransitionRefused


@transaction.atomic
def submit(proces_verbal, *, by):
    """Hand a brouillon over for relecture."""
    pv = lock(proces_verbal)
    if pv.etat != EtatPV.BROUILLON:
        raise TransitionRefused("Seul un brouillon peut être proposé à la relecture.")
    pv.etat = EtatPV.EN_RELECTURE
    pv.save(update_fields=["etat"])
    journal.record(Acte.PV_EN_RELECTURE, pv, by=by)
    return pv


@transaction.atomic
def freeze_import(proces_verbal, etat, *, by=None):
    """Freeze a brouillon that an operator imported, as diffusé or approuvé; approved, it is also published.

    Returns the VersionPV.
    """
    pv = lock(proces_verbal)
    if pv.est_fige:
        raise TransitionRefused("Ce procès-verbal est déjà figé.")
    pv.etat = EtatPV(etat)
    if pv.etat == EtatPV.APPROUVE:
        pv.mode_approbation = ModeApprobation.REPRIS
    pv.save(update_fields=["etat", "mode_approbation"])
    version = freeze(pv, by=by)
    if pv.etat == EtatPV.APPROUVE:
        publish(version, by=by)
    return version
