"""What those who preside look at before they publish: what visitors would read, and what they would not."""

from dataclasses import dataclass

from .. import relecture
from ..models import EditionPublique, Seance, VersionPV
from ..permissions import served_edition
from ..pv import json
from ..pv.document import DocumentPV
from ..pv.publication import RETIREE
from .publication import newest_public, redacted

RECONNAISSABLE = "personne_reconnaissable"


@dataclass(frozen=True)
class Revue:
    """version: what would be published; servie: the edition that is public now, if any.

    caches: (name, words in its place) of whoever is not named. points: titles of those à huis clos. annexes: titles
    of those that are not public. adresses: how many are masked. constats: of passages that may tell who a young person
    or a family is.
    """

    version: VersionPV
    servie: EditionPublique | None
    document: DocumentPV
    nominatif: bool
    caches: list
    points: list
    annexes: list
    adresses: int
    constats: list


def review(pv):
    """The Revue of a PV that may be published; None where there is nothing to publish."""
    version = newest_public(pv)
    if version is None:
        return None
    seance = Seance.objects.with_document().get(pk=pv.seance_id)
    whole, hidden, public = redacted(version, seance)
    names = {personne.cle: personne.nom_complet for personne in whole.personnes}
    kept = {annexe.numero for annexe in public.annexes}
    return Revue(
        version=version,
        servie=served_edition(seance),
        document=public,
        nominatif=seance.nomme,
        caches=sorted((names.get(key, key), words) for key, words in hidden.objections.items()),
        points=[point.titre_imprime for point in whole.points if point.huis_clos],
        annexes=[annexe.titre for annexe in whole.annexes if annexe.numero not in kept],
        adresses=json.dumps(public).count(RETIREE),
        constats=[constat for constat in relecture.findings(public) if constat.code == RECONNAISSABLE],
    )
