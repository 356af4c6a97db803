"""A note comes in as a file: its bytes are kept, its words are carried over, a newer one is a new row."""

import json

import pytest
from django.core.management import CommandError, call_command

from seances import fichiers, notes
from seances.conversion import limites
from seances.models import Intervention, Restitution, Seance
from seances.pv import richtext
from seances.pv.build import build
from seances.pv.document import pictures
from tests.factories import (
    CompteFactory,
    MembreSousGroupeFactory,
    PointOrdreDuJourFactory,
    ProcesVerbalFactory,
    SousGroupeFactory,
)
from tests.seances.conversion import fabrique

pytestmark = pytest.mark.django_db


@pytest.fixture
def groupe():
    groupe = SousGroupeFactory()
    PointOrdreDuJourFactory(seance=groupe.seance, nature="restitution")
    MembreSousGroupeFactory(sous_groupe=groupe, secretaire=True)
    return groupe


def test_text_becomes_paragraphs_word_for_word(groupe):
    data = 'Premier point -- "entre guillemets"...\r\n\r\nDeuxième   point\r\n'.encode()
    note = notes.deposit(groupe, name="note.txt", data=data)
    assert note.contenu == '<p>Premier point -- "entre guillemets"...</p><p>Deuxième point</p>'


def test_markdown_keeps_structure_and_quotes(groupe):
    data = b'# Titre\n\n1. un\n2. deux\n   - trois -- "quatre"...\n\n| A | B |\n|---|---|\n| c | d |\n'
    note = notes.deposit(groupe, name="note.md", data=data)
    assert note.contenu == (
        "<h2>Titre</h2><ol><li><p>un</p></li><li><p>deux</p>"
        '<ul><li><p>trois -- "quatre"...</p></li></ul></li></ol>'
        "<table><thead><tr><th><p>A</p></th><th><p>B</p></th></tr></thead>"
        "<tbody><tr><td><p>c</p></td><td><p>d</p></td></tr></tbody></table>"
    )


def test_markdown_does_not_read_files_of_the_server(groupe):
    note = notes.deposit(
        groupe, name="note.md", data=b"Avant <script>alert(1)</script> ![x](/etc/passwd) fin"
    )
    assert richtext.parse(note.contenu) == richtext.parse("<p>Avant fin</p>")


def test_bytes_are_kept_with_who_and_for_whom(groupe):
    by, data = CompteFactory(), "é".encode("cp1252")
    note = notes.deposit(groupe, name="dossier/note.txt", data=data, by=by)
    assert fichiers.read(note.fichier_sha256) == data
    assert (note.fichier_nom, note.deposee_par, note.contenu) == ("note.txt", by, "<p>é</p>")
    assert note.pour == groupe.membres.get().participant


def test_newer_note_is_a_new_row_and_the_one_that_the_pv_carries(groupe):
    first = notes.deposit(groupe, name="a.txt", data=b"ancienne")
    notes.deposit(groupe, name="b.txt", data=b"nouvelle")
    assert Restitution.objects.filter(pk=first.pk, contenu="<p>ancienne</p>").exists()
    document = build(Seance.objects.with_document().get())
    assert document.sous_groupes[0].restitution.blocs[0].runs[0].texte == "nouvelle"


def test_note_feeds_the_index_of_interventions(groupe):
    seance, participant = groupe.seance, groupe.membres.get().participant
    seance.presences.create(participant=participant, statut="present")
    notes.deposit(groupe, name="a.txt", data=f"{participant.nom_complet} : Bonjour.".encode())
    assert Intervention.objects.get().participant == participant


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("note.docx", b"PK", "« note.docx » : ce fichier est abîmé"),
        ("note.docx", b"texte", "« note.docx » : ce n’est pas un vrai fichier .docx"),
        ("note.txt", b"\x00\x01a", "« note.txt » : ce n’est pas un fichier de texte"),
        ("note.txt", b" \r\n ", "« note.txt » : ce fichier est vide"),
        ("note.md", b"x" * (limites.TAILLE + 1), "« note.md » : ce fichier pèse plus de 10 Mo"),
    ],
)
def test_what_is_not_a_note_is_refused_and_nothing_kept(groupe, name, data, reason):
    with pytest.raises(notes.NoteRefusee) as refused:
        notes.deposit(groupe, name=name, data=data)
    assert str(refused.value).replace("\u00a0", " ").startswith(reason)
    assert not Restitution.objects.exists()


def test_frozen_pv_takes_no_other_note(groupe):
    ProcesVerbalFactory(seance=groupe.seance, diffuse=True)
    with pytest.raises(notes.NoteRefusee, match="figé"):
        notes.deposit(groupe, name="a.txt", data=b"texte")
    assert not Restitution.objects.exists()


# ── What the PV says of it ──────────────────────────────────────────────────────────────────────────────


def said(groupe):
    """What the tree says of the note; the PV is built as its readers get it."""
    document = build(Seance.objects.with_document().get(pk=groupe.seance_id))
    note = document.sous_groupes[0].restitution
    return note and note.fidelite


def test_a_note_is_said_intact_when_its_words_are_those_of_the_file(groupe):
    note = notes.deposit(
        groupe, name="note.docx", data=fabrique.docx(fabrique.p("Une ", fabrique.r("note", "<w:b/>")))
    )
    assert (note.contenu, note.fidelite) == ("<p>Une <strong>note</strong></p>", "conforme")
    assert note.controle_sha256 == fichiers.digest(note.contenu.encode())
    assert note.rapport == {"genre": "docx", "avertissements": [], "mots": 2, "nombre": 0, "ecarts": []}
    assert said(groupe) == "conforme"


def test_a_word_that_differs_is_kept_and_nothing_is_said(groupe):
    note = notes.deposit(groupe, name="note.md", data=b"18. octobre\n25. novembre\n")
    assert (note.fidelite, note.rapport["ecarts"]) == ("ecart", [["18 octobre", "25", "19"]])
    assert said(groupe) == "ecart"


def test_a_text_changed_outside_the_portal_is_not_said_intact(groupe):
    note = notes.deposit(groupe, name="a.txt", data=b"Un mot.")
    Restitution.objects.filter(pk=note.pk).update(contenu="<p>Un autre mot.</p>")
    assert said(groupe) == "ecart"


def test_a_text_changed_by_hand_is_compared_with_its_file_again(groupe):
    note = notes.deposit(groupe, name="a.txt", data=b"Un mot.")
    for contenu, fidelite in (("<h2>Un mot.</h2>", "conforme"), ("<p>Un mot de plus.</p>", "ecart")):
        note.contenu = contenu
        notes.judge_again(note)
        note.save()
        assert said(groupe) == fidelite


def test_a_note_whose_addresses_are_masked_says_so(groupe):
    notes.deposit(groupe, name="a.txt", data="Écrire à zoe@example.org.".encode())
    assert said(groupe) == "adresses"


def test_what_is_received_stays_out_of_the_pv_until_it_is_confirmed(groupe):
    first = notes.deposit(groupe, name="a.txt", data=b"ancienne")
    second = notes.receive(groupe, name="note.pdf", data=fabrique.pdf(fabrique.lines("nouvelle")))
    assert (notes.pending(groupe), Restitution.objects.courantes().get()) == (second, first)
    notes.confirm(second)
    assert (notes.pending(groupe), Restitution.objects.courantes().get()) == (None, second)
    assert said(groupe) == "pdf"


def test_what_a_newer_upload_replaced_is_not_confirmed_any_more(groupe):
    first = notes.receive(groupe, name="a.txt", data=b"une")
    notes.receive(groupe, name="b.txt", data=b"deux")
    with pytest.raises(notes.NoteRefusee, match="Une autre note"):
        notes.confirm(first)
    assert not Restitution.objects.confirmees().exists()


def test_pictures_are_stored_and_described_when_confirmed(groupe):
    data = fabrique.docx(
        fabrique.p("Avant", fabrique.drawing("i")),
        relations=fabrique.relation("i", "image", "media/a.png"),
        **{"word/media/a.png": fabrique.png()},
    )
    note = notes.receive(groupe, name="note.docx", data=data)
    (image,) = pictures(richtext.parse(note.contenu))
    assert fichiers.read(image.sha256).startswith(b"\x89PNG")
    note = notes.confirm(note, descriptions={image.sha256: " Un « plan » "})
    assert 'alt="Un « plan »"' in note.contenu
    assert said(groupe) == "conforme"


def test_who_speaks_by_first_name_is_kept_when_confirmed(groupe):
    seance, participant = groupe.seance, groupe.membres.get().participant
    note = notes.receive(groupe, name="a.txt", data=b"Zouzou\nBonjour.")
    notes.confirm(note, locuteurs={"Zouzou": participant.pk})
    assert (Intervention.objects.get().participant, seance.attributions.get().libelle) == (
        participant,
        "Zouzou",
    )


def test_the_command_prints_the_html_or_a_report_and_refuses_in_french(tmp_path, capsys):
    path = tmp_path / "note.docx"
    path.write_bytes(fabrique.docx(fabrique.p("Une note.")))
    call_command("convertir_note", path, "--json")
    found = json.loads(capsys.readouterr().out)
    assert found == {
        "genre": "docx",
        "sha256": fichiers.digest(path.read_bytes()),
        "html": "<p>Une note.</p>",
        "texte": "Une note.",
        "avertissements": [],
        "controle_des_mots": {"conforme": True, "mots": 3, "ecarts": [], "nombre": 0},
        "images": [],
    }
    call_command("convertir_note", path)
    assert capsys.readouterr().out == "<p>Une note.</p>\n"
    path.write_bytes(b"PK")
    with pytest.raises(CommandError, match="ce fichier est abîmé"):
        call_command("convertir_note", path)
    with pytest.raises(CommandError, match="ne peut pas être lu"):
        call_command("convertir_note", tmp_path / "absent.docx")
