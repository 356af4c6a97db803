"""The archive copy of a frozen PV: PDF/A-3a, the notes attached as received; for those who preside alone."""

import io
from datetime import timedelta

import page as validation
import pikepdf
import pypdfium2
import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from participants.models import Evenement
from seances import copie_archive, fichiers, notes, originaux, workflow
from seances.models import EtatPV, NaturePoint, Restitution
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.une_base]

PREMIERE, DEUXIEME = b"Le premier groupe propose un carnet.", "# L’été\n\nDeux séances.".encode()


@pytest.fixture
def version():
    """A PV sent out that carries two notes; the first group had handed in another one before."""
    seance = factories.SeanceFactory(convoquee=True, date=timezone.localdate() - timedelta(days=9))
    for nature in (NaturePoint.SOUS_GROUPES, NaturePoint.RESTITUTION):
        factories.PointOrdreDuJourFactory(seance=seance, titre=nature.label, nature=nature)
    one, two = (factories.SousGroupeFactory(seance=seance, numero=numero) for numero in (1, 2))
    notes.deposit(one, name="brouillon.txt", data=b"Une note d'avant.")
    notes.deposit(one, name="note.txt", data=PREMIERE)
    notes.deposit(two, name="Notes de l’été.md", data=DEUXIEME)
    notes.receive(two, name="jamais confirmée.txt", data=b"Une note que personne ne confirme.")
    pv = factories.ProcesVerbalFactory(seance=seance)
    return workflow.freeze_import(pv, EtatPV.DIFFUSE)


@pytest.fixture
def reader(client, version):
    """A browser of somebody with a part in the chantier."""

    def enter(part):
        participant = factories.ParticipantFactory(avec_compte=True)
        chantier = version.proces_verbal.seance.chantier
        if part == "coprésidente":
            factories.CopresidenceFactory(chantier=chantier, participant=participant)
        elif part != "étrangère":
            factories.InscriptionFactory(
                chantier=chantier, participant=participant, redacteur=part == "rédactrice"
            )
        client.force_login(participant.compte)
        return client

    return enter


def copy(version):
    return copie_archive.render(version, mention=workflow.mention_of(version), teinte=3)


def attachments(data):
    with pikepdf.open(io.BytesIO(data)) as file:
        return {name: each.get_file().read_bytes() for name, each in file.attachments.items()}


def last_page(data):
    text = list(pypdfium2.PdfDocument(data))[-1].get_textpage().get_text_range()
    return " ".join(text.replace("\u00a0", " ").replace("\u202f", " ").split())


def address(version):
    return version.proces_verbal.seance.url("version_archive", version.numero)


# ── The file ────────────────────────────────────────────────────────────────────────────────────────────


def test_it_is_pdf_a_3a_and_accessible(version):
    data = copy(version)
    for profile in ("3a", "ua1"):
        assert [
            fault.message for fault in validation.validate_pdf_bytes(data, profile=profile).failures
        ] == []
    with pikepdf.open(io.BytesIO(data)) as file, file.open_metadata() as xmp:
        assert (xmp["pdfaid:part"], xmp["pdfaid:conformance"]) == ("3", "A")


def test_each_note_is_attached_as_it_was_received(version):
    data = copy(version)
    assert attachments(data) == {"groupe01-note.txt": PREMIERE, "groupe02-Notes-de-l-ete.md": DEUXIEME}
    with pikepdf.open(io.BytesIO(data)) as file:
        told = [
            (str(each.F), str(each.Desc), str(each.AFRelationship), str(each.EF.F.Subtype))
            for each in file.Root.AF
        ]
    assert told == [
        ("groupe01-note.txt", "Note du groupe 1 telle que reçue : note.txt", "/Source", "/text/plain"),
        (
            "groupe02-Notes-de-l-ete.md",
            "Note du groupe 2 telle que reçue : Notes de l’été.md",
            "/Source",
            "/text/markdown",
        ),
    ]


def test_its_last_page_lists_them_with_their_fingerprints(version):
    told = last_page(copy(version))
    assert "Groupe 1, « note.txt », reçue le" in told
    assert f"jointe sous le nom groupe02-Notes-de-l-ete.md, {len(DEUXIEME)} octets." in told
    assert fichiers.digest(PREMIERE) in told.replace(" ", "")
    assert "copie d’archive" in told


def test_an_original_that_was_withdrawn_is_in_no_later_copy(version, django_capture_on_commit_callbacks):
    before = copie_archive.etag_of(version)
    by = factories.CompteFactory(administration=True)
    note = Restitution.objects.get(fichier_sha256=fichiers.digest(PREMIERE))
    with django_capture_on_commit_callbacks(execute=True):
        originaux.withdraw(note, motif="Demande légale.", by=by)
    data = copy(version)
    assert list(attachments(data)) == ["groupe02-Notes-de-l-ete.md"]
    assert "original retiré le" in last_page(data)
    assert "Motif : Demande légale." in last_page(data)
    assert copie_archive.etag_of(version) != before


def test_a_note_confirmed_after_the_version_is_none_of_it(version):
    groupe = version.proces_verbal.seance.sous_groupes.get(numero=1)
    factories.RestitutionFactory(
        sous_groupe=groupe, fichier_nom="suite.txt", confirmee_le=version.figee_le + timedelta(seconds=1)
    )
    assert [note.fichier_nom for note in copie_archive.notes_of(version)] == ["note.txt", "Notes de l’été.md"]


def test_what_an_imported_file_said_is_no_original(version):
    Restitution.objects.update(origine="import")
    data = copy(version)
    assert attachments(data) == {}
    assert "Aucun original n’est joint à cette copie." in last_page(data)


def test_the_same_rows_give_the_same_bytes(version):
    assert copy(version) == copy(version)


def test_the_pdf_of_the_chantier_holds_no_attachment(version):
    assert attachments(fichiers.read(version.pdf_sha256)) == {}


# ── Who gets it ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("part", "expected"),
    [("étrangère", 404), ("participante", 403), ("rédactrice", 403), ("coprésidente", 200)],
)
def test_those_who_preside_get_it_and_the_log_says_so(reader, version, part, expected):
    response = reader(part).get(address(version))
    assert response.status_code == expected
    told = Evenement.objects.filter(acte="téléchargement", modele="seances.versionpv", cle=version.pk)
    assert told.count() == (expected == 200)
    if expected == 200:
        assert attachments(response.content).keys() == {"groupe01-note.txt", "groupe02-Notes-de-l-ete.md"}
        assert response["Cache-Control"] == "private, no-cache"
        assert response["Content-Disposition"].startswith('attachment; filename="pv-chantier')
        assert (
            reader(part).get(address(version), headers={"If-None-Match": response["ETag"]}).status_code == 304
        )
        assert told.count() == 1


@pytest.mark.parametrize(("part", "shown"), [("rédactrice", False), ("coprésidente", True)])
def test_the_list_of_versions_offers_it_to_them_alone(reader, version, part, shown):
    page = reader(part).get(version.proces_verbal.seance.url("version_list")).text
    assert (address(version) in page) is shown


def test_a_number_that_is_no_version_is_not_found(reader, version):
    assert reader("coprésidente").get(address(version).replace("/1/archive", "/2/archive")).status_code == 404


# ── The command ─────────────────────────────────────────────────────────────────────────────────────────


def run(version, tmp_path, *options):
    seance, target = version.proces_verbal.seance, tmp_path / "copie.pdf"
    command = ["exporter_pv", str(seance.chantier.numero), str(seance.numero), "--edition", "archive"]
    call_command(*command, "--sortie", str(target), *options)
    return target.read_bytes()


def test_the_operator_exports_the_same_copy(version, tmp_path, capsys):
    teinte = version.proces_verbal.seance.chantier.teinte
    expected = copie_archive.render(version, mention=workflow.mention_of(version), teinte=teinte)
    assert run(version, tmp_path) == expected
    assert Evenement.objects.filter(acte="exportation", modele="seances.versionpv").count() == 1


def test_it_is_a_pdf_of_a_frozen_version(version, tmp_path):
    with pytest.raises(CommandError, match="vaut pour le format pdf"):
        run(version, tmp_path, "--format", "json")
    other = factories.ProcesVerbalFactory()
    with pytest.raises(CommandError, match="aucune version n’est figée"):
        call_command("exporter_pv", other.seance.chantier.numero, other.seance.numero, edition="archive")


def test_a_lost_original_is_told_and_nothing_is_written(version, tmp_path):
    fichiers.remove(fichiers.digest(PREMIERE))
    with pytest.raises(CommandError, match="l’original d’une note manque"):
        run(version, tmp_path)
    assert list(tmp_path.glob("*.pdf")) == []
