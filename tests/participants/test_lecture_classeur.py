"""Workbooks as offices send them, and as somebody might send them to do harm."""

import datetime
import io
import zipfile

import openpyxl
import pytest
import tablib

from participants import lecture_classeur, tableur
from participants.tableur import FeuilleRefusee

COLUMNS = ["Prénom", "Nom", "Fonction"]
ENTETE = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
)
FIN = "</office:spreadsheet></office:body></office:document-content>"
TITRES = "".join(f"<table:table-cell><text:p>{name}</text:p></table:table-cell>" for name in COLUMNS)


def read(data):
    return [(line.numero, *line.cellules.values()) for line in tableur.read(data, COLUMNS, ["Nom"])]


def refusal(data):
    with pytest.raises(FeuilleRefusee) as error:
        read(data)
    return str(error.value)


def xlsx(*sheets, change=lambda book: None):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    change(book)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def ods(*tables, before=""):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        body = "".join(
            f'<table:table table:name="Feuille{n}">{rows}</table:table>' for n, rows in enumerate(tables, 1)
        )
        archive.writestr("content.xml", f"{before}{ENTETE}{body}{FIN}")
    return stream.getvalue()


def rows(*lines):
    return "".join(f"<table:table-row>{line}</table:table-row>" for line in lines)


def cell(text, **attributes):
    told = "".join(
        f' {name.replace("_", ":", 1).replace("_", "-")}="{value}"' for name, value in attributes.items()
    )
    return f"<table:table-cell{told}><text:p>{text}</text:p></table:table-cell>"


VIDE = "<table:table-cell/>"


@pytest.mark.parametrize("make", [xlsx, lambda *sheets: tablib.Databook(
    [tablib.Dataset(*rows, title=title) for title, rows in sheets]).export("ods")], ids=["xlsx", "ods"])  # fmt: skip
def test_the_sheet_with_the_columns_is_read_wherever_it_stands(make):
    book = make(
        ("Notes", [["Mémo"], ["à faire"]]),
        ("Liste", [COLUMNS, ["Ana", "Ost", "Juriste"]]),
        ("Vide", [[None]]),
    )
    assert read(book) == [(2, "Ana", "Ost", "Juriste")]


def test_two_such_sheets_are_refused_and_named():
    book = xlsx(("2024", [COLUMNS, ["Ana", "Ost", ""]]), ("2025", [COLUMNS, ["Bo", "Noël", ""]]))
    assert (
        refusal(book)
        == "plusieurs de ses feuilles ont ces colonnes (« 2024 », « 2025 ») : n’en gardez qu’une."
    )


def test_a_hidden_sheet_is_left_out():
    def hide(book):
        book["Ancienne"].sheet_state = "hidden"

    book = xlsx(
        ("Ancienne", [COLUMNS, ["Ana", "Ost", ""]]), ("Liste", [COLUMNS, ["Bo", "Noël", ""]]), change=hide
    )
    assert read(book) == [(2, "Bo", "Noël", "")]


def test_without_the_columns_the_first_sheet_says_what_it_lacks():
    book = xlsx(("Vide", []), ("A", [["Prénom"], ["Ana"]]), ("B", [["Mémo"]]))
    assert refusal(book) == "la colonne « Nom » manque dans la première ligne."


def test_cells_are_read_as_they_are_shown():
    row = [datetime.date(2022, 10, 18), datetime.datetime(2022, 10, 18, 13, 30), True]
    assert read(xlsx(("A", [COLUMNS, row]))) == [(2, "18/10/2022", "18/10/2022 13:30", "oui")]
    cells = (
        '<table:table-cell office:value-type="date" office:date-value="2022-10-18"><text:p>mardi</text:p>'
        '</table:table-cell><table:table-cell office:value-type="float" office:value="7"><text:p>7,00</text:p>'
        '</table:table-cell><table:table-cell office:value-type="boolean" office:boolean-value="false"/>'
    )
    assert read(ods(rows(TITRES, cells))) == [(2, "18/10/2022", "7", "non")]


def test_a_formula_gives_its_stored_result_and_nothing_when_there_is_none():
    stored = ods(rows(TITRES, cell("Ana", table_formula="of:=A1", office_value_type="string") + cell("Ost")))
    assert read(stored) == [(2, "Ana", "Ost", "")]
    assert read(xlsx(("A", [COLUMNS, ["Ana", "Ost", "=1+1"]]))) == [(2, "Ana", "Ost", "")]


@pytest.mark.parametrize("wrong", ["#REF!", "#N/A", "#NOM?"])
def test_a_formula_that_failed_is_refused_with_its_line(wrong):
    data = f"Nom;Prénom\nOst;Ana\nNoël;{wrong}\n".encode()
    assert refusal(data) == f"la ligne 3 a une formule en erreur : « {wrong} »."


def test_empty_cells_that_ods_repeats_keep_their_place():
    gap = '<table:table-cell table:number-columns-repeated="2"/>' + cell("Juriste")
    named = '<table:table-cell table:number-columns-repeated="2"><text:p>Ana</text:p></table:table-cell>'
    assert read(ods(rows(TITRES, gap, named))) == [(2, "", "", "Juriste"), (3, "Ana", "Ana", "")]


def test_rows_that_ods_repeats_are_counted():
    blank = '<table:table-row table:number-rows-repeated="3"><table:table-cell/></table:table-row>'
    wide = '<table:table-cell table:number-columns-repeated="16384"/>'
    end = f'<table:table-row table:number-rows-repeated="1048000">{wide}</table:table-row>'
    last = rows(cell("Ana") + cell("Ost"))
    assert read(ods(rows(TITRES) + blank + last + end)) == [(5, "Ana", "Ost", "")]


def test_words_of_an_ods_cell_are_all_read_but_its_comments():
    told = (
        "<table:table-cell><office:annotation><text:p>à vérifier</text:p></office:annotation>"
        '<text:p>Ana<text:s text:c="2"/><text:span>Maria</text:span><text:line-break/>Lou</text:p></table:table-cell>'
    )
    assert read(ods(rows(TITRES, told + cell("Ost")))) == [(2, "Ana  Maria\nLou", "Ost", "")]


def test_dimensions_that_a_workbook_tells_wrong_cut_nothing_off():
    data = xlsx(("A", [COLUMNS, ["Ana", "Ost", "Juriste"], ["Bo", "Noël", ""]]))
    wrong = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(wrong, "w") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name).replace(b'ref="A1:C3"', b'ref="A1"'))
    assert len(read(wrong.getvalue())) == 2


# ── What would do harm ──


def test_rows_repeated_by_the_million_are_refused(monkeypatch):
    monkeypatch.setattr(tableur, "LIGNES_MAXIMALES", 100)
    many = (
        f'<table:table-row table:number-rows-repeated="1048576">{cell("Ana")}{cell("Ost")}</table:table-row>'
    )
    assert refusal(ods(rows(TITRES) + many)) == "il a plus de 100 lignes : divisez-le."


def test_more_columns_than_a_list_has_are_refused():
    wide = '<table:table-cell table:number-columns-repeated="16384"><text:p>x</text:p></table:table-cell>'
    assert refusal(ods(rows(TITRES, wide))) == lecture_classeur.LARGE
    assert refusal(xlsx(("A", [COLUMNS, [None] * 150 + ["x"]]))) == lecture_classeur.LARGE


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_huge_cell_is_refused_with_its_line(kind):
    text = "x" * 20_000
    data = f"Nom\nOst\n{text}".encode() if kind == "csv" else xlsx(("A", [["Nom"], ["Ost"], [text]]))
    assert refusal(data) == "la ligne 3 a une cellule de 20000 caractères : la limite est de 10000."


def test_a_cell_beyond_what_csv_reads_is_refused():
    assert refusal(b"Nom\n" + b"x" * 200_000) == "la ligne 2 a une cellule bien trop longue."


@pytest.mark.parametrize("sign", ["\x07", "\u202e", "\u2066"])
def test_signs_that_deceive_or_are_not_written_are_refused(sign):
    assert refusal(f"Nom\nO{sign}st".encode()) == "la ligne 2 a un caractère qui ne s’écrit pas."


def test_entities_are_neither_expanded_nor_fetched():
    bomb = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "Ost"><!ENTITY b SYSTEM "file:///etc/passwd">]>'
    data = ods(rows(TITRES, cell("Ana") + cell("&a;&b;")), before=bomb)
    assert refusal(data) == "le classeur ne peut pas être lu : il est abîmé."


@pytest.mark.parametrize("cut", [0.3, 0.6, 0.9])
@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_a_broken_workbook_is_refused(kind, cut):
    whole = tablib.Dataset(*[["Ana", f"Ost{n}", "x"] for n in range(300)], headers=COLUMNS).export(kind)
    assert refusal(whole[: int(len(whole) * cut)]) == "le classeur ne peut pas être lu : il est abîmé."


def test_an_ods_whose_xml_breaks_off_is_refused():
    data = ods(rows(TITRES, cell("Ana") + cell("Ost")) + "<table:table-row>", before="")
    assert refusal(data) == "le classeur ne peut pas être lu : il est abîmé."


@pytest.mark.parametrize("name", ["word/document.xml", "ppt/presentation.xml"])
def test_another_kind_of_office_file_is_refused_whatever_its_name(name):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(name, "<x/>")
    assert refusal(stream.getvalue()) == lecture_classeur.AUTRE
