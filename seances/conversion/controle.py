"""Whether the words that a PV will print are those of the file: none changed, lost, added or moved."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import count

from ..pv import richtext
from ..pv.document import Liste, Tableau, block_texts
from . import mots

ECARTS = 12  # told; more are counted
COMPARES = 3_000  # words between the first and the last difference that are worth aligning
IMAGE = re.compile(r"<img[^>]*>")


@dataclass(frozen=True)
class Ecart:
    """A difference: what the file says, what the PV would say, and the words before it."""

    avant: str
    fichier: str
    note: str


@dataclass(frozen=True)
class Verdict:
    """The outcome of the comparison. mots: how many words the file has."""

    mots: int
    ecarts: tuple[Ecart, ...] = ()
    nombre: int = 0

    @property
    def conforme(self):
        return self.nombre == 0


def check(lecture, html):
    """The Verdict on some HTML. lecture: what was read of the file; html: the text that the PV will carry."""
    printed = printed_words(html, lecture.regle)
    return compare(list(lecture.mots), printed)


def printed_words(html, regle="exacte"):
    """The words of a text as the PV prints it, in order; descriptions of pictures aside."""
    blocs = richtext.parse(IMAGE.sub("", html))
    pieces = (
        _with_numbers(blocs) if regle == "marquee" else (text for bloc in blocs for text in block_texts(bloc))
    )
    return mots.cut("\n".join(pieces), regle)


def _with_numbers(blocs):
    """Texts of some blocks, each item of a numbered list after its number: in Markdown they are typed."""
    for bloc in blocs:
        match bloc:
            case Liste():
                ranks = count(bloc.debut)
                for element in bloc.elements:
                    if bloc.style != "puce":
                        yield str(next(ranks))
                    yield from _with_numbers(element.blocs)
            case Tableau():
                for ligne in bloc.lignes:
                    for cellule in ligne:
                        yield from _with_numbers(cellule.blocs)
            case _:
                yield from block_texts(bloc)


def compare(source, printed):
    """The Verdict on two sequences of words."""
    total = len(source)
    if source == printed:
        return Verdict(total)
    start = 0
    shortest = min(len(source), len(printed))
    while start < shortest and source[start] == printed[start]:
        start += 1
    end = 0
    while end < shortest - start and source[-1 - end] == printed[-1 - end]:
        end += 1
    left, right = source[start : total - end], printed[start : len(printed) - end]
    if max(len(left), len(right)) > COMPARES:
        return Verdict(total, (_ecart(source, start, left[:20], right[:20]),), max(len(left), len(right)))
    found = [
        _ecart(source, start + i1, left[i1:i2], right[j1:j2])
        for tag, i1, i2, j1, j2 in SequenceMatcher(None, left, right, autojunk=False).get_opcodes()
        if tag != "equal"
    ]
    return Verdict(total, tuple(found[:ECARTS]), len(found))


def _ecart(source, place, left, right):
    return Ecart(" ".join(source[max(0, place - 6) : place]), " ".join(left[:40]), " ".join(right[:40]))
