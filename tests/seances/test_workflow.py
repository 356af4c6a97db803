"""States of séances and PVs: what may come next, what freezing keeps, what the public edition hides."""

from io import StringIO
from pathlib import Path

import pypdfium2
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from participants.immuable import ImmuableRefus
from participants.models import Evenement, Participant
from seances import fichiers, workflow
from seances.importation import importer
from seances.models import EditionPublique, EtatPV, ProcesVerbal, Seance, StatutSeance, VersionPV
from seances.permissions import served_editions
from seances.pv import json
from seances.pv.build import build
from tests.factories import (
    CompteFactory,
    PointOrdreDuJourFactory,
    PresenceFactory,
    ProcesVerbalFactory,
    SeanceFactory,
)
from tests.seances.pv.documents import octets

pytestmark = pytest.mark.django_db


def pdf_text(sha256):
    document = pypdfium2.PdfDocument(fichiers.read(sha256))
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


# ── Séances ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("act", "before", "after"),
    [
        (workflow.convene, "preparation", "convoquee"),
        (workflow.convene, "annulee", "convoquee"),
        (workflow.cancel, "convoquee", "annulee"),
        (workflow.cancel, "preparation", "annulee"),
        (workflow.reopen_preparation, "convoquee", "preparation"),
        (workflow.reopen_preparation, "annulee", "preparation"),
    ],
)
def test_seance_changes_statut_and_leaves_a_trace(act, before, after):
    seance, by = SeanceFactory(statut=before), CompteFactory()
    PointOrdreDuJourFactory(seance=seance)
    act(seance, by=by)
    seance.refresh_from_db()
    assert seance.statut == after
    trace = Evenement.objects.get()
    assert (trace.par, trace.details) == (by, {"avant": before})


@pytest.mark.parametrize(
    ("act", "statut"),
    [
        (workflow.convene, "convoquee"),
        (workflow.cancel, "annulee"),
        (workflow.reopen_preparation, "preparation"),
    ],
)
def test_seance_refuses_the_statut_it_has(act, statut):
    seance = SeanceFactory(statut=statut)
    PointOrdreDuJourFactory(seance=seance)
    with pytest.raises(workflow.TransitionRefused):
        act(seance, by=None)
    seance.refresh_from_db()
    assert seance.statut == statut
    assert not Evenement.objects.exists()


def test_empty_agenda_is_not_convened():
    seance = SeanceFactory()
    with pytest.raises(workflow.TransitionRefused, match="L’ordre du jour est vide"):
        workflow.convene(seance, by=None)
    seance.refresh_from_db()
    assert seance.statut == StatutSeance.PREPARATION


def test_a_seance_to_which_somebody_came_is_not_cancelled():
    row = PresenceFactory(seance__convoquee=True, present=True)
    with pytest.raises(workflow.TransitionRefused, match="corrigez d’abord les présences"):
        workflow.cancel(row.seance, by=None)
    row.seance.refresh_from_db()
    assert row.seance.statut == "convoquee"
    row.statut = "absent"
    row.save()
    assert workflow.cancel(row.seance, by=None).statut == "annulee"


@pytest.mark.parametrize("act", [workflow.cancel, workflow.reopen_preparation])
def test_seance_with_a_pv_was_held(act):
    seance = ProcesVerbalFactory(seance=SeanceFactory(convoquee=True)).seance
    with pytest.raises(workflow.TransitionRefused, match="a un procès-verbal"):
        act(seance, by=None)


# ── Freezing ────────────────────────────────────────────────────────────────────────────────────────────


def test_submit_takes_a_brouillon_only():
    pv = ProcesVerbalFactory()
    assert workflow.submit(pv, by=None).etat == EtatPV.EN_RELECTURE
    with pytest.raises(workflow.TransitionRefused):
        workflow.submit(pv, by=None)


@pytest.mark.parametrize(("etat", "editions"), [("diffuse", 0), ("approuve", 1)])
def test_import_in_a_frozen_state_makes_the_first_version(etat, editions):
    importer(octets(), etat=etat)
    version = VersionPV.objects.get()
    assert (version.numero, version.etat, version.proces_verbal.etat) == (1, etat, etat)
    assert EditionPublique.objects.count() == editions


def test_version_holds_the_tree_and_the_bytes_of_page_and_pdf():
    importer(octets(), etat="diffuse")
    version = VersionPV.objects.get()
    seance = Seance.objects.with_document().get(numero=2)
    assert json.loads(version.contenu.encode()).document == build(seance)
    assert fichiers.digest(version.contenu.encode()) == version.contenu_sha256
    assert "Chacun se présente en deux phrases." in fichiers.read(version.page_sha256).decode()
    assert "Chacun se présente en deux phrases." in pdf_text(version.pdf_sha256)


def test_version_remembers_who_stands_behind_each_key():
    importer(octets(), etat="diffuse")
    version = VersionPV.objects.get()
    document = json.loads(version.contenu.encode()).document
    named = dict(version.personnes.values_list("cle", "participant__nom"))
    assert named == {personne.cle: personne.nom for personne in document.personnes}


def test_frozen_pv_is_not_frozen_again():
    importer(octets(), etat="diffuse")
    with pytest.raises(workflow.TransitionRefused):
        workflow.freeze_import(ProcesVerbal.objects.get(), "approuve")
    assert VersionPV.objects.count() == 1


def test_diffuse_is_not_published():
    importer(octets(), etat="diffuse")
    with pytest.raises(workflow.TransitionRefused, match="approuvé"):
        workflow.publish(VersionPV.objects.get(), by=None)
    assert not EditionPublique.objects.exists()


def test_no_file_of_a_pv_holds_a_personal_address():
    def typed(data):
        data["points"][0]["contenu"].append(
            {"type": "paragraphe", "texte": "Répondre à Zoe@example.org ou à chantier3@example.org."}
        )

    importer(octets(typed), etat="approuve", accord="oui")
    version = VersionPV.objects.get()
    for content in (
        version.contenu,
        fichiers.read(version.page_sha256).decode(),
        pdf_text(version.pdf_sha256),
    ):
        assert "zoe@example.org" not in content.lower()
        assert "chantier3@example.org" in content


# ── Public editions ─────────────────────────────────────────────────────────────────────────────────────


def decline(nom):
    Participant.objects.filter(nom=nom).update(opposition_le=timezone.now())


def test_later_edition_takes_the_place_of_the_first():
    importer(octets(), etat="approuve", accord="oui")
    version = VersionPV.objects.get()
    decline("Haddou")
    edition = workflow.publish(version, by=None)
    assert edition.numero == 2
    assert "Haddou" not in edition.contenu
    assert "Haddou" in version.editions.get(numero=1).contenu
    assert VersionPV.objects.count() == 1


def test_withdrawn_edition_is_served_no_more():
    importer(octets(), etat="approuve", accord="oui")
    edition = EditionPublique.objects.get()
    assert list(served_editions()) == [edition]
    workflow.withdraw_edition(edition, by=None, motif="Erreur de nom")
    assert list(served_editions()) == []
    with pytest.raises(workflow.TransitionRefused):
        workflow.withdraw_edition(edition, by=None, motif="Encore")


# ── What is frozen stays ────────────────────────────────────────────────────────────────────────────────


def test_verification_finds_nothing_on_whole_versions():
    importer(octets(), etat="approuve", accord="oui")
    out = StringIO()
    call_command("verifier_versions", stdout=out)
    assert out.getvalue() == "2 versions et éditions vérifiées, toutes intactes.\n"


def test_verification_finds_a_changed_text():
    importer(octets(), etat="diffuse")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE seances_versionpv SET contenu = contenu || ' '")
    err = StringIO()
    with pytest.raises(CommandError, match=r"1 anomalie"):
        call_command("verifier_versions", stderr=err)
    assert err.getvalue() == "Procès-verbal du chantier 3, séance 2, version 1 : le contenu a été modifié\n"


@pytest.mark.parametrize(
    ("damage", "told"), [(None, "le PDF manque"), (b"x", "le PDF n’a plus les octets figés")]
)
def test_verification_finds_a_lost_or_changed_file(damage, told):
    importer(octets(), etat="diffuse")
    path = Path(settings.MEDIA_ROOT) / fichiers.name_of(VersionPV.objects.get().pdf_sha256)
    path.unlink()
    if damage:
        path.write_bytes(damage)
    err = StringIO()
    with pytest.raises(CommandError):
        call_command("verifier_versions", stderr=err)
    assert told in err.getvalue()


def test_immutable_rows_refuse_to_change():
    importer(octets(), etat="diffuse")
    version = VersionPV.objects.get()
    with pytest.raises(ImmuableRefus):
        version.save()
