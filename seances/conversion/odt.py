"""OpenDocument: the text is first brought down to what pandoc carries over, in place, then pandoc makes the HTML.

What pandoc would drop without a word (fields, text boxes) becomes text before; what it would show though the program
hides it is taken out; scripts never reach it. Pictures, calls of notes and underlining cross it as marks.
"""

from copy import deepcopy

from lxml import etree

from . import images, limites, marques, odt_mots, pandoc, titres
from .lecture import Lecture, Rapport, Refus
from .odt_parties import NS, SPAN, H, P, Parties, name_of, q
from .paquet import ABIME, Paquet, pack

ODT = b"application/vnd.oasis.opendocument.text"
# What pandoc carries over inside a paragraph; whatever else holds text is unwrapped.
INLINE = {"text:span", "text:a", "text:line-break"}
BLOCKS = {
    *(
        "text:p",
        "text:h",
        "text:list",
        "text:list-item",
        "text:list-header",
        "table:table",
        "table:table-column",
    ),
    *(
        "table:table-row",
        "table:table-cell",
        "table:covered-table-cell",
        "table:table-header-rows",
        "table:table-columns",
    ),
    *("table:table-rows", "table:table-header-columns", "table:table-column-group"),
}
DROPPED = {
    *odt_mots.SILENT
    - {"text:note-citation", "table:table-column", "draw:object", "draw:object-ole", "svg:title", "svg:desc"},
    *(
        "text:change",
        "text:change-start",
        "text:change-end",
        "text:bookmark",
        "text:bookmark-start",
        "text:bookmark-end",
    ),
    *("text:reference-mark", "text:reference-mark-start", "text:reference-mark-end", "text:soft-page-break"),
    *(
        "office:annotation-end",
        "text:toc-mark",
        "text:toc-mark-start",
        "text:toc-mark-end",
        "text:index-title-template",
    ),
    *(
        "text:alphabetical-index-mark",
        "text:alphabetical-index-mark-start",
        "text:alphabetical-index-mark-end",
    ),
}
MARGES = {"header": "L’en-tête de page n’est pas repris", "footer": "Le pied de page n’est pas repris"}
OBJECTS = {"draw:object", "draw:object-ole", "draw:plugin", "draw:applet", "draw:floating-frame"}
SHAPES = {
    "draw:custom-shape",
    "draw:line",
    "draw:rect",
    "draw:ellipse",
    "draw:path",
    "draw:polygon",
    "draw:connector",
}
MANIFEST = (
    f'<manifest:manifest xmlns:manifest="{NS["manifest"]}"><manifest:file-entry manifest:full-path="/" '
    f'manifest:media-type="{ODT.decode()}"/></manifest:manifest>'
).encode()


def convert(data):
    """The Lecture of an .odt. Raises Refus."""
    paquet, rapport = Paquet(data), Rapport()
    try:
        parties = Parties(paquet)
        words = odt_mots.read(parties)
        galerie = images.Galerie(paquet, rapport)
        Normal(parties, galerie, rapport).run()
    except (KeyError, AttributeError, IndexError, TypeError, ValueError) as error:
        if isinstance(error, Refus):
            raise
        raise Refus(ABIME) from error
    report_package(paquet, parties, rapport)
    html = pandoc.to_html(
        pack(
            {
                "mimetype": ODT,
                "content.xml": etree.tostring(parties.content),
                "styles.xml": etree.tostring(parties.styles_root),
                "META-INF/manifest.xml": MANIFEST,
            }
        ),
        "odt",
    )
    return Lecture(
        "odt",
        titres.relevel(marques.place(html, galerie)),
        tuple(words),
        "exacte",
        rapport.sentences(),
        galerie.kept,
    )


def report_package(paquet, parties, rapport):
    """Say what stands beside the text and does not come with it."""
    if any(name.startswith(("Basic/", "Scripts/")) for name in paquet.names()):
        rapport.add("Les macros du document ne sont pas reprises.")
    for kind, said in MARGES.items():
        texts = [
            odt_mots.plain(node)
            for node in parties.styles_root.iter(q(f"style:{kind}"), q(f"style:{kind}-left"))
        ]
        texts = [text for text in dict.fromkeys(texts) if any(one.isalpha() for one in text)]
        if texts:
            rapport.add(f"{said} : « {' / '.join(texts)[:200]} ».")


class Normal:
    """A document in the words of pandoc's reader."""

    def __init__(self, parties, galerie, rapport):
        self.parties, self.galerie, self.rapport = parties, galerie, rapport
        self.styles, self.text = parties.styles, parties.text
        self.notes, self.last_of = [], {}  # after each paragraph, the last paragraph of its text boxes
        self.underlined = {
            key
            for key in self.styles.nodes
            if self.styles.character(*key, "style:text-underline-style") not in {None, "none"}
        }

    def run(self):
        self.count()
        for style in self.styles.nodes.values():
            for properties in style.findall("style:text-properties", NS):
                properties.attrib.pop(q("style:text-underline-style"), None)
        for node in list(self.parties.content):
            if name_of(node) in {"office:scripts", "office:font-face-decls"}:
                self.parties.content.remove(node)
        self.normalise(self.text)
        done = 0
        while done < len(self.notes):  # a note may call another
            body = self.notes[done]
            done += 1
            self.normalise(body)
            first = next(iter(body), None)
            if first is None or first.tag not in {P, H}:
                first = etree.Element(P)
                body.insert(0, first)
            first.text = f"{marques.call(done)} {first.text or ''}"
            self.text.extend(list(body))
        cells = sum(1 for _ in self.text.iter(q("table:table-cell")))
        if cells > limites.CELLULES:
            raise Refus(
                "Ce document contient un tableau démesuré : joignez-le en annexe et envoyez le texte seul."
            )

    def count(self):
        """Say what is counted before anything is taken out."""
        levels = self.parties.styles_root.iter(q("text:outline-level-style"))
        if (
            any(level.get(q("style:num-format")) for level in levels)
            and next(self.text.iter(H), None) is not None
        ):
            self.rapport.add("Les numéros que le programme met devant les titres ne sont pas repris.")
        self.rapport.add(
            "Un commentaire en marge n’est pas repris.",
            "{} commentaires en marge ne sont pas repris.",
            sum(1 for _ in self.text.iter(q("office:annotation"))),
        )
        self.rapport.add(
            "Le document porte une modification suivie : le texte accepté est repris.",
            "Le document porte {} modifications suivies : le texte accepté est repris.",
            sum(1 for _ in self.text.iter(q("text:changed-region"))),
        )

    def normalise(self, root):
        for node in [*root.iter()]:
            if node is root or not isinstance(node.tag, str) or not self.is_inside(node, root):
                continue
            self.element(node, name_of(node))

    @staticmethod
    def is_inside(node, root):
        return node.getparent() is not None and any(each is root for each in node.iterancestors())

    def element(self, node, name):
        if self.is_hidden(node, name):
            self.rapport.add("Du texte masqué n’est pas repris.")
            remove(node)
        elif name in DROPPED:
            if name == "text:ruby-text":
                self.rapport.add("Des annotations placées au-dessus des mots ne sont pas reprises.")
            remove(node)
        elif name in {"text:s", "text:tab"}:
            become_text(node, " ")  # pandoc drops them inside a link
        elif name == "text:note":
            self.note(node)
        elif name == "draw:frame":
            self.frame(node)
        elif name == "draw:text-box":
            self.box(node)
        elif name in {"text:p", "text:h"}:
            self.paragraph(node, name)
        elif name == "text:span":
            self.underline(node, "text")
        elif name.startswith("table:") and self.is_inside_another(node):
            if name == "table:table":
                self.rapport.add(
                    "Un tableau placé dans une liste ou un autre tableau est repris sans ses colonnes.",
                    "{} tableaux placés dans une liste ou un autre tableau sont repris sans leurs colonnes.",
                )
            unwrap(node)
        elif name in {"table:table-cell", "table:table-row"}:
            self.repeat(node)
        elif name == "table:covered-table-cell":
            node.attrib.pop(q("table:number-columns-repeated"), None)
        elif name == "text:a":
            inside = next(node.iterancestors(q("text:a")), None) is not None  # a link has no link inside
            if inside or not node.get(q("xlink:href"), "").lower().startswith(
                ("http:", "https:", "mailto:", "tel:")
            ):
                unwrap(node)
        elif name not in INLINE | BLOCKS:
            if name in SHAPES and not "".join(node.itertext()).strip():
                self.rapport.add(
                    "Un dessin n’est pas repris : ajoutez-le comme image.",
                    "{} dessins ne sont pas repris : ajoutez-les comme images.",
                )
            unwrap(node)

    @staticmethod
    def is_inside_another(node):
        """Whether it is, or was, part of a table where pandoc expects none: in an item of a list, or in a cell."""
        if name_of(node) == "table:table":
            around = (q("text:list-item"), q("text:list-header"), q("table:table-cell"))
            return next(node.iterancestors(*around), None) is not None
        parent = name_of(node.getparent())
        return not parent.startswith("table:") or parent == "table:table-cell"

    def is_hidden(self, node, name):
        if name == "text:section":
            return node.get(q("text:display")) == "none"
        family = {"text:span": "text", "text:p": "paragraph", "text:h": "paragraph"}.get(name)
        return bool(family) and self.styles.is_hidden(family, node.get(q("text:style-name")))

    def paragraph(self, node, name):
        style = node.get(q("text:style-name"))
        if name == "text:p" and self.styles.is_title(style):
            node.tag = H
            node.set(q("text:outline-level"), "1")
            return
        if name == "text:h":
            if next(node.iterancestors(q("table:table-cell")), None) is None:
                return
            node.tag = P  # pandoc loses a heading inside a cell, and a PV prints none there
        looks = {
            "fo:font-weight": self.styles.character("paragraph", style, "fo:font-weight"),
            "fo:font-style": self.styles.character("paragraph", style, "fo:font-style"),
        }
        looks = {key: value for key, value in looks.items() if value not in {None, "normal"}}
        if looks:  # pandoc reads the looks of characters alone
            span = etree.Element(SPAN, {q("text:style-name"): self.made_style(looks)})
            span.text, node.text = node.text, None
            span.extend(list(node))
            node.append(span)
        self.underline(node, "paragraph")

    def made_style(self, looks):
        """Name of an automatic style with these looks."""
        name = "Repris-" + "-".join(value for _, value in sorted(looks.items()))
        if ("text", name) not in self.styles.nodes:
            automatic = self.parties.content.find("office:automatic-styles", NS)
            if automatic is None:
                automatic = etree.Element(q("office:automatic-styles"))
                self.parties.content.insert(0, automatic)
            style = etree.SubElement(
                automatic, q("style:style"), {q("style:name"): name, q("style:family"): "text"}
            )
            etree.SubElement(
                style, q("style:text-properties"), {q(key): value for key, value in looks.items()}
            )
            self.styles.nodes["text", name] = style
        return name

    def underline(self, node, family):
        """Underlining, which pandoc takes for emphasis, crosses it as marks."""
        if (family, node.get(q("text:style-name"))) not in self.underlined:
            return
        node.text = marques.DEBUT_SOULIGNE + (node.text or "")
        if len(node):
            node[-1].tail = (node[-1].tail or "") + marques.FIN_SOULIGNE
        else:
            node.text += marques.FIN_SOULIGNE

    def repeat(self, node):
        """Write a repeated cell or row as often as it is shown; empty ones once."""
        which = "columns" if node.tag == q("table:table-cell") else "rows"
        said = node.attrib.pop(q(f"table:number-{which}-repeated"), "1")
        times = int(said) if said.isdigit() else 1
        if times < 2 or not "".join(node.itertext()).strip():
            return
        if times > odt_mots.REPEATS:
            raise Refus(
                "Ce document contient un tableau démesuré : joignez-le en annexe et envoyez le texte seul."
            )
        for _ in range(times - 1):
            twin = deepcopy(node)
            twin.tail = None
            node.addnext(twin)

    def note(self, node):
        body = node.find("text:note-body", NS)
        if body is None:
            remove(node)
            return
        self.notes.append(body)
        node.remove(body)
        become_text(node, marques.call(len(self.notes)))

    def frame(self, node):
        """What a frame shows: a text box, a picture, or an object whose picture is only its preview."""
        boxes = node.findall("draw:text-box", NS)
        pictures = node.findall("draw:image", NS)
        mark = ""
        if boxes:
            for box in boxes:
                self.box(box)
        elif any(name_of(child) in OBJECTS for child in node):
            self.rapport.add(
                "Un objet incorporé (équation, tableur, graphique…) n’est pas repris.",
                "{} objets incorporés ne sont pas repris.",
            )
        elif pictures:
            words = (node.findtext("svg:desc", "", NS), node.findtext("svg:title", "", NS))
            mark = self.picture(pictures[0].get(q("xlink:href"), ""), next(filter(str.strip, words), ""))
        for child in list(node):
            node.remove(child)
        become_text(node, mark)

    def picture(self, address, description):
        """The mark of a picture; "" for one that is not kept."""
        if (
            address.startswith(("http:", "https:", "file:", "//", "/", ".."))
            or address not in self.parties.paquet
        ):
            self.galerie.refuse_remote()
            return ""
        return self.galerie.add(address, description)

    def box(self, node):
        """The paragraphs of a text box come after the one that holds it."""
        self.rapport.add(
            "Une zone de texte est reprise à la suite du paragraphe auquel elle était attachée.",
            "{} zones de texte sont reprises à la suite des paragraphes auxquels elles étaient attachées.",
        )
        outer = next((each for each in node.iterancestors(P, H)), None)
        if outer is None:
            unwrap(node)
            return
        place = outer
        while place in self.last_of:
            place = self.last_of[place]
        for each in list(node):
            place.addnext(each)
            place = each
        if place is not outer:
            self.last_of[outer] = place


def remove(node):
    """Take an element away, keeping the text after it."""
    parent = node.getparent()
    if node.tail:
        _append_text(parent, parent.index(node), node.tail)
    parent.remove(node)


def unwrap(node):
    """Put what an element holds in its place."""
    parent = node.getparent()
    place = parent.index(node)
    tail = node.tail
    children = list(node)
    if node.text:
        _append_text(parent, place, node.text)
    parent.remove(node)
    for offset, child in enumerate(children):
        parent.insert(place + offset, child)
    if tail:
        _append_text(parent, place + len(children), tail)


def become_text(node, text):
    """Put a text in the place of an element."""
    parent = node.getparent()
    _append_text(parent, parent.index(node), text + (node.tail or ""))
    parent.remove(node)


def _append_text(parent, place, text):
    """Add text before the child at this place."""
    if place:
        before = parent[place - 1]
        before.tail = (before.tail or "") + text
    else:
        parent.text = (parent.text or "") + text
