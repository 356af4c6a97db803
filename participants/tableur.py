"""Spreadsheets as the offices of Belgium send them: CSV of any encoding and delimiter, xlsx, ods."""

import csv
import io
import re
import warnings
import zipfile
from dataclasses import dataclass

import tablib

from . import noms

TAILLE_MAXIMALE = 10_000_000
TAILLE_DECOMPRESSEE = 100_000_000
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
FORMULA = re.compile(r"[=+\-@\t\r]")
NEUTRALISED = re.compile(r"'(?=[=+\-@])")


class FeuilleRefusee(ValueError):
    """The file is no table that can be read; the message says why, in French."""


@dataclass(frozen=True)
class Ligne:
    """One row: its line in the file, and its cells by column."""

    numero: int
    cellules: dict[str, str]


# ── Reading ─────────────────────────────────────────────────────────────────────────────────────────────


def read(data, columns, required=(), usual=None):
    """The Lignes of a file's bytes, empty ones left out.

    columns: names of the columns that the file may have, in any order, accents and case ignored; required:
    those that it must have; usual: name of a column -> other titles that it goes by. Every cell is text,
    without the spaces around it. Raises FeuilleRefusee.
    """
    if len(data) > TAILLE_MAXIMALE:
        weight = f"{len(data) / 1e6:.1f}".replace(".", ",")
        raise FeuilleRefusee(f"il pèse {weight} Mo et la limite est de {TAILLE_MAXIMALE // 1_000_000} Mo.")
    rows = _workbook(data) if data.startswith(ZIP) else _csv(data)
    rows = [(numero, cells) for numero, row in rows if any(cells := [_text(cell) for cell in row])]
    if not rows:
        raise FeuilleRefusee("il est vide.")
    (_, header), *lines = rows
    names = _columns(header, columns, required, usual or {})
    return [Ligne(numero, _cells(numero, cells, names)) for numero, cells in lines]


def _columns(header, columns, required, usual):
    """Name of each column of the file. Raises FeuilleRefusee for one that is unknown, twice there or missing."""
    known = {noms.fold(title): name for name in columns for title in (name, *usual.get(name, ()))}
    names = []
    for title in header:
        name = known.get(noms.fold(title)) if title else ""
        if name is None:
            expected = ", ".join(f"« {column} »" for column in columns)
            raise FeuilleRefusee(f"la colonne « {title} » n’est pas attendue ; les colonnes sont {expected}.")
        if name and name in names:
            raise FeuilleRefusee(f"la colonne « {name} » figure deux fois.")
        names.append(name)
    for name in required:
        if name not in names:
            raise FeuilleRefusee(f"la colonne « {name} » manque dans la première ligne.")
    return names


def _cells(numero, cells, names):
    if any(cells[len(names) :]) or any(cell for name, cell in zip(names, cells, strict=False) if not name):
        raise FeuilleRefusee(f"la ligne {numero} a plus de cellules que la première ligne n’a de titres.")
    cells = cells + [""] * (len(names) - len(cells))
    return {name: cell for name, cell in zip(names, cells, strict=False) if name}


def _text(cell):
    """A cell as text; the apostrophe of a neutralised cell goes."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return NEUTRALISED.sub("", str(cell).replace("\r\n", "\n").strip(), count=1)


def _csv(data):
    """(line, cells) of each row of a CSV."""
    if data.startswith(OLE):
        raise FeuilleRefusee(
            "c’est un classeur ancien (.xls) ou protégé par un mot de passe : enregistrez-le en .xlsx."
        )
    text = _decoded(data)
    if "\x00" in text:
        raise FeuilleRefusee("ce n’est ni un CSV, ni un classeur .xlsx ou .ods.")
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(";\t,", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows, start = [], 1
    try:
        for row in reader:
            rows.append((start, row))
            start = reader.line_num + 1
    except csv.Error as error:
        raise FeuilleRefusee(
            f"la ligne {start} est mal formée : un guillemet n’est pas refermé, ou il est mal placé."
        ) from error
    return rows


def _decoded(data):
    """Text of a CSV: UTF-8 or UTF-16 when it says so or can be, else what Windows writes here."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _workbook(data):
    """(line, cells) of each row of the first sheet of an xlsx or ods."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > TAILLE_DECOMPRESSEE:
                raise FeuilleRefusee("le classeur est trop grand une fois décompressé.")
            kind = "ods" if "mimetype" in archive.namelist() else "xlsx"
        with warnings.catch_warnings(action="ignore"):  # of what a sheet holds beside its cells
            sheet = tablib.Dataset().load(io.BytesIO(data), format=kind, headers=False)
    except FeuilleRefusee:
        raise
    except Exception as error:  # the readers raise whatever a broken archive makes them raise
        raise FeuilleRefusee("le classeur ne peut pas être lu : il est abîmé.") from error
    return list(enumerate(sheet, 1))


# ── Writing ─────────────────────────────────────────────────────────────────────────────────────────────


def neutralise(value):
    """The cell with an apostrophe before what a spreadsheet would compute."""
    return f"'{value}" if isinstance(value, str) and FORMULA.match(value) else value


def to_csv(dataset):
    """Bytes of a tablib Dataset as Excel reads them here: UTF-8 with its mark, semicolons, CRLF."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    writer.writerow(dataset.headers)
    writer.writerows(dataset)
    return stream.getvalue().encode("utf-8-sig")
