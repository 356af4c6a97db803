"""The life of a séance: in preparation, convened, cancelled."""

from django.db import transaction

from participants import journal
from participants.journal import Acte

from .. import convocations
from ..models import GenreConvocation, Presence, ProcesVerbal, Seance, StatutPresence, StatutSeance
from .convocations import everybody, lock, record, refuse

ACTES = {
    StatutSeance.PREPARATION: Acte.SEANCE_EN_PREPARATION,
    StatutSeance.CONVOQUEE: Acte.SEANCE_CONVOQUEE,
    StatutSeance.ANNULEE: Acte.SEANCE_ANNULEE,
}


@transaction.atomic
def follow_place(lieu):
    """A place has another address: what calendars keep of the séances held there is revised. Returns how many."""
    return Seance.objects.filter(lieu=lieu).revise()


def _change_statut(seance, statut, by):
    """seance: locked, and what must hold was checked."""
    journal.record(ACTES[statut], seance, by=by, avant=seance.statut)
    seance.statut = statut
    seance.save(update_fields=["statut"])
    return seance


def why_not_convene(seance):
    """Why a séance may not be convened, a sentence; "" when it may."""
    if not seance.points.exists():
        return "L’ordre du jour est vide : ajoutez au moins un point avant de convoquer."
    return "Cette séance est déjà convoquée." if seance.statut == StatutSeance.CONVOQUEE else ""


@transaction.atomic
def convene(seance, *, by, message=""):
    """Announce a séance that was being prepared, or that had been cancelled; if it is to come, by letter.

    message: what the letters say beside.
    """
    seance = lock(seance)
    refuse(why_not_convene(seance))
    seance = _change_statut(seance, StatutSeance.CONVOQUEE, by)
    if seance.moment() == "a_venir":
        record(seance, GenreConvocation.CONVOCATION, everybody(seance), by=by, message=message)
    return seance


def _someone_came(seance):
    """Why a séance that was held is not called off."""
    if Presence.objects.filter(seance=seance, statut=StatutPresence.PRESENT).exists():
        return (
            "Des personnes y sont notées présentes : une séance tenue ne s’annule pas. Si c’est une erreur, corrigez "
            "d’abord les présences."
        )
    return ""


def why_not_cancel(seance):
    """Why a séance may not be cancelled, a sentence; "" when it may."""
    if ProcesVerbal.objects.filter(seance=seance).exists():
        return "Cette séance a un procès-verbal : elle a été tenue et ne s’annule plus."
    return "Cette séance est déjà annulée." if seance.est_annulee else _someone_came(seance)


@transaction.atomic
def cancel(seance, *, by, message=""):
    """Call off a séance; it stays in sight, marked. Whoever was told that it would be is told that it is not.

    message: what the letters say beside, why for instance.
    """
    seance = lock(seance)
    refuse(why_not_cancel(seance))
    told = seance.moment() == "a_venir" and convocations.is_told(seance)
    seance = _change_statut(seance, StatutSeance.ANNULEE, by)
    if told:
        record(seance, GenreConvocation.ANNULATION, convocations.reached(seance), by=by, message=message)
    return seance


def why_not_reopen(seance):
    """Why a séance may not go back into preparation, a sentence; "" when it may."""
    if ProcesVerbal.objects.filter(seance=seance).exists():
        return "Cette séance a un procès-verbal : elle ne se prépare plus."
    if seance.statut == StatutSeance.PREPARATION:
        return "Cette séance est déjà en préparation."
    if not seance.est_annulee and convocations.is_told(seance):
        return "Des personnes ont reçu la convocation : annulez la séance, ou changez-la et prévenez-les."
    return ""


@transaction.atomic
def reopen_preparation(seance, *, by):
    """Take a séance back into preparation: it is no longer announced."""
    seance = lock(seance)
    refuse(why_not_reopen(seance))
    return _change_statut(seance, StatutSeance.PREPARATION, by)
