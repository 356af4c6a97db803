"""The parts of an .odt that both roads read: its text, what its styles hide or make of a paragraph."""

from lxml import etree

from .arbre import parse_xml, read_xml
from .lecture import Refus
from .paquet import ABIME, CHIFFRE

NS = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "draw": "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0",
    "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
    "svg": "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0",
    "script": "urn:oasis:names:tc:opendocument:xmlns:script:1.0",
    "manifest": "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0",
    "xlink": "http://www.w3.org/1999/xlink",
}
CHAIN = 20


def q(name):
    """« text:p » as lxml names it."""
    prefix, _, local = name.partition(":")
    return f"{{{NS[prefix]}}}{local}"


P, H, SPAN, S = q("text:p"), q("text:h"), q("text:span"), q("text:s")


def name_of(node):
    """« text:p » of an element; its bare name when its namespace is none of NS."""
    qualified = etree.QName(node)
    prefix = next((one for one, address in NS.items() if address == qualified.namespace), "")
    return f"{prefix}:{qualified.localname}"


class Parties:
    """The parts of an .odt, parsed once each. Raises Refus."""

    def __init__(self, paquet):
        self.paquet = paquet
        if "META-INF/manifest.xml" in paquet:
            manifest = read_xml(paquet, "META-INF/manifest.xml")
            if next(manifest.iter(q("manifest:encryption-data")), None) is not None:
                raise Refus(CHIFFRE)
        self.content = read_xml(paquet, "content.xml")
        self.text = self.content.find("office:body/office:text", NS)
        if self.text is None:
            raise Refus(ABIME)
        self.styles_root = read_xml(paquet, "styles.xml") if "styles.xml" in paquet else parse_xml(b"<none/>")
        self.styles = Styles(self.styles_root, self.content)


class Styles:
    """What the styles of a document say; automatic ones come last and win."""

    def __init__(self, *roots):
        self.nodes = {}
        for root in roots:
            for style in root.iter(q("style:style")):
                self.nodes[style.get(q("style:family")), style.get(q("style:name"))] = style

    def chain(self, family, name):
        for _ in range(CHAIN):
            node = self.nodes.get((family, name))
            if node is None:
                return
            yield node
            name = node.get(q("style:parent-style-name"))

    def character(self, family, name, attribute):
        """The value that a style, or one that it is based on, gives to a property of characters; None for nothing."""
        for node in self.chain(family, name):
            for properties in node.findall("style:text-properties", NS):
                if (found := properties.get(q(attribute))) is not None:
                    return found
        return None

    def is_hidden(self, family, name):
        return self.character(family, name, "text:display") == "none"

    def is_title(self, name):
        return any(node.get(q("style:name")) == "Title" for node in self.chain("paragraph", name))
