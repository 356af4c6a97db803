"""Workbooks read row by row: .xlsx with openpyxl, .ods as it is written, within limits of what a list may hold.

What a cell shows is taken: the stored result of a formula, a date as people write it. Hidden sheets are left out.
"""

import datetime
import io
import warnings
import zipfile
from contextlib import contextmanager

TAILLE_DECOMPRESSEE = 60_000_000
COLONNES = 100
OFFICE, TABLE, TEXT = (
    f"{{urn:oasis:names:tc:opendocument:xmlns:{name}:1.0}}" for name in ("office", "table", "text")
)
ODS = b"application/vnd.oasis.opendocument.spreadsheet"
ABIME = "le classeur ne peut pas être lu : il est abîmé."
AUTRE = "ce n’est ni un CSV, ni un classeur .xlsx ou .ods."
LARGE = f"la feuille a plus de {COLONNES} colonnes : gardez celles des personnes."


class FeuilleRefusee(ValueError):
    """The file is no table that can be read; the message says why, in French."""


def sheets(data):
    """(name, iterator of (line, cells)) of each sheet in sight; each is read before the next is asked for.

    Raises FeuilleRefusee, also while rows are read.
    """
    with _guarded(), zipfile.ZipFile(io.BytesIO(data)) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > TAILLE_DECOMPRESSEE:
            raise FeuilleRefusee("le classeur est trop grand une fois décompressé.")
        names = archive.namelist()
        if "mimetype" in names and archive.read("mimetype").strip() == ODS:
            yield from _ods(archive)
        elif any(name.startswith("xl/") for name in names):
            yield from _xlsx(data)
        else:
            raise FeuilleRefusee(AUTRE)


@contextmanager
def _guarded():
    try:
        yield
    except (FeuilleRefusee, GeneratorExit):
        raise
    except Exception as error:  # the readers raise whatever a broken archive makes them raise
        raise FeuilleRefusee(ABIME) from error


def guarded(rows):
    """Rows whose reading may fail: the sheet is asked for once this module has given it away."""
    with _guarded():
        yield from rows


def text_of(value):
    """What a cell shows."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime.datetime):
        midnight = value.time() == datetime.time()
        return f"{value:%d/%m/%Y}" if midnight else f"{value:%d/%m/%Y %H:%M}"
    if isinstance(value, datetime.date):
        return f"{value:%d/%m/%Y}"
    return str(value)


def _xlsx(data):
    import openpyxl  # loaded by the first who reads such a file, like lxml

    with warnings.catch_warnings(action="ignore"):  # of what a sheet holds beside its cells
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        for sheet in book.worksheets:
            if sheet.sheet_state == "visible":
                sheet.reset_dimensions()  # as the file says them, they are sometimes wrong
                yield sheet.title, guarded(_xlsx_rows(sheet))


def _xlsx_rows(sheet):
    for number, cells in enumerate(sheet.iter_rows(max_col=2 * COLONNES, values_only=True), 1):
        if any(cells[COLONNES:]):
            raise FeuilleRefusee(LARGE)
        yield number, [text_of(cell) for cell in cells[:COLONNES]]


def _ods(archive):
    from lxml import etree

    with archive.open("content.xml") as stream:
        events = etree.iterparse(
            stream,
            events=("start", "end"),
            tag=(f"{TABLE}table", f"{TABLE}table-row"),
            resolve_entities=False,
            no_network=True,
        )
        for event, element in events:
            if element.getroottree().docinfo.doctype:
                raise FeuilleRefusee(ABIME)
            if event == "start" and element.tag == f"{TABLE}table":
                rows = guarded(_ods_rows(events))
                yield element.get(f"{TABLE}name", ""), rows
                for _ in rows:  # those that nobody wanted
                    pass


def _ods_rows(events):
    """The rows of the table that has begun, until its end."""
    number = 1
    for event, element in events:
        if element.tag == f"{TABLE}table" and event == "end":
            element.clear()
            return
        if event == "start":
            continue
        cells = _ods_cells(element)
        repeated = max(1, int(element.get(f"{TABLE}number-rows-repeated", 1)))
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]
        if any(cells):
            for line in range(repeated):
                yield number + line, cells
        number += repeated


def _ods_cells(row):
    cells = []
    for cell in row.iterchildren(f"{TABLE}table-cell", f"{TABLE}covered-table-cell"):
        text = _ods_text(cell)
        repeated = max(1, int(cell.get(f"{TABLE}number-columns-repeated", 1)))
        if text and len(cells) + repeated > COLONNES:
            raise FeuilleRefusee(LARGE)
        cells += [text] * min(repeated, COLONNES - len(cells))
    return cells


def _ods_text(cell):
    kind = cell.get(f"{OFFICE}value-type")
    if kind == "boolean":
        return text_of(cell.get(f"{OFFICE}boolean-value") == "true")
    if kind == "float" and (value := cell.get(f"{OFFICE}value")):
        return text_of(float(value))
    if kind == "date" and (value := cell.get(f"{OFFICE}date-value")):
        return text_of(datetime.datetime.fromisoformat(value))
    return "\n".join("".join(_ods_words(p)) for p in cell.iterchildren(f"{TEXT}p"))


def _ods_words(element):
    yield element.text or ""
    for child in element:
        if child.tag == f"{TEXT}s":
            yield " " * min(int(child.get(f"{TEXT}c", 1)), 100)
        elif child.tag in (f"{TEXT}line-break", f"{TEXT}tab"):
            yield "\n" if child.tag == f"{TEXT}line-break" else "\t"
        elif isinstance(child.tag, str) and not child.tag.startswith(OFFICE):
            yield from _ods_words(child)
        yield child.tail or ""
