"""PDF with its columns: lines as they lie on the page, those of a table in cells. For documents that are read as data.

What pdfium gives is signs with their places. Signs far apart on one line are cells; a line that begins where an
earlier line had its second cell goes on with that cell.
"""

import ctypes
import re
from html import escape
from itertools import pairwise
from statistics import median

import pypdfium2
import pypdfium2.raw as raw

from . import limites, marques, pdf_mots
from .lecture import Lecture, Refus
from .paquet import ABIME
from .pdf import PUCE, SANS_TEXTE, TROP_DE_PAGES, join, whole_words

NUMERO = re.compile(r"\s*\d{1,2}[.)]\s")
FOLIO = re.compile(r"^(?:page\s*)?\d{1,3}(?:\s*(?:/|sur)\s*\d{1,3})?$", re.IGNORECASE)
ECART = 1.1  # of the height of a line: what parts two cells
MEME = 4.0  # points: two places are one column


def convert(data):
    """The Lecture of a PDF: a paragraph for each, and for a row of a table its cells parted by tabs. Raises Refus."""
    try:
        document = pypdfium2.PdfDocument(data)
        found = _across([page(document[number]) for number in range(min(len(document), limites.PAGES + 1))])
    except pypdfium2.PdfiumError as error:
        raise Refus(ABIME) from error
    if len(document) > limites.PAGES:
        raise Refus(TROP_DE_PAGES)
    if not any(any(one.isalnum() for one in text) for text in found):
        raise Refus(SANS_TEXTE)
    found, _ = whole_words(found)
    html = "".join(f"<p>{escape(marques.without(text), quote=False)}</p>" for text in found)
    return Lecture("pdf", html, tuple(pdf_mots.read(data)), "pdf")


class Morceau:
    """Signs that stand together on one line.

    left, right, and base, on which they stand: points from the bottom left. size: of their characters, in points.
    """

    def __init__(self, sign, left, right, base, size):
        self.text, self.left, self.right, self.base, self.size = sign, left, right, base, size


def pieces(textpage):
    found, current, space = [], None, False
    whole = textpage.get_text_range()
    if textpage.count_chars() != len(whole):
        return None
    for index, sign in enumerate(whole):
        if sign.isspace():
            space = True
            continue
        left, bottom, right, _ = textpage.get_charbox(index)
        base = _base(textpage, index, bottom)
        size = raw.FPDFText_GetFontSize(textpage, index) or 10
        if current is not None:
            beside = abs(base - current.base) < 0.4 * size and -size < left - current.right < ECART * size
            if beside:
                current.text += (" " if space else "") + sign
                current.right = max(current.right, right)
                space = False
                continue
        current = Morceau(sign, left, right, base, size)
        found.append(current)
        space = False
    return found


def _base(textpage, index, bottom):
    """The height of the line on which a sign stands; its own bottom where the file does not say."""
    x, y = ctypes.c_double(), ctypes.c_double()
    return y.value if raw.FPDFText_GetCharOrigin(textpage, index, x, y) else bottom


def lines(found):
    """Lines from the top of the page, each its pieces from left to right."""
    rows = []
    for piece in sorted(found, key=lambda one: -one.base):
        if rows and abs(rows[-1][0].base - piece.base) < 0.3 * piece.size:
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [_with_bullet(sorted(row, key=lambda one: one.left)) for row in rows]


def _with_bullet(row):
    """A line whose bullet, far from its words, is part of them and no cell."""
    sign = row[0]
    if len(row) > 1 and PUCE.match(f"{sign.text} ") and len(sign.text) <= 3:
        sign.text, sign.right = f"{sign.text} {row[1].text}", row[1].right
        return [sign, *row[2:]]
    return row


def page(source):
    """The paragraphs and rows of one page."""
    textpage = source.get_textpage()
    found = pieces(textpage)
    if found is None:
        return [" ".join(line.split()) for line in textpage.get_text_range().splitlines() if line.strip()]
    rows = lines(found)
    if not rows:
        return []
    columns = _columns(rows)
    made, index = [], 0
    right = max(row[-1].right for row in rows)
    steps = [one[0].base - two[0].base for one, two in pairwise(rows)]
    height = median(row[0].size for row in rows)
    step = median([one for one in steps if 0 < one < 3 * height] or [height])
    while index < len(rows):
        end = index
        while end < len(rows) and _in_table(rows, end, index, columns):
            end += 1
        if end > index and any(len(row) > 1 for row in rows[index:end]):
            made += _table(rows[index:end], columns)
            index = end
            continue
        text, last = " ".join(piece.text for piece in rows[index]), rows[index]
        first = last
        index += 1
        while (
            index < len(rows)
            and not _apart(first, last, rows[index], right, step, height)
            and not (len(rows[index]) > 1 and _cell_columns(rows[index], columns))
        ):
            text = _join(text, " ".join(piece.text for piece in rows[index]))
            last = rows[index]
            index += 1
        made.append(" ".join(text.split()))
    return made


def _columns(rows):
    """Places where second and later cells begin on at least two lines."""
    starts = [piece.left for row in rows if len(row) > 1 for piece in row[1:]]
    return [
        place
        for place in sorted({round(start) for start in starts})
        if sum(abs(place - start) < MEME for start in starts) >= 2
    ]


def _column(piece, columns):
    return next((place for place in columns if abs(place - piece.left) < MEME), None)


def _cell_columns(row, columns):
    return [place for piece in row if (place := _column(piece, columns)) is not None]


def _in_table(rows, index, start, columns):
    """Does a line belong to a table that began at `start` (or begins here)."""
    row = rows[index]
    if len(row) > 1 and _cell_columns(row[1:], columns):
        return True
    gap = rows[index - 1][0].base - row[0].base if index else 0
    close = index > start and gap < 1.7 * row[0].size
    if close and _column(row[0], columns) is not None:
        return True  # goes on with a cell
    # the first cell alone: it ends before the second column, beside a line that has one
    near = index + 1 < len(rows) and (
        _column(rows[index + 1][0], columns) is not None
        or (len(rows[index + 1]) > 1 and _cell_columns(rows[index + 1][1:], columns))
    )
    first = [place for place in columns if place > row[0].right + 3]
    tight = index + 1 < len(rows) and row[0].base - rows[index + 1][0].base < 1.3 * row[0].size
    return (
        len(row) == 1
        and bool(first)
        and ((close and gap < 1.45 * row[0].size) or (near and tight))
        and (index > start)
    )


def _table(rows, columns):
    """Rows of a table, cells parted by tabs. A line nearer to the row above than rows are goes on with it."""
    steps = [one[0].base - two[0].base for one, two in pairwise(rows)]
    sure = [
        step
        for step, row in zip(steps, rows[1:], strict=True)
        if _column(row[0], columns) is not None and len(row) == 1
    ]
    inner = min(sure, default=0)
    if not sure and steps and min(steps) < 1.4 * rows[0][0].size and max(steps) > min(steps) + 1.5:
        inner = min(steps)  # two distances: within a row, and from row to row
    made, previous = [], None
    for row in rows:
        step = previous[0].base - row[0].base if previous else 0
        goes_on = made and (
            _column(row[0], columns) is not None or len(row) == 1 or (inner and step < inner + 0.4)
        )
        if not goes_on:
            made.append({})
        for piece in row:
            place = _column(piece, columns) or 0
            cell = made[-1].get(place)
            made[-1][place] = _join(cell, piece.text) if cell else piece.text
        previous = row
    return ["\t".join(" ".join(cells[place].split()) for place in sorted(cells)) for cells in made]


def _apart(first, above, below, right, step, height):
    """Does a new paragraph begin with the line below. first: the line with which this one began."""
    distance, tall = above[0].base - below[0].base, above[0].size
    if not 0 < distance < 1.16 * step * max(tall / height, 1) or abs(tall - below[0].size) > 0.12 * tall:
        return True
    indent = below[0].left - first[0].left
    if NUMERO.match(first[0].text) and indent > 4 and not NUMERO.match(below[0].text):
        return False  # hangs under a number, though it begin with a dash
    if PUCE.match(below[0].text) or (indent > 4 and not PUCE.match(first[0].text)):
        return True
    if (
        PUCE.match(first[0].text)
        and indent < 4
        and first[0].text[0] not in "-–—"
        and not first[0].text[0].isalnum()
    ):
        return True  # an item's lines hang under its words
    # what was not cut by the margin ended there
    piece = below[0]
    word = (piece.right - piece.left) * (len(piece.text.split()[0]) + 1) / max(len(piece.text), 1)
    return right - above[-1].right > 1.2 * word


def _join(above, below):
    """Two lines of one paragraph; a hyphen that cut a word is left for `whole_words`."""
    return above + below if above.endswith(("\ufffe", "\x02")) else join(above, below)


def _across(pages):
    """The paragraphs of all pages, one that goes on over the page joined; the folio stays between its neighbours."""
    made = []
    for texts in pages:
        ends = [index for index, text in enumerate(made) if not FOLIO.match(text)]
        starts = [index for index, text in enumerate(texts) if not FOLIO.match(text)]
        if (
            ends
            and starts
            and texts[starts[0]][:1].islower()
            and made[ends[-1]][-1:] not in ".!?:;"
            and ("\t" not in made[ends[-1]] + texts[starts[0]])
        ):
            made[ends[-1]] = _join(made[ends[-1]], texts[starts[0]])
            texts = texts[: starts[0]] + texts[starts[0] + 1 :]
        made += texts
    return made
