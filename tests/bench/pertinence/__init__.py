"""How well a search answers: questions with the paragraphs expected, nDCG@10 and recall@50.

A file holds a line for each question, with tabs: the question, then « chantier-séance:words » for each paragraph
expected, `*` before those that answer it whole. Paragraphs are told by some of their words, so that no number changes.
"""

import math
import re
from dataclasses import dataclass
from pathlib import Path

ICI = Path(__file__).parent
RANG, RAPPEL = 10, 50
ENTIER, PARTIE = 3, 1  # what a paragraph is worth


@dataclass(frozen=True)
class Attendu:
    chantier: int
    seance: int
    mots: str
    valeur: int

    def is_in(self, chantier, seance, contenu):
        return (chantier, seance) == (self.chantier, self.seance) and self.mots in plain(contenu)


def plain(text):
    """Words as they are compared: one kind of apostrophe and space."""
    return re.sub(r"\s+", " ", text.replace("'", "’").replace("\u00a0", " ").replace("\u202f", " "))


def read(path):
    """[(question, [Attendu])] of a file."""
    found = []
    for line in path.read_text().splitlines():
        if line and not line.startswith("#"):
            question, *expected = line.split("\t")
            found.append((question, [_attendu(each) for each in expected if each]))
    return found


def _attendu(text):
    place, _, mots = text.removeprefix("*").partition(":")
    chantier, seance = map(int, place.split("-"))
    return Attendu(chantier, seance, plain(mots), ENTIER if text.startswith("*") else PARTIE)


def ndcg(gains, ideal):
    """gains: of what was found, in order; ideal: of all that was expected."""

    def sum_of(values):
        return sum(value / math.log2(rank + 2) for rank, value in enumerate(values[:RANG]))

    return sum_of(gains) / sum_of(sorted(ideal, reverse=True))


def judge(expected, found):
    """(nDCG@10, recall@50) of one question. found: (chantier, séance, text) of each answer, best first."""
    left, gains = list(expected), []
    for answer in found[:RAPPEL]:
        met = next((each for each in left if each.is_in(*answer)), None)
        gains.append(met.valeur if met else 0)
        if met:
            left.remove(met)
    return ndcg(gains, [each.valeur for each in expected]), 1 - len(left) / len(expected)


def measure(path, search):
    """[(question, nDCG@10, recall@50)] of a file. search: question -> [(chantier, séance, text)]."""
    return [(question, *judge(expected, search(question))) for question, expected in read(path)]
