"""What a check tells (Constat), where (Endroit), and the passages of a document that checks read. Pure."""

from dataclasses import dataclass
from typing import Literal

from ..document import Bloc, Image, Liste, Tableau, plain_text

Lieu = Literal[
    "seance",
    "ordre_du_jour",
    "presences",
    "sous_groupe",
    "remarques",
    "prochaines_seances",
    "redaction",
    "point",
    "restitution",
    "annexe",
]
ANCRES = {"point": "point", "restitution": "restitution", "annexe": "annexe", "sous_groupe": "groupe"}
EXTRAIT = 140


@dataclass(frozen=True, slots=True)
class Endroit:
    """A place of the document. `numero`: of the point, sub-group, note or annexe; `paragraphe`: 0 for none."""

    lieu: Lieu
    numero: int = 0
    paragraphe: int = 0

    @property
    def ancre(self):
        """Where the page shows it: « p-143 », « point-4 », « groupe-2 », « presences », nothing for its head."""
        if self.paragraphe:
            return f"p-{self.paragraphe}"
        if self.lieu in ANCRES:
            return f"{ANCRES[self.lieu]}-{self.numero}"
        return {"presences": "presences", "ordre_du_jour": "ordre-du-jour"}.get(self.lieu, "")


@dataclass(frozen=True, slots=True)
class Constat:
    """One finding: a code that never changes, a sentence for the rédacteur, the place, the words in question.

    `gravite` is « bloquant » only for what would break the document.
    """

    code: str
    message: str
    endroit: Endroit
    extrait: str = ""
    gravite: Literal["avertissement", "bloquant"] = "avertissement"


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of text and where it stands. `bloc`: the numbered block that holds it, None for a line of data.

    `cite`: words that a remark quotes to have them changed; they say what was written, mistakes included.
    """

    texte: str
    endroit: Endroit
    bloc: Bloc | None = None
    cite: bool = False

    @property
    def est_note(self):
        """Whether it is a sub-group's, that the rédacteur gives word for word."""
        return self.endroit.lieu == "restitution"


def extract(text, start, end):
    """The words from start to end with a little of what stands around."""
    room = max(0, EXTRAIT - (end - start)) // 2
    low, high = max(0, start - room), min(len(text), end + room)
    low = text.rfind(" ", 0, low) + 1 if low else 0
    high = len(text) if high == len(text) or " " not in text[high:] else text.index(" ", high)
    return f"{'…' if low else ''}{' '.join(text[low:high].split())}{'…' if high < len(text) else ''}"


def blocks(document):
    """(Endroit, block) of every numbered block, in the order of the document."""
    for point in document.points:
        for bloc in (*point.blocs, *point.blocs_apres):
            yield Endroit("point", point.numero, bloc.numero), bloc
    for groupe in document.sous_groupes:
        if groupe.restitution:
            for bloc in groupe.restitution.blocs:
                yield Endroit("restitution", groupe.numero, bloc.numero), bloc
    for annexe in document.annexes:
        for bloc in annexe.blocs:
            yield Endroit("annexe", annexe.numero, bloc.numero), bloc


def passages(document):
    """Every Passage of a document: the texts, then the lines that somebody typed beside them."""
    for endroit, bloc in blocks(document):
        for text in stretches(bloc):
            yield Passage(text, endroit, bloc)
    seance = Endroit("seance")
    for text in (document.intitule, document.ouverture, *document.seance.informations.splitlines()):
        if text:
            yield Passage(text, seance)
    for point in document.points:
        yield Passage(point.titre_imprime, Endroit("point", point.numero))
    for groupe in document.sous_groupes:
        if groupe.question:
            yield Passage(plain_text(groupe.question), Endroit("sous_groupe", groupe.numero))
        if groupe.restitution:
            yield Passage(groupe.restitution.titre, Endroit("restitution", groupe.numero))
    if prints_remarks(document):
        for remarque in document.remarques:
            yield from _said(remarque)
    for remarque in document.corrections:
        yield from _said(remarque)
    for annexe in document.annexes:
        yield Passage(annexe.titre, Endroit("annexe", annexe.numero))


def _said(remarque):
    if remarque.citation:
        yield Passage(remarque.citation, Endroit("remarques"), cite=True)
    for text in (remarque.proposition, remarque.texte, remarque.reponse):
        if text:
            yield Passage(text, Endroit("remarques"))


def prints_remarks(document):
    """Whether the remarks are printed as such; where the text already tells them, they are not."""
    point = document.point_of_nature("approbation")
    return point is not None and point.complements


def stretches(bloc):
    """The texts of a block, nested ones included; pictures aside."""
    match bloc:
        case Liste():
            for element in bloc.elements:
                for inner in element.blocs:
                    yield from stretches(inner)
        case Tableau():
            for ligne in bloc.lignes:
                for cellule in ligne:
                    for inner in cellule.blocs:
                        yield from stretches(inner)
        case Image():
            return
        case _:
            yield plain_text(bloc.runs)


def links(bloc):
    """The addresses to which the links of a block lead."""
    match bloc:
        case Liste():
            for element in bloc.elements:
                for inner in element.blocs:
                    yield from links(inner)
        case Tableau():
            for ligne in bloc.lignes:
                for cellule in ligne:
                    for inner in cellule.blocs:
                        yield from links(inner)
        case Image():
            return
        case _:
            yield from {run.lien: None for run in bloc.runs if run.lien}
