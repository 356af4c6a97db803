"""The pages and files of a PV: who reads which, at what cost; and that all of them are the same data."""

import re

import pypdfium2
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from seances import fichiers, workflow
from seances.importation import importer
from seances.models import (
    Annexe,
    EditionPublique,
    MembreSousGroupe,
    PointOrdreDuJour,
    Presence,
    ProcesVerbal,
    RetraitVersion,
    Seance,
    TextePoint,
    VersionPV,
)
from seances.pv import json
from tests.factories import CompteFactory, ParticipantFactory
from tests.seances.pv.documents import octets

pytestmark = pytest.mark.django_db
PV = "/chantiers/3/seances/2/pv/"
FILES = {"page": PV + "projet/", "pdf": PV + "projet.pdf", "json": "/chantiers/3/seances/2/pv.json"}


@pytest.fixture
def admin(client):
    client.force_login(CompteFactory(administration=True))
    return client


@pytest.fixture
def lecteur(client):
    """Somebody logged in, with no role anywhere."""
    client.force_login(CompteFactory())
    return client


def words(text):
    return re.findall(r"\w+", text)


def contents(client):
    """What the three outputs of the working text say now: plain words of page and PDF, and the tree."""
    page = client.get(FILES["page"]).content.decode()
    article = page[page.index("<article") : page.index("</article>")]
    pdf = pypdfium2.PdfDocument(client.get(FILES["pdf"]).content)
    try:
        text = " ".join(each.get_textpage().get_text_range() for each in pdf)
    finally:
        pdf.close()
    return {
        "page": words(re.sub(r"<[^>]+>", " ", article)),
        "pdf": words(text),
        "json": client.get(FILES["json"]).content.decode(),
    }


# ── Who reads what ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("address", [PV, PV + "projet/", "/chantiers/3/seances/2/pv.pdf", FILES["json"]])
def test_visitor_gets_the_login_page_for_a_brouillon(client, address):
    importer(octets())
    response = client.get(address)
    assert (response.status_code, response.url.partition("?")[0]) == (302, "/compte/login/code/")


@pytest.mark.parametrize("address", [PV, *FILES.values(), PV + "versions/1/", PV + "versions/1.pdf"])
def test_reader_without_role_gets_404_for_what_is_not_published(lecteur, address):
    importer(octets(), etat="diffuse")
    assert lecteur.get(address).status_code == 404


def test_visitor_reads_the_public_edition(client):
    importer(octets(), etat="approuve", accord="oui")
    response = client.get(PV)
    page = response.content.decode()
    assert response.status_code == 200
    assert "Chacun se présente en deux phrases." in page
    assert "Édition publique de la version 1" in page
    edition = EditionPublique.objects.get()
    pdf = client.get("/chantiers/3/seances/2/pv.pdf")
    content = b"".join(pdf.streaming_content)
    assert fichiers.digest(content) == edition.pdf_sha256
    assert edition.pdf_sha256 in page
    assert client.get("/chantiers/3/seances/2/pv.json").content == edition.contenu.encode()


def test_visitor_never_reads_the_version_behind_the_edition(client):
    importer(octets())
    ParticipantFactory._meta.model.objects.filter(nom="Haddou").update(opposition_le="2025-01-01T00:00Z")
    workflow.freeze_import(ProcesVerbal.objects.get(), "approuve")
    for address in (PV, PV + "versions/1/", FILES["json"]):
        response = client.get(address)
        assert response.status_code == 200
        assert "Haddou" not in response.content.decode()


def test_visitor_gets_no_withdrawn_edition(client):
    importer(octets(), etat="approuve", accord="oui")
    workflow.withdraw_edition(EditionPublique.objects.get(), by=None, motif="Erreur")
    assert client.get(PV).status_code == 302


def test_administrator_reads_the_version_with_its_names(admin):
    importer(octets(), etat="approuve", accord="oui")
    page = admin.get(PV).content.decode()
    assert "Ismaël Haddou" in page
    assert "Version 1 du procès-verbal approuvé, figée le" in page


def test_administrator_is_led_to_the_working_text_before_the_first_version(admin):
    importer(octets())
    response = admin.get(PV)
    assert (response.status_code, response.url) == (302, PV + "projet/")
    assert admin.get("/chantiers/3/seances/2/pv.pdf").url == PV + "projet.pdf"


def test_administrator_is_told_that_there_is_no_pv_yet(admin):
    importer(octets())
    page = admin.get("/chantiers/3/seances/3/pv/").content.decode()
    assert "Pas encore de procès-verbal" in page


def test_withdrawn_version_is_not_the_one_served_and_says_why(admin):
    importer(octets(), etat="diffuse")
    version = VersionPV.objects.get()
    RetraitVersion.objects.create(version=version, motif="Une page manquait.", par=CompteFactory())
    assert admin.get(PV).url == PV + "projet/"
    assert "Une page manquait." in admin.get(PV + "versions/1/").content.decode()


def test_working_text_says_that_it_is_a_project(admin):
    importer(octets())
    assert "Projet" in admin.get(PV + "projet/").content.decode()
    assert "Projet" in contents(admin)["pdf"]


def test_unknown_version_is_404(admin):
    importer(octets(), etat="diffuse")
    assert admin.get(PV + "versions/2/").status_code == 404


def test_frozen_pdf_is_not_sent_again_when_unchanged(admin):
    importer(octets(), etat="diffuse")
    first = admin.get("/chantiers/3/seances/2/pv.pdf")
    b"".join(first.streaming_content)  # read to its end: the file is closed
    again = admin.get("/chantiers/3/seances/2/pv.pdf", headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304


# ── Annexes ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("publique", "status"), [(True, 200), (False, 302)])
def test_visitor_opens_a_public_annexe_with_the_public_edition(client, publique, status):
    importer(octets())
    sha256 = fichiers.deposit(b"une charte")
    Annexe.objects.update(
        fichier_nom="charte.txt", fichier_type="text/plain", fichier_sha256=sha256, publique=publique
    )
    address = "/chantiers/3/seances/2/annexes/1/"
    assert client.get(address).status_code == 302
    workflow.freeze_import(ProcesVerbal.objects.get(), "approuve")
    response = client.get(address)
    assert response.status_code == status
    if status == 200:
        assert b"".join(response.streaming_content) == b"une charte"
        assert response["Content-Disposition"] == 'attachment; filename="annexe-1.txt"'


# ── It is data ──────────────────────────────────────────────────────────────────────────────────────────


def add_present():
    seance = Seance.objects.get(numero=2)
    participant = ParticipantFactory(prenom="Wout", nom="Peeters")
    Presence.objects.create(
        seance=seance, participant=participant, nom_imprime="Wout Peeters", statut="present", rang=9
    )


def change_organisation():
    Presence.objects.filter(participant__nom="Lêmerre").update(organisation_imprimee="CPAS de Dalhem")


def move_point():
    points = {point.position: point for point in PointOrdreDuJour.objects.filter(seance__numero=2)}
    for position, point in ((99, points[1]), (1, points[2]), (2, points[1])):
        point.position = position
        point.save()


def name_rapporteur():
    MembreSousGroupe.objects.filter(est_rapporteur=True).update(est_rapporteur=False)
    MembreSousGroupe.objects.filter(participant__nom="Van Looy").update(est_rapporteur=True)


def edit_paragraph():
    text = TextePoint.objects.get(point__position=1)
    text.texte = text.texte.replace("deux phrases", "trois mots choisis")
    text.save()


@pytest.mark.parametrize(
    ("change", "gone", "come"),
    [
        (add_present, [], ["Peeters", "Wout"]),
        (change_organisation, [], ["Dalhem"]),
        (move_point, [], []),
        (name_rapporteur, [], []),
        (edit_paragraph, ["deux", "phrases"], ["choisis", "mots", "trois"]),
    ],
)
def test_one_change_of_the_data_changes_page_pdf_and_json_alike(admin, change, gone, come):
    importer(octets())
    before = contents(admin)
    change()
    after = contents(admin)
    for output in ("page", "pdf", "json"):
        assert after[output] != before[output]
    for output in ("page", "pdf"):
        lost = sorted(set(before[output]) - set(after[output]))
        new = sorted(set(after[output]) - set(before[output]))
        # Counters and paragraph numbers are digits; every other word stands or falls with the change.
        assert [word for word in lost if not word.isdigit() and word not in ("CPAS", "de")] == gone
        assert [word for word in new if not word.isdigit()] == come


def test_one_more_present_leaves_the_rest_of_the_json_alone(admin):
    importer(octets())
    before = json.loads(contents(admin)["json"].encode()).document
    add_present()
    after = json.loads(contents(admin)["json"].encode()).document
    assert len(after.presences) == len(before.presences) + 1
    assert after.points == before.points
    assert after.sous_groupes == before.sous_groupes
    assert set(before.personnes) < set(after.personnes)


# ── What it costs ───────────────────────────────────────────────────────────────────────────────────────


def queries(client, address):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def ten_times(data):
    for point in data["points"]:
        point["contenu"] = point["contenu"] * 10
    note = data["sous_groupes"][0]["restitution"]
    note["contenu"] = note["contenu"] * 10
    for index in range(27):
        data["presences"].append(
            {"prenom": f"Prénom{index}", "nom": "Neuf", "organisation": "AMO Le Pont", "statut": "present"}
        )


@pytest.mark.parametrize(
    ("etat", "address", "most"),
    [("brouillon", PV + "projet/", 13), ("diffuse", PV, 12), ("approuve", PV, 12)],
)
def test_pv_page_costs_the_same_ten_times_as_long(admin, etat, address, most):
    importer(octets(), etat=etat)
    short = queries(admin, address)
    assert short <= most
    ProcesVerbal.objects.update(etat="brouillon", mode_approbation="")
    importer(octets(ten_times), remplacer=True)
    if etat != "brouillon":
        workflow.freeze_import(ProcesVerbal.objects.get(), etat)
    assert queries(admin, address) == short


def test_page_kept_for_the_anonymous_is_nobody_elses(client):
    importer(octets(), etat="approuve", accord="oui")
    visitor = client.get(PV).content
    assert client.get(PV).content == visitor
    client.force_login(CompteFactory(administration=True))
    assert "Ismaël Haddou" in client.get(PV).content.decode()
    assert b"Se d\xc3\xa9connecter" in client.get(PV).content
    client.logout()
    assert client.get(PV).content == visitor


def test_page_kept_for_the_anonymous_leaves_with_its_edition(client):
    importer(octets(), etat="approuve", accord="oui")
    assert client.get(PV).status_code == 200
    workflow.withdraw_edition(EditionPublique.objects.get(), by=None, motif="Erreur")
    assert client.get(PV).status_code == 302


def test_page_kept_for_the_anonymous_gives_way_to_the_next_edition(client):
    importer(octets(), etat="approuve", accord="oui")
    assert "Ismaël Haddou" in client.get(PV).content.decode()
    ParticipantFactory._meta.model.objects.filter(nom="Haddou").update(opposition_le="2025-01-01T00:00Z")
    workflow.publish(VersionPV.objects.get(), by=None)
    assert "Haddou" not in client.get(PV).content.decode()
