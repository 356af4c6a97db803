"""The words of a .docx, straight from its XML in reading order: the second road, which shares no step with mammoth."""

from functools import lru_cache

from . import marques, mots
from .docx_parties import M_T, NS, W, local, q, value

# What is not read: deleted or moved away, codes of fields, comments, what a ruby says above the word.
SILENT = {
    *(
        "del",
        "moveFrom",
        "instrText",
        "delText",
        "delInstrText",
        "rPr",
        "pPr",
        "sdtPr",
        "rt",
        "commentReference",
    ),
    *("sectPr", "tblPr", "trPr", "tcPr", "tblGrid", "ffData", "fldData", "altChunk", "object"),
}


def read(parties):
    """The words of the document's text and notes. parties: its Parties, untouched."""
    reader = Lecteur(parties)
    reader.blocks(parties.body)
    done = 0
    while done < len(reader.notes):
        kind, key = reader.notes[done]
        done += 1
        note = parties.notes(kind)[0].get(key)
        if note is not None:
            reader.pieces.append(f"{marques.words(done)} ")
            reader.blocks(note)
    return mots.cut(marques.without("".join(reader.pieces)))


def plain(root):
    """The text of a part that the note does not carry: a header, a footer."""
    return " ".join(node.text or "" for node in root.iter(W["t"]))


class Lecteur:
    def __init__(self, parties):
        self.parties, self.styles = parties, parties.styles
        self.pieces, self.notes = [], []
        self.boxes = []  # text boxes that wait for the end of the paragraph they hang on
        self.depth = 0  # of paragraphs
        self.style = None

    def blocks(self, root):
        for child in root:
            self.node(child)

    def node(self, node):
        if not isinstance(node.tag, str):
            return
        name = local(node)
        if name == "p" and node.tag == W["p"]:
            self.paragraph(node)
        elif name == "r" and node.tag == W["r"]:
            if not self.styles.is_hidden(node, self.style):
                self.blocks(node)
        elif node.tag in {W["t"], M_T}:
            self.pieces.append(node.text or "")
        elif name in {"tab", "br", "cr", "ptab"}:
            self.pieces.append(" ")
        elif name == "noBreakHyphen":
            self.pieces.append("\u2011")
        elif name == "sym":
            self.pieces.append(symbol(node))
        elif name in {"footnoteReference", "endnoteReference"}:
            note = (name.removesuffix("Reference"), node.get(W["id"]))
            if note not in self.notes:
                self.notes.append(note)
            self.pieces.append(marques.words(self.notes.index(note) + 1))
        elif name == "AlternateContent":
            for choice in node[:1]:
                self.blocks(choice)
        elif node.tag == W["txbxContent"]:
            self.boxes.append((node, self.depth))
        elif name == "tr" and node.find("w:trPr/w:del", NS) is not None:
            return
        elif name not in SILENT:
            self.blocks(node)
            if name == "tc":
                self.pieces.append("\n")

    def paragraph(self, node):
        outer, self.style = self.style, value(node.find("w:pPr", NS), "w:pStyle")
        self.depth += 1
        for child in node:
            self.node(child)
        self.depth -= 1
        self.style = outer
        if node.find("w:pPr/w:rPr/w:del", NS) is None:  # else it goes on in the next one
            self.pieces.append("\n")
        if not self.depth:
            boxes, self.boxes = self.boxes, []
            for box, _ in boxes:
                self.blocks(box)


@lru_cache(maxsize=1)
def _dingbats():
    """Which sign of a font is which of Unicode: a table that mammoth carries, and nothing else of it."""
    from mammoth.docx.dingbats import dingbats

    return dingbats


def symbol(node):
    """The character that a sign of a font stands for; "" for one that is in no table."""
    font, code = node.get(q("w:font"), ""), node.get(q("w:char"), "")
    try:
        number = int(code, 16)
    except ValueError:
        return ""
    table = _dingbats()
    found = table.get((font, number)) or table.get((font, number & 0xFF if number >= 0xF000 else number))
    return chr(found) if found else ""
