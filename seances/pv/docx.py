"""DocumentPV as a Word file, for those who annotate. Pure; the same document gives the same bytes.

Written as the parts of the format themselves: real headings, lists, tables with rows of heads, a field of contents,
bookmarks on every paragraph number (« p_143 »), the language, page numbers. Word brings the contents up to date when
it opens the file; until then they name and link every point.
"""

from itertools import count

from participants import zip_continu

from . import phrases
from .bureautique import Contexte, titre, xml
from .docx_styles import PARTIES, numbering, paragraph_style
from .suite import Cellule, Image, Ligne, Liste, Tableau, Titre, anchored, suite

TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ENTETE = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
ESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    f'xmlns:r="{OFFICE}" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)
CORE = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">@</cp:coreProperties>'
)
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">@</Relationships>'
)
VIDE = Cellule(())
LARGEUR = 9070  # twentieths of a point between the margins
RETRAIT = 425  # of each level of a list
EMU_PAR_CM = 360_000
MARQUES = {
    "gras": "<w:b/>",
    "italique": "<w:i/>",
    "barre": "<w:strike/>",
    "souligne": '<w:u w:val="single"/>',
    "exposant": '<w:vertAlign w:val="superscript"/>',
    "indice": '<w:vertAlign w:val="subscript"/>',
}


def render(document, contexte=None):
    """The bytes of the file. contexte: a Contexte."""
    return _Word(document, contexte or Contexte()).file()


class _Word:
    def __init__(self, document, contexte):
        self.document, self.contexte = document, contexte
        self.relations, self.medias, self.lists = [], {}, []
        self.ids = count(1)
        self.blocs = suite(document, contexte.mention)

    # ── The file ────────────────────────────────────────────────────────────────────────────────────────

    def file(self):
        body = self.body()
        document = self.document
        moment = f"{self.contexte.moment:%Y-%m-%dT%H:%M:%SZ}"
        core = (
            f"<dc:title>{xml(titre(document))}</dc:title><dc:subject>{xml(phrases.repere(document))}</dc:subject>"
            f"<dc:creator>{xml(phrases.chantier(document))}</dc:creator><dc:language>fr-BE</dc:language>"
            f'<dcterms:created xsi:type="dcterms:W3CDTF">{moment}</dcterms:created>'
            f'<dcterms:modified xsi:type="dcterms:W3CDTF">{moment}</dcterms:modified>'
        )
        relations = "".join(
            f'<Relationship Id="rId{rank}" Type="{OFFICE}/{kind}" Target="{xml(target)}"{mode}/>'
            for rank, (kind, target, mode) in enumerate(self.relations, 1)
        )
        parts = {name: f"{ENTETE}{content}".encode() for name, content in PARTIES.items()}
        parts |= {
            "docProps/core.xml": f"{ENTETE}{CORE.replace('@', core)}".encode(),
            "word/_rels/document.xml.rels": f"{ENTETE}{RELATIONS.replace('@', relations)}".encode(),
            "word/footer1.xml": f"{ENTETE}<w:ftr {ESPACES}>{self.footer()}</w:ftr>".encode(),
            "word/numbering.xml": f"{ENTETE}{numbering(self.lists)}".encode(),
            "word/document.xml": f"{ENTETE}<w:document {ESPACES}><w:body>{body}</w:body></w:document>".encode(),
        }
        parts |= {f"word/{name}": data for name, data in self.medias.items()}
        return zip_continu.whole(parts.items())

    def related(self, kind, target, mode=""):
        """Id of a relationship, one for each target."""
        row = (kind, target, mode)
        if row not in self.relations:
            self.relations.append(row)
        return f"rId{self.relations.index(row) + 1}"

    def body(self):
        for kind, target in (
            ("styles", "styles.xml"),
            ("numbering", "numbering.xml"),
            ("settings", "settings.xml"),
        ):
            self.related(kind, target)
        footer = self.related("footer", "footer1.xml")
        first = next(
            (rank for rank, bloc in enumerate(self.blocs) if isinstance(bloc, Titre) and bloc.niveau), None
        )
        head, rest = (self.blocs, ()) if first is None else (self.blocs[:first], self.blocs[first:])
        return (
            "".join(map(self.bloc, head))
            + self.contents()
            + "".join(map(self.bloc, rest))
            + f'<w:sectPr><w:footerReference w:type="default" r:id="{footer}"/>'
            '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1418" w:right="1418" w:bottom="1418" '
            'w:left="1418" w:header="709" w:footer="709" w:gutter="0"/></w:sectPr>'
        )

    def footer(self):
        words = self.run_xml(f"{phrases.repere(self.document)} – page\u00a0")
        total = self.run_xml("\u00a0sur\u00a0")
        return (
            f'<w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr>{words}{self.field("PAGE")}{total}'
            f"{self.field('NUMPAGES')}</w:p>"
        )

    def field(self, code, result="1"):
        return f'<w:fldSimple w:instr=" {code} "><w:r><w:t>{result}</w:t></w:r></w:fldSimple>'

    def contents(self):
        """The field of contents, filled with what it will find."""
        titles = anchored(self.blocs)
        if not titles:
            return ""
        begins = (
            '<w:r><w:fldChar w:fldCharType="begin" w:dirty="true"/></w:r><w:r><w:instrText '
            'xml:space="preserve"> TOC \\o "1-2" \\h \\z \\u </w:instrText></w:r>'
            '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        )
        rows = []
        for rank, bloc in enumerate(titles):
            words = "".join(self.run_xml(run.texte.replace("\n", " ")) for run in bloc.runs)
            rows.append(
                f'<w:p><w:pPr><w:pStyle w:val="TOC{bloc.niveau}"/></w:pPr>{begins if rank == 0 else ""}'
                f'<w:hyperlink w:anchor="{bookmark(bloc.ancre)}" w:history="1">{words}</w:hyperlink></w:p>'
            )
        return (
            '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/><w:docPartUnique/>'
            "</w:docPartObj></w:sdtPr><w:sdtContent>"
            f'<w:p><w:pPr><w:pStyle w:val="TOCHeading"/></w:pPr>{self.run_xml("Sommaire")}</w:p>{"".join(rows)}'
            '<w:p><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p></w:sdtContent></w:sdt>'
        )

    # ── Blocks ──────────────────────────────────────────────────────────────────────────────────────────

    def bloc(self, bloc, depth=0):
        match bloc:
            case Titre():
                style = f"Heading{bloc.niveau}" if bloc.niveau else "Title"
                return self.paragraph(bloc.runs, style, bloc.ancre)
            case Ligne():
                return self.paragraph(bloc.runs, paragraph_style(bloc.genre), bloc.ancre, depth=depth)
            case Liste():
                return self.liste(bloc, depth)
            case Tableau():
                return self.tableau(bloc)
            case Image():
                return self.image(bloc)

    def paragraph(self, runs, style="", ancre="", *, depth=0, num=None):
        properties = f'<w:pStyle w:val="{style}"/>' if style else ""
        if num is not None:
            properties += f'<w:numPr><w:ilvl w:val="{depth - 1}"/><w:numId w:val="{num}"/></w:numPr>'
        elif depth:
            properties += f'<w:ind w:left="{depth * RETRAIT}"/>'
        content = self.marked(self.runs(runs), ancre)
        if style == "Ordre":
            content = content.replace(" </w:t>", "</w:t><w:tab/>", 1)
        return f"<w:p><w:pPr>{properties}</w:pPr>{content}</w:p>"

    def marked(self, content, ancre):
        if not ancre:
            return content
        number = next(self.ids)
        return f'<w:bookmarkStart w:id="{number}" w:name="{bookmark(ancre)}"/>{content}<w:bookmarkEnd w:id="{number}"/>'

    def liste(self, bloc, depth):
        depth = min(depth + 1, 9)
        self.lists.append((bloc.style, depth - 1, bloc.debut))
        num, ancre, out = len(self.lists), bloc.ancre, []
        for element in bloc.elements:
            first, rest = (), element
            if element and isinstance(element[0], Ligne):
                first, rest = element[0].runs, element[1:]
            out.append(self.paragraph(first, "ListParagraph", ancre, depth=depth, num=num))
            out += [self.bloc(each, depth) for each in rest]
            ancre = ""
        return "".join(out)

    def tableau(self, bloc):
        width = bloc.colonnes
        if not width:
            return ""
        sizes = [LARGEUR // width] * width
        if "pv-gens" in bloc.genre and width == 2:
            sizes = [LARGEUR * 2 // 5, LARGEUR - LARGEUR * 2 // 5]
        legende = "".join(run.texte for run in bloc.legende)
        grid = "".join(f'<w:gridCol w:w="{size}"/>' for size in sizes)
        head = self.paragraph(bloc.legende, "Caption", bloc.ancre) if legende else ""
        said = f'<w:tblCaption w:val="{xml(legende)}"/>' if legende else ""
        rows = "".join(
            self.row(cells, sizes, rank < bloc.tetes)
            for rank, cells in enumerate(gridded(bloc.lignes, width))
        )
        begins = "" if legende else self.marked("", bloc.ancre)
        return (
            f'{head}{begins}<w:tbl><w:tblPr><w:tblStyle w:val="TableauPV"/><w:tblW w:w="{LARGEUR}" w:type="dxa"/>'
            f'<w:tblLayout w:type="fixed"/><w:tblLook w:val="0020" w:firstRow="1"/>{said}</w:tblPr>'
            f'<w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl><w:p><w:pPr><w:pStyle w:val="ApresTableau"/></w:pPr></w:p>'
        )

    def row(self, cells, sizes, is_head):
        head = "<w:tblHeader/>" if is_head else ""
        return f"<w:tr><w:trPr><w:cantSplit/>{head}</w:trPr>{''.join(self.cell(*cell, sizes) for cell in cells)}</w:tr>"

    def cell(self, cellule, column, merge, sizes):
        size = sum(sizes[column : column + cellule.colonnes])
        span = f'<w:gridSpan w:val="{cellule.colonnes}"/>' if cellule.colonnes > 1 else ""
        merged = {"": "", "begins": '<w:vMerge w:val="restart"/>', "goes on": "<w:vMerge/>"}[merge]
        content = "".join(map(self.bloc, cellule.blocs)) if merge != "goes on" else ""
        if cellule.entete:
            content = content.replace(
                "<w:p><w:pPr></w:pPr>", '<w:p><w:pPr><w:pStyle w:val="EnTete"/></w:pPr>'
            )
        if not content or (cellule.blocs and isinstance(cellule.blocs[-1], Tableau)):
            content += "<w:p/>"  # Word wants a paragraph at the end of each cell
        return f'<w:tc><w:tcPr><w:tcW w:w="{size}" w:type="dxa"/>{span}{merged}</w:tcPr>{content}</w:tc>'

    def image(self, bloc):
        dessin = self.contexte.dessin(bloc.sha256)
        if dessin is None:
            words = f"[Image\u00a0: {bloc.description}]"
            return f"<w:p>{self.marked(self.run_xml(words), bloc.ancre)}</w:p>"
        name = f"media/{bloc.sha256[:32]}.{dessin.kind}"
        self.medias[name] = dessin.data
        related, number = self.related("image", name), next(self.ids)
        cx, cy = (round(size * EMU_PAR_CM) for size in (dessin.largeur, dessin.hauteur))
        alt = xml(bloc.description)
        drawing = (
            f'<w:r><w:drawing><wp:inline><wp:extent cx="{cx}" cy="{cy}"/>'
            f'<wp:docPr id="{number}" name="Image {number}" descr="{alt}"/><a:graphic>'
            '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
            f'<pic:nvPicPr><pic:cNvPr id="{number}" name="Image {number}" descr="{alt}"/><pic:cNvPicPr/></pic:nvPicPr>'
            f'<pic:blipFill><a:blip r:embed="{related}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
            f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{cx}" cy="{cy}"/></a:xfrm>'
            '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
            "</wp:inline></w:drawing></w:r>"
        )
        return f"<w:p>{self.marked(drawing, bloc.ancre)}</w:p>"

    # ── In a line ───────────────────────────────────────────────────────────────────────────────────────

    def runs(self, runs):
        return "".join(map(self.run, runs))

    def run(self, run):
        if not run.lien:
            return self.run_xml(run.texte, run.styles)
        content = self.run_xml(run.texte, run.styles, "Hyperlink")
        if run.lien.startswith("#"):
            return f'<w:hyperlink w:anchor="{bookmark(run.lien[1:])}">{content}</w:hyperlink>'
        related = self.related("hyperlink", run.lien, ' TargetMode="External"')
        return f'<w:hyperlink r:id="{related}">{content}</w:hyperlink>'

    def run_xml(self, text, styles=(), named=""):
        if text == "\n":
            return "<w:r><w:br/></w:r>"
        marks = "".join(MARQUES[style] for style in MARQUES if style in styles)
        name = f'<w:rStyle w:val="{named}"/>' if named else ""
        properties = f"<w:rPr>{name}{marks}</w:rPr>" if name or marks else ""
        return f'<w:r>{properties}<w:t xml:space="preserve">{xml(text)}</w:t></w:r>'


def bookmark(ancre):
    """The name of an anchor where hyphens are not allowed: « p_143 »."""
    return ancre.replace("-", "_")[:40]


def gridded(lignes, width):
    """The rows with each place of the grid filled: (cell, column, "" | "begins" | "goes on")."""
    open_cells = {}  # column -> (cell, rows left)
    for ligne in lignes:
        row, column, cells = [], 0, list(ligne)
        while column < width:
            if column in open_cells:
                cell, left = open_cells.pop(column)
                row.append((cell, column, "goes on"))
                if left > 1:
                    open_cells[column] = (cell, left - 1)
            elif cells:
                cell = cells.pop(0)
                row.append((cell, column, "begins" if cell.rangees > 1 else ""))
                if cell.rangees > 1:
                    open_cells[column] = (cell, cell.rangees - 1)
            else:
                cell = VIDE
                row.append((cell, column, ""))
            column += cell.colonnes
        yield row
