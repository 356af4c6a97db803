"""At which séance the remarks that readers made on a PV are printed: what its point « Approbation » finds."""

from django.db.models import Exists, OuterRef, Q

from ..models import EtatPV, OrigineRemarque, ProcesVerbal, VersionPV
from ..models.proces_verbal import ModeApprobation
from .voisines import voisines


def settled_reading(seance, known=None):
    """Condition on remarks: made while reading a PV whose remarks are printed at this séance. known: its `voisines`."""
    return Q(origine=OrigineRemarque.LECTURE, proces_verbal__in=printed_at(seance, known or voisines(seance)))


def printed_at(seance, known):
    """Keys of the PVs whose readers' remarks are printed at a séance. known: its `voisines`.

    It is the one that approved them; after an approval in writing, the next one of the chantier. A séance whose own PV
    was already sent out at that moment prints nothing more: the next one does in its place.
    """
    here = known.get(seance.pk)
    return [row.pv for row in known.values() if here is not None and _prints(here, row, known)]


def _prints(here, row, known):
    """Whether the séance `here` prints the remarks on the PV of `row`, another of the same chantier."""
    if row is here or row.mode in {None, "", ModeApprobation.REPRIS}:
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
    between = (
        each for each in known.values() if each.is_before(here) and each is not row and each.est_annoncee
    )
    return (
        since is not None
        and since <= here.date
        and not any(each.date >= since and each.is_free(then) for each in between)
    )


def meant_at(seance):
    """The PV of which remarks are said at a séance: of those that readers have, the newest of an earlier séance."""
    earlier = Q(seance__date__lt=seance.date) | Q(seance__date=seance.date, seance__numero__lt=seance.numero)
    sent_out = ProcesVerbal.objects.filter(earlier, seance__chantier=seance.chantier_id, etat=EtatPV.DIFFUSE)
    return sent_out.order_by("-seance__date", "-seance__numero").first()


def with_readers():
    """Expression on séances: their PV is with its readers, what is approved there now is printed at the next one."""
    return Exists(VersionPV.objects.filter(proces_verbal__seance=OuterRef("pk"), retrait=None))
