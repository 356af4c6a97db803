"""Tables written for spreadsheets, row by row: CSV as Excel opens it in Belgium, and .xlsx.

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
