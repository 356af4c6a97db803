"""Word: the document is first brought down to what mammoth knows, in place, then mammoth makes the HTML.

What mammoth would drop without a word (fields, equations, text boxes, content controls) is turned into runs and
paragraphs before; what it would show though Word hides it is taken out; what no PV can hold is told in the report.
Pictures and calls of notes become marks (`marques`), so that nothing of the archive but its text is handed on.
"""

from io import BytesIO
from xml.sax.saxutils import quoteattr

import mammoth
from lxml import etree

from . import docx_mots, images, limites, marques, titres
from .docx_parties import FALSE, M_T, NS, Numerotation, Parties, W, local, q, value
from .lecture import Lecture, Rapport, Refus
from .paquet import ABIME, Paquet, pack

# What mammoth reads; whatever else holds text is unwrapped.
KNOWN = {
    *(
        "p",
        "r",
        "t",
        "tab",
        "br",
        "noBreakHyphen",
        "softHyphen",
        "tbl",
        "tr",
        "tc",
        "hyperlink",
        "fldChar",
        "instrText",
    ),
    *("pPr", "rPr", "tblPr", "tblGrid", "trPr", "tcPr", "del", "moveFrom"),
}
# What holds no word of the text.
DROPPED = {
    *(
        "bookmarkStart",
        "bookmarkEnd",
        "proofErr",
        "lastRenderedPageBreak",
        "permStart",
        "permEnd",
        "annotationRef",
    ),
    *("commentRangeStart", "commentRangeEnd", "commentReference", "footnoteRef", "endnoteRef", "separator"),
    *(
        "continuationSeparator",
        "sectPr",
        "sdtPr",
        "sdtEndPr",
        "ffData",
        "tblPrChange",
        "pPrChange",
        "rPrChange",
    ),
    *(
        "moveFromRangeStart",
        "moveFromRangeEnd",
        "moveToRangeStart",
        "moveToRangeEnd",
        "smartTagPr",
        "customXmlPr",
    ),
    *(
        "rubyPr",
        "fldData",
        "dayShort",
        "dayLong",
        "monthShort",
        "monthLong",
        "yearShort",
        "yearLong",
        "pgNum",
    ),
    *(
        "customXmlInsRangeStart",
        "customXmlInsRangeEnd",
        "customXmlDelRangeStart",
        "customXmlDelRangeEnd",
        "trPrChange",
    ),
    *("tcPrChange", "sectPrChange", "cellDel", "cellIns", "contentPart"),
}
PROPERTIES = {
    *(
        "pPr",
        "rPr",
        "tblPr",
        "tblGrid",
        "trPr",
        "tcPr",
        "tblBorders",
        "tcBorders",
        "pBdr",
        "tblCellMar",
        "tcMar",
    ),
}
MARGES = {"header": "L’en-tête de page n’est pas repris", "footer": "Le pied de page n’est pas repris"}
LOOKS = ("b", "i", "u", "strike", "dstrike", "vertAlign")
KEPT_LOOKS = {W["del"], W["ins"], *(q(f"w:{look}") for look in LOOKS)}
STYLE_MAP = "\n".join(["u => u", *(f"p.Titre{level} => h{level}:fresh" for level in range(1, 7))])


def convert(data):
    """The Lecture of a .docx. Raises Refus."""
    paquet = Paquet(data)
    rapport = Rapport()
    try:
        parties = Parties(paquet)
        words = docx_mots.read(parties)
        galerie = images.Galerie(paquet, rapport)
        normal = Normal(parties, galerie, rapport)
        html = normal.html()
    except (KeyError, AttributeError, IndexError, TypeError, ValueError) as error:
        if isinstance(error, Refus):
            raise
        raise Refus(ABIME) from error
    report_package(paquet, parties, rapport)
    return Lecture(
        "docx",
        titres.relevel(marques.place(html, galerie)),
        tuple(words),
        "exacte",
        rapport.sentences(),
        galerie.kept,
    )


def report_package(paquet, parties, rapport):
    """Say what stands beside the text and does not come with it."""
    comments = parties.linked("comments")
    if comments is not None:
        rapport.add(
            "Un commentaire en marge n’est pas repris.",
            "{} commentaires en marge ne sont pas repris.",
            len(comments.findall("w:comment", NS)),
        )
    for kind, said in MARGES.items():
        texts = [" ".join(docx_mots.plain(parties.root(name)).split()) for name in parties.linked_names(kind)]
        texts = [text for text in dict.fromkeys(texts) if any(one.isalpha() for one in text)]
        if texts:
            rapport.add(f"{said} : « {' / '.join(texts)[:200]} ».")
    if any(name.endswith("settings.xml") for name in paquet.names()) and any(
        kind == "attachedTemplate" and external
        for kind, _, external in parties.relations("word/settings.xml").values()
    ):
        rapport.add("Le modèle distant auquel ce document est lié n’est pas ouvert.")


class Normal:
    """A document in the words of mammoth."""

    def __init__(self, parties, galerie, rapport):
        self.parties, self.galerie, self.rapport = parties, galerie, rapport
        self.styles = parties.styles
        self.numbers = Numerotation(parties.linked("numbering"))
        self.links, self.lists, self.style_map = {}, {}, [STYLE_MAP]
        self.last_of = {}  # after each paragraph, the last paragraph of its text boxes
        self.notes = []  # (kind, id) in the order of their calls
        self.numbered_headings = self.hidden = 0

    def html(self):
        body = self.parties.body
        self.count_changes(body)
        self.normalise(body, self.parties.main)
        self.append_notes(body)
        self.list_items(body)
        if self.hidden:
            self.rapport.add("Du texte masqué dans Word n’est pas repris.")
        if self.numbered_headings:
            self.rapport.add("Les numéros que Word met devant les titres ne sont pas repris.")
        cells = sum(1 for _ in body.iter(W["tc"]))
        if cells > limites.CELLULES:
            raise Refus(
                "Ce document contient un tableau démesuré : joignez-le en annexe et envoyez le texte seul."
            )
        result = mammoth.convert_to_html(
            BytesIO(self.package()),
            style_map="\n".join(self.style_map),
            include_default_style_map=False,
            include_embedded_style_map=False,
        )
        return result.value

    def package(self):
        """The smallest .docx that mammoth opens."""
        relations = "".join(
            f'<Relationship Id="{key}" Type="{NS["r"]}/hyperlink" TargetMode="External" Target={quoteattr(address)}/>'
            for address, key in self.links.items()
        )
        head, tail = f'<Relationships xmlns="{NS["rels"]}">', "</Relationships>"
        main = f'<Relationship Id="d" Type="{NS["r"]}/officeDocument" Target="word/document.xml"/>'
        return pack(
            {
                "_rels/.rels": f"{head}{main}{tail}".encode(),
                "word/_rels/document.xml.rels": f"{head}{relations}{tail}".encode(),
                "word/document.xml": etree.tostring(self.parties.document),
            }
        )

    # ── What is counted ─────────────────────────────────────────────────────────────────────────────────

    def count_changes(self, body):
        changes = sum(1 for _ in body.iter(W["ins"], W["del"], W["moveFrom"], W["moveTo"]))
        self.rapport.add(
            "Le document porte une modification suivie : le texte accepté est repris.",
            "Le document porte {} modifications suivies : le texte accepté est repris.",
            changes,
        )

    # ── Elements ────────────────────────────────────────────────────────────────────────────────────────

    def normalise(self, root, part):
        """Bring everything under an element down to KNOWN, in place. part: the file of the archive that it is of."""
        for node in [*root.iter(W["del"], W["moveFrom"])]:
            if local(node.getparent()) not in PROPERTIES:
                drop(node)
        for node in [*root.iter(q("mc:AlternateContent"))]:
            choice = next(iter(node), None)
            self.unwrap(node) if choice is None else replace_by(node, list(choice))
        for node in [*root.iter()]:
            if node.getparent() is None and node is not root:
                continue
            name = local(node)
            if node.tag.startswith(f"{{{NS['m']}}}"):
                if name == "oMath":
                    self.equation(node)
            elif name in {"drawing", "pict", "object"}:
                self.drawing(node, part)
            elif name in DROPPED:
                drop(node)
        for node in [*root.iter()]:
            if node is root or not node.tag.startswith(f"{{{NS['w']}}}"):
                continue
            self.element(node, local(node), part)

    def element(self, node, name, part):
        match name:
            case "r":
                self.run(node)
            case "p":
                self.paragraph(node)
            case "sym":
                self.become_text(node, docx_mots.symbol(node))
            case "ptab":
                node.tag = W["tab"]
            case "cr":
                node.tag = W["br"]
            case "br":
                if node.get(q("w:type")) in {"page", "column"}:
                    drop(node)
            case "footnoteReference" | "endnoteReference":
                self.call(node, name.removesuffix("Reference"))
            case "hyperlink":
                self.link(node, part)
            case "ruby":
                drop(node.find("w:rt", NS))
                self.rapport.add("Des annotations placées au-dessus des mots ne sont pas reprises.")
                self.unwrap(node)
            case "altChunk":
                self.rapport.add(
                    "Un document inséré dans le document n’est pas repris : ouvrez-le et copiez son texte."
                )
                drop(node)
            case "fldSimple":
                self.unwrap(node)
            case "body" | "document" | "footnote" | "endnote":
                pass
            case _ if (
                name not in KNOWN
                and node.getparent() is not None
                and local(node.getparent()) not in PROPERTIES
            ):
                self.unwrap(node)

    def unwrap(self, node):
        replace_by(node, list(node))

    def become_text(self, node, text):
        node.tag = W["t"]
        for each in list(node):
            node.remove(each)
        node.attrib.clear()
        node.text = text

    def run(self, run):
        paragraph = next(run.iterancestors(W["p"]), None)
        style = value(paragraph.find("w:pPr", NS), "w:pStyle") if paragraph is not None else None
        if paragraph is not None and "_style" in paragraph.attrib:
            style = paragraph.get("_style") or None
        if self.styles.is_hidden(run, style):
            if any(text.text and text.text.strip() for text in run.iter(W["t"])):
                self.hidden += 1
            for child in list(run):
                if local(child) not in {"fldChar", "instrText"}:
                    run.remove(child)
            return
        self.looks(run, style)

    def looks(self, run, style):
        """Put on the run itself what its styles give it: mammoth reads the run alone."""
        properties = run.find("w:rPr", NS)
        if properties is None:
            properties = etree.SubElement(run, W["rPr"])
            run.insert(0, properties)
        character = value(properties, "w:rStyle")
        of_heading = self.styles.heading(style or self.styles.default)
        for look in LOOKS:
            if properties.find(f"w:{look}", NS) is not None:
                continue
            given = self.styles.run_property(character, look)
            if given is None and not of_heading and style:
                given = self.styles.run_property(style, look)
            if given is not None:
                etree.SubElement(properties, q(f"w:{look}"), {W["val"]: given})
        double = properties.find("w:dstrike", NS)
        if (
            double is not None
            and double.get(W["val"], "1") not in FALSE
            and properties.find("w:strike", NS) is None
        ):
            etree.SubElement(properties, q("w:strike"))
        for each in list(properties):
            if each.tag not in KEPT_LOOKS:
                properties.remove(each)

    def paragraph(self, paragraph):
        """Keep of a paragraph's properties what it is: a heading, an item of a list, or neither."""
        properties = paragraph.find("w:pPr", NS)
        style = value(properties, "w:pStyle")
        paragraph.set("_style", style or "")
        level = self.styles.heading(style or self.styles.default)
        outline = value(properties, "w:outlineLvl")
        if outline is not None and outline.isdigit():
            level = min(int(outline) + 1, 6) if int(outline) < 9 else 0
        numbering = self.numbering_of(properties, style)
        deleted = properties.find("w:rPr/w:del", NS) if properties is not None else None
        if properties is not None:
            paragraph.remove(properties)
        properties = etree.Element(W["pPr"])
        paragraph.insert(0, properties)
        if deleted is not None:
            etree.SubElement(properties, W["rPr"]).append(deleted)
        if level:
            self.numbered_headings += numbering is not None
            etree.SubElement(properties, q("w:pStyle"), {W["val"]: f"Titre{level}"})
        elif numbering:
            paragraph.set("_liste", " ".join(numbering))

    def numbering_of(self, properties, style):
        """(numId, ilvl) of an item of a list, None for another paragraph."""
        direct = properties.find("w:numPr", NS) if properties is not None else None
        given = self.styles.numbering(style or self.styles.default)
        num = value(direct, "w:numId") or (given[0] if given else None)
        if num is None or num == "0":
            return None
        ilvl = value(direct, "w:ilvl") or (given[1] if given else "0")
        return (num, ilvl) if ilvl.isdigit() and self.numbers.format(num, ilvl) else None

    # ── Lists ───────────────────────────────────────────────────────────────────────────────────────────

    def list_items(self, body):
        """Give each item the path of the lists that it stands in; mammoth joins neighbours of one path."""
        open_ = {}  # of each parent, the lists open in it: [(level, num, tag with its attributes)]
        for paragraph in body.iter(W["p"]):
            parent = paragraph.getparent()
            known = paragraph.attrib.pop("_liste", "")
            paragraph.attrib.pop("_style", None)
            before = paragraph.getprevious()
            stack = open_.setdefault(parent, [])
            if before is not None and before.tag != W["p"]:
                stack.clear()
            if not known:
                if local(parent) != "p" and any(text.text for text in paragraph.iter(W["t"])):
                    stack.clear()
                continue
            num, ilvl = known.split()
            level, style = int(ilvl), self.numbers.format(num, ilvl)
            rank = self.numbers.next(num, ilvl)
            while stack and stack[-1][0] > level:
                stack.pop()
            if stack and stack[-1][0] == level and (stack[-1][1], stack[-1][2]) != (num, style):
                stack.pop()
            if not stack or stack[-1][0] < level:
                stack.append((level, num, style, self.opening(style, rank)))
            path = " > li > ".join(each[3] for each in stack)
            key = self.lists.get(path)
            if key is None:
                key = self.lists[path] = f"L{len(self.lists)}"
                self.style_map.append(f"p.{key} => {path} > li:fresh")
            etree.SubElement(paragraph.find("w:pPr", NS), q("w:pStyle"), {W["val"]: key})

    def opening(self, style, rank):
        """A new list as mammoth's paths write it, its number keeping it apart from a neighbour."""
        name = f"[data-l='{len(self.lists)}-{rank}']"
        if style == "puce":
            return f"ul{name}"
        numbering = "" if style == "1" else f"[type='{style}']"
        start = "" if rank == 1 else f"[start='{rank}']"
        return f"ol{name}{numbering}{start}"

    # ── Notes, links, drawings ──────────────────────────────────────────────────────────────────────────

    def call(self, node, kind):
        """A call of a note becomes its mark."""
        note = (kind, node.get(W["id"]))
        if note not in self.notes:
            self.notes.append(note)
        self.become_text(node, marques.call(self.notes.index(note) + 1))

    def append_notes(self, body):
        """Write the notes under the text, in the order of their calls, each after its own mark."""
        done = 0
        while done < len(self.notes):
            kind, key = self.notes[done]
            done += 1
            found, part = self.parties.notes(kind)
            note = found.get(key)
            if note is None:
                continue
            self.normalise(note, part)
            mark = etree.Element(W["r"])
            etree.SubElement(mark, W["t"]).text = marques.call(done) + " "
            first = note.find("w:p", NS)
            if first is not None:
                first.insert(1, mark)
            body.extend(list(note))

    def link(self, node, part):
        kind, address, external = self.parties.relations(part).get(node.get(q("r:id"), ""), ("", "", False))
        node.attrib.clear()
        if not (kind == "hyperlink" and external and address):
            self.unwrap(node)  # to a place of the document itself: the PV has other places
            return
        node.set(q("r:id"), self.links.setdefault(address, f"l{len(self.links)}"))

    def equation(self, node):
        text = "".join(each.text or "" for each in node.iter(M_T))
        self.rapport.add(
            "Une équation est reprise en texte simple.", "{} équations sont reprises en texte simple."
        )
        run = etree.Element(W["r"])
        etree.SubElement(run, W["t"]).text = text
        replace_by(node, [run])

    def drawing(self, node, part):
        """A picture becomes its mark; the paragraphs of a text box come after the one that holds it."""
        boxes = outermost(node, W["txbxContent"])
        marks = [self.picture(each, node, part) for each in node.iter(q("a:blip"), q("v:imagedata"))]
        name = local(node)
        if name == "object":
            self.rapport.add(
                "Un objet incorporé (tableur, dessin…) n’est pas repris.",
                "{} objets incorporés ne sont pas repris.",
            )
        elif not boxes and not marks:
            self.rapport.add(
                "Un dessin ou un graphique n’est pas repris : ajoutez-le comme image.",
                "{} dessins ou graphiques ne sont pas repris : ajoutez-les comme images.",
            )
        if boxes:
            self.rapport.add(
                "Une zone de texte est reprise à la suite du paragraphe auquel elle était attachée.",
                "{} zones de texte sont reprises à la suite des paragraphes auxquels elles étaient attachées.",
                len(boxes),
            )
        outer = node
        for ancestor in node.iterancestors(W["p"]):
            outer = ancestor
            if next(ancestor.iterancestors(W["txbxContent"]), None) is None:
                break
        place = outer
        while place in self.last_of:
            place = self.last_of[place]
        for box in boxes:
            for each in list(box):
                place.addnext(each)
                place = each
        if boxes:
            self.last_of[outer] = place
        text = "".join(mark for mark in marks if mark and name != "object")
        self.become_text(node, text)

    def picture(self, blip, drawing, part):
        """The mark of a picture; "" for one that is not kept."""
        key = blip.get(q("r:embed")) or blip.get(q("r:id")) or blip.get(q("r:link"), "")
        kind, target, external = self.parties.relations(part).get(key, ("", "", False))
        title = blip.get(q("o:title"), "")
        described = next(drawing.iter(q("wp:docPr")), None)
        if described is not None:
            title = described.get("descr", "").strip() or described.get("title", "")
        if local(drawing) == "object":
            return ""
        if kind != "image" or external:
            self.galerie.refuse_remote()
            return ""
        return self.galerie.add(target, title)


def outermost(node, tag):
    """The elements of a tag inside one, those inside each other left out."""
    if node.tag == tag:
        return [node]
    return [found for child in node for found in outermost(child, tag)]


def drop(node):
    if node is not None and node.getparent() is not None:
        node.getparent().remove(node)


def replace_by(node, others):
    """Put other elements in the place of one."""
    parent = node.getparent()
    place = parent.index(node)
    parent.remove(node)
    for offset, other in enumerate(others):
        parent.insert(place + offset, other)
