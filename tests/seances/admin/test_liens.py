"""Personal links at the desk: made once, shown once, listed and revoked by those who prepare the séance."""

import re

import pytest
from django.urls import reverse

from seances import liens
from seances.models import LienPersonnel, Presence
from tests import factories
from tests.seances.personnes import ROLES, account, day, log_in

pytestmark = pytest.mark.django_db
LISTE = "/gestion/seances/lienpersonnel/"


@pytest.fixture
def groupe():
    return factories.SousGroupeFactory(
        seance=factories.SeanceFactory(convoquee=True, avec_horaire=True, date=day(7))
    )


@pytest.fixture
def alix(groupe):
    """Registered, and secrétaire of another sub-group."""
    alix = factories.ParticipantFactory(prenom="Alix", nom="Invitée")
    factories.InscriptionFactory(chantier=groupe.seance.chantier, participant=alix, depuis=day(-9))
    other = factories.SousGroupeFactory(seance=groupe.seance)
    factories.MembreSousGroupeFactory(sous_groupe=other, participant=alix, secretaire=True)
    return alix


@pytest.fixture
def client():
    from django.test import Client

    return Client()


def address(groupe):
    return reverse("admin:seances_lienpersonnel_seance", args=[groupe.seance.pk])


MAKES = {"rédacteur", "préside", "administration"}
ENTERS_ELSEWHERE = {"préside ailleurs", "rédacteur ailleurs"}


@pytest.mark.parametrize("role", ROLES)
def test_who_makes_a_link(client, groupe, alix, role):
    compte = log_in(client, role, groupe)
    shown = client.get(address(groupe))
    made = client.post(address(groupe), {"ligne": f"repondre-{alix.pk}"})
    allowed = role in MAKES
    assert (shown.status_code == 200, made.status_code == 200) == (allowed, allowed)
    assert ("Invitée" in shown.text, LienPersonnel.objects.count()) == (allowed, int(allowed))
    if role in ENTERS_ELSEWHERE:
        assert (shown.status_code, made.status_code) == (404, 404)
    if allowed:
        assert LienPersonnel.objects.get().cree_par == compte


@pytest.mark.parametrize(
    ("acte", "page"), [("repondre", "Viendrez-vous"), ("deposer_note", "Note du groupe")]
)
def test_a_link_is_shown_once_and_works(client, groupe, alix, acte, page):
    log_in(client, "préside", groupe)
    response = client.post(address(groupe), {"ligne": f"{acte}-{alix.pk}"})
    link = re.search(r'value="http://[^/"]+(/lien/[\w-]{32}/)"', response.text)[1]
    assert "no-store" in response["Cache-Control"]
    client.logout()
    assert page in client.get(link).text
    log_in(client, "administration", groupe)
    jeton = link.split("/")[2]
    lien = LienPersonnel.objects.get()
    for again in (address(groupe), LISTE, reverse("admin:seances_lienpersonnel_change", args=[lien.pk])):
        text = client.get(again).text
        assert jeton not in text
        assert lien.empreinte not in text


@pytest.mark.parametrize("ligne", ["", "repondre-0", "deposer_note-0", "lire-1", "repondre"])
def test_a_line_that_is_not_there_makes_nothing(client, groupe, alix, ligne):
    log_in(client, "préside", groupe)
    assert client.post(address(groupe), {"ligne": ligne}).status_code == 403
    assert not LienPersonnel.objects.exists()


def test_the_page_tells_what_was_answered(client, groupe, alix):
    Presence.objects.create(
        seance=groupe.seance,
        participant=alix,
        reponse="remplace",
        remplacant_annonce="Zoé Ost",
        motif="Congé.",
    )
    log_in(client, "préside", groupe)
    text = client.get(address(groupe)).text
    assert "se fait remplacer par Zoé Ost" in text
    assert "Congé." in text


def test_once_the_seance_has_begun_only_notes_are_asked(client, groupe, alix):
    groupe.seance.date = day(-1)
    groupe.seance.save()
    log_in(client, "préside", groupe)
    lines = client.get(address(groupe)).context["lignes"]
    assert [line["cle"] for line in lines] == [f"deposer_note-{alix.pk}"]


def test_the_list_holds_the_links_of_ones_own_seances(client, groupe, alix):
    liens.make("repondre", alix, groupe.seance)
    liens.make("deposer_note", alix, alix.sous_groupes.get().sous_groupe)
    factories.LienPersonnelFactory(participant__nom="Ailleurs")
    log_in(client, "préside", groupe)
    listed = client.get(LISTE)
    assert {lien.acte for lien in listed.context["cl"].queryset} == {"repondre", "deposer_note"}
    assert "Ailleurs" not in listed.text


@pytest.mark.parametrize(
    ("role", "revoked"),
    [("préside", True), ("rédacteur", True), ("administration", True), ("préside ailleurs", False)],
)
def test_who_revokes_a_link(client, groupe, alix, role, revoked):
    liens.make("repondre", alix, groupe.seance)
    lien = LienPersonnel.objects.get()
    log_in(client, role, groupe)
    client.post(LISTE, {"action": "revoquer", "_selected_action": [lien.pk]})
    lien.refresh_from_db()
    assert (lien.revoque_le is not None) is revoked


def test_who_made_a_link_is_told_by_name(client, groupe, alix):
    by = account()
    liens.make("repondre", alix, groupe.seance, by=by)
    log_in(client, "préside", groupe)
    text = client.get(
        reverse("admin:seances_lienpersonnel_change", args=[LienPersonnel.objects.get().pk])
    ).text
    assert by.participant.nom_complet in text
    assert by.email not in text


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_costs_the_same_for_any_number(client, groupe, alix, django_assert_num_queries, rows):
    for _ in range(rows - 1):
        person = factories.ParticipantFactory()
        factories.InscriptionFactory(chantier=groupe.seance.chantier, participant=person, depuis=day(-9))
        factories.MembreSousGroupeFactory(
            sous_groupe=factories.SousGroupeFactory(seance=groupe.seance), participant=person, secretaire=True
        )
    log_in(client, "administration", groupe)
    with django_assert_num_queries(6):
        client.get(address(groupe))
