"""The frozen texts that somebody reads, one for each séance: what exports and the archive are made of."""

from dataclasses import dataclass, field
from heapq import merge

from . import fichiers, permissions
from .models import EditionPublique
from .models.proces_verbal import VersionPV
from .pdf.pages import first_paragraphs
from .pv import json
from .pv.document import DocumentPV
from .reperes import newest_versions

LOT = 8  # texts in memory together


@dataclass(frozen=True)
class Lu:
    """The text of a séance as one reader has it.

    figee: the VersionPV or EditionPublique, None for the working text. people: key -> pk of the Participant, empty
    unless it was asked for.
    """

    seance: object
    document: DocumentPV
    figee: VersionPV | EditionPublique | None = None
    people: dict[str, int] = field(default_factory=dict)

    @property
    def nom(self):
        """« version 2 », « édition publique de la version 2 », « projet »."""
        if self.figee is None:
            return "projet"
        if isinstance(self.figee, EditionPublique):
            return f"édition publique de la version {self.figee.version.numero}"
        return f"version {self.figee.numero}"

    def pages(self):
        """Of each page of its PDF the first paragraph number; [] for the working text."""
        if self.figee is None:
            return []
        try:
            return first_paragraphs(fichiers.read(self.figee.pdf_sha256))
        except (fichiers.FichierAbsent, fichiers.FichierAltere):
            return []  # the text stands, verified by its own sha256; who asks for the PDF is told


def lu_of(seance, figee, *, people=False):
    """The Lu of a frozen text. people: who stands behind its keys is wanted too."""
    text = fichiers.verified(figee.contenu.encode(), figee.contenu_sha256).decode()
    return Lu(seance, json.read_frozen(text), figee, people_of(figee) if people else {})


def people_of(figee):
    """key -> pk of who stands behind the keys of a frozen text."""
    version = figee.version if isinstance(figee, EditionPublique) else figee
    return {row.cle: row.participant_id for row in version.personnes.all()}


def lus(user, seances, *, people=False):
    """The Lu of each séance that has a frozen text for this reader, by chantier and number, a few at a time.

    seances: among those that the user may know of. Two queries for a few texts, two more with their people.
    """
    named = permissions.named_seances(user) if user.is_authenticated else seances.none()
    known = seances.order_by().values("pk")
    names = named.order_by().values("pk")
    versions = newest_versions(seances.model.objects.filter(pk__in=known).filter(pk__in=names))
    versions = versions.select_related("proces_verbal__seance__chantier").order_by(
        "proces_verbal__seance__chantier__numero", "proces_verbal__seance__numero"
    )
    editions = (
        permissions.served_editions()
        .filter(version__proces_verbal__seance__in=known)
        .exclude(version__proces_verbal__seance__in=names)
        .select_related("version__proces_verbal__seance__chantier")
        .defer("version__contenu")
        .order_by(
            "version__proces_verbal__seance__chantier__numero", "version__proces_verbal__seance__numero"
        )
    )
    if people:
        versions, editions = (
            versions.prefetch_related("personnes"),
            editions.prefetch_related("version__personnes"),
        )
    rows = merge(_each(versions), _each(editions), key=lambda each: each[0])
    for _, seance, figee in rows:
        yield lu_of(seance, figee, people=people)


def _each(queryset):
    for figee in queryset.iterator(chunk_size=LOT):
        version = figee.version if isinstance(figee, EditionPublique) else figee
        seance = version.proces_verbal.seance
        yield (seance.chantier.numero, seance.numero), seance, figee
