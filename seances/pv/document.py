"""DocumentPV: the tree in the middle of the flow. Every output reads it, every import produces it.

Pure: frozen dataclasses, no Django. A person is named by a key of `DocumentPV.personnes` (« chloe-de-smet »,
see `person_key`); what is printed of somebody that day stands beside the key. Texts are blocks,
their leaves are runs, never HTML. `numero` of a block is its paragraph number in the whole document (1, 2,
3…; 0 inside another block or before numbering), `locuteur` the key of who is speaking, empty for nobody.
"""

from dataclasses import dataclass, replace
from datetime import date, time
from typing import Annotated, Literal

from participants import noms

STYLES = ("gras", "italique", "souligne", "barre", "exposant", "indice")

Style = Literal["gras", "italique", "souligne", "barre", "exposant", "indice"]
StyleListe = Literal["puce", "1", "a", "A", "i", "I"]
Statut = Literal["present", "excuse", "absent"]
Fidelite = Literal["", "conforme", "adresses", "pdf", "noms", "ecart"]
Nature = Literal[
    "accueil",
    "approbation",
    "rappel",
    "debat",
    "sous_groupes",
    "restitution",
    "pratique",
    "annexes",
    "divers",
]


class Noeud:
    """A node of the tree: when read from JSON, an unknown field is an error."""

    __slots__ = ()
    __pydantic_config__ = {"extra": "forbid"}


# ── Leaves ──────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Run(Noeud):
    """Some characters of one style. « \\n » alone is a line break."""

    texte: str
    styles: tuple[Style, ...] = ()
    lien: str = ""


SAUT = Run("\n")


# ── Blocks ──────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Titre(Noeud):
    runs: tuple[Run, ...]
    niveau: int
    numero: int = 0
    type: Literal["titre"] = "titre"


@dataclass(frozen=True, slots=True)
class Paragraphe(Noeud):
    runs: tuple[Run, ...]
    numero: int = 0
    locuteur: str = ""
    type: Literal["paragraphe"] = "paragraphe"


@dataclass(frozen=True, slots=True)
class Intervention(Noeud):
    """The paragraph with which somebody starts to speak. `libelle`: his name as it opens the paragraph."""

    runs: tuple[Run, ...]
    libelle: str
    numero: int = 0
    locuteur: str = ""
    type: Literal["intervention"] = "intervention"


@dataclass(frozen=True, slots=True)
class Note(Noeud):
    """A note of the rédacteur, « [NDR : …] »: nobody said it, and it interrupts nobody."""

    runs: tuple[Run, ...]
    numero: int = 0
    type: Literal["note"] = "note"


@dataclass(frozen=True, slots=True)
class Element(Noeud):
    """An item of a list: its paragraphs and the lists inside it."""

    blocs: "tuple[Bloc, ...]"


@dataclass(frozen=True, slots=True)
class Liste(Noeud):
    elements: tuple[Element, ...]
    style: StyleListe = "puce"
    debut: int = 1
    numero: int = 0
    locuteur: str = ""
    type: Literal["liste"] = "liste"


@dataclass(frozen=True, slots=True)
class Cellule(Noeud):
    blocs: "tuple[Bloc, ...]"
    entete: bool = False
    colonnes: int = 1
    rangees: int = 1


@dataclass(frozen=True, slots=True)
class Tableau(Noeud):
    lignes: tuple[tuple[Cellule, ...], ...]
    numero: int = 0
    locuteur: str = ""
    type: Literal["tableau"] = "tableau"


@dataclass(frozen=True, slots=True)
class Image(Noeud):
    """A picture named by the sha256 of its bytes, which stay outside the tree."""

    sha256: str
    description: str = ""
    numero: int = 0
    locuteur: str = ""
    type: Literal["image"] = "image"


class Selon:
    """The field that tells which of several classes an object of a file is.

    For pydantic, which is loaded by those who read files, not by those who make trees: it weighs much on a web process.
    """

    def __init__(self, champ):
        self.champ = champ

    def __get_pydantic_core_schema__(self, source, handler):
        from pydantic import Discriminator

        return Discriminator(self.champ).__get_pydantic_core_schema__(source, handler)


Bloc = Annotated[Titre | Paragraphe | Intervention | Note | Liste | Tableau | Image, Selon("type")]


# ── The séance ──────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Personne(Noeud):
    cle: str
    prenom: str
    nom: str
    graphies: tuple[str, ...] = ()

    @property
    def nom_complet(self):
        return f"{self.prenom} {self.nom}".strip()


@dataclass(frozen=True, slots=True)
class Lieu(Noeud):
    nom: str
    adresse: str = ""
    code_postal: str = ""
    localite: str = ""


@dataclass(frozen=True, slots=True)
class Chantier(Noeud):
    numero: int
    titre: str
    contact: str = ""


@dataclass(frozen=True, slots=True)
class Seance(Noeud):
    numero: int
    date: date
    heure_debut: time | None = None
    heure_fin: time | None = None
    debut_reel: time | None = None
    fin_reelle: time | None = None
    lieu: Lieu | None = None
    informations: str = ""
    delai_notes: date | None = None
    destinataire_notes: str = ""


@dataclass(frozen=True, slots=True)
class President(Noeud):
    personne: str
    nom: str
    organisation: str = ""
    fonction: str = ""


@dataclass(frozen=True, slots=True)
class Presence(Noeud):
    """`remplace` is the key of the person replaced, `remplace_nom` that name as printed."""

    personne: str
    nom: str
    organisation: str = ""
    fonction: str = ""
    statut: Statut = "present"
    remplace: str = ""
    remplace_nom: str = ""
    invite: bool = False
    a_distance: bool = False
    arrivee: time | None = None
    depart: time | None = None


@dataclass(frozen=True, slots=True)
class Intervenant(Noeud):
    """Who presents a point, as printed; `personne` is empty when the portal does not know him."""

    nom: str
    personne: str = ""


@dataclass(frozen=True, slots=True)
class Point(Noeud):
    """A point of the agenda with its text before and after what its nature adds."""

    numero: int
    titre: str
    nature: Nature = "debat"
    titre_pv: str = ""
    intervenants: tuple[Intervenant, ...] = ()
    heure_debut: time | None = None
    heure_fin: time | None = None
    huis_clos: bool = False
    complements: bool = True
    blocs: tuple[Bloc, ...] = ()
    blocs_apres: tuple[Bloc, ...] = ()

    @property
    def titre_imprime(self):
        return self.titre_pv or self.titre


@dataclass(frozen=True, slots=True)
class Membre(Noeud):
    personne: str
    nom: str
    organisation: str = ""
    fonction: str = ""
    secretaire: bool = False
    rapporteur: bool = False


@dataclass(frozen=True, slots=True)
class Restitution(Noeud):
    """A sub-group's note, word for word.

    fidelite: what is printed of it; "" for a note of which nothing was checked, as in older files.
    """

    titre: str
    blocs: tuple[Bloc, ...]
    fidelite: Fidelite = ""


@dataclass(frozen=True, slots=True)
class SousGroupe(Noeud):
    numero: int
    question: tuple[Run, ...] = ()
    membres: tuple[Membre, ...] = ()
    restitution: Restitution | None = None


@dataclass(frozen=True, slots=True)
class Remarque(Noeud):
    """A remark on a PV: on an earlier one, said at this séance or settled with it; or a correction of this one.

    page, paragraphe: of the PV meant, as its reader had it. proposition: the new wording that was retained, in place
    of `citation` or after it. reponse: why. appliquee: it stands in the text. reservee: no public edition quotes it.
    """

    auteur: str
    texte: str = ""
    page: int | None = None
    genre: Literal["correction", "ajout", "precision", "suppression", "observation"] = "observation"
    decision: Literal["ouverte", "acceptee", "modifiee", "refusee", "actee"] = "actee"
    paragraphe: int | None = None
    citation: str = ""
    proposition: str = ""
    reponse: str = ""
    appliquee: bool = False
    reservee: bool = False


@dataclass(frozen=True, slots=True)
class Source(Noeud):
    """Where a proposition was picked. reservee: no public edition tells it."""

    seance: int
    paragraphe: int
    reservee: bool = False


@dataclass(frozen=True, slots=True)
class Proposition(Noeud):
    """A problem, a cause or a possible action of the chantier as it stood when the séance opened.

    nouvelle, avant, reformulee: what changed since the séance before; `avant` is its state then. repond_a: number of
    the one that it answers. reservee: no public edition recalls it.
    """

    numero: int
    intitule: str
    type: Literal["probleme", "cause", "action"] = "probleme"
    etat: Literal["a_l_etude", "retenue", "ecartee", "transmise"] = "a_l_etude"
    niveau: Literal["", "terrain", "institutionnel", "legislatif"] = ""
    articles: str = ""
    transmise_a: str = ""
    repond_a: int | None = None
    sources: tuple[Source, ...] = ()
    nouvelle: bool = False
    avant: Literal["", "a_l_etude", "retenue", "ecartee", "transmise"] = ""
    reformulee: bool = False
    reservee: bool = False


@dataclass(frozen=True, slots=True)
class ProchaineSeance(Noeud):
    numero: int
    date: date
    heure_debut: time | None = None
    heure_fin: time | None = None
    lieu: Lieu | None = None


@dataclass(frozen=True, slots=True)
class Fichier(Noeud):
    nom: str
    sha256: str
    type: str = ""


@dataclass(frozen=True, slots=True)
class Annexe(Noeud):
    numero: int
    titre: str
    blocs: tuple[Bloc, ...] = ()
    fichier: Fichier | None = None
    publique: bool = True


@dataclass(frozen=True, slots=True)
class Redaction(Noeud):
    """Who wrote and who checked, as printed; the keys are empty when the portal does not know them."""

    redacteur: str = ""
    fonction: str = ""
    verificateur: str = ""
    redacteur_personne: str = ""
    verificateur_personne: str = ""


@dataclass(frozen=True, slots=True)
class DocumentPV(Noeud):
    chantier: Chantier
    seance: Seance
    personnes: tuple[Personne, ...] = ()
    intitule: str = ""
    ouverture: str = ""
    formule_cloture: bool = True
    presidents: tuple[President, ...] = ()
    presences: tuple[Presence, ...] = ()
    points: tuple[Point, ...] = ()
    sous_groupes: tuple[SousGroupe, ...] = ()
    remarques: tuple[Remarque, ...] = ()
    corrections: tuple[Remarque, ...] = ()
    propositions: tuple[Proposition, ...] = ()
    prochaines_seances: tuple[ProchaineSeance, ...] = ()
    annexes: tuple[Annexe, ...] = ()
    redaction: Redaction = Redaction()
    format: Literal["pv-assises/2"] = "pv-assises/2"

    def personne(self, key):
        """The Personne of a key. Raises KeyError."""
        for personne in self.personnes:
            if personne.cle == key:
                return personne
        raise KeyError(key)

    def with_statut(self, statut):
        """The presences of one statut, in printed order."""
        return tuple(presence for presence in self.presences if presence.statut == statut)

    def point_of_nature(self, nature):
        """The first point of a nature, None when there is none."""
        return next((point for point in self.points if point.nature == nature), None)

    def recalling_point(self):
        """The point that recalls the propositions: the last « rappel » that takes what its nature adds, or None."""
        recalls = [point for point in self.points if point.nature == "rappel" and point.complements]
        return recalls[-1] if recalls else None

    def last_working_point(self):
        """The last point that is not annexes: the closing formula follows it. None for an empty agenda."""
        return next((point for point in reversed(self.points) if point.nature != "annexes"), None)

    def restitution_number(self, sous_groupe):
        """« 7.1 » for the first sub-group restored under point 7."""
        point = self.point_of_nature("restitution")
        return f"{point.numero}.{sous_groupe.numero}" if point else str(sous_groupe.numero)


def person_key(name, taken):
    """Key of somebody of this name: stable whoever else is in the document; « -2 » for the next of one name.

    >>> person_key("Chloé De Smet", {"chloe-de-smet"})
    'chloe-de-smet-2'
    """
    base = noms.fold(name).replace(" ", "-") or "personne"
    key, count = base, 1
    while key in taken:
        count += 1
        key = f"{base}-{count}"
    return key


def answering(propositions):
    """The same propositions; what answers none of them answers nothing."""
    kept = {each.numero for each in propositions}
    return tuple(each if each.repond_a in kept else replace(each, repond_a=None) for each in propositions)


# ── Walking ─────────────────────────────────────────────────────────────────────────────────────────────


def plain_text(runs):
    """The characters of some runs."""
    return "".join(run.texte for run in runs)


def between(runs, start, end):
    """What stands between two characters of some runs, as runs."""
    kept, position = [], 0
    for run in runs:
        piece = run.texte[max(start - position, 0) : max(end - position, 0)]
        if piece:
            kept.append(run if piece == run.texte else Run(piece, run.styles, run.lien))
        position += len(run.texte)
    return tuple(kept)


def pictures(blocs):
    """Every Image of some blocks, nested ones included."""
    for bloc in blocs:
        match bloc:
            case Image():
                yield bloc
            case Liste():
                for element in bloc.elements:
                    yield from pictures(element.blocs)
            case Tableau():
                for ligne in bloc.lignes:
                    for cellule in ligne:
                        yield from pictures(cellule.blocs)


def block_texts(bloc):
    """Every stretch of plain text of a block, nested ones included, in reading order."""
    match bloc:
        case Liste():
            for element in bloc.elements:
                for inner in element.blocs:
                    yield from block_texts(inner)
        case Tableau():
            for ligne in bloc.lignes:
                for cellule in ligne:
                    for inner in cellule.blocs:
                        yield from block_texts(inner)
        case Image():
            yield bloc.description
        case _:
            yield plain_text(bloc.runs)


def map_runs(bloc, change):
    """The same block with `change(runs) -> runs` applied to every stretch of text."""
    match bloc:
        case Liste():
            return replace(
                bloc,
                elements=tuple(
                    replace(element, blocs=tuple(map_runs(inner, change) for inner in element.blocs))
                    for element in bloc.elements
                ),
            )
        case Tableau():
            return replace(
                bloc,
                lignes=tuple(
                    tuple(
                        replace(cellule, blocs=tuple(map_runs(inner, change) for inner in cellule.blocs))
                        for cellule in ligne
                    )
                    for ligne in bloc.lignes
                ),
            )
        case Image():
            return bloc
        case _:
            return replace(bloc, runs=change(bloc.runs))


def texts(document):
    """(path, blocks) of every text of the document."""
    for index, point in enumerate(document.points):
        yield f"points[{index}].blocs", point.blocs
        yield f"points[{index}].blocs_apres", point.blocs_apres
    for index, groupe in enumerate(document.sous_groupes):
        if groupe.restitution:
            yield f"sous_groupes[{index}].restitution.blocs", groupe.restitution.blocs
    for index, annexe in enumerate(document.annexes):
        yield f"annexes[{index}].blocs", annexe.blocs


def map_all_runs(document, change):
    """The same document with `change(runs) -> runs` applied to every stretch of its texts and questions."""
    document = map_texts(document, lambda blocs: tuple(map_runs(bloc, change) for bloc in blocs))
    return replace(
        document,
        sous_groupes=tuple(
            replace(groupe, question=change(groupe.question)) for groupe in document.sous_groupes
        ),
    )


def map_texts(document, change):
    """The same document with `change(blocs) -> blocs` applied to each text, in printed order.

    Printed order: of each point the text before, then the notes if it is the restitution or the annexes if
    it is theirs, then the text after.
    """
    groupes, annexes, points = document.sous_groupes, document.annexes, []
    for point in document.points:
        blocs = change(point.blocs)
        if point.nature == "restitution":
            groupes = _map_restitutions(groupes, change)
        if point.nature == "annexes":
            annexes = _map_annexes(annexes, change)
        points.append(replace(point, blocs=blocs, blocs_apres=change(point.blocs_apres)))
    if document.point_of_nature("restitution") is None:
        groupes = _map_restitutions(groupes, change)
    if document.point_of_nature("annexes") is None:
        annexes = _map_annexes(annexes, change)
    return replace(document, points=tuple(points), sous_groupes=groupes, annexes=annexes)


def _map_restitutions(groupes, change):
    return tuple(
        replace(groupe, restitution=replace(groupe.restitution, blocs=change(groupe.restitution.blocs)))
        if groupe.restitution
        else groupe
        for groupe in groupes
    )


def _map_annexes(annexes, change):
    return tuple(replace(annexe, blocs=change(annexe.blocs)) for annexe in annexes)


def number_paragraphs(document):
    """The same document with its blocks numbered 1, 2, 3… in printed order."""
    count = 0

    def number(blocs):
        nonlocal count
        numbered = []
        for bloc in blocs:
            count += 1
            numbered.append(replace(bloc, numero=count))
        return tuple(numbered)

    return map_texts(document, number)
