"""Quotations that find their place again: the text quote of W3C's Web Annotation, on the tree. Pure.

A Citation keeps the exact words, what stands before and after, and the number of the paragraph. Whatever was
written, moved, split or renumbered since, `find` says where these words are now and how it knows, or None.
Typography does not count: spaces of any kind, quotation marks, dashes and soft hyphens may change.
"""

import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Literal

from .document import block_texts, texts

CONTEXTE = 64  # characters kept on each side
CONFIRMS = 8  # characters of context that cannot be found again by chance
SHORT = 12  # a quotation shorter than this needs its context to be recognised
RESEMBLES = 0.75  # an edited quotation still is one above this
COMMON = 50  # two words that stand side by side more often than this say nothing of the place
SAME = str.maketrans(
    {**dict.fromkeys("“”„«»‟″", '"'), **dict.fromkeys("’‘ʼ‛′", "'"), **dict.fromkeys("–—‑‐−", "-")}
)
SILENT = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
PIECE = re.compile(rf"…|[^\s…{SILENT}]+")
CLUSTER = re.compile(r".[\u0300-\u036f]*", re.DOTALL)
WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Citation:
    """Some words of a PV. `avant` and `apres` may reach into the paragraphs around."""

    exact: str
    avant: str = ""
    apres: str = ""
    paragraphe: int = 0


@dataclass(frozen=True, slots=True)
class Place:
    """Where a quotation stands: from `debut` in `paragraphe` to `fin` in `dernier`, most often the same one.

    `maniere`: the same words in the paragraph of that number, the same words elsewhere, or nearly the same words.
    `sure` is False when nothing around confirms it: somebody should look.
    """

    paragraphe: int
    debut: int
    dernier: int
    fin: int
    maniere: Literal["exacte", "deplacee", "approchee"] = "exacte"
    sure: bool = True


def quote(document, numero, start, end):
    """The Citation of `paragraph_text(...)[start:end]` of a numbered paragraph. Raises ValueError for no words."""
    return Ancrage(document).quote(numero, start, end)


def find(document, citation):
    """The Place of a Citation, None when it is lost."""
    return Ancrage(document).find(citation)


def paragraph_text(bloc):
    """The text of a block, in which offsets count: its stretches joined by line breaks."""
    return "\n".join(block_texts(bloc))


class Ancrage:
    """The text of one document, ready for any number of quotations."""

    def __init__(self, document):
        blocs = sorted(
            (bloc for _, blocs in texts(document) for bloc in blocs if bloc.numero),
            key=lambda bloc: bloc.numero,
        )
        self.numbers = [bloc.numero for bloc in blocs]
        self.starts, parts, position = [], [], 0
        for bloc in blocs:
            text = paragraph_text(bloc)
            self.starts.append(position)
            parts.append(text)
            position += len(text) + 1
        self.text = "\n".join(parts)
        self.key, self.at, self.source = _normalise(self.text)
        self._words = None

    # ── Quoting ─────────────────────────────────────────────────────────────────────────────────────────

    def quote(self, numero, start, end):
        index = self.numbers.index(numero)  # ValueError: no such paragraph
        begin = self.starts[index]
        after = self.starts[index + 1] - 1 if index + 1 < len(self.starts) else len(self.text)
        if not 0 <= start < end <= after - begin or not self.text[begin + start : begin + end].strip():
            raise ValueError(f"Le paragraphe {numero} n’a pas de mots de {start} à {end}.")
        start, end = begin + start, begin + end
        return Citation(
            self.text[start:end],
            self.text[max(0, start - CONTEXTE) : start],
            self.text[end : end + CONTEXTE],
            numero,
        )

    # ── Finding ─────────────────────────────────────────────────────────────────────────────────────────

    def find(self, citation):
        wanted = _Wanted(citation)
        if not wanted.key:
            return None
        return self._same_words(wanted) or self._nearly_the_same(wanted)

    def _same_words(self, wanted):
        found = list(self._occurrences(wanted))
        if not found:
            return None
        start, end = max(found, key=lambda span: self._likeliness(wanted, *span))
        context = self._context(wanted, start, end)
        place = self._place(start, end)
        here = place.paragraphe == wanted.citation.paragraphe
        alone = len(found) == 1
        return replace(
            place,
            maniere="exacte" if here else "deplacee",
            sure=bool(context) or wanted.bare or (alone and (here or len(wanted.key) >= SHORT)),
        )

    def _occurrences(self, wanted):
        """(start, end) in the key of each occurrence; never inside a word when the quotation was whole words."""
        start = self.key.find(wanted.key)
        while start >= 0:
            end = start + len(wanted.key)
            first, last = self._raw(start), self._raw(end - 1)
            cuts_before = wanted.starts_word and first and self.text[first - 1].isalnum()
            cuts_after = wanted.ends_word and self.text[last + 1 : last + 2].isalnum()
            if not cuts_before and not cuts_after:
                yield start, end
            start = self.key.find(wanted.key, start + 1)

    def _likeliness(self, wanted, start, end):
        raw = self.text[self._raw(start) : self._raw(end - 1) + 1]
        distance = abs(self._number(self._raw(start)) - wanted.citation.paragraphe)
        return self._context(wanted, start, end), raw.split() == wanted.words, -distance, -start

    def _context(self, wanted, start, end):
        """How many characters around an occurrence are those of the quotation; 0 for a few by chance."""
        before = _shared(wanted.before[::-1], self.key[max(0, start - len(wanted.before)) : start][::-1])
        after = _shared(wanted.after, self.key[end : end + len(wanted.after)])
        return sum(
            count
            for count, whole in ((before, wanted.before), (after, wanted.after))
            if count >= CONFIRMS or (count and count == len(whole))
        )

    # ── Edited quotations ───────────────────────────────────────────────────────────────────────────────

    def _nearly_the_same(self, wanted):
        spans = {*self._by_words(wanted), *self._by_context(wanted)}
        best = None
        for start, end in spans:
            likeness = _likeness(wanted.key, self.key[start:end])
            confirmed = self._confirms(wanted, start, end)
            here = self._number(self._raw(start)) == wanted.citation.paragraphe
            if likeness >= (RESEMBLES if len(confirmed) < 2 else 0.5) and (confirmed or here):
                rank = (likeness + 0.2 * len(confirmed), here, -start)
                if best is None or rank > best[0]:
                    best = rank, start, end, bool(confirmed)
        if best is None:
            return None
        _, start, end, confirmed = best
        return replace(self._place(start, end), maniere="approchee", sure=confirmed)

    def _confirms(self, wanted, start, end):
        """Which sides of a passage read as those of the quotation."""
        sides = (
            ("avant", wanted.before[-24:], self.key[max(0, start - 24) : start]),
            ("apres", wanted.after[:24], self.key[end : end + 24]),
        )
        return [name for name, whole, side in sides if whole and _likeness(whole, side) >= RESEMBLES]

    def _by_words(self, wanted):
        """Spans of the key where many of the quotation's pairs of neighbouring words stand in their order."""
        words = wanted.folded
        if len(words) < 2:
            return
        doc_words, spans, pairs = self._indexed_words()
        votes = Counter()
        width = max(4, len(words) // 2)
        for rank, pair in enumerate(pairwise(words)):
            places = pairs.get(pair, ())
            if len(places) <= COMMON:
                for place in places:
                    diagonal = (place - rank) // width
                    votes[diagonal] += 1
                    votes[diagonal + 1] += 1
        for diagonal, _ in votes.most_common(6):
            low = max(0, (diagonal - 1) * width - 2)
            high = (diagonal + 1) * width + len(words) + len(words) // 3 + 2
            window = doc_words[low:high]
            blocks = _dense([block for block in _matcher(words, window).get_matching_blocks() if block.size])
            if blocks:
                first, last = blocks[0], blocks[-1]
                # words that the quotation has before its first known one, and after its last
                start = max(0, first.b - first.a)
                end = min(len(window), last.b + last.size + len(words) - last.a - last.size)
                for begin, stop in ((first.b, last.b + last.size), (start, end)):
                    yield (
                        self._key_index(spans[low + begin][0]),
                        self._key_index(spans[low + stop - 1][1] - 1) + 1,
                    )

    def _by_context(self, wanted):
        """The span between what stood before and what stood after, when both are still near each other."""
        before, after = wanted.before[-16:], wanted.after[:16]
        if len(before) < CONFIRMS or len(after) < CONFIRMS:
            return
        limit = 2 * len(wanted.key) + 20
        start = self.key.find(before)
        while start >= 0:
            begin = start + len(before)
            end = self.key.find(after, begin, begin + limit + len(after))
            if end > begin:
                yield begin, end
            start = self.key.find(before, start + 1)

    def _indexed_words(self):
        if self._words is None:
            matches = list(WORD.finditer(self.text))
            words = [match.group().casefold() for match in matches]
            pairs = {}
            for index, pair in enumerate(pairwise(words)):
                pairs.setdefault(pair, []).append(index)
            self._words = words, [match.span() for match in matches], pairs
        return self._words

    # ── Positions ───────────────────────────────────────────────────────────────────────────────────────

    def _raw(self, index):
        """The position in the text of a position in the key."""
        rank = bisect_right(self.at, index) - 1
        start, stop = self.source[rank]
        return min(start + index - self.at[rank], stop - 1)

    def _key_index(self, position):
        """The position in the key of a position in the text, or of the next one that the key holds."""
        rank = bisect_right(self.source, (position, len(self.text) + 1)) - 1
        if rank < 0:
            return 0
        start, stop = self.source[rank]
        following = self.at[rank + 1] if rank + 1 < len(self.at) else len(self.key)
        return min(self.at[rank] + position - start, following - 1) if position < stop else following

    def _number(self, position):
        return self.numbers[bisect_right(self.starts, position) - 1]

    def _place(self, start, end):
        first, last = self._raw(start), self._raw(end - 1)
        one, other = bisect_right(self.starts, first) - 1, bisect_right(self.starts, last) - 1
        return Place(
            self.numbers[one], first - self.starts[one], self.numbers[other], last + 1 - self.starts[other]
        )


class _Wanted:
    """A quotation as it is looked for."""

    def __init__(self, citation):
        self.citation = citation
        self.key, _, _ = _normalise(citation.exact)
        self.before, _, _ = _normalise(citation.avant)
        self.after, _, _ = _normalise(citation.apres)
        self.bare = not self.before and not self.after  # nothing to confirm it with
        self.words = citation.exact.split()
        self.folded = [word.casefold() for word in WORD.findall(citation.exact)]
        exact = citation.exact.strip()
        self.starts_word = exact[:1].isalnum() and not (
            citation.avant[-1:].isalnum() and citation.exact[:1].isalnum()
        )
        self.ends_word = exact[-1:].isalnum() and not (
            citation.apres[:1].isalnum() and citation.exact[-1:].isalnum()
        )


def _normalise(text):
    """What of a text counts: (key, where each piece starts in it, (start, end) of each piece in the text)."""
    composed = unicodedata.is_normalized("NFC", text)
    key, at, source, length = [], [], [], 0
    for match in PIECE.finditer(text):
        piece = match.group()
        if composed:
            parts = [(piece, match.start(), match.end())]
        else:
            parts = [
                (cluster.group(), match.start() + cluster.start(), match.start() + cluster.end())
                for cluster in CLUSTER.finditer(piece)
            ]
        for part, start, stop in parts:
            kept = "..." if part == "…" else unicodedata.normalize("NFC", part).translate(SAME)
            key.append(kept)
            at.append(length)
            source.append((start, stop))
            length += len(kept)
    return "".join(key), at, source


def _shared(one, other):
    """How many characters two texts share at their head."""
    count = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        count += 1
    return count


def _matcher(one, other):
    return SequenceMatcher(None, one, other, autojunk=False)


def _dense(blocks):
    """Matching blocks without the single words that stand far from the others at either end."""
    while len(blocks) > 1 and blocks[0].size == 1 and blocks[1].b - blocks[0].b > 4:
        blocks = blocks[1:]
    while len(blocks) > 1 and blocks[-1].size == 1 and blocks[-1].b - blocks[-2].b - blocks[-2].size > 3:
        blocks = blocks[:-1]
    return blocks


def _likeness(one, other):
    """From 0.0 to 1.0; long texts are compared by their halves and ends."""
    if max(len(one), len(other)) <= 400:
        return _matcher(one.casefold(), other.casefold()).ratio()
    shared = sum((Counter(_shingles(one)) & Counter(_shingles(other))).values())
    return 2 * shared / (len(one) + len(other) - 6)


def _shingles(text):
    text = text.casefold()
    return (text[index : index + 4] for index in range(len(text) - 3))
