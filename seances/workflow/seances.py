"""The life of a séance: in preparation, convened, cancelled."""

from django.db import transaction

from participants import journal
from participants.journal import Acte

from ..models import ProcesVerbal, Seance, StatutSeance
from .refus import TransitionRefused

ACTES = {
    StatutSeance.PREPARATION: Acte.SEANCE_EN_PREPARATION,
    StatutSeance.CONVOQUEE: Acte.SEANCE_CONVOQUEE,
    StatutSeance.ANNULEE: Acte.SEANCE_ANNULEE,
}


@transaction.atomic
def follow_place(lieu):
    """A place has another address: what calendars keep of the séances held there is revised. Returns how many."""
    return Seance.objects.filter(lieu=lieu).revise()


def _change_statut(seance, statut, allowed, refusal, by):
    seance = Seance.objects.select_for_update(of=("self",)).get(pk=seance.pk)
    if seance.statut not in allowed:
        raise TransitionRefused(refusal)
    journal.record(ACTES[statut], seance, by=by, avant=seance.statut)
    seance.statut = statut
    seance.save(update_fields=["statut"])
    return seance


@transaction.atomic
def convene(seance, *, by):
    """Announce a séance that was being prepared, or that had been cancelled."""
    if not seance.points.exists():
        raise TransitionRefused("L’ordre du jour est vide : ajoutez au moins un point avant de convoquer.")
    return _change_statut(
        seance,
        StatutSeance.CONVOQUEE,
        {StatutSeance.PREPARATION, StatutSeance.ANNULEE},
        "Cette séance est déjà convoquée.",
        by,
    )


@transaction.atomic
def cancel(seance, *, by):
    """Call off a séance; it stays in sight, marked."""
    if ProcesVerbal.objects.filter(seance=seance).exists():
        raise TransitionRefused("Cette séance a un procès-verbal : elle a été tenue et ne s’annule plus.")
    return _change_statut(
        seance,
        StatutSeance.ANNULEE,
        {StatutSeance.PREPARATION, StatutSeance.CONVOQUEE},
        "Cette séance est déjà annulée.",
        by,
    )


@transaction.atomic
def reopen_preparation(seance, *, by):
    """Take a séance back into preparation: it is no longer announced."""
    if ProcesVerbal.objects.filter(seance=seance).exists():
        raise TransitionRefused("Cette séance a un procès-verbal : elle ne se prépare plus.")
    return _change_statut(
        seance,
        StatutSeance.PREPARATION,
        {StatutSeance.CONVOQUEE, StatutSeance.ANNULEE},
        "Cette séance est déjà en préparation.",
        by,
    )
