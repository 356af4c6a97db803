"""At which séance the remarks that readers made on a PV are printed: what its point « Approbation » finds."""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Exists, OuterRef, Q

from ..models import EtatPV, OrigineRemarque, ProcesVerbal, Seance, StatutSeance, VersionPV
from ..models.proces_verbal import ModeApprobation

LUES = (
    "pk",
    "date",
    "numero",
    "statut",
    "proces_verbal__pk",
    "proces_verbal__mode_approbation",
    "proces_verbal__approuve_en",
    "proces_verbal__approuve_le",
    "proces_verbal__versions__numero",
    "proces_verbal__versions__etat",
    "proces_verbal__versions__figee_le",
    "proces_verbal__versions__retrait__quand",
)


def settled_reading(seance):
    """Condition on remarks: made while reading a PV whose remarks are printed at this séance."""
    return Q(origine=OrigineRemarque.LECTURE, proces_verbal__in=printed_at(seance))


@dataclass
class _Seance:
    """A séance of the chantier, its PV, and its versions: [(number, state, when frozen, when withdrawn or None)]."""

    pk: int
    date: date
    numero: int
    statut: str
    pv: int | None
    mode: str
    approuve_en: int | None
    approuve_le: date | None
    versions: list = field(default_factory=list)

    @property
    def approuve_a(self):
        """When it was approved; None while it is not."""
        approved = [(numero, le) for numero, etat, le, _ in self.versions if etat == EtatPV.APPROUVE]
        return min(approved)[1] if approved else None

    def is_free(self, then):
        """Whether its PV was not with its readers at that moment."""
        return then is None or not any(
            le < then and (retrait is None or retrait > then) for _, _, le, retrait in self.versions
        )

    def is_before(self, other):
        return (self.date, self.numero) < (other.date, other.numero)


def printed_at(seance):
    """Keys of the PVs whose readers' remarks are printed at a séance. One query.

    It is the one that approved them; after an approval in writing, the next one of the chantier. A séance whose own PV
    was already sent out at that moment prints nothing more: the next one does in its place.
    """
    known = {}
    rows = Seance.objects.filter(Q(chantier=seance.chantier_id) | Q(pk=seance.pk)).order_by()
    for *one, numero, etat, le, retrait in rows.values_list(*LUES):
        row = known.setdefault(one[0], _Seance(*one))
        if numero is not None:
            row.versions.append((numero, etat, le, retrait))
    here = known.get(seance.pk)
    if here is None:
        return []
    return [row.pv for row in known.values() if _prints(here, row, known)]


def _prints(here, row, known):
    """Whether the séance `here` prints the remarks on the PV of `row`, another of the same chantier."""
    if row is here or row.pv is None or row.mode in {"", None, ModeApprobation.REPRIS}:
        return False
    then = row.approuve_a
    if not here.is_free(then):
        return False
    if row.approuve_en == here.pk:
        return True
    approving = known.get(row.approuve_en)
    if approving is not None and approving.is_free(then):
        return False
    since = approving.date if approving is not None else row.approuve_le
    return (
        since is not None
        and since <= here.date
        and not any(
            each.is_before(here)
            and each.date >= since
            and each is not row
            and _counts(each)
            and each.is_free(then)
            for each in known.values()
        )
    )


def _counts(row):
    """Whether a séance is announced and takes place."""
    return row.statut not in {StatutSeance.PREPARATION, StatutSeance.ANNULEE}


def meant_at(seance):
    """The PV of which remarks are said at a séance: of those that readers have, the newest of an earlier séance."""
    earlier = Q(seance__date__lt=seance.date) | Q(seance__date=seance.date, seance__numero__lt=seance.numero)
    sent_out = ProcesVerbal.objects.filter(earlier, seance__chantier=seance.chantier_id, etat=EtatPV.DIFFUSE)
    return sent_out.order_by("-seance__date", "-seance__numero").first()


def with_readers():
    """Expression on séances: their PV is with its readers, what is approved there now is printed at the next one."""
    return Exists(VersionPV.objects.filter(proces_verbal__seance=OuterRef("pk"), retrait=None))
