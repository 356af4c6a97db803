"""The séances of a chantier beside each other, their PVs and the versions of these: what a PV says of other séances."""

from dataclasses import dataclass, field
from datetime import date, time

from django.db.models import Q

from ..models import EtatPV, Seance, StatutSeance

LUES = (
    "pk",
    "numero",
    "date",
    "heure_debut",
    "heure_fin",
    "statut",
    "lieu__nom",
    "lieu__adresse",
    "lieu__code_postal",
    "lieu__localite",
    "proces_verbal__pk",
    "proces_verbal__mode_approbation",
    "proces_verbal__approuve_en",
    "proces_verbal__approuve_le",
    "proces_verbal__versions__numero",
    "proces_verbal__versions__etat",
    "proces_verbal__versions__figee_le",
    "proces_verbal__versions__retrait__quand",
)


@dataclass
class Voisine:
    """A séance. lieu: (name, address, postcode, locality), the name None for no place. pv, mode, approuve_en,
    approuve_le: of its PV, None for no PV. versions: [(number, state, when frozen, when withdrawn or None)].
    """

    pk: int
    numero: int
    date: date
    heure_debut: time | None
    heure_fin: time | None
    statut: str
    lieu: tuple
    pv: int | None
    mode: str | None
    approuve_en: int | None
    approuve_le: date | None
    versions: list = field(default_factory=list)

    @property
    def est_annoncee(self):
        """Announced, and it takes place."""
        return self.statut not in {StatutSeance.PREPARATION, StatutSeance.ANNULEE}

    @property
    def approuve_a(self):
        """When its PV was approved; None while it is not."""
        approved = [(numero, le) for numero, etat, le, _ in self.versions if etat == EtatPV.APPROUVE]
        return min(approved)[1] if approved else None

    def is_free(self, then):
        """Whether its PV was not with its readers at that moment."""
        return then is None or not any(
            le < then and (retrait is None or retrait > then) for _, _, le, retrait in self.versions
        )

    def is_before(self, other):
        return (self.date, self.numero) < (other.date, other.numero)


def voisines(seance):
    """{key: Voisine} of the chantier of a séance, itself included. One query."""
    found = {}
    rows = Seance.objects.filter(Q(chantier=seance.chantier_id) | Q(pk=seance.pk)).order_by()
    for row in rows.values_list(*LUES):
        *one, numero, etat, le, retrait = row
        if one[0] not in found:
            found[one[0]] = Voisine(*one[:6], tuple(one[6:10]), *one[10:])
        if numero is not None:
            found[one[0]].versions.append((numero, etat, le, retrait))
    return found
