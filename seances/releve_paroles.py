"""The interventions of PVs as a table, for research: who said what, where, in how many words.

Made from the text that the reader reads, never from the index of the working text.
"""

from bisect import bisect_right

from participants import classeur, noms
from participants.models import Organisation

from .models import Presence, PresidenceSeance
from .pseudonymes import Voile, common
from .pv.paroles import paroles

# Title of each column and its width in a sheet, in characters.
COLONNES = {
    "chantier": 9,
    "titre du chantier": 30,
    "séance": 8,
    "date": 12,
    "texte lu": 16,
    "point": 7,
    "titre du point": 40,
    "sous-groupe": 12,
    "paragraphe": 11,
    "page du PDF": 12,
    "locuteur": 28,
    "fonction": 28,
    "organisation": 40,
    "secteur": 24,
    "mots": 7,
    "genre": 10,
    "texte": 100,
}
TITRES = tuple(COLONNES)


class Table:
    """Rows for one export. pseudonymes: people are « P0173 », in the texts too."""

    def __init__(self, *, pseudonymes=False):
        self.voile = Voile() if pseudonymes else None
        self.secteurs = secteurs_by_organisation()

    def rows(self, lus):
        """A row for each intervention of some Lu; a text longer than a cell holds goes on in the next row."""
        for lu in lus:
            yield from self.rows_of(lu)

    def rows_of(self, lu):
        document = lu.document
        firsts = [(first, page) for page, first in enumerate(lu.pages(), 1) if first is not None]
        who = {row.personne: row for row in (*document.presences, *document.presidents)}
        secteurs = {key: self.secteur(row) for key, row in who.items() if self.attended(row)}
        if self.voile:
            told = common(secteurs)
            secteurs = {key: secteur for key, secteur in secteurs.items() if secteur in told}
            document = self.voile.over(document, lu.people)
            who = {}
        names = {personne.cle: personne.nom_complet.strip() for personne in document.personnes}
        for parole in paroles(document):
            row = who.get(parole.locuteur)
            for texte in pieces(parole.texte):
                yield (
                    document.chantier.numero,
                    document.chantier.titre,
                    document.seance.numero,
                    document.seance.date,
                    lu.nom,
                    parole.point,
                    parole.titre,
                    parole.sous_groupe or None,
                    parole.paragraphe,
                    page_of(parole.paragraphe, firsts),
                    names.get(parole.locuteur, parole.libelle),
                    row.fonction if row else "",
                    row.organisation if row else "",
                    secteurs.get(parole.locuteur, ""),
                    len(texte.split()),
                    parole.genre,
                    texte,
                )

    def attended(self, row):
        return getattr(row, "statut", "present") == "present"

    def secteur(self, row):
        return self.secteurs.get(noms.fold(row.organisation), "")


def page_of(paragraphe, firsts):
    """Page of a PDF on which a paragraph begins, None when nothing tells. firsts: (its first paragraph, page)."""
    before = bisect_right(firsts, paragraphe, key=lambda each: each[0])
    return firsts[before - 1][1] if before else None


def csv(rows):
    """The bytes of a CSV, in pieces."""
    return classeur.csv_pieces(TITRES, rows)


def xlsx(rows):
    """The bytes of an .xlsx, in pieces."""
    return classeur.xlsx_pieces(TITRES, rows, feuille="Interventions", largeurs=tuple(COLONNES.values()))


def pieces(text):
    """The text in as many pieces as cells must hold it, cut between words."""
    while len(text) > classeur.CELLULE:
        cut = max(text.rfind(" ", 0, classeur.CELLULE), text.rfind("\n", 0, classeur.CELLULE)) + 1
        cut = cut or classeur.CELLULE
        yield text[:cut]
        text = text[cut:]
    yield text


def organisations_of(secteur):
    """Folded names of the organisations of a secteur, as known or as printed."""
    return sorted(name for name, each in secteurs_by_organisation().items() if each == secteur.nom)


def secteurs_by_organisation():
    """Folded name of an organisation, as known or as printed -> its secteur; none for one that may be two."""
    rows = list(Organisation.objects.order_by().values_list("nom", "secteur__nom"))
    for model in (Presence, PresidenceSeance):
        rows += (
            model.objects.exclude(organisation_imprimee="")
            .order_by()
            .values_list("organisation_imprimee", "organisation__secteur__nom")
            .distinct()
        )
    found = {}
    for name, secteur in rows:
        if secteur:
            found.setdefault(noms.fold(name), set()).add(secteur)
    return {name: secteurs.pop() for name, secteurs in found.items() if len(secteurs) == 1}
