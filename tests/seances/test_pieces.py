"""Names and bytes of what is sent: what deceives is cleaned, what is not what it says is refused."""

import io
import zipfile

import pytest

from seances import pieces

ODT = "application/vnd.oasis.opendocument.text"


def archive(**members):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        for name, data in members.items():
            made.writestr(name.replace("__", "/"), data)
    return buffer.getvalue()


DOCX = archive(**{"word__document.xml": b"<w/>"})


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("note.txt", "note.txt"),
        ("Compte rendu (été).odt", "Compte rendu (été).odt"),
        ("C:\\Users\\alix\\note.txt", "note.txt"),
        ("../../etc/passwd", "passwd"),
        ("note\r\nSet-Cookie: x.txt", "note Set-Cookie: x.txt"),
        ("note\x00\x07.txt", "note.txt"),
        ("note\u202etxt.exe", "notetxt.exe"),  # shown « noteexe.txt » by whoever obeys the sign
        ("no\u200bte\u2066.txt", "note.txt"),
        ("\ufeffnote.txt", "note.txt"),
        ("a\u00a0\u2003b.txt", "a b.txt"),
        ("e\u0301te\u0301.txt", "été.txt"),
        (".htaccess", "htaccess"),
        ("...", "document"),
        ("", "document"),
        ("dossier/", "document"),
        ("x" * 300 + ".docx", "x" * 195 + ".docx"),
        ("x." + "y" * 300, "x." + "y" * 198),
    ],
)
def test_a_name_is_kept_without_what_deceives(sent, kept):
    assert pieces.clean_name(sent) == kept
    assert pieces.clean_name(kept) == kept
    assert len(kept) <= pieces.NOM_MAX


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("plan.PDF", b"%PDF-1.7", "application/pdf"),
        ("photo.jpg", b"\xff\xd8\xff\xe0", "image/jpeg"),
        ("photo.png", b"\x89PNG\r\n\x1a\n", "image/png"),
        ("liste.csv", "Nom;Prénom".encode("cp1252"), "text/csv"),
        ("note.docx", DOCX, f"{pieces.OFFICE}.wordprocessingml.document"),
        ("note.odt", archive(mimetype=ODT.encode()), ODT),
    ],
)
def test_a_document_has_the_kind_of_its_bytes(name, data, kind):
    assert pieces.kind_of(name, data) == kind


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("page.html", b"<p>", "« page.html » : ce type de document n’est pas admis. Sont admis : pdf, docx"),
        ("trait.svg", b"<svg>", "« trait.svg » : ce type de document n’est pas admis"),
        ("sans", b"x", "« sans » : ce type de document n’est pas admis"),
        ("plan.pdf", b"<html><script>", "« plan.pdf » n’est pas un vrai fichier .pdf"),
        ("photo.png", b"<svg onload=alert(1)>", "« photo.png » n’est pas un vrai fichier .png"),
        ("note.docx", b"PK\x03\x04", "« note.docx » n’est pas un vrai fichier .docx"),
        ("note.odt", DOCX, "« note.odt » n’est pas un vrai fichier .odt"),
        ("tableau.xlsx", DOCX, "« tableau.xlsx » n’est pas un vrai fichier .xlsx"),
        ("note.odt", archive(mimetype=b"x" * 1000), "« note.odt » n’est pas un vrai fichier .odt"),
        (
            "note.docx",
            archive(**{"word__document.xml": b"", "word__vbaProject.bin": b""}),
            "« note.docx » contient des macros",
        ),
        ("note.txt", b"MZ\x00\x01", "« note.txt » n’est pas un fichier de texte."),
        ("plan.pdf", b"%PDF-" + b"x" * pieces.TAILLE_MAX, "« plan.pdf » dépasse 20 Mo."),
    ],
)
def test_what_is_not_what_it_says_is_refused(name, data, reason):
    with pytest.raises(pieces.PieceRefusee) as refusal:
        pieces.kind_of(name, data)
    assert str(refusal.value).replace("\u00a0", " ").startswith(reason)
