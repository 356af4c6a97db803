"""Which paragraph is the first on each page of a PDF of ours, read from the numbers that `marges` draws.

No library: a frozen PDF is one that `impression` wrote, with its table of objects and deflated streams.
"""

import re
import zlib

TABLE = re.compile(rb"startxref\s+(\d+)")
ENTREE = re.compile(rb"(\d{10}) \d{5} ([nf])")
ENFANTS = re.compile(rb"/Kids \[([^\]]*)\]")
CONTENU = re.compile(rb"/Contents (\d+) 0 R")
# A figure as marges.draw sets it: its scale, where it stands, which one it is.
CHIFFRE = re.compile(rb"q [\d.]+ 0 0 [\d.]+ (-?[\d.]+) (-?[\d.]+) cm /chiffre(\d) Do Q")


def first_paragraphs(data):
    """Of each page its first paragraph number, None for a page without numbers; [] for a PDF that is not ours."""
    try:
        objects = _objects(data)
        [kids] = [found for item in objects.values() if (found := ENFANTS.search(item[:20_000]))]
        pages = [int(number) for number in kids[1].split()[::3]]
        return [_first(objects[int(CONTENU.search(objects[page])[1])]) for page in pages]
    except (ValueError, KeyError, TypeError, zlib.error):
        return []


def _objects(data):
    """The bytes of each object, from where the table says that it begins."""
    start = int(TABLE.search(data, len(data) - 64)[1])
    starts = [
        (int(offset), number)
        for number, (offset, kind) in enumerate(ENTREE.findall(data, start))
        if kind == b"n"
    ]
    starts.sort()
    ends = [offset for offset, _ in starts[1:]] + [start]
    return {number: data[begin:end] for (begin, number), end in zip(starts, ends, strict=True)}


def _first(content):
    begins = content.index(b"stream\n") + len(b"stream\n")
    drawn = zlib.decompressobj().decompress(content[begins:])
    figures = [(float(y), float(x), figure) for x, y, figure in CHIFFRE.findall(drawn)]
    if not figures:
        return None
    top = max(y for y, _, _ in figures)
    return int(b"".join(figure for y, _, figure in sorted(figures, key=lambda each: each[1]) if y == top))
