"""DocumentPV as an OpenDocument text, for those who annotate in LibreOffice. Pure; the same document, the same bytes.

The same sequence of blocks as the Word file: headings, lists, tables with heads, an index of contents, bookmarks on
every paragraph number (« p-143 »), the language, page numbers.
"""

from participants import zip_continu

from . import phrases
from .bureautique import Contexte, titre, xml
from .docx import gridded
from .docx_styles import paragraph_style
from .odt_styles import ESPACES, LISTES, PARTIES, STYLES, TABLES, character_style
from .suite import Image, Ligne, Liste, Tableau, Titre, anchored, suite

TYPE = "application/vnd.oasis.opendocument.text"
ENTETE = '<?xml version="1.0" encoding="UTF-8"?>\n'
LARGEUR_CM = 16.0


def render(document, contexte=None):
    """The bytes of the file. contexte: a Contexte."""
    return _Odt(document, contexte or Contexte()).file()


class _Odt:
    def __init__(self, document, contexte):
        self.document, self.contexte = document, contexte
        self.medias, self.marks, self.tables = {}, [], []
        self.depth = 0
        self.blocs = suite(document, contexte.mention)

    # ── The file ────────────────────────────────────────────────────────────────────────────────────────

    def file(self):
        first = next(
            (rank for rank, bloc in enumerate(self.blocs) if isinstance(bloc, Titre) and bloc.niveau),
            len(self.blocs),
        )
        body = (
            "".join(map(self.bloc, self.blocs[:first]))
            + self.contents()
            + "".join(map(self.bloc, self.blocs[first:]))
        )
        content = (
            f"<office:document-content {ESPACES}><office:automatic-styles>{self.automatic()}"
            f"</office:automatic-styles><office:body><office:text>{body}</office:text></office:body>"
            "</office:document-content>"
        )
        medias = "".join(
            f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="image/{kind}"/>'
            for name, (_, kind) in self.medias.items()
        )
        parts = {"mimetype": TYPE.encode()}
        texts = {
            "META-INF/manifest.xml": PARTIES["manifest"].replace("@", medias),
            "meta.xml": self.meta(),
            "styles.xml": STYLES.replace("@REPERE@", xml(phrases.repere(self.document))),
            "content.xml": content,
        }
        parts |= {name: f"{ENTETE}{text}".encode() for name, text in texts.items()}
        parts |= {name: data for name, (data, _) in self.medias.items()}
        return zip_continu.whole(parts.items())

    def meta(self):
        moment = f"{self.contexte.moment:%Y-%m-%dT%H:%M:%S}"
        document = self.document
        return PARTIES["meta"].replace(
            "@",
            f"<dc:title>{xml(titre(document))}</dc:title><dc:subject>{xml(phrases.repere(document))}</dc:subject>"
            f"<dc:creator>{xml(phrases.chantier(document))}</dc:creator><dc:language>fr-BE</dc:language>"
            f"<meta:creation-date>{moment}</meta:creation-date><dc:date>{moment}</dc:date>",
        )

    def automatic(self):
        marks = "".join(character_style(f"T{rank}", styles) for rank, styles in enumerate(self.marks, 1))
        return f"{TABLES}{marks}" + "".join(
            f'<style:style style:name="C{rank}" style:family="table-column"><style:table-column-properties '
            f'style:column-width="{width:.2f}cm"/></style:style>'
            for rank, width in enumerate(self.tables, 1)
        )

    def contents(self):
        titles = anchored(self.blocs)
        if not titles:
            return ""
        entries = "".join(
            f'<text:p text:style-name="Contents_20_{bloc.niveau}"><text:a xlink:type="simple" '
            f'xlink:href="#{xml(bloc.ancre)}">{self.plain(bloc.runs)}</text:a><text:tab/>'
            f'<text:bookmark-ref text:reference-format="page" text:ref-name="{xml(bloc.ancre)}"/></text:p>'
            for bloc in titles
        )
        return PARTIES["contents"].replace("@", entries)

    # ── Blocks ──────────────────────────────────────────────────────────────────────────────────────────

    def bloc(self, bloc):
        match bloc:
            case Titre(niveau=0):
                return self.paragraph(bloc.runs, "Title", bloc.ancre)
            case Titre():
                return (
                    f'<text:h text:style-name="Heading_20_{bloc.niveau}" text:outline-level="{bloc.niveau}">'
                    f"{self.marked(bloc.ancre)}{self.runs(bloc.runs)}</text:h>"
                )
            case Ligne():
                return self.paragraph(bloc.runs, paragraph_style(bloc.genre) or "Standard", bloc.ancre)
            case Liste():
                return self.liste(bloc)
            case Tableau():
                return self.tableau(bloc)
            case Image():
                return self.image(bloc)

    def paragraph(self, runs, style="Standard", ancre=""):
        content = self.runs(runs)
        if style == "Ordre":
            content = content.replace(" ", "<text:tab/>", 1)
        return f'<text:p text:style-name="{style}">{self.marked(ancre)}{content}</text:p>'

    def marked(self, ancre):
        return f'<text:bookmark text:name="{xml(ancre)}"/>' if ancre else ""

    def liste(self, bloc):
        self.depth += 1
        items, ancre = [], bloc.ancre
        for rank, element in enumerate(bloc.elements):
            start = f' text:start-value="{bloc.debut}"' if rank == 0 and bloc.style != "puce" else ""
            if element and isinstance(element[0], Ligne):
                first = self.paragraph(element[0].runs, "ListParagraph", ancre)
                rest = element[1:]
            else:
                first, rest = self.paragraph((), "ListParagraph", ancre), element
            items.append(f"<text:list-item{start}>{first}{''.join(map(self.bloc, rest))}</text:list-item>")
            ancre = ""
        self.depth -= 1
        return f'<text:list text:style-name="{LISTES[bloc.style]}">{"".join(items)}</text:list>'

    def tableau(self, bloc):
        width = bloc.colonnes
        if not width:
            return ""
        sizes = [LARGEUR_CM / width] * width
        if "pv-gens" in bloc.genre and width == 2:
            sizes = [6.4, 9.6]
        columns = "".join(f'<table:table-column table:style-name="{self.column(size)}"/>' for size in sizes)
        rows = [self.row(cells) for cells in gridded(bloc.lignes, width)]
        heads = "".join(rows[: bloc.tetes])
        heads = f"<table:table-header-rows>{heads}</table:table-header-rows>" if heads else ""
        legende = self.paragraph(bloc.legende, "Caption", bloc.ancre) if bloc.legende else ""
        if bloc.ancre and not legende:
            legende = self.paragraph((), "ApresTableau", bloc.ancre)
        return (
            f'{legende}<table:table table:style-name="TableauPV">{columns}{heads}{"".join(rows[bloc.tetes :])}'
            f"</table:table>{self.paragraph((), 'ApresTableau')}"
        )

    def column(self, size):
        if size not in self.tables:
            self.tables.append(size)
        return f"C{self.tables.index(size) + 1}"

    def row(self, cells):
        content = "".join(self.cell(*cell) for cell in cells)
        return f'<table:table-row table:style-name="Rang">{content}</table:table-row>'

    def cell(self, cellule, column, merge):
        covered = "<table:covered-table-cell/>" * (cellule.colonnes - 1)
        if merge == "goes on":
            return "<table:covered-table-cell/>" * cellule.colonnes
        content = "".join(map(self.bloc, cellule.blocs)) or self.paragraph(())
        content = content.replace('"Standard"', '"EnTete"' if cellule.entete else '"Cellule"')
        spans = f' table:number-columns-spanned="{cellule.colonnes}"' if cellule.colonnes > 1 else ""
        spans += f' table:number-rows-spanned="{cellule.rangees}"' if cellule.rangees > 1 else ""
        style = "CaseTete" if cellule.entete else "Case"
        return (
            f'<table:table-cell table:style-name="{style}" office:value-type="string"{spans}>{content}'
            f"</table:table-cell>{covered}"
        )

    def image(self, bloc):
        dessin = self.contexte.dessin(bloc.sha256)
        if dessin is None:
            words = xml(f"[Image\u00a0: {bloc.description}]")
            return f'<text:p text:style-name="Standard">{self.marked(bloc.ancre)}{words}</text:p>'
        name = f"Pictures/{bloc.sha256[:32]}.{dessin.kind}"
        self.medias[name] = (dessin.data, dessin.kind)
        return (
            f'<text:p text:style-name="Standard">{self.marked(bloc.ancre)}<draw:frame '
            f'draw:name="Image {len(self.medias)}" text:anchor-type="as-char" svg:width="{dessin.largeur}cm" '
            f'svg:height="{dessin.hauteur}cm"><draw:image xlink:href="{name}" xlink:type="simple" '
            f'xlink:show="embed" xlink:actuate="onLoad"/><svg:title>{xml(bloc.description)}</svg:title>'
            "</draw:frame></text:p>"
        )

    # ── In a line ───────────────────────────────────────────────────────────────────────────────────────

    def runs(self, runs):
        return "".join(map(self.run, runs))

    def plain(self, runs):
        return xml("".join(run.texte for run in runs).replace("\n", " "))

    def run(self, run):
        if run.texte == "\n":
            return "<text:line-break/>"
        content = xml(run.texte).replace("  ", ' <text:s text:c="1"/>')
        if run.styles:
            styles = frozenset(run.styles)
            if styles not in self.marks:
                self.marks.append(styles)
            content = f'<text:span text:style-name="T{self.marks.index(styles) + 1}">{content}</text:span>'
        if run.lien:
            content = f'<text:a xlink:type="simple" xlink:href="{xml(run.lien)}">{content}</text:a>'
        return content
