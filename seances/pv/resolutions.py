"""What a text decides, votes and gives somebody to do: lines that say so by how they open. Pure.

« Décision : … », « Il est décidé que… », « Vote : 9 pour, 1 contre », « Tâche : … », and the items and rows under a
heading « Décisions » or « Qui fait quoi ». The text keeps every word: a line is found again where it stands.
"""

import re
from dataclasses import dataclass
from typing import Literal

from participants import noms

from .document import Intervention, Liste, Paragraphe, Tableau, Titre, block_texts
from .locuteurs import Resolveur

FLECHE = r"(?:[→➔⇒>*•\s]*)"
NUMERO = r"(?:\s*n[°o]?\s*\d+)?\s*"
DECISION = re.compile(
    rf"(?i)^{FLECHE}(?:(?:d[ée]cisions?(?: prises?)?|beslissing(?:en)?){NUMERO}[:–—-]\s*"
    r"|(?=(?:il est|il a été|on) d[ée]cid[ée]\b|(?:le groupe|le chantier|l['’]assembl[ée]e) d[ée]cide\b))"
    r"(?P<quoi>\S.*)$",
    re.DOTALL,
)
VOTE = re.compile(rf"(?i)^{FLECHE}(?:votes?|scrutin|stemming){NUMERO}[:–—-]\s*(?P<quoi>\S.*)$", re.DOTALL)
TACHE = re.compile(
    rf"(?i)^{FLECHE}(?:t[âa]ches?|actions?|à faire|to ?do){NUMERO}[:–—-]\s*(?P<quoi>\S.*)$", re.DOTALL
)
SECTIONS = {
    "decision": {"decisions", "decision", "decisions prises", "beslissingen"},
    "tache": {"taches", "tache", "actions", "a faire", "plan d action", "qui fait quoi", "taches a realiser"},
}
ANNONCE = 60  # characters: a longer line announces nothing
CHIFFRE = re.compile(r"\d")
EN_TETE = re.compile(r"(?i)^(?:qui|quoi|t[âa]che|action|responsable|quand|[ée]ch[ée]ance)s?\b[^.]{0,60}$")
UNANIME = re.compile(r"(?i)unanim")
# « 9 pour », « 9 voix pour », « pour : 9 »
VOIX = {
    nom: re.compile(rf"(?i)\b(\d{{1,3}})\s*(?:voix\s+)?{mot}|\b{mot}\s*:\s*(\d{{1,3}})")
    for nom, mot in (
        ("pour", "pour"),
        ("contre", "contre"),
        ("abstentions", r"(?:d['’])?abst(?:entions?|\.)"),
    )
}

Genre = Literal["decision", "vote", "tache"]


@dataclass(frozen=True)
class Voix:
    """How a vote went; None for what is not said."""

    pour: int | None = None
    contre: int | None = None
    abstentions: int | None = None
    unanime: bool = False


@dataclass(frozen=True)
class Resolution:
    """One line. paragraphe: number of the block in which it stands, rang: its place there from 1.

    personne: key of whoever is to do it, "" for nobody known.
    """

    point: int
    paragraphe: int
    rang: int
    genre: Genre
    texte: str
    voix: Voix = Voix()
    personne: str = ""


def genre_of(texte):
    """(genre, what it says) of a line by how it opens; ("", "") for any other."""
    for genre, pattern in (("vote", VOTE), ("decision", DECISION), ("tache", TACHE)):
        if match := pattern.match(texte):
            return genre, match["quoi"].strip()
    if CHIFFRE.search(texte):  # « adopté par 9 voix pour et 1 contre »
        counted = voix(texte)
        if None not in (counted.pour, counted.contre):
            return "vote", texte.strip()
    return "", ""


def marked(lignes):
    """(index, genre, what it says) of the lines that decide something. lignes: [(kind of block, text)].

    Under a heading or a label that announces them, items and rows are lines too, up to the next heading.
    """
    section = ""
    for index, (kind, texte) in enumerate(lignes):
        if kind in {"titre", "paragraphe"} and len(texte) <= ANNONCE:
            label = noms.fold(texte.strip(" :"))
            opened = next((genre for genre, words in SECTIONS.items() if label in words), "")
            if opened:
                section = opened
                continue
        if kind == "titre":
            section = ""
            continue
        genre, quoi = genre_of(texte)
        if genre:
            yield index, genre, quoi
        elif section and kind in {"liste", "tableau"} and texte.strip() and not EN_TETE.match(texte):
            yield index, section, texte.strip()


def voix(texte):
    """The Voix that a text tells."""
    counts = {}
    for nom, pattern in VOIX.items():
        if match := pattern.search(texte):
            counts[nom] = int(match[1] or match[2])
    return Voix(**counts, unanime=UNANIME.search(texte) is not None)


def resolutions(document):
    """The Resolutions of the points of a document, in printed order."""
    resolveur = Resolveur(document.personnes)
    found = []
    for point in document.points:
        lignes = [ligne for bloc in (*point.blocs, *point.blocs_apres) for ligne in _lines(bloc)]
        for index, genre, quoi in marked([(kind, texte) for kind, texte, _, _ in lignes]):
            _, _, paragraphe, rang = lignes[index]
            found.append(
                Resolution(
                    point.numero,
                    paragraphe,
                    rang,
                    genre,
                    quoi,
                    Voix() if genre == "tache" else voix(quoi),
                    _somebody(quoi, resolveur) if genre == "tache" else "",
                )
            )
    return found


def _lines(bloc):
    """(kind, text, number of the block, place in it) of each line of a block."""
    match bloc:
        case Titre() | Paragraphe() | Intervention():
            kind = "titre" if isinstance(bloc, Titre) else "paragraphe"
            texts = [" ".join(block_texts(bloc))]
        case Liste():
            kind, texts = "liste", list(block_texts(bloc))
        case Tableau():
            kind = "tableau"
            texts = [
                " – ".join(
                    text for cell in ligne for inner in cell.blocs for text in block_texts(inner) if text
                )
                for ligne in bloc.lignes
            ]
        case _:
            return
    yield from ((kind, text, bloc.numero, rang) for rang, text in enumerate(texts, 1))


def _somebody(texte, resolveur):
    """Key of the first person whom a part of a task opens with."""
    for part in re.split(r"\s*[:(),;–—]\s*|\s-\s|\s+(?:et|par)\s+", texte):
        key, _ = resolveur.resolve(part)
        if key:
            return key
    return ""
