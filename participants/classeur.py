"""Tables written for spreadsheets, row by row: CSV as Excel opens it in Belgium, .xlsx, .ods.

Rows come from an iterator and leave in pieces, so a table costs no more memory than a few rows. A cell is text, a
whole number, a date or nothing; one that a spreadsheet would compute is neutralised. A sheet has no more than a
cell may hold: longer texts are the caller's to divide (`CELLULE`).
"""

import csv
import datetime
import re
from html import escape

from . import zip_continu
from .tableur import neutralise

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
CELLULE = 32_000  # characters; Excel holds 32,767
LOT = 100  # rows that leave together
# Characters that no XML holds.
INTERDITS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
ZERO = datetime.date(1899, 12, 30)  # the day from which Excel counts

TEXTE, TITRE, DATE, LONG = range(4)  # the cell formats of `STYLES`
STYLES = (
    '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    '<numFmts count="1"><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="4">'
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" applyAlignment="1">'
    '<alignment vertical="top"/></xf>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyAlignment="1">'
    '<alignment horizontal="left" vertical="top"/></xf>'
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" applyAlignment="1">'
    '<alignment vertical="top" wrapText="1"/></xf>'
    '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
ENTETE = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"


class _Ligne:
    """What csv writes to: the last line only."""

    def write(self, text):
        self.text = text


def csv_pieces(titles, rows):
    """The bytes of a CSV: UTF-8 with its mark, semicolons, CRLF, dates as 18/10/2022."""
    line = _Ligne()
    writer = csv.writer(line, delimiter=";", lineterminator="\r\n")
    writer.writerow(titles)
    lot = ["\ufeff", line.text]
    for row in rows:
        writer.writerow([_csv_cell(cell) for cell in row])
        lot.append(line.text)
        if len(lot) >= LOT:
            yield "".join(lot).encode()
            lot = []
    yield "".join(lot).encode()


def _csv_cell(cell):
    if isinstance(cell, datetime.date):
        return f"{cell:%d/%m/%Y}"
    return neutralise(cell)


def xlsx_pieces(titles, rows, *, feuille, largeurs):
    """The bytes of an .xlsx of one sheet, its first row held in place and ready to be filtered.

    feuille: name of the sheet. largeurs: of each column, in characters; texts wider than 60 are wrapped.
    """
    return zip_continu.stream(
        [
            ("[Content_Types].xml", [_types()]),
            ("_rels/.rels", [_relations(("officeDocument", "xl/workbook.xml"))]),
            ("xl/workbook.xml", [_workbook(feuille)]),
            (
                "xl/_rels/workbook.xml.rels",
                [_relations(("worksheet", "worksheets/sheet1.xml"), ("styles", "styles.xml"))],
            ),
            ("xl/styles.xml", [f"{ENTETE}{STYLES}".encode()]),
            ("xl/worksheets/sheet1.xml", _sheet(titles, rows, largeurs)),
        ]
    )


def _types():
    return (
        f'{ENTETE}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{TYPE}.worksheet+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{TYPE}.styles+xml"/></Types>'
    ).encode()


def _relations(*parts):
    rows = "".join(
        f'<Relationship Id="rId{rank}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for rank, (kind, target) in enumerate(parts, 1)
    )
    return f'{ENTETE}<Relationships xmlns="{RELATIONS}">{rows}</Relationships>'.encode()


def _workbook(feuille):
    return (
        f'{ENTETE}<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
        f'xmlns:r="{OFFICE}"><sheets><sheet name="{escape(feuille)}" sheetId="1" r:id="rId1"/></sheets></workbook>'
    ).encode()


def _sheet(titles, rows, largeurs):
    columns = "".join(
        f'<col min="{rank}" max="{rank}" width="{width}" customWidth="1"/>'
        for rank, width in enumerate(largeurs, 1)
    )
    head = "".join(_text(title, TITRE) for title in titles)
    yield (
        f'{ENTETE}<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews>'
        '<sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
        f"</sheetView></sheetViews><cols>{columns}</cols><sheetData><row>{head}</row>"
    ).encode()
    lot, count = [], 1
    for row in rows:
        cells = "".join(_cell(cell, width) for cell, width in zip(row, largeurs, strict=True))
        lot.append(f"<row>{cells}</row>")
        count += 1
        if len(lot) >= LOT:
            yield "".join(lot).encode()
            lot = []
    last = f"{chr(ord('A') + len(titles) - 1)}{count}"
    lot.append(f'</sheetData><autoFilter ref="A1:{last}"/></worksheet>')
    yield "".join(lot).encode()


def _cell(cell, width):
    if cell is None or cell == "":
        return "<c/>"
    if isinstance(cell, datetime.date):
        return f'<c s="{DATE}"><v>{(cell - ZERO).days}</v></c>'
    if isinstance(cell, int):
        return f'<c s="{TEXTE}"><v>{cell}</v></c>'
    return _text(cell, LONG if width >= 60 else TEXTE)


def _text(text, style):
    safe = escape(INTERDITS.sub("", neutralise(text)), quote=False)
    return f'<c s="{style}" t="inlineStr"><is><t xml:space="preserve">{safe}</t></is></c>'


# ── OpenDocument ────────────────────────────────────────────────────────────────────────────────────────

URN = "urn:oasis:names:tc:opendocument:xmlns:"
NOMS_ODS = "".join(
    f' xmlns:{short}="{URN}{name}:1.0"'
    for short, name in (
        ("office", "office"),
        ("table", "table"),
        ("text", "text"),
        ("style", "style"),
        ("number", "datastyle"),
        ("fo", "xsl-fo-compatible"),
    )
)
DATE_ODS = (
    '<number:date-style style:name="jour"><number:day number:style="long"/><number:text>/</number:text>'
    '<number:month number:style="long"/><number:text>/</number:text><number:year number:style="long"/>'
    '</number:date-style><style:style style:name="date" style:family="table-cell" style:data-style-name="jour"/>'
    '<style:style style:name="titre" style:family="table-cell"><style:text-properties fo:font-weight="bold"/>'
    '</style:style><style:style style:name="long" style:family="table-cell">'
    '<style:table-cell-properties fo:wrap-option="wrap"/></style:style>'
)


def ods_pieces(titles, rows, *, feuille, largeurs):
    """The bytes of an .ods of one sheet. feuille, largeurs: as in `xlsx_pieces`."""
    manifest = (
        f'{ENTETE}<manifest:manifest xmlns:manifest="{URN}manifest:1.0" manifest:version="1.3">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{ODS}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    return zip_continu.spooled(
        [
            ("mimetype", [ODS.encode()]),
            ("META-INF/manifest.xml", [manifest.encode()]),
            ("content.xml", _ods_content(titles, rows, feuille, largeurs)),
        ]
    )


def _ods_content(titles, rows, feuille, largeurs):
    styles = "".join(
        f'<style:style style:name="c{rank}" style:family="table-column"><style:table-column-properties '
        f'style:column-width="{width * 0.2:.1f}cm"/></style:style>'
        for rank, width in enumerate(largeurs)
    )
    columns = "".join(f'<table:table-column table:style-name="c{rank}"/>' for rank in range(len(largeurs)))
    head = "".join(_ods_text(title, "titre") for title in titles)
    yield (
        f'{ENTETE}<office:document-content{NOMS_ODS} office:version="1.3"><office:automatic-styles>{DATE_ODS}{styles}'
        f'</office:automatic-styles><office:body><office:spreadsheet><table:table table:name="{escape(feuille)}">'
        f"{columns}<table:table-row>{head}</table:table-row>"
    ).encode()
    for row in rows:
        cells = "".join(_ods_cell(cell, width) for cell, width in zip(row, largeurs, strict=True))
        yield f"<table:table-row>{cells}</table:table-row>".encode()
    yield b"</table:table></office:spreadsheet></office:body></office:document-content>"


def _ods_cell(cell, width):
    if cell is None or cell == "":
        return "<table:table-cell/>"
    if isinstance(cell, datetime.date):
        return (
            f'<table:table-cell table:style-name="date" office:value-type="date" office:date-value="{cell:%Y-%m-%d}">'
            f"<text:p>{cell:%d/%m/%Y}</text:p></table:table-cell>"
        )
    if isinstance(cell, int):
        return (
            f'<table:table-cell office:value-type="float" office:value="{cell}"><text:p>{cell}</text:p>'
            "</table:table-cell>"
        )
    return _ods_text(cell, "long" if width >= 60 else "")


def _ods_text(text, style):
    """Spaces that follow one another are written one by one: the format joins them."""
    named = f' table:style-name="{style}"' if style else ""
    lines = escape(INTERDITS.sub("", neutralise(text)), quote=False).split("\n")
    told = "".join(f"<text:p>{line.replace('  ', ' <text:s/>')}</text:p>" for line in lines)
    return f'<table:table-cell{named} office:value-type="string">{told}</table:table-cell>'


# ── Which there are ─────────────────────────────────────────────────────────────────────────────────────

FORMATS = {"csv": CSV, "xlsx": XLSX, "ods": ODS}


def pieces(ending, columns, rows, *, feuille):
    """The bytes of a table in one of `FORMATS`. columns: title -> width in a sheet, in characters."""
    titles = tuple(columns)
    if ending == "csv":
        return csv_pieces(titles, rows)
    write = xlsx_pieces if ending == "xlsx" else ods_pieces
    return write(titles, rows, feuille=feuille, largeurs=tuple(columns.values()))
