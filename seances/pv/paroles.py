"""Who said what in a document: its interventions, whole. Pure.

An intervention opens with somebody's name and goes on as long as its blocks carry that speaker (`locuteurs`).
"""

import re
from dataclasses import dataclass, replace
from typing import Literal

from .document import Intervention, plain_text
from .locuteurs import said

# What follows the name of somebody whose own words are given: « NOM (AMO) : », « NOM – »; else a sentence tells them.
DIT = re.compile(r"[\s\u00a0]*(?:\([^)]*\)[\s\u00a0]*)?(?:[:–—]|-[\s\u00a0]|\Z)")


@dataclass(frozen=True, slots=True)
class Parole:
    """One intervention. sous_groupe: number of the one whose note it stands in, 0 for the text of a point.

    locuteur: key of the document's `personnes`. mots: of `texte`, the speaker's name included. texte: a line for
    each paragraph, without the notes of the rédacteur.
    """

    point: int
    titre: str
    sous_groupe: int
    paragraphe: int
    locuteur: str
    libelle: str
    texte: str
    genre: Literal["dit", "rapporté"]

    @property
    def mots(self):
        return len(self.texte.split())


def paroles(document):
    """The Paroles of a document, in printed order."""
    found, restitution = [], document.point_of_nature("restitution")
    for point in document.points:
        found += _of_text(point.blocs, point, 0) + _of_text(point.blocs_apres, point, 0)
        if point is restitution:
            for groupe in document.sous_groupes:
                if groupe.restitution:
                    found += _of_text(groupe.restitution.blocs, point, groupe.numero)
    return sorted(found, key=lambda parole: parole.paragraphe)


def _of_text(blocs, point, sous_groupe):
    found = []
    for bloc in blocs:
        text = "\n".join(said(bloc))
        if isinstance(bloc, Intervention):
            found.append(
                Parole(
                    point.numero,
                    point.titre_imprime,
                    sous_groupe,
                    bloc.numero,
                    bloc.locuteur,
                    bloc.libelle,
                    text,
                    _genre(bloc),
                )
            )
        elif getattr(bloc, "locuteur", "") and found:
            found[-1] = replace(found[-1], texte=f"{found[-1].texte}\n{text}")
    return found


def _genre(bloc):
    """Somebody's own words, or a sentence that tells them: « Marc TORFS rappelle que… »."""
    _, _, after = plain_text(bloc.runs).partition(bloc.libelle)
    return "dit" if DIT.match(after) else "rapporté"
