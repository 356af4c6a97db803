"""importer_pv reads what secretaries keep, shows it, and writes only what is beyond doubt or confirmed."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from seances.models import Presence, Seance

from .styles import STYLES
from .test_styles import made

pytestmark = pytest.mark.django_db


@pytest.fixture
def dialogue(tmp_path):
    ending, source, _ = STYLES["dialogue"]
    path = tmp_path / "ancien.docx"
    path.write_bytes(made(ending, source, tmp_path))
    return path


def test_a_reading_is_printed_and_nothing_is_written(dialogue):
    out = StringIO()

    call_command("importer_pv", str(dialogue), "--simuler", "--json", stdout=out)

    plain = json.loads(out.getvalue())
    assert plain["format"] == "pv-assises/1"
    assert [doute["propose"] for doute in plain["doutes"]] == ["Claire Vermeiren", "Thomas Legrelle"]
    assert plain["bilan"]["reste"] == len(" ".join(row["texte"] for row in plain["reste"]).split())
    assert not Seance.objects.exists()


def test_doubts_stop_the_import_until_they_are_answered(dialogue):
    with pytest.raises(CommandError, match="est-ce bien Claire Vermeiren"):
        call_command("importer_pv", str(dialogue))
    assert not Seance.objects.exists()

    call_command("importer_pv", str(dialogue), "--accepter", stdout=StringIO(), stderr=StringIO())

    seance = Seance.objects.get()
    assert (seance.chantier.numero, seance.numero, seance.proces_verbal.etat) == (4, 2, "brouillon")
    assert Presence.objects.count() == 3
    assert [str(one.participant) for one in seance.interventions.order_by("pk")] == [
        "Claire Vermeiren",
        "Thomas Legrelle",
    ]


def test_a_reading_that_somebody_corrected_is_imported_twice_without_change(dialogue, tmp_path):
    out = StringIO()
    call_command("importer_pv", str(dialogue), "--simuler", "--json", stdout=out)
    plain = json.loads(out.getvalue())
    plain["chantier"]["titre"] = "Numérique et école"
    plain["reste"].append({"rang": 99, "texte": "égaré", "passage": "Un passage égaré"})
    corrected = tmp_path / "corrige.json"
    corrected.write_text(json.dumps(plain))

    call_command("importer_pv", str(corrected), stdout=StringIO())
    again = StringIO()
    call_command("importer_pv", str(corrected), stdout=again)

    seance = Seance.objects.get()
    assert seance.chantier.titre == "Numérique et école"
    assert "Un passage égaré" in seance.annexes.get().contenu
    assert "Rien à changer" in again.getvalue()


def test_a_file_that_is_no_document_is_refused_in_french(tmp_path):
    path = tmp_path / "faux.docx"
    path.write_bytes(b"PK\x03\x04 rien")

    with pytest.raises(CommandError, match=r"faux\.docx : "):
        call_command("importer_pv", str(path))
