"""What is drawn on the pages of a PDF once they are set: paragraph numbers in the margin, leader dots.

Drawn and marked as artifacts rather than set as text: nobody hears the dots, who copies a paragraph does not
copy its number, and setting them would cost a fifth of the whole rendering.
"""

import subprocess
from functools import lru_cache

import pydyf
from fontTools.pens.basePen import BasePen
from fontTools.ttLib import TTFont

POINTS_PER_PIXEL = 0.75
GREY = "0.36 0.38 0.42"
SIZE = 6.8  # of the numbers, in points
GUTTER = 11  # between the numbers and the text
BASELINE = 10.1  # from the top of a paragraph to the foot of its first line: 10.8pt on 1.42
LEADER = "0.62 0.64 0.67 RG 1 w 1 J [0 3.4] 0 d"
LEADER_LEFT, LEADER_RIGHT = 20, 24  # from the edges of the text


FACE = "Inter:style=Regular"  # as fontconfig knows it; another sans when it is not installed


class _Operators(BasePen):
    """Writes an outline as PDF operators, in thousandths of the size of its face."""

    def __init__(self, glyphs, scale):
        super().__init__(glyphs)
        self.scale, self.written = scale, []

    def _write(self, operator, *points):
        figures = " ".join(f"{x * self.scale:.0f} {y * self.scale:.0f}" for x, y in points)
        self.written.append(f"{figures} {operator}")

    def _moveTo(self, point):
        self._write("m", point)

    def _lineTo(self, point):
        self._write("l", point)

    def _curveToOne(self, first, second, end):
        self._write("c", first, second, end)

    def _closePath(self):
        self.written.append("h")


@lru_cache(maxsize=1)
def _chiffres():
    """figure -> (width, outline) in the installed sans face, in thousandths of its size. Read once."""
    found = subprocess.run(["fc-match", "--format=%{file}", FACE], capture_output=True, text=True, check=True)
    with TTFont(found.stdout, fontNumber=0, lazy=True) as face:
        glyphs, names, scale = face.getGlyphSet(), face.getBestCmap(), 1000 / face["head"].unitsPerEm
        figures = {}
        for figure in "0123456789":
            pen = _Operators(glyphs, scale)
            glyph = glyphs[names[ord(figure)]]
            glyph.draw(pen)
            figures[figure] = (glyph.width * scale, " ".join(pen.written))
    return figures


def draw(document, pdf, edges):
    """Add the margins to the pages of a rendered document, before it is written.

    document: WeasyPrint's; what wears a number has it as `data-n`, the agenda's page numbers have the anchors
    « folio-1 »… edges: left and right edge of the text, in points.
    """
    left, right = edges
    used, seen = set(), set()
    pages = [pdf.objects[number] for number in pdf.pages["Kids"][::3]]
    for page, target in zip(document.pages, pages, strict=True):
        stream = _object(pdf, target["Contents"]).stream
        height = page.height * POINTS_PER_PIXEL

        def foot(y, height=height):
            return height - y * POINTS_PER_PIXEL - BASELINE

        leaders = [
            f"{right - LEADER_RIGHT:.2f} {foot(y):.2f} m {left + LEADER_LEFT:.2f} {foot(y):.2f} l S"
            for name, (_x, y, *_) in page.anchors.items()
            if name.startswith("folio-")
        ]
        if leaders:
            stream.insert(0, f"/Artifact BMC q {LEADER} {' '.join(leaders)} Q EMC".encode())
        numbers = [(number, y) for number, y in _numbered(page._page_box) if number not in seen]
        if numbers:
            seen.update(number for number, _ in numbers)
            used.update(*seen)
            drawn = " ".join(_number(number, left - GUTTER, foot(y)) for number, y in numbers)
            # The page leaves its vertical axis turned downwards.
            upright = f"1 0 0 -1 0 {height:.2f} cm"
            stream.append(f"/Artifact BMC q {upright} {GREY} rg {drawn} Q EMC".encode())
    if used:
        _add_outlines(pdf, pages[0], sorted(used))


def _numbered(box):
    """(number, top) of the blocks that wear a number, in the order of the page."""
    for child in box.children:
        number = child.element.get("data-n") if child.element is not None else None
        if number:
            yield number, child.border_box_y()
        elif hasattr(child, "children"):
            yield from _numbered(child)


def _number(number, end, foot):
    """Operators that draw a number so that it ends at `end`."""
    drawn = []
    figures = _chiffres()
    x = end - sum(figures[chiffre][0] for chiffre in number) * SIZE / 1000
    for chiffre in number:
        drawn.append(f"q {SIZE / 1000} 0 0 {SIZE / 1000} {x:.2f} {foot:.2f} cm /chiffre{chiffre} Do Q")
        x += figures[chiffre][0] * SIZE / 1000
    return " ".join(drawn)


def _add_outlines(pdf, page, chiffres):
    """One form per figure, in the resources that all pages share."""
    forms = _object(pdf, page["Resources"])["XObject"]
    for chiffre in chiffres:
        extra = {
            "Type": "/XObject",
            "Subtype": "/Form",
            "BBox": pydyf.Array([0, -200, 1000, 1000]),
            "Resources": pydyf.Dictionary(),
        }
        form = pydyf.Stream([f"{_chiffres()[chiffre][1]} f".encode()], extra)
        pdf.add_object(form)
        forms[f"chiffre{chiffre}"] = form.reference


def _object(pdf, reference):
    return pdf.objects[int(reference.split()[0])]
