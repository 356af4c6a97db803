"""A note comes in as a file: its bytes are kept, its words are carried over, a newer one is a new row."""

import pytest

from seances import fichiers, notes
from seances.conversion import limites
from seances.models import Intervention, Restitution, Seance
from seances.pv import richtext
from seances.pv.build import build
from tests.factories import (
    CompteFactory,
    MembreSousGroupeFactory,
    PointOrdreDuJourFactory,
    ProcesVerbalFactory,
    SousGroupeFactory,
)

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
    with pytest.raises(notes.NoteRefusee, match=reason):
        notes.deposit(groupe, name=name, data=data)
    assert not Restitution.objects.exists()


def test_frozen_pv_takes_no_other_note(groupe):
    ProcesVerbalFactory(seance=groupe.seance, diffuse=True)
    with pytest.raises(notes.NoteRefusee, match="figé"):
        notes.deposit(groupe, name="a.txt", data=b"texte")
    assert not Restitution.objects.exists()
