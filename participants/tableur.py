"""Spreadsheets as the offices of Belgium send them: CSV of any encoding and delimiter, xlsx, ods."""

import csv
import io
import re
from dataclasses import dataclass

from . import noms
from .lecture_classeur import AUTRE, FeuilleRefusee, sheets

TAILLE_MAXIMALE = 10_000_000
LIGNES_MAXIMALES = 50_000
CELLULE_MAXIMALE = 10_000  # characters
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
FORMULA = re.compile(r"[=+\-@\t\r]")
NEUTRALISED = re.compile(r"'(?=[=+\-@])")
FAILED = re.compile(r"#(?:N/A|REF!|NAME\?|NOM\?|DIV/0!|VALUE!|VALEUR!|NULL!|NUL!|NUM!|NOMBRE!)")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff\u202a-\u202e\u2066-\u2069]")


class FeuilleVide(FeuilleRefusee):
    """Nothing is in it."""


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
    if not data.startswith(ZIP):
        return _lines(_csv(data), columns, required, usual or {})
    return _of_workbook(data, columns, required, usual or {})


def _of_workbook(data, columns, required, usual):
    """The Lignes of the one sheet that has the columns. Raises FeuilleRefusee: why the first sheet is none."""
    found, refused = {}, None
    for name, rows in sheets(data):
        try:
            found[name] = _lines(rows, columns, required, usual)
        except FeuilleVide:
            continue
        except FeuilleRefusee as refusal:
            refused = refused or refusal
    if len(found) > 1:
        told = ", ".join(f"« {name} »" for name in found)
        raise FeuilleRefusee(f"plusieurs de ses feuilles ont ces colonnes ({told}) : n’en gardez qu’une.")
    if not found:
        raise refused or FeuilleVide("il est vide.")
    return found.popitem()[1]


def _lines(rows, columns, required, usual):
    """The Lignes of some (line, cells), empty ones left out."""
    names, lines = None, []
    for numero, row in rows:
        cells = [_text(cell) for cell in row]
        if not any(cells):
            continue
        for cell in cells:
            _refuse_cell(numero, cell)
        if names is None:
            names = _columns(cells, columns, required, usual)
        elif len(lines) == LIGNES_MAXIMALES:
            raise FeuilleRefusee(f"il a plus de {LIGNES_MAXIMALES} lignes : divisez-le.")
        else:
            lines.append(Ligne(numero, _cells(numero, cells, names)))
    if names is None:
        raise FeuilleVide("il est vide.")
    return lines


def _refuse_cell(numero, cell):
    if len(cell) > CELLULE_MAXIMALE:
        raise FeuilleRefusee(
            f"la ligne {numero} a une cellule de {len(cell)} caractères : la limite est de {CELLULE_MAXIMALE}."
        )
    if FAILED.fullmatch(cell):
        raise FeuilleRefusee(f"la ligne {numero} a une formule en erreur : « {cell} ».")
    if CONTROL.search(cell):
        raise FeuilleRefusee(f"la ligne {numero} a un caractère qui ne s’écrit pas.")


def _columns(header, columns, required, usual):
    """Name of each column of the file. Raises FeuilleRefusee for one that is unknown, twice there or missing."""
    known = {noms.fold(title): name for name in columns for title in (name, *usual.get(name, ()))}
    names = []
    for title in header:
        name = known.get(noms.fold(title)) if title else ""
        if name is None:
            expected = ", ".join(f"« {column} »" for column in columns)
            raise FeuilleRefusee(
                f"la colonne « {title[:60]} » n’est pas attendue ; les colonnes sont {expected}. "
                "Renommez-la ou retirez-la."
            )
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
    """A cell without the spaces around it; the apostrophe of a neutralised one goes."""
    return NEUTRALISED.sub("", cell.replace("\r\n", "\n").strip(), count=1)


def _csv(data):
    """(line, cells) of each row of a CSV."""
    if data.startswith(OLE):
        raise FeuilleRefusee(
            "c’est un classeur ancien (.xls) ou protégé par un mot de passe : enregistrez-le en .xlsx."
        )
    text = _decoded(data)
    if "\x00" in text:
        raise FeuilleRefusee(AUTRE)
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(";\t,", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    start = 1
    try:
        for row in reader:
            yield start, row
            start = reader.line_num + 1
    except csv.Error as error:
        if "field larger" in str(error):
            raise FeuilleRefusee(f"la ligne {start} a une cellule bien trop longue.") from error
        raise FeuilleRefusee(
            f"la ligne {start} est mal formée : un guillemet n’est pas refermé, ou il est mal placé."
        ) from error


def _decoded(data):
    """Text of a CSV: UTF-8 or UTF-16 when it says so or can be, else what Windows writes here."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


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
