"""What two sequences share, and two texts word by word. Pure; near linear on what people really edit.

What stands once on both sides is found first and holds the rest in place (« patience »); only what lies between is
compared in detail, so that twice the text costs twice the time.
"""

import re
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from .ancrage import SAME
from .document import Run, plain_text

DETAIL = 100_000  # pairs that are worth comparing one by one
TOKEN = re.compile(r"(?P<mot>\w+[’']?|[^\w\s])(?P<blanc>\s*)")
ISLAND = 3  # as few characters between two changes are part of them


def align(before, after):
    """Operations ("equal" | "replace" | "delete" | "insert", i1, i2, j1, j2) that lead from one to the other."""
    operations, i, j = [], 0, 0
    for start, match, size in [*_shared(before, after), (len(before), len(after), 0)]:
        if i < start or j < match:
            name = "replace" if i < start and j < match else "delete" if i < start else "insert"
            operations.append((name, i, start, j, match))
        if size:
            operations.append(("equal", start, start + size, match, match + size))
        i, j = start + size, match + size
    return operations


def _shared(before, after):
    """(i, j, size) of the stretches that both hold, in order, neighbours joined."""
    found, ranges = [], [(0, len(before), 0, len(after))]
    while ranges:
        low, high, left, right = ranges.pop()
        start = low
        while low < high and left < right and before[low] == after[left]:
            low, left = low + 1, left + 1
        if low > start:
            found.append((start, left - (low - start), low - start))
        end = high
        while low < high and left < right and before[high - 1] == after[right - 1]:
            high, right = high - 1, right - 1
        if end > high:
            found.append((high, right, end - high))
        if low == high or left == right:
            continue
        if anchors := _anchors(before, after, low, high, left, right):
            for i, j in [*anchors, (high, right)]:
                ranges.append((low, i, left, j))
                low, left = i, j  # the anchor itself opens the next range
        elif (high - low) * (right - left) <= DETAIL:
            matcher = SequenceMatcher(None, before[low:high], after[left:right], autojunk=False)
            found += [(low + i, left + j, size) for i, j, size in matcher.get_matching_blocks() if size]
    joined = []
    for i, j, size in sorted(found):
        if joined and joined[-1][0] + joined[-1][2] == i and joined[-1][1] + joined[-1][2] == j:
            joined[-1] = (*joined[-1][:2], joined[-1][2] + size)
        else:
            joined.append((i, j, size))
    return joined


def _anchors(before, after, low, high, left, right):
    """(i, j) of what stands once in each of two ranges, the longest run of them in the same order."""
    ours, theirs = Counter(before[low:high]), Counter(after[left:right])
    place = {item: j for j, item in enumerate(after[left:right], left) if theirs[item] == 1}
    pairs = [
        (i, place[item]) for i, item in enumerate(before[low:high], low) if ours[item] == 1 and item in place
    ]
    tails, ends, previous = [], [], [None] * len(pairs)
    for rank, (_, j) in enumerate(pairs):
        at = bisect_left(tails, j)
        previous[rank] = ends[at - 1] if at else None
        tails[at : at + 1], ends[at : at + 1] = [j], [rank]
    chosen, rank = [], ends[-1] if ends else None
    while rank is not None:
        chosen.append(pairs[rank])
        rank = previous[rank]
    return chosen[::-1]


# ── Words ───────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Morceau:
    """Some words of a comparison. « forme »: the same words, set otherwise (bold, link…)."""

    etat: Literal["egal", "ajoute", "supprime", "forme"]
    runs: tuple[Run, ...]

    @property
    def mots(self):
        return len(plain_text(self.runs).split())


def compare_runs(before, after):
    """The Morceaux that lead from some runs to others; what differs by its spaces or quotation marks is equal."""
    one, other = _Words(before), _Words(after)
    pieces = []
    for name, i1, i2, j1, j2 in _without_islands(align(one.keys, other.keys), one):
        if name == "equal":
            for i, j in zip(range(i1, i2), range(j1, j2), strict=True):
                pieces.append(
                    Morceau("egal" if one.form(i) == other.form(j) else "forme", other.runs(j, j + 1))
                )
            continue
        if i1 < i2:
            # the space that stood before what is gone, when what stays has none of its own
            glued = bool(pieces) and not plain_text(pieces[-1].runs)[-1:].isspace()
            pieces.append(Morceau("supprime", one.runs(i1, i2, with_space=glued)))
        if j1 < j2:
            pieces.append(Morceau("ajoute", other.runs(j1, j2)))
    joined = []
    for piece in pieces:
        if joined and joined[-1].etat == piece.etat:
            joined[-1] = Morceau(piece.etat, _joined(joined[-1].runs + piece.runs))
        else:
            joined.append(piece)
    return tuple(joined)


def compare_texts(before, after):
    """The same for plain texts."""
    return compare_runs((Run(before),) if before else (), (Run(after),) if after else ())


def words_of(text):
    """The words of a text as they compare."""
    return [match["mot"].translate(SAME) for match in TOKEN.finditer(text)]


class _Words:
    """The words of some runs: their keys, and the runs of any stretch of them."""

    def __init__(self, runs):
        self.source = runs
        self.spans, self.keys = [], []
        for match in TOKEN.finditer(plain_text(runs)):
            self.spans.append((match.start(), match.end("mot"), match.end()))
            self.keys.append(match["mot"].translate(SAME))
        self.edges, position = [], 0
        for run in runs:
            self.edges.append((position, position + len(run.texte)))
            position += len(run.texte)

    def form(self, index):
        start, end, _ = self.spans[index]
        return [(run.styles, run.lien) for run in self._cut(start, end)]

    def runs(self, first, last, *, with_space=False):
        start = self.spans[first - 1][1] if with_space and first else self.spans[first][0]
        return self._cut(start, self.spans[last - 1][2])

    def _cut(self, start, end):
        low = bisect_left(self.edges, (start + 1,)) - 1
        cut = []
        for (begin, stop), run in zip(self.edges[max(low, 0) :], self.source[max(low, 0) :], strict=True):
            if begin >= end:
                break
            if stop > start:
                cut.append(Run(run.texte[max(start - begin, 0) : end - begin], run.styles, run.lien))
        return tuple(cut)


def _joined(runs):
    kept = []
    for run in runs:
        if kept and (kept[-1].styles, kept[-1].lien) == (run.styles, run.lien):
            kept[-1] = Run(kept[-1].texte + run.texte, run.styles, run.lien)
        else:
            kept.append(run)
    return tuple(kept)


def _without_islands(operations, words):
    """The same operations, a comma or a « de » between two changes taken into them: easier to read."""
    kept = []
    for rank, (name, i1, i2, j1, j2) in enumerate(operations):
        inside = 0 < rank < len(operations) - 1
        if name == "equal" and inside and sum(map(len, words.keys[i1:i2])) <= ISLAND:
            name = "replace"
        if kept and name != "equal" and kept[-1][0] != "equal":
            last = kept.pop()
            i1, j1 = last[1], last[3]
        kept.append((name, i1, i2, j1, j2))
    return kept
