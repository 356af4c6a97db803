"""Notes that sub-groups still owe: until when, and who writes them.

Nothing is owed before a séance is held, nor once its PV is sent out.
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Prefetch
from django.utils import timezone

from .models import MembreSousGroupe, Restitution, SousGroupe, StatutSeance
from .models.proces_verbal import ETATS_FIGES


@dataclass(frozen=True)
class NoteAttendue:
    """One note that is not there. avant: the last day for it, None when no day is set. secretaire: None when nobody."""

    groupe: SousGroupe
    avant: date | None
    secretaire: MembreSousGroupe | None

    @property
    def en_retard(self):
        return self.avant is not None and self.avant < timezone.localdate()


def owed(seances, today=None):
    """The NoteAttendue of some séances, the first expected first. seances: queryset or list of keys. Two queries."""
    today = today or timezone.localdate()
    secretaires = MembreSousGroupe.objects.filter(est_secretaire=True).select_related("participant")
    rows = (
        SousGroupe.objects.filter(
            ~Exists(Restitution.objects.confirmees().filter(sous_groupe=OuterRef("pk"))),
            seance__in=seances,
            seance__date__lte=today,
            seance__statut=StatutSeance.CONVOQUEE,
        )
        .exclude(seance__proces_verbal__etat__in=ETATS_FIGES)
        .select_related("seance__chantier")
        .prefetch_related(Prefetch("membres", secretaires, to_attr="secretaires"))
    )
    found = [NoteAttendue(row, row.seance.delai_notes, next(iter(row.secretaires), None)) for row in rows]
    return sorted(found, key=lambda each: (each.avant is None, each.avant or today, each.groupe.pk))


def of(groupe):
    """The NoteAttendue of one sub-group, None when it owes none."""
    return next((each for each in owed([groupe.seance_id]) if each.groupe.pk == groupe.pk), None)
