"""Two texts that start from the same one, put together block by block. Pure.

What only one of them changed is taken; where both changed the same place, both are kept, one after the other: no word
of either is lost, and a person reads the result before it is saved.
"""

from dataclasses import dataclass
from difflib import SequenceMatcher

from . import richtext


@dataclass(frozen=True, slots=True)
class Fusion:
    """texte: the merged rich text; doubles: how many places hold both texts, for a person to choose."""

    texte: str
    doubles: int


def merge(base, ours, theirs):
    """The Fusion of two rich texts written from `base`; where both changed one place, `theirs` comes first."""
    base, ours, theirs = (list(richtext.parse(html)) for html in (base, ours, theirs))
    merged, doubles = [], 0
    start, at_ours, at_theirs = 0, 0, 0
    for common, in_ours, in_theirs, size in _anchors(base, ours, theirs):
        place = base[start:common], ours[at_ours:in_ours], theirs[at_theirs:in_theirs]
        chosen, both = _choose(*place)
        merged += chosen + base[common : common + size]
        doubles += both
        start, at_ours, at_theirs = common + size, in_ours + size, in_theirs + size
    return Fusion(richtext.render(merged), doubles)


def _choose(base, ours, theirs):
    """The blocks of one place, and how often both texts had changed it differently."""
    if ours in (base, theirs):
        return theirs, 0
    if theirs == base:
        return ours, 0
    if len(base) == len(ours) == len(theirs) > 1:  # neighbours changed, each by one of them
        chosen = [
            _choose([one], [mine], [other]) for one, mine, other in zip(base, ours, theirs, strict=True)
        ]
        return [bloc for blocs, _ in chosen for bloc in blocs], sum(both for _, both in chosen)
    return [*theirs, *(bloc for bloc in ours if bloc not in theirs)], 1


def _anchors(base, ours, theirs):
    """Stretches that all three share: (in base, in ours, in theirs, length), the last one empty, at the end."""
    in_ours, in_theirs = _matches(base, ours), _matches(base, theirs)
    place = 0
    while place < len(base):
        if place not in in_ours or place not in in_theirs:
            place += 1
            continue
        size = 1
        while (
            in_ours.get(place + size) == in_ours[place] + size
            and in_theirs.get(place + size) == in_theirs[place] + size
        ):
            size += 1
        yield place, in_ours[place], in_theirs[place], size
        place += size
    yield len(base), len(ours), len(theirs), 0


def _matches(base, other):
    """Place in `base` -> place in `other` of the blocks that they share."""
    places = {}
    for block in SequenceMatcher(None, *_numbered(base, other), autojunk=False).get_matching_blocks():
        places |= {block.a + step: block.b + step for step in range(block.size)}
    return places


def _numbered(*texts):
    """The same lists with a number for each distinct block, which compares faster than the block."""
    numbers = {}
    return [[numbers.setdefault(bloc, len(numbers)) for bloc in blocs] for blocs in texts]
