import io
import zipfile

import pytest
import tablib

from participants import lecture_classeur, tableur
from participants.tableur import FeuilleRefusee, Ligne

COLUMNS = ["Prénom", "Nom", "E-mail"]
LIGNE = Ligne(2, {"Prénom": "Zoé", "Nom": "Ost-Noël", "E-mail": "zoe@example.org"})
TEXT = "Prénom;Nom;E-mail\r\nZoé;Ost-Noël;zoe@example.org\r\n"


def read(data):
    return tableur.read(data, COLUMNS, ["Nom"])


def refusal(data):
    with pytest.raises(FeuilleRefusee) as error:
        read(data)
    return str(error.value)


def workbook(kind, rows):
    return tablib.Dataset(*rows).export(kind)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "latin-1", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_csv_of_any_office_is_read(encoding, delimiter, end):
    assert read(TEXT.replace(";", delimiter).replace("\r\n", end).encode(encoding)) == [LIGNE]


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_workbook_is_read(kind):
    rows = [
        ["Prénom", "Nom", "E-mail"],
        ["Zoé", "Ost-Noël", "zoe@example.org"],
        [None, "", None],
        ["", 7.0, ""],
    ]
    assert read(workbook(kind, rows)) == [LIGNE, Ligne(4, {"Prénom": "", "Nom": "7", "E-mail": ""})]


@pytest.mark.parametrize("header", ["NOM;prenom;e mail", " Nom ;Prénom;E-MAIL", "nom;Prenom;e-mail;;"])
def test_columns_are_known_in_any_order_accents_and_case_ignored(header):
    assert read(f"{header}\nOst-Noël;Zoé;zoe@example.org".encode()) == [LIGNE]


def test_lines_are_counted_as_in_the_file():
    data = 'Nom\r\n\r\n"Ost\r\nNoël"\r\n;;\r\nThiry\r\n'.encode()
    assert [(line.numero, line.cellules["Nom"]) for line in read(data)] == [(3, "Ost\nNoël"), (6, "Thiry")]


def test_cells_lose_their_outer_spaces_and_short_rows_are_filled():
    assert read(b"Nom;Pr\xe9nom\n  Ost \n") == [Ligne(2, {"Nom": "Ost", "Prénom": ""})]


def test_delimiter_of_another_kind_inside_a_cell_stays():
    assert read(b"Nom;E-mail\nOst, Ana;a\n") == [Ligne(2, {"Nom": "Ost, Ana", "E-mail": "a"})]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "il est vide."),
        (b"\n;;\n \n", "il est vide."),
        ("Nom;Âge".encode(),
         "la colonne « Âge » n’est pas attendue ; les colonnes sont « Prénom », « Nom », « E-mail ». "
         "Renommez-la ou retirez-la."),
        ("Prénom;E-mail".encode(), "la colonne « Nom » manque dans la première ligne."),
        (b"Nom;NOM", "la colonne « Nom » figure deux fois."),
        (b"Nom\na;b", "la ligne 2 a plus de cellules que la première ligne n’a de titres."),
        (b"Nom;;Pr\xe9nom\na;b;c", "la ligne 2 a plus de cellules que la première ligne n’a de titres."),
        (b'Nom\na\n"b', "la ligne 3 est mal formée : un guillemet n’est pas refermé, ou il est mal placé."),
        (b'Nom\n"a"b\n', "la ligne 2 est mal formée : un guillemet n’est pas refermé, ou il est mal placé."),
        (b"\xd0\xcf\x11\xe0\x00", "c’est un classeur ancien (.xls) ou protégé par un mot de passe : "
                                  "enregistrez-le en .xlsx."),
        (b"%PDF-1.7\x00\x01", "ce n’est ni un CSV, ni un classeur .xlsx ou .ods."),
        (b"PK\x03\x04abc", "le classeur ne peut pas être lu : il est abîmé."),
        (b"x" * 10_000_001, "il pèse 10,0 Mo et la limite est de 10 Mo."),
    ],
    ids=[
        *["empty", "blank", "unknown", "missing", "twice", "wide", "untitled", "quote", "quoted", "xls"],
        *["pdf", "zip", "big"],
    ],
)  # fmt: skip
def test_file_that_is_no_such_table_is_refused(data, reason):
    assert refusal(data) == reason


def test_zip_of_something_else_is_refused():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a.txt", "x")
    assert refusal(stream.getvalue()) == "ce n’est ni un CSV, ni un classeur .xlsx ou .ods."


def test_workbook_that_swells_is_refused_before_it_is_opened():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * (lecture_classeur.TAILLE_DECOMPRESSEE + 1))
    assert refusal(stream.getvalue()) == "le classeur est trop grand une fois décompressé."


@pytest.mark.parametrize("text", ["=1+1", "+32 81", "-x", "@x", "\t=x"])
def test_cell_that_a_spreadsheet_would_compute_is_neutralised(text):
    assert tableur.neutralise(text) == f"'{text}"


@pytest.mark.parametrize("value", ["", "a=b", "x@example.org", 3, None])
def test_other_cells_are_left_alone(value):
    assert tableur.neutralise(value) == value


@pytest.mark.parametrize("text", ["=1+1", "+32 81", "-x", "@x", "'quoted'", "’x"])
def test_neutralised_cell_comes_back_as_it_was(text):
    dataset = tablib.Dataset([tableur.neutralise(text)], headers=["Nom"])
    assert [line.cellules["Nom"] for line in read(tableur.to_csv(dataset))] == [text]


def test_csv_is_written_as_excel_reads_it_here():
    dataset = tablib.Dataset(["Zoé", 'a;"b"'], headers=["Prénom", "Nom"])
    assert tableur.to_csv(dataset) == '\ufeffPrénom;Nom\r\nZoé;"a;""b"""\r\n'.encode()
