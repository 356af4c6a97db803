"""Remarks where they are read and made, and the desk where they are settled."""

import datetime
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from seances import redaction, remarques, workflow
from seances.models import Remarque, TextePoint
from tests import factories

pytestmark = pytest.mark.django_db

PV = "/chantiers/1/seances/1/pv/"
LISTE = f"{PV}remarques/"
NOUVELLE = f"{LISTE}nouvelle/"


def days(count):
    return timezone.localdate() + datetime.timedelta(days=count)


@pytest.fixture
def chantier():
    return factories.ChantierFactory()


@pytest.fixture
def auteur(chantier):
    participant = factories.ParticipantFactory(prenom="Alix", nom="Lambert", avec_compte=True)
    factories.InscriptionFactory(chantier=chantier, participant=participant)
    return participant


@pytest.fixture
def reader(client, auteur):
    client.force_login(auteur.compte)
    return client


@pytest.fixture
def pv(chantier):
    seance = factories.SeanceFactory(chantier=chantier, convoquee=True, date=days(-10))
    texte = factories.TextePointFactory(point=factories.PointOrdreDuJourFactory(seance=seance))
    redaction.save_texte(
        texte,
        texte="<p>Le seuil est de trois jours, pas de trois mois.</p><p>Rien d’autre.</p>",
        texte_apres="",
        opened_revision=0,
        by=None,
    )
    workflow.submit(seance.proces_verbal, by=None)
    workflow.send_out(seance.proces_verbal, remarques_jusqu_au=days(5), by=None)
    seance.proces_verbal.refresh_from_db()
    return seance.proces_verbal


def made(pv, auteur, **said):
    version = remarques.newest_version(pv)
    said = {"paragraphe": 1, "genre": "correction", "proposition": "Autrement.", **said}
    return remarques.propose(version, auteur=auteur, by=auteur.compte, **said)


def content(response):
    return response.content.decode()


# ── Reading ─────────────────────────────────────────────────────────────────────────────────────────────


def test_each_paragraph_links_to_a_remark_and_says_how_many_it_has(reader, pv, auteur):
    made(pv, auteur)
    page = content(reader.get(PV))
    assert re.findall(r'class="remarquer" href="([^"]+)"', page) == [f"{NOUVELLE}?p=1", f"{NOUVELLE}?p=2"]
    assert re.findall(r'class="remarques-ici" href="([^"]+)">([^<]+)<', page) == [
        (f"{LISTE}#paragraphe-1", "1\u00a0remarque")
    ]
    assert "remarques.js" in page
    assert 'id="paragraphe-1"' in content(reader.get(LISTE))


def test_the_numbered_page_of_the_newest_version_takes_remarks_and_no_older_one(reader, pv, auteur):
    made(pv, auteur)
    links = [f"{NOUVELLE}?p=1", f"{NOUVELLE}?p=2"]

    def shown(numero):
        page = content(reader.get(f"{PV}versions/{numero}/"))
        return re.findall(r'class="remarquer" href="([^"]+)"', page), "remarques-ici" in page

    assert shown(1) == (links, True)
    workflow.withdraw(pv, motif="Une page manque.", by=None)
    assert shown(1) == ([], False)
    workflow.send_out(pv, remarques_jusqu_au=days(5), by=None)
    assert (shown(1), shown(2)) == (([], False), (links, True))


def test_the_page_takes_no_remark_once_they_are_closed(reader, pv, auteur):
    made(pv, auteur)
    pv.remarques_jusqu_au = days(-1)
    pv.save()
    page = content(reader.get(PV))
    assert "remarquer" not in page.replace("pv-remarquer", "")
    assert "1 remarque et ce qui en a été décidé" in page
    assert "closes depuis le" in content(reader.get(f"{NOUVELLE}?p=1"))
    response = reader.post(NOUVELLE, {"p": "1", "genre": "suppression", "version": "1"})
    assert (response.status_code, Remarque.objects.count()) == (422, 1)


def test_a_public_edition_has_no_remark_beside_it(client, pv, auteur):
    remarques.settle(made(pv, auteur), "actee", by=None)
    later = factories.SeanceFactory(chantier=pv.seance.chantier, convoquee=True, date=days(3))
    workflow.publish(workflow.approve(pv, en=later, by=None), by=None)
    page = content(client.get(PV))
    assert "Rien d’autre." in page
    assert "/remarques/" not in page


@pytest.mark.parametrize("count", [1, 3])
def test_reading_with_remarks_costs_the_same_for_any_number(
    reader, pv, auteur, django_assert_num_queries, count
):
    for _ in range(count):
        made(pv, auteur)
    reader.get("/")
    with django_assert_num_queries(10):
        reader.get(PV)
    with django_assert_num_queries(10):
        reader.get(f"{PV}versions/1/")
    with django_assert_num_queries(9):
        reader.get(LISTE)


# ── Making ──────────────────────────────────────────────────────────────────────────────────────────────


def test_a_remark_is_made_on_the_words_that_were_selected(reader, pv):
    asked = {"p": "1", "mots": "de trois", "avant": "25"}
    page = content(reader.get(NOUVELLE, asked))
    assert "pas <mark>de trois</mark> mois." in page
    response = reader.post(
        NOUVELLE, {**asked, "version": "1", "genre": "correction", "proposition": "de deux", "texte": ""}
    )
    remarque = Remarque.objects.get()
    assert response["Location"] == f"{LISTE}#remarque-{remarque.pk}"
    assert (remarque.citation, remarque.citation_avant[-5:], remarque.proposition) == (
        "de trois",
        " pas ",
        "de deux",
    )
    page = content(reader.get(LISTE))
    assert "de deux" in page
    assert f"{LISTE}{remarque.pk}/" in page


def test_what_was_typed_comes_back_with_a_refusal(reader, pv):
    asked = {"p": "2", "version": "1", "genre": "correction", "proposition": "Rien d’autre.", "texte": ""}
    response = reader.post(NOUVELLE, asked)
    assert response.status_code == 422
    assert "Proposez une autre formulation" in content(response)
    workflow.withdraw(pv, motif="Erreur.", by=None)
    workflow.send_out(pv, remarques_jusqu_au=days(5), by=None)
    response = reader.post(NOUVELLE, {**asked, "proposition": "Un mot juste."})
    assert "Une autre version a pris la place" in content(response)
    assert "Un mot juste." in content(response)
    assert not Remarque.objects.exists()


@pytest.mark.parametrize(
    ("asked", "offered"),
    [("page=1", ["1", "2"]), ("page=9", []), ("page=x", []), ("p=99", []), ("p=²", []), ("", [])],
)
def test_the_paragraphs_of_a_page_of_the_pdf_are_offered(reader, pv, asked, offered):
    page = content(reader.get(f"{NOUVELLE}?{asked}"))
    assert re.findall(r'href="\?p=(\d+)"', page) == offered


def test_one_changes_and_withdraws_ones_own_remark_alone(reader, pv, auteur):
    remarque = made(pv, auteur)
    other = made(pv, factories.ParticipantFactory(avec_compte=True))
    address = f"{LISTE}{remarque.pk}/"
    data = {"genre": "ajout", "proposition": "Et plus.", "texte": "Dit deux fois."}
    assert reader.post(address, data).status_code == 302
    remarque.refresh_from_db()
    assert (remarque.type, remarque.proposition, remarque.texte) == ("ajout", "Et plus.", "Dit deux fois.")
    assert reader.post(f"{LISTE}{other.pk}/", data).status_code == 404
    assert reader.post(f"{LISTE}{other.pk}/retirer/").status_code == 404
    assert reader.post(f"{address}retirer/").status_code == 302
    assert list(Remarque.objects.all()) == [other]


def test_who_makes_a_remark_reads_those_of_others_on_the_same_paragraph(reader, pv, auteur):
    other = factories.ParticipantFactory(prenom="Noé", nom="Ost", avec_compte=True)
    made(pv, other, proposition="Le seuil est de trois semaines.")
    made(pv, other, paragraphe=2, proposition="Ailleurs.")
    page = content(reader.get(f"{NOUVELLE}?p=1"))
    assert "1&nbsp;remarque déjà faite sur ce paragraphe" in page
    assert "Noé Ost" in page
    assert "Le seuil est de trois semaines." in page
    assert "Ailleurs." not in page
    mine = made(pv, auteur, proposition="Le seuil est de trois ans.")
    page = content(reader.get(f"{LISTE}{mine.pk}/"))
    assert page.count("Noé Ost") == 1
    assert "1&nbsp;remarque déjà faite sur ce paragraphe" in page
    assert page.count("Alix Lambert") == 0


@pytest.mark.parametrize("count", [1, 3])
def test_making_a_remark_costs_the_same_for_any_number(reader, pv, auteur, django_assert_num_queries, count):
    for _ in range(count):
        made(pv, auteur)
    reader.get("/")
    with django_assert_num_queries(9):
        reader.get(f"{NOUVELLE}?p=1")


# ── Settling ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def president(client, chantier):
    participant = factories.ParticipantFactory(prenom="Camille", nom="Dupré", avec_compte=True)
    factories.CopresidenceFactory(chantier=chantier, participant=participant)
    client.force_login(participant.compte)
    return client


def bureau(pv):
    return reverse("admin:seances_procesverbal_remarques", args=[pv.pk])


def decide(client, remarque, **said):
    address = f"{bureau(remarque.proces_verbal)}{remarque.pk}/decider/"
    return client.post(address, {f"remarque-{remarque.pk}-{name}": value for name, value in said.items()})


def test_the_desk_shows_open_remarks_first_with_what_the_text_would_become(president, pv, auteur):
    settled = remarques.settle(made(pv, auteur, texte="Premier."), "actee", by=None)
    opened = made(pv, auteur, paragraphe=2, proposition="Rien de plus.")
    factories.RemarqueFactory(proces_verbal=pv, seance__chantier=pv.seance.chantier, page=3, texte="Dite.")
    page = content(president.get(bureau(pv)))
    assert re.findall(r'<li id="remarque-(\d+)"', page)[0] == str(opened.pk)
    assert re.findall(r'<li id="remarque-(\d+)"', page)[-1] == str(settled.pk)
    apercu = re.sub(r"<[^>]+>", "", page.split('class="apercu"')[1].split("</div>")[0])
    assert "Rien [supprimé\u00a0: d’autre][ajouté\u00a0: de plus]." in apercu.replace("] [", "][")
    assert "Dite." in page


def test_a_change_of_spaces_alone_is_told_where_no_word_is_marked(president, pv, auteur):
    remarques.propose(
        remarques.newest_version(pv),
        paragraphe=1,
        genre="correction",
        proposition="Le seuil est de trois jours , pas de trois mois.",
        auteur=auteur,
        by=auteur.compte,
    )
    page = content(president.get(bureau(pv)))
    assert "Seules des espaces changent." in page
    made(pv, auteur, paragraphe=2, proposition="Rien de plus.")
    assert content(president.get(bureau(pv))).count("Seules des espaces changent.") == 1


def test_a_decision_is_kept_and_a_refusal_without_reason_comes_back(president, pv, auteur):
    remarque = made(pv, auteur)
    response = decide(president, remarque, decision="refusee", retenue="", reponse="")
    assert response.status_code == 422
    assert "Dites pourquoi vous refusez" in content(response)
    assert decide(president, remarque, decision="refusee", retenue="", reponse="Pas dit.").status_code == 302
    remarque.refresh_from_db()
    assert (remarque.decision, remarque.motif_decision) == ("refusee", "Pas dit.")


def test_one_click_accepts_and_applies_and_another_takes_it_out(president, pv, auteur):
    remarque = made(pv, auteur, paragraphe=2, proposition="Rien de plus.")
    texte = TextePoint.objects.get()
    before = texte.texte
    assert president.post(f"{bureau(pv)}{remarque.pk}/appliquer/").status_code == 302
    texte.refresh_from_db()
    assert texte.texte == before.replace("Rien d’autre.", "Rien de plus.")
    assert president.post(f"{bureau(pv)}{remarque.pk}/oter/").status_code == 302
    texte.refresh_from_db()
    assert texte.texte == before


def test_once_approved_the_pages_say_once_that_remarks_are_over(president, pv, auteur):
    for paragraphe in (1, 2):
        remarques.settle(made(pv, auteur, paragraphe=paragraphe), "actee", by=None)
    factories.RemarqueFactory(proces_verbal=pv, seance__chantier=pv.seance.chantier, decision="actee")
    assert "remarques ouvertes jusqu’au" in content(president.get(bureau(pv)))
    later = factories.SeanceFactory(chantier=pv.seance.chantier, convoquee=True, date=days(3))
    workflow.approve(pv, en=later, by=None)
    page = content(president.get(bureau(pv)))
    assert page.count("Le procès-verbal est approuvé") == 1
    assert "remarques ouvertes jusqu’au" not in page
    address = pv.seance.url("remarque_list")
    assert "il ne reçoit plus de remarques" in content(president.get(address))


@pytest.mark.parametrize("count", [1, 3])
def test_the_desk_costs_the_same_for_any_number(president, pv, auteur, django_assert_num_queries, count):
    for _ in range(count):
        made(pv, auteur)
    president.get("/")
    with django_assert_num_queries(15):
        president.get(bureau(pv))
