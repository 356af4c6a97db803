"""Acronyms explained where the portal shows texts; what a version explained stays, in the editions made of it too."""

from io import StringIO

import pypdfium2
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from lxml import html

from chantiers.models import Definition, Terme
from chantiers.sigles import loads
from seances import fichiers, workflow
from seances.importation import importer
from seances.models import EditionPublique, NaturePoint, VersionPV
from tests import factories
from tests.seances.pv.documents import octets

pytestmark = pytest.mark.django_db


def terme(mot, texte, *, publie=True, sigle=True):
    return factories.DefinitionFactory(
        terme__mot=mot, terme__publie=publie, terme__sigle=sigle, texte=texte
    ).terme


def explained(page):
    tree = html.fromstring(page)
    return [
        (row.xpath("string(th/a/text()|th/text())"), row.xpath("string(td)"))
        for row in tree.xpath("//table[@class='table-sigles']/tbody/tr")
    ]


def page_of(frozen):
    return fichiers.read(frozen.page_sha256).decode()


def text_of(sha256):
    return " ".join(
        page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(fichiers.read(sha256))
    )


def with_acronyms(document):
    document["points"][0]["titre"] = "Accueil par l’AMO et le CPAS"


# ── Frozen ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def frozen():
    terme("AMO", "Aide en milieu ouvert")
    terme("CPAS", "Brouillon", publie=False)
    terme("SAJ", "Service de l’aide à la jeunesse")
    importer(octets(with_acronyms), etat="approuve", accord="oui")
    return VersionPV.objects.get()


def test_version_keeps_what_it_explains_and_a_draft_explains_nothing(frozen):
    assert [(sigle.mot, sigle.en_clair) for sigle in loads(frozen.sigles)] == [
        ("AMO", "Aide en milieu ouvert")
    ]
    assert explained(page_of(frozen)) == [("AMO", "Aide en milieu ouvert")]
    assert "Sigles employés (liste ajoutée par le portail, hors du procès-verbal)" in " ".join(
        text_of(frozen.pdf_sha256).split()
    )


def test_what_the_glossary_says_later_changes_neither_version_nor_the_editions_made_of_it(frozen):
    first = EditionPublique.objects.get()
    Definition.objects.filter(terme__mot="AMO").update(texte="Autre chose")
    Terme.objects.filter(mot="CPAS").update(publie=True)
    again = workflow.publish(frozen, by=None)
    frozen.refresh_from_db()
    assert explained(page_of(frozen)) == [("AMO", "Aide en milieu ouvert")]
    assert (again.contenu_sha256, again.page_sha256) == (first.contenu_sha256, first.page_sha256)
    assert explained(page_of(again)) == [("AMO", "Aide en milieu ouvert")]


def test_version_without_acronyms_keeps_none():
    terme("SAJ", "Service de l’aide à la jeunesse")
    importer(octets(), etat="diffuse")
    version = VersionPV.objects.get()
    assert (version.sigles, version.sigles_sha256) == ("", "")
    assert "pv-sigles" not in page_of(version)


def test_verification_finds_changed_acronyms(frozen):
    call_command("verifier_versions", stdout=StringIO())
    with connection.cursor() as cursor:
        cursor.execute("UPDATE seances_versionpv SET sigles = sigles || ' '")
    err = StringIO()
    with pytest.raises(CommandError):
        call_command("verifier_versions", stderr=err)
    assert "les sigles expliqués ont été modifiés" in err.getvalue()


# ── Of today ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def seance():
    """A public séance whose agenda, informations and chantier use acronyms."""
    terme("AMO", "Aide en milieu ouvert")
    terme("SRG", "Brouillon", publie=False)
    terme("POINT", "Un mot, pas un sigle", sigle=False)
    chantier = factories.ChantierFactory(objectif="Ce que l’AMO peut, le SRG aussi.")
    factories.QuestionFactory(chantier=chantier, texte="Et l’AMO ? Et le CPAS ?")
    seance = factories.SeanceFactory(
        chantier=chantier, convoquee=True, informations="Venir à l’AMO\nde la gare."
    )
    factories.PointOrdreDuJourFactory(seance=seance, titre="Le POINT sur l’AMO", nature=NaturePoint.DEBAT)
    return seance


def first_uses(response):
    tree = html.fromstring(response.content)
    return [(link.text_content(), link.getparent().tag) for link in tree.xpath("//a[@class='sigle']")]


def test_seance_page_explains_its_acronyms_once(client, seance):
    response = client.get(seance.get_absolute_url())
    assert explained(response.content) == [("AMO", "Aide en milieu ouvert")]
    assert first_uses(response) == [("AMO", "dd")]
    assert "</a><br>de la gare." in response.text


def test_chantier_page_explains_its_acronyms_once(client, seance):
    response = client.get(seance.chantier.get_absolute_url())
    assert first_uses(response) == [("AMO", "p")]
    assert explained(response.content) == [("AMO", "Aide en milieu ouvert")]


@pytest.mark.parametrize("page", ["chantier", "seance"])
def test_pages_follow_the_glossary_at_once(client, seance, page):
    address = (seance if page == "seance" else seance.chantier).get_absolute_url()
    client.get(address)
    Definition.objects.filter(terme__mot="AMO").delete()
    definition = Definition(terme=Terme.objects.get(mot="AMO"), texte="Autre sens")
    definition.save()
    assert explained(client.get(address).content) == [("AMO", "Autre sens")]


def test_page_without_acronyms_has_no_list(client):
    seance = factories.SeanceFactory(convoquee=True)
    assert "table-sigles" not in client.get(seance.get_absolute_url()).text


def test_agenda_as_pdf_lists_them(client, seance):
    def text():
        data = client.get(seance.url("ordre_du_jour_pdf")).content
        return " ".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(data))

    assert "Aide en milieu ouvert" in text()
    Definition.objects.filter(terme__mot="AMO").update(texte="Autre sens")
    assert "Autre sens" in text()


def test_working_text_explains_as_the_glossary_does_today(client):
    importer(octets(with_acronyms))
    client.force_login(factories.CompteFactory(administration=True))
    terme("AMO", "Aide en milieu ouvert")
    address = "/chantiers/3/seances/2/pv/projet/"
    assert explained(client.get(address).content) == [("AMO", "Aide en milieu ouvert")]
    terme("CPAS", "Centre public d’action sociale")
    assert [mot for mot, _ in explained(client.get(address).content)] == ["AMO", "CPAS"]
    data = client.get("/chantiers/3/seances/2/pv/projet.pdf").content
    text = " ".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(data))
    assert "Centre public d’action sociale" in " ".join(text.split())
