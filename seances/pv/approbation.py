"""At which séance the remarks that readers made on a PV are printed: what its point « Approbation » finds."""

from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from ..models import EtatPV, OrigineRemarque, ProcesVerbal, Seance, StatutSeance, VersionPV
from ..models.proces_verbal import ModeApprobation


def settled_reading(seance):
    """Condition on remarks: made while reading a PV whose remarks are printed at this séance."""
    return Q(origine=OrigineRemarque.LECTURE, proces_verbal__in=printed_at(seance).order_by().values("pk"))


def printed_at(seance):
    """PVs whose readers' remarks are printed at a séance.

    It is the one that approved them; after an approval in writing, the next one of the chantier. A séance whose own PV
    was already sent out at that moment prints nothing more: the next one does in its place.
    """
    approved = VersionPV.objects.filter(proces_verbal=OuterRef("pk"), etat=EtatPV.APPROUVE).order_by("numero")
    pvs = (
        ProcesVerbal.objects.filter(seance__chantier=seance.chantier_id)
        .exclude(mode_approbation__in=["", ModeApprobation.REPRIS])
        .exclude(seance=seance)
        .annotate(
            depuis=Coalesce("approuve_en__date", "approuve_le"),
            approuve_a=Subquery(approved.values("figee_le")[:1]),
        )
    )
    here = Seance.objects.filter(pk=seance.pk)
    earlier = Seance.objects.annoncees().exclude(statut=StatutSeance.ANNULEE)
    earlier = earlier.filter(
        Q(date__lt=seance.date) | Q(date=seance.date, numero__lt=seance.numero),
        chantier=seance.chantier_id,
        date__gte=OuterRef("depuis"),
    ).exclude(pk=OuterRef("seance"))
    approving = Seance.objects.filter(pk=OuterRef("approuve_en"))
    first_after = Q(depuis__lte=seance.date) & ~Exists(_free(earlier))
    return pvs.filter(
        Exists(_free(here)),
        Q(approuve_en=seance) | first_after & (Q(approuve_en=None) | ~Exists(_free(approving))),
    )


def _free(seances):
    """Those of the séances whose own PV was not with its readers when the PV of the outer query was approved."""
    then = Q(retrait=None) | Q(retrait__quand__gt=OuterRef(OuterRef("approuve_a")))
    sent_out = VersionPV.objects.filter(
        then, proces_verbal__seance=OuterRef("pk"), figee_le__lt=OuterRef(OuterRef("approuve_a"))
    )
    return seances.filter(~Exists(sent_out))


def meant_at(seance):
    """The PV of which remarks are said at a séance: of those that readers have, the newest of an earlier séance."""
    earlier = Q(seance__date__lt=seance.date) | Q(seance__date=seance.date, seance__numero__lt=seance.numero)
    sent_out = ProcesVerbal.objects.filter(earlier, seance__chantier=seance.chantier_id, etat=EtatPV.DIFFUSE)
    return sent_out.order_by("-seance__date", "-seance__numero").first()


def with_readers():
    """Expression on séances: their PV is with its readers, what is approved there now is printed at the next one."""
    return Exists(VersionPV.objects.filter(proces_verbal__seance=OuterRef("pk"), retrait=None))
