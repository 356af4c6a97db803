"""The words of an .odt, straight from its XML in reading order: the second road, which shares no step with pandoc."""

from . import marques, mots
from .odt_parties import NS, q

# What is not read: deleted text, comments, declarations of fields, the alternatives of a picture, what a ruby says.
SILENT = {
    *(
        "text:tracked-changes",
        "office:annotation",
        "office:forms",
        "text:sequence-decls",
        "text:variable-decls",
    ),
    *(
        "text:user-field-decls",
        "text:dde-connection-decls",
        "text:alphabetical-index-auto-mark-file",
        "svg:title",
    ),
    *(
        "svg:desc",
        "text:ruby-text",
        "draw:object",
        "draw:object-ole",
        "text:note-citation",
        "office:event-listeners",
    ),
    *("office:scripts", "text:hidden-text", "table:table-column", "text:list-level-style-number"),
    *(
        "text:table-of-content-source",
        "text:alphabetical-index-source",
        "text:user-index-source",
        "table:title",
    ),
    *("table:desc", "text:meta-field-source", "draw:plugin", "draw:applet", "draw:floating-frame"),
    *(
        "text:bibliography-source",
        "text:illustration-index-source",
        "text:table-index-source",
        "text:object-index-source",
    ),
}
BREAKS = {"text:s", "text:tab", "text:line-break", "text:soft-page-break"}
PREFIX = {address: prefix for prefix, address in NS.items()}
REPEATS = 100


def read(parties):
    """The words of the document's text and notes. parties: its Parties, untouched."""
    reader = Lecteur(parties)
    reader.inside(parties.text)
    for number, note in enumerate(reader.notes, 1):  # those called inside a note come after it
        reader.pieces.append(f"{marques.words(number)} ")
        reader.inside(note)
    return mots.cut(marques.without("".join(reader.pieces)))


def plain(root):
    """All the text of an element."""
    return " ".join("".join(root.itertext()).split())


class Lecteur:
    def __init__(self, parties):
        self.styles = parties.styles
        self.pieces, self.notes, self.boxes, self.depth = [], [], [], 0

    def inside(self, node):
        """What an element holds: its own text, its children, and the text after each."""
        if node.text and self.depth:
            self.pieces.append(node.text)
        for child in node:
            if isinstance(child.tag, str):
                self.node(child)
            if child.tail and self.depth:
                self.pieces.append(child.tail)

    def node(self, node):
        address, _, local = node.tag[1:].partition("}")
        name = f"{PREFIX.get(address, '')}:{local}"
        if name in SILENT or self.hides(node, name):
            return
        if name in {"text:p", "text:h"}:
            self.paragraph(node)
        elif name in BREAKS:
            self.pieces.append(" ")
        elif name == "text:note":
            body = node.find("text:note-body", NS)
            if body is not None:
                self.notes.append(body)
                self.pieces.append(marques.words(len(self.notes)))
        elif name == "draw:text-box" and self.depth:
            self.boxes.append(node)
        elif name in {"table:table-cell", "table:table-row"}:
            repeated = (
                node.get(q("table:number-columns-repeated"))
                or node.get(q("table:number-rows-repeated"))
                or "1"
            )
            for _ in range(min(int(repeated), REPEATS) if repeated.isdigit() else 1):
                self.inside(node)
                self.pieces.append("\n")
        else:
            self.inside(node)

    def hides(self, node, name):
        if name == "text:section" and node.get(q("text:display")) == "none":
            return True
        if name == "text:hidden-paragraph":
            return False
        family = {"text:span": "text", "text:p": "paragraph", "text:h": "paragraph"}.get(name)
        return bool(family) and self.styles.is_hidden(family, node.get(q("text:style-name")))

    def paragraph(self, node):
        outer = self.depth
        self.depth = 1
        self.inside(node)
        self.depth = outer
        self.pieces.append("\n")
        if not outer:
            boxes, self.boxes = self.boxes, []
            for box in boxes:
                self.inside(box)
