"""Not to be named: who is hidden in public editions, and what an objection does to those that are served."""

import re
from io import BytesIO

import pikepdf
import pypdfium2
import pytest
from django.test import Client

from participants.models import Evenement, Participant
from seances import anonymat, fichiers, pdf, workflow
from seances.importation import importer
from seances.models import EditionPublique, ProcesVerbal, Seance, VersionPV
from seances.permissions import served_edition
from seances.pv import json
from tests.factories import (
    AnnexeFactory,
    CompteFactory,
    GraphieFactory,
    LieuFactory,
    OrganisationFactory,
    ParticipantFactory,
    SeanceFactory,
    SecteurFactory,
)
from tests.seances.pv.documents import octets

pytestmark = pytest.mark.django_db

SEANCE = "/chantiers/3/seances/2/"
HADDOU = re.compile("hadd?ou|isma[eë]l", re.IGNORECASE)
OTHERS = ("Zoé Lêmerre", "Bea Van Looy", "Odile Kersten", "Tom Ruyters")


def pdf_texts(data):
    """Everything that a PDF says: its pages, its metadata and outline, every string of its objects."""
    with pypdfium2.PdfDocument(data) as document:
        pages = "\n".join(page.get_textpage().get_text_range() for page in document)
    found = [pages]
    with pikepdf.open(BytesIO(data)) as document:
        found.append(bytes(document.Root.Metadata.read_bytes()).decode())
        found += map(str, document.docinfo.values())
        for each in document.objects:
            if isinstance(each, pikepdf.Dictionary):
                found += [str(value) for value in each.values() if isinstance(value, pikepdf.String)]
        found += list(document.attachments)
    return "\n".join(found)


def everything(edition):
    """All that a visitor may get of an edition."""
    page = fichiers.read(edition.page_sha256).decode()
    return "\n".join([edition.contenu, page, pdf_texts(fichiers.read(edition.pdf_sha256))])


def haddou():
    return Participant.objects.get(nom="Haddou")


def seance():
    return Seance.objects.get(chantier__numero=3, numero=2)


@pytest.fixture
def published():
    """The small PV, approved and published with the names of its people."""
    importer(octets(), etat="approuve", accord="oui")
    edition = EditionPublique.objects.get()
    assert HADDOU.search(everything(edition))
    return edition


# ── Who is hidden ───────────────────────────────────────────────────────────────────────────────────────


def test_whoever_declined_is_in_no_byte_of_the_edition():
    importer(octets(), accord="oui")
    haddou_row = haddou()
    workflow.object_to_publication(haddou_row, by=None)
    version = workflow.freeze_import(ProcesVerbal.objects.get(), "approuve")
    assert HADDOU.search(version.contenu)
    text = everything(version.editions.get())
    assert HADDOU.findall(text) == []
    assert all(name in text for name in OTHERS)


@pytest.mark.parametrize("accord", ["", "non"])
def test_without_the_agreement_of_the_group_only_those_who_preside_are_named(accord):
    result = importer(octets(), etat="approuve", accord=accord)
    text = everything(EditionPublique.objects.get())
    assert [name for name in ("Anne-Lise DUBOIS", "Marc TORFS") if name in text] == [
        "Anne-Lise DUBOIS",
        "Marc TORFS",
    ]
    declared = [personne.nom_complet for personne in result.document.personnes]
    assert [name for name in declared if name.split()[-1].lower() in text.lower()] == [
        "Anne-Lise DUBOIS",
        "Marc TORFS",
    ]
    document = json.read_frozen(EditionPublique.objects.get().contenu)
    assert {(row.nom, row.organisation) for row in document.presences} == {("une personne", "")}
    assert {membre.nom for groupe in document.sous_groupes for membre in groupe.membres} == {"une personne"}


def test_an_operator_who_publishes_without_agreement_is_told():
    told = importer(octets(), etat="approuve").rapport.a_verifier
    assert [line for line in told if line.startswith("l’accord du groupe")] != []
    result = importer(octets(), accord="oui")
    assert (seance().accord_nominatif, result.rapport.modifies) == (
        "oui",
        ["accord du groupe pour un PV nominatif : oui"],
    )
    assert importer(octets(), accord="oui").rien


def test_whoever_presides_may_decline_too():
    importer(octets(), accord="non")
    workflow.object_to_publication(Participant.objects.get(nom="TORFS"), by=None)
    version = workflow.freeze_import(ProcesVerbal.objects.get(), "approuve")
    text = everything(version.editions.get())
    assert ("DUBOIS" in text, "TORFS" in text.upper()) == (True, False)


def test_whoever_declined_and_was_not_there_is_hidden_in_the_texts_that_name_him():
    absent = ParticipantFactory(prenom="Wout", nom="Peeters", oppose=True)
    GraphieFactory(participant=absent, texte="Wout PETERS")

    def typed(data):
        data["points"][0]["contenu"].append(
            {"type": "paragraphe", "texte": "Wout Peeters, ou Wout PETERS, l’avait dit ; M. Peeters insiste."}
        )

    importer(octets(typed), etat="approuve", accord="oui")
    text = everything(EditionPublique.objects.get())
    assert re.findall("pee?ters", text, re.IGNORECASE) == []
    assert "Une personne, ou une personne, l’avait dit" in text


@pytest.mark.parametrize(
    ("others", "label"),
    [(1, "une personne"), (2, "une personne (Santé mentale)"), (3, "une personne (Santé mentale)")],
)
def test_secteur_is_said_from_three_of_it_on(others, label):
    importer(octets(), accord="oui")
    organisation = OrganisationFactory(secteur=SecteurFactory(nom="Santé mentale"))
    names = ["Haddou", "Lêmerre", "Van Looy", "TORFS"][: others + 1]
    Participant.objects.filter(nom__in=names).update(organisation=organisation)
    workflow.object_to_publication(haddou(), by=None)
    version = workflow.freeze_import(ProcesVerbal.objects.get(), "approuve")
    document = json.read_frozen(version.editions.get().contenu)
    assert document.presences[1].nom == label


def test_secteur_is_that_of_the_day():
    importer(octets(), accord="oui")
    then, now = (OrganisationFactory(secteur=SecteurFactory(nom=nom)) for nom in ("Enseignement", "Justice"))
    seance().presences.update(organisation=then)
    Participant.objects.update(organisation=now)
    workflow.object_to_publication(haddou(), by=None)
    version = workflow.freeze_import(ProcesVerbal.objects.get(), "approuve")
    document = json.read_frozen(version.editions.get().contenu)
    assert document.presences[1].nom == "une personne (Enseignement)"


def test_who_is_hidden_costs_four_queries_at_most(django_assert_max_num_queries):
    importer(octets(), etat="approuve", accord="oui")
    version = VersionPV.objects.get()
    document, people = (
        json.read_frozen(version.contenu),
        dict(version.personnes.values_list("cle", "participant")),
    )
    row = seance()
    for oppose in (False, True):
        Participant.objects.update(opposition_le="2025-01-01T00:00Z" if oppose else None)
        with django_assert_max_num_queries(4):
            anonymat.of_edition(row, document, people)


# ── An objection after publication ──────────────────────────────────────────────────────────────────────


def read(client):
    """What a visitor gets, at every address of the PV and of the séance."""
    found = []
    for name in ("", "pv/", "pv.json", "pv/versions/1/", "ordre-du-jour.pdf", "pv.pdf", "pv/versions/1.pdf"):
        response = client.get(SEANCE + name)
        data = b"".join(response.streaming_content) if response.streaming else response.content
        is_pdf = response["Content-Type"] == "application/pdf"
        found.append(f"{response.status_code} {pdf_texts(data) if is_pdf else data.decode()}")
    return found


def test_an_objection_withdraws_the_edition_and_makes_the_next(published, django_capture_on_commit_callbacks):
    by = CompteFactory()
    with django_capture_on_commit_callbacks(execute=True):
        assert workflow.object_to_publication(haddou(), by=by) == [published]
        assert served_edition(seance()) is None
    edition = served_edition(seance(), with_text=True)
    assert (edition.numero, edition.version, edition.publiee_par) == (3, published.version, by)
    assert HADDOU.findall(everything(edition)) == []
    for answer in read(Client()):
        assert answer[:3] == "200"
        assert HADDOU.findall(answer) == []
    assert HADDOU.search(VersionPV.objects.get().contenu)


def test_an_edition_that_cannot_be_made_again_stays_withdrawn(
    published, django_capture_on_commit_callbacks, monkeypatch, caplog
):
    """The disk is full, the printer fails: a visitor reads nothing rather than the name."""

    def broken(*args, **kwargs):
        raise OSError("No space left on device")

    monkeypatch.setattr(pdf, "render_pv", broken)
    with django_capture_on_commit_callbacks(execute=True):
        workflow.object_to_publication(haddou(), by=None)
    assert haddou().opposition_le is not None
    assert served_edition(seance()) is None
    assert [answer[:3] for answer in read(Client())] == ["200", "302", "302", "302", "200", "302", "302"]
    assert all(HADDOU.search(answer) is None for answer in read(Client()))
    assert Evenement.objects.filter(acte="édition publique à refaire").count() == 1
    assert "could not be made again" in caplog.text


def test_only_editions_that_name_somebody_are_withdrawn(published, django_capture_on_commit_callbacks):
    stranger = ParticipantFactory(prenom="Wout", nom="Peeters")
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        assert workflow.object_to_publication(stranger, by=None) == []
    assert (callbacks, served_edition(seance())) == ([], published)


def test_an_edition_that_already_hides_somebody_is_left_alone():
    importer(octets(), etat="approuve", accord="non")
    assert workflow.object_to_publication(haddou(), by=None) == []


@pytest.mark.parametrize(
    "typed", ["M. Peeters l’a dit.", "<strong>Wo</strong>ut Pee<em>ters</em> l’a dit.", "Wout PETERS !"]
)
def test_an_edition_that_names_somebody_in_a_text_alone_is_withdrawn(typed):
    def change(data):
        data["points"][0]["contenu"].append({"type": "paragraphe", "html": typed})

    importer(octets(change), etat="approuve", accord="oui")
    wout = ParticipantFactory(prenom="Wout", nom="Peeters")
    GraphieFactory(participant=wout, texte="Wout PETERS")
    assert workflow.object_to_publication(wout, by=None) == [EditionPublique.objects.get(numero=1)]


def test_editions_of_every_chantier_are_withdrawn(published):
    def elsewhere(data):
        data["chantier"] = {"numero": 8, "titre": "Un autre sujet"}

    importer(octets(elsewhere), etat="approuve", accord="oui")
    withdrawn = workflow.object_to_publication(haddou(), by=None)
    assert [edition.version.proces_verbal.seance.chantier.numero for edition in withdrawn] == [3, 8]
    assert [row.retiree for row in EditionPublique.objects.filter(numero=2)] == [True, True]


def test_an_objection_said_twice_is_one(published):
    workflow.object_to_publication(haddou(), by=None)
    first = haddou().opposition_le
    assert workflow.object_to_publication(haddou(), by=None) == []
    assert haddou().opposition_le == first
    assert Evenement.objects.filter(acte="opposition à être nommé(e)").count() == 1


def test_lifting_an_objection_publishes_nothing(published, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        workflow.object_to_publication(haddou(), by=None)
    with django_capture_on_commit_callbacks(execute=True):
        workflow.lift_objection(haddou(), by=None)
    assert haddou().opposition_le is None
    assert served_edition(seance()).numero == 3
    assert HADDOU.search(everything(workflow.publish(published.version, by=None)))


def test_the_log_copies_no_name(published):
    workflow.object_to_publication(haddou(), by=CompteFactory())
    workflow.lift_objection(haddou(), by=None)
    for line in Evenement.objects.all():
        assert HADDOU.search(f"{line.objet} {line.details}") is None


def test_the_group_s_refusal_makes_the_edition_again_without_names(
    published, django_capture_on_commit_callbacks
):
    row = seance()
    row.accord_nominatif = "non"
    row.save()
    with django_capture_on_commit_callbacks(execute=True):
        assert workflow.follow_agreement(row, by=None) == published
        assert served_edition(row) is None
    assert served_edition(row).numero == 3
    assert HADDOU.findall(everything(served_edition(row, with_text=True))) == []


def test_the_group_s_agreement_publishes_nothing():
    importer(octets(), etat="approuve", accord="non")
    row = seance()
    row.accord_nominatif = "oui"
    row.save()
    assert workflow.follow_agreement(row, by=None) is None
    assert EditionPublique.objects.count() == 1


# ── What stands beside the PV ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("accord", "name", "given"),
    [
        ("oui", "charte.txt", "charte.txt"),
        ("oui", "lettre_haddou.txt", "annexe-9.txt"),
        ("non", "charte.txt", "annexe-9.txt"),
    ],
)
def test_a_document_is_downloaded_under_a_name_that_names_nobody(client, accord, name, given):
    importer(octets(), etat="approuve", accord=accord)
    AnnexeFactory(seance=seance(), numero=9, avec_fichier=True, fichier_nom=name)
    workflow.object_to_publication(haddou(), by=None)
    workflow.publish(VersionPV.objects.get(), by=None)
    response = client.get(f"{SEANCE}annexes/9/")
    assert b"".join(response.streaming_content) == b"Une annexe.\n"
    assert response["Content-Disposition"] == f'attachment; filename="{given}"'
    client.force_login(CompteFactory(administration=True))
    response = client.get(f"{SEANCE}annexes/9/")
    assert b"".join(response.streaming_content) == b"Une annexe.\n"
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'


def test_how_to_come_names_nobody_who_declined(client):
    row = SeanceFactory(
        convoquee=True,
        lieu=LieuFactory(nom="Chez Wout Peeters", acces="Sonner chez M. Peeters."),
        informations="Wout Peeters apporte le pain.",
        destinataire_notes="Wout Peeters",
    )
    ParticipantFactory(prenom="Wout", nom="Peeters", oppose=True)
    text = client.get(row.get_absolute_url()).text
    assert "Peeters" not in text
    assert "Sonner chez une personne." in text
    assert "Une personne apporte le pain." in text
