"""The archive of a chantier: what each reader finds in it, its sums, its cost."""

import hashlib
import io
import zipfile

import pytest

from participants.models import Evenement
from seances import fichiers, notes, workflow
from seances.archive import MANIFESTE, safe
from seances.importation import importer
from seances.models import EditionPublique, ProcesVerbal, Seance, SousGroupe
from tests import factories
from tests.seances.pv.documents import octets

pytestmark = pytest.mark.django_db
ADRESSE = "/chantiers/3/archive.zip"
PV = [
    f"seance02/{name}"
    for name in ("pv.pdf", "pv.json", "pv.docx", "pv.md", "pv.akn.xml", "interventions.csv")
]
PUBLICS = ["LISEZ-MOI.txt", *PV, "seance02/annexes/8-annexe-8.pdf", MANIFESTE]


def opened(client):
    """{name: bytes} of the archive, its sums checked."""
    response = client.get(ADRESSE)
    assert response.status_code == 200
    with zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content))) as archive:
        assert archive.testzip() is None
        found = {info.filename: archive.read(info) for info in archive.infolist()}
    sums = dict(
        reversed(line.split("  ")) for line in found[MANIFESTE].decode().splitlines() if line[0] != "#"
    )
    assert sums == {
        name: hashlib.sha256(data).hexdigest() for name, data in found.items() if name != MANIFESTE
    }
    return found


@pytest.fixture
def seance():
    """Published; a public and a reserved document, and a note handed in."""
    importer(octets())
    seance = Seance.objects.get(numero=2)
    notes.deposit(
        SousGroupe.objects.get(seance=seance), name="../note Zoé.txt", data=b"La porte est lourde.", by=None
    )
    for numero, public in ((8, True), (9, False)):
        factories.AnnexeFactory(
            seance=seance,
            numero=numero,
            publique=public,
            fichier_nom=f"a{numero}.pdf",
            fichier_type="application/pdf",
            fichier_sha256=fichiers.deposit(b"%PDF annexe " + str(numero).encode()),
        )
    workflow.freeze_import(ProcesVerbal.objects.get(), "approuve")
    return seance


def test_visitors_find_the_public_edition_and_public_documents(client, seance):
    found = opened(client)
    assert list(found) == PUBLICS
    edition = EditionPublique.objects.get()
    assert found["seance02/pv.json"] == edition.contenu.encode()
    assert hashlib.sha256(found["seance02/pv.pdf"]).hexdigest() == edition.pdf_sha256
    assert found["seance02/annexes/8-annexe-8.pdf"] == b"%PDF annexe 8"
    assert not Evenement.objects.filter(acte="téléchargement").exists()


def test_the_secretaire_and_the_redacteur_find_more_and_what_was_handed_in_is_logged(client, seance):
    person = factories.ParticipantFactory(avec_compte=True)
    inscription = factories.InscriptionFactory(chantier=seance.chantier, participant=person)
    client.force_login(person.compte)
    annexes = ["seance02/annexes/8-a8.pdf", "seance02/annexes/9-a9.pdf"]
    participant = opened(client)
    assert list(participant) == ["LISEZ-MOI.txt", *PV, *annexes, MANIFESTE]
    assert participant["seance02/pv.json"] == ProcesVerbal.objects.get().versions.get().contenu.encode()
    inscription.redacteur = True
    inscription.save()
    found = opened(client)
    [name] = set(found) - set(participant)
    assert (name.startswith("seance02/notes/groupe1-"), name.endswith("-note Zoé.txt")) == (True, True)
    assert found[name] == b"La porte est lourde."
    assert Evenement.objects.get(acte="téléchargement").par == person.compte


def test_a_file_that_is_lost_is_told_and_the_rest_is_there(client, seance):
    fichiers.remove(EditionPublique.objects.get().pdf_sha256)
    found = opened(client)
    assert list(found) == [name for name in PUBLICS if name != "seance02/pv.pdf"]
    assert "# seance02/pv.pdf : fichier perdu ou altéré, non joint" in found[MANIFESTE].decode()


def test_it_costs_the_same_for_any_number_of_texts(client, seance, django_assert_max_num_queries):
    def cost():
        with django_assert_max_num_queries(30) as queries:
            names = opened(client)
        return len(queries), len(names)

    alone = cost()
    edition = EditionPublique.objects.get()
    for numero in (11, 12, 13):
        other = factories.SeanceFactory(
            chantier=seance.chantier, numero=numero, convoquee=True, date=seance.date
        )
        factories.EditionPubliqueFactory(
            version=factories.VersionPVFactory(proces_verbal=factories.ProcesVerbalFactory(seance=other)),
            contenu=edition.contenu,
            contenu_sha256=edition.contenu_sha256,
            pdf_sha256=edition.pdf_sha256,
        )
    assert cost() == (alone[0], alone[1] + 18)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\note.txt", "note.txt"),
        ("..", "fichier"),
        ("a\x00b|c.odt", "a_b_c.odt"),
    ],
)
def test_no_name_leads_out_of_the_archive(name, kept):
    assert safe(name) == kept
