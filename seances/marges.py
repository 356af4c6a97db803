"""What is drawn on the pages of a PDF once they are set: paragraph numbers in the margin, leader dots.

Drawn and marked as artifacts rather than set as text: nobody hears the dots, who copies a paragraph does not
copy its number, and setting them would cost a fifth of the whole rendering.
"""

from functools import lru_cache
from io import BytesIO

import pydyf
from fontTools.pens.basePen import BasePen
from fontTools.ttLib import TTFont, TTLibError

POINTS_PER_PIXEL = 0.75
GREY = "0.36 0.38 0.42"
SIZE = 6.8  # of the numbers, in points
GUTTER = 11  # between the numbers and the text
BASELINE = 10.4  # from the top of a paragraph to the foot of its first line: 10.8pt on 1.42
LEADER = "0.62 0.64 0.67 RG 1 w 1 J [0 3.4] 0 d"
LEADER_LEFT, LEADER_RIGHT = 20, 24  # from the edges of the text


class _Trace(BasePen):
    """A glyph as path operators."""

    def __init__(self, glyphs):
        super().__init__(glyphs)
        self.path = []

    def _moveTo(self, point):
        self.path.append(f"{point[0]:g} {point[1]:g} m")

    def _lineTo(self, point):
        self.path.append(f"{point[0]:g} {point[1]:g} l")

    def _curveToOne(self, *points):
        self.path.append(" ".join(f"{x:g} {y:g}" for x, y in points) + " c")

    def _closePath(self):
        self.path.append("h")


@lru_cache(maxsize=4)
def _digits(content, index):
    """(outline, width) of each digit of a font file, in thousandths of its size; empty when it has none."""
    try:
        font = TTFont(BytesIO(content), fontNumber=index, lazy=True)
        names, glyphs = font.getBestCmap(), font.getGlyphSet()
        unit = 1000 / font["head"].unitsPerEm
        traced = {}
        for digit in "0123456789":
            pen = _Trace(glyphs)
            glyph = glyphs[names[ord(digit)]]
            glyph.draw(pen)
            traced[digit] = " ".join(pen.path), glyph.width * unit
    except (KeyError, TTLibError):
        return {}, 1
    return traced, unit


def draw(document, pdf, edges):
    """Add the margins to the pages of a rendered document, before it is written.

    document: WeasyPrint's, whose anchors « p-143 » and « folio-2 » say where each paragraph that wears a number
    and each page number of the agenda stands. edges: left and right edge of the text, in points.
    """
    digits, unit = _digits(*_face(document.fonts.values()))
    left, right = edges
    used, seen = set(), set()
    pages = [pdf.objects[number] for number in pdf.pages["Kids"][::3]]
    for page, target in zip(document.pages, pages, strict=True):
        below, above = [], []
        for name, (_x, y, *_) in page.anchors.items():
            kind, _, number = name.partition("-")
            if name in seen or kind not in {"p", "folio"}:
                continue
            seen.add(name)
            foot = (page.height - y) * POINTS_PER_PIXEL - BASELINE
            if kind == "folio":
                below.append(
                    f"{right - LEADER_RIGHT:.2f} {foot:.2f} m {left + LEADER_LEFT:.2f} {foot:.2f} l S"
                )
            elif digits:
                above.append(_number(number, digits, unit, left - GUTTER, foot))
                used.update(number)
        stream = _object(pdf, target["Contents"]).stream
        if below:
            stream.insert(0, f"/Artifact BMC q {LEADER} {' '.join(below)} Q EMC".encode())
        if above:
            # The page leaves its vertical axis turned downwards.
            height = page.height * POINTS_PER_PIXEL
            stream.append(
                f"/Artifact BMC q 1 0 0 -1 0 {height:.2f} cm {GREY} rg {' '.join(above)} Q EMC".encode()
            )
    if used:
        _add_outlines(pdf, pages[0], {digit: digits[digit] for digit in sorted(used)}, unit)


def _face(fonts):
    """Bytes and index of the font to draw with: the upright sans if it is there."""
    fonts = sorted(
        fonts, key=lambda font: (not font.family.startswith("Inter"), bool(font.style), font.weight)
    )
    return (fonts[0].file_content, fonts[0].index) if fonts else (b"", 0)


def _number(number, digits, unit, end, foot):
    """Operators that draw a number so that it ends at `end`."""
    drawn = []
    x = end - sum(digits[digit][1] for digit in number) * SIZE / 1000
    scale = SIZE * unit / 1000
    for digit in number:
        drawn.append(f"q {scale:.6f} 0 0 {scale:.6f} {x:.2f} {foot:.2f} cm /chiffre{digit} Do Q")
        x += digits[digit][1] * SIZE / 1000
    return " ".join(drawn)


def _add_outlines(pdf, page, outlines, unit):
    """One form per digit, in the resources that all pages share."""
    forms = _object(pdf, page["Resources"])["XObject"]
    for digit, (path, _width) in outlines.items():
        size = 2000 / unit
        box = pydyf.Array([-size, -size, size, size])
        form = pydyf.Stream(
            [f"{path} f".encode()],
            {"Type": "/XObject", "Subtype": "/Form", "BBox": box, "Resources": pydyf.Dictionary()},
        )
        pdf.add_object(form)
        forms[f"chiffre{digit}"] = form.reference


def _object(pdf, reference):
    return pdf.objects[int(reference.split()[0])]
