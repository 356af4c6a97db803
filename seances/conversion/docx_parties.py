"""The parts of a .docx that both roads read: where they are, what its styles and its lists mean."""

import posixpath
import re

from lxml import etree

from . import limites
from .arbre import parse_xml
from .lecture import Refus
from .paquet import ABIME

# Word also writes the « strict » names of the same things.
STRICT = {
    b"http://purl.oclc.org/ooxml/wordprocessingml/main": b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    b"http://purl.oclc.org/ooxml/officeDocument/relationships": b"http://schemas.openxmlformats.org/officeDocument/"
    b"2006/relationships",
    b"http://purl.oclc.org/ooxml/officeDocument/math": b"http://schemas.openxmlformats.org/officeDocument/2006/math",
    b"http://purl.oclc.org/ooxml/drawingml/main": b"http://schemas.openxmlformats.org/drawingml/2006/main",
    b"http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing": b"http://schemas.openxmlformats.org/drawingml/"
    b"2006/wordprocessingDrawing",
    b"http://purl.oclc.org/ooxml/drawingml/picture": b"http://schemas.openxmlformats.org/drawingml/2006/picture",
}
NS = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
    "rels": "http://schemas.openxmlformats.org/package/2006/relationships",
}
FALSE = {"0", "false", "off", "none"}
HEADING = re.compile(r"(?:heading|titre) ([1-9])", re.IGNORECASE)
CHAIN = 20  # styles based on each other


def q(name):
    """« w:p » as lxml names it."""
    prefix, _, local = name.partition(":")
    return f"{{{NS[prefix]}}}{local}"


W = {
    name: q(f"w:{name}")
    for name in (
        *(
            "p",
            "r",
            "t",
            "tbl",
            "tr",
            "tc",
            "pPr",
            "rPr",
            "val",
            "del",
            "ins",
            "moveFrom",
            "moveTo",
            "sectPr",
        ),
        *(
            "footnoteReference",
            "endnoteReference",
            "id",
            "txbxContent",
            "body",
            "hyperlink",
            "tab",
            "br",
            "cr",
        ),
    )
}
M_T = q("m:t")


def local(node):
    """Name of an element without its namespace."""
    return etree.QName(node).localname


def value(node, path, default=None):
    """The w:val of the first child at this path; « 1 » when it carries none; `default` when there is no child."""
    found = node.find(path, NS) if node is not None else None
    return default if found is None else found.get(W["val"], "1")


class Parties:
    """The parts of a .docx, parsed once each."""

    def __init__(self, paquet):
        self.paquet = paquet
        self._roots, self._relations = {}, {}
        targets = [
            target
            for kind, target, external in self.relations("").values()
            if kind == "officeDocument" and not external
        ]
        if not targets or targets[0] not in paquet:
            raise Refus(ABIME)
        self.main = targets[0]
        self.document = self.root(self.main)
        self.body = self.document.find("w:body", NS)
        if self.body is None:
            raise Refus(ABIME)
        self.styles = Styles(self.linked("styles"))

    def root(self, name):
        if name not in self._roots:
            data = self.paquet.read(name, limites.XML)
            if b"purl.oclc.org" in data:
                for strict, usual in STRICT.items():
                    data = data.replace(strict, usual)
            self._roots[name] = parse_xml(data)
        return self._roots[name]

    def linked(self, kind):
        """Root of the document's part of a kind: « styles », « numbering », « footnotes »…; None for none."""
        name = self.linked_name(kind)
        return self.root(name) if name else None

    def linked_name(self, kind):
        return next(iter(self.linked_names(kind)), "")

    def linked_names(self, kind):
        return [
            target
            for its, target, external in self.relations(self.main).values()
            if its == kind and not external and target in self.paquet
        ]

    def relations(self, part):
        """Of a part, id -> (kind, target as a name in the archive or an address, whether it is outside)."""
        if part not in self._relations:
            folder, name = posixpath.split(part)
            path = posixpath.join(folder, "_rels", f"{name}.rels")
            found = {}
            if path in self.paquet:
                for relation in self.root(path):
                    kind = relation.get("Type", "").rpartition("/")[2]
                    target, external = relation.get("Target", ""), relation.get("TargetMode") == "External"
                    if not external:
                        joined = target if target.startswith("/") else posixpath.join(folder, target)
                        target = posixpath.normpath(joined).lstrip("/")
                    found[relation.get("Id", "")] = kind, target, external
            self._relations[part] = found
        return self._relations[part]

    def notes(self, kind):
        """id -> element of each « footnote » or « endnote », separators left out; and the name of their part."""
        name = self.linked_name(f"{kind}s")
        if not name:
            return {}, ""
        return {
            note.get(W["id"]): note
            for note in self.root(name).findall(f"w:{kind}", NS)
            if note.get(q("w:type")) in (None, "normal")
        }, name


class Styles:
    """What the styles of a document say: level of a heading, list, looks, hidden text."""

    def __init__(self, root):
        self.nodes, self.default = {}, None
        for style in root.findall("w:style", NS) if root is not None else ():
            self.nodes[style.get(q("w:styleId"))] = style
            if style.get(q("w:type")) == "paragraph" and style.get(q("w:default")) in {"1", "true"}:
                self.default = style.get(q("w:styleId"))

    def chain(self, style):
        """The style of an id and those that it is based on."""
        for _ in range(CHAIN):
            node = self.nodes.get(style)
            if node is None:
                return
            yield node
            style = value(node, "w:basedOn")

    def heading(self, style):
        """Level of a heading, 1 to 6; 0 for another paragraph."""
        for node in self.chain(style):
            name = value(node, "w:name", "")
            if found := HEADING.fullmatch(name.strip()):
                return min(int(found[1]), 6)
            if name.strip().lower() in {"title", "titre"}:
                return 1
            level = value(node.find("w:pPr", NS), "w:outlineLvl")
            if level is not None:
                return min(int(level) + 1, 6) if level.isdigit() and int(level) < 9 else 0
        return 0

    def numbering(self, style):
        """(numId, ilvl) that a style gives to its paragraphs, None for none."""
        for node in self.chain(style):
            numbering = node.find("w:pPr/w:numPr", NS)
            if numbering is not None and value(numbering, "w:numId") is not None:
                return value(numbering, "w:numId"), value(numbering, "w:ilvl", "0")
        return None

    def run_property(self, style, name):
        """The value that a style gives to a property of characters, None when it says nothing."""
        for node in self.chain(style):
            found = value(node.find("w:rPr", NS), f"w:{name}")
            if found is not None:
                return found
        return None

    def is_hidden(self, run, paragraph_style):
        """Whether Word hides the characters of a run."""
        properties = run.find("w:rPr", NS)
        said = value(properties, "w:vanish")
        if said is None:
            said = self.run_property(value(properties, "w:rStyle"), "vanish")
        if said is None:
            said = self.run_property(paragraph_style or self.default, "vanish")
        return said is not None and said.lower() not in FALSE


FORMATS = {
    "decimal": "1",
    "decimalZero": "1",
    "ordinal": "1",
    "lowerLetter": "a",
    "upperLetter": "A",
    "lowerRoman": "i",
    "upperRoman": "I",
}


class Numerotation:
    """The lists of a document. `next(numId, ilvl)` counts as Word does."""

    def __init__(self, root):
        self.levels, self.abstract_of, self.counters, self.starts = {}, {}, {}, {}
        if root is None:
            return
        abstracts = {node.get(q("w:abstractNumId")): node for node in root.findall("w:abstractNum", NS)}
        for num in root.findall("w:num", NS):
            key = num.get(q("w:numId"))
            abstract = value(num, "w:abstractNumId")
            self.abstract_of[key] = abstract
            for level in [] if abstracts.get(abstract) is None else abstracts[abstract].findall("w:lvl", NS):
                self.levels[key, level.get(q("w:ilvl"))] = level
            for override in num.findall("w:lvlOverride", NS):
                ilvl = override.get(q("w:ilvl"))
                if override.find("w:lvl", NS) is not None:
                    self.levels[key, ilvl] = override.find("w:lvl", NS)
                start = value(override, "w:startOverride")
                if start and start.isdigit():
                    self.starts[key, ilvl] = int(start)

    def format(self, num, ilvl):
        """« puce », a numbering of `richtext`, or "" for a level that shows nothing."""
        level = self.levels.get((num, ilvl))
        if level is None:
            return ""
        name = value(level, "w:numFmt", "decimal")
        if name == "bullet":
            return "puce"
        return "" if name == "none" else FORMATS.get(name, "1")

    def next(self, num, ilvl):
        """Number of the next item of a level; deeper levels begin again."""
        abstract = self.abstract_of.get(num)
        depth = int(ilvl)
        override = self.starts.pop((num, ilvl), None)
        place = abstract, depth
        if override is not None:
            self.counters[place] = override
        elif place in self.counters:
            self.counters[place] += 1
        else:
            start = value(self.levels.get((num, ilvl)), "w:start", "1")
            self.counters[place] = int(start) if start.isdigit() else 1
        for deeper in [key for key in self.counters if key[0] == abstract and key[1] > depth]:
            del self.counters[deeper]
        return self.counters[place]
