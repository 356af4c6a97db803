"""One's own answer to a convocation: who gives it, until when, and what it never touches."""

import datetime

import pytest
from django.utils import timezone

from participants.models import Evenement
from seances import reponses
from seances.models import Presence
from tests import factories
from tests.seances.personnes import ROLES, account, day, log_in

pytestmark = pytest.mark.django_db
VIENT = {"reponse": "vient"}


@pytest.fixture
def groupe():
    """A sub-group of a séance to come; the people round it come from `personnes`."""
    return factories.SousGroupeFactory(
        seance=factories.SeanceFactory(convoquee=True, avec_horaire=True, date=day(7))
    )


@pytest.fixture
def seance(groupe):
    return groupe.seance


def address(seance):
    return seance.url("reponse")


def registered(seance, **participant):
    compte = account(**participant)
    factories.InscriptionFactory(chantier=seance.chantier, participant=compte.participant, depuis=day(-90))
    return compte


# Who answers: the form, an answer, and whether the page of the séance asks.
MAY = {
    "visiteur": (302, 302, False),
    "compte sans fiche": (403, 403, False),
    "secrétaire ailleurs": (403, 403, False),
    "préside ailleurs": (403, 403, False),
    "rédacteur ailleurs": (403, 403, False),
    "ancien inscrit": (403, 403, False),
    "a présidé": (403, 403, False),
    "excusé": (200, 302, True),  # in the list of the séance already
    "remplaçant": (200, 302, True),
    "inscrit": (200, 302, True),
    "membre": (200, 302, True),
    "rapporteur": (200, 302, True),
    "secrétaire": (200, 302, True),
    "secrétaire qui n’est plus du chantier": (403, 403, False),
    "secrétaire de l’autre groupe": (200, 302, True),
    "rédacteur": (200, 302, True),
    "préside": (403, 403, False),
    "administration": (403, 403, False),
}


def test_everybody_has_a_line():
    assert MAY.keys() == ROLES.keys()


@pytest.mark.parametrize("role", ROLES)
def test_who_answers(client, groupe, seance, role):
    compte = log_in(client, role, groupe)
    before = list(Presence.objects.values_list("pk", "reponse"))
    asked = "Ma réponse" in client.get(seance.get_absolute_url()).text
    answers = client.get(address(seance)).status_code, client.post(address(seance), VIENT).status_code
    assert (*answers, asked) == MAY[role]
    if asked:
        assert Presence.objects.get(participant=compte.participant).reponse == "vient"
    else:
        assert list(Presence.objects.values_list("pk", "reponse")) == before


@pytest.mark.parametrize(
    "preside",
    [
        lambda seance, person: factories.PresidenceSeanceFactory(seance=seance, participant=person),
        lambda seance, person: factories.CopresidenceFactory(
            chantier=seance.chantier, participant=person, depuis=day(-9)
        ),
    ],
)
def test_who_presides_is_not_asked_even_registered(client, seance, preside):
    compte = registered(seance)
    preside(seance, compte.participant)
    client.force_login(compte)
    assert client.get(address(seance)).status_code == 403


def test_a_seance_that_must_not_be_known_is_not_found(client, seance):
    seance.statut = "preparation"
    seance.save()
    client.force_login(registered(seance))
    assert client.get(address(seance)).status_code == 404
    assert client.post(address(seance), VIENT).status_code == 404


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ({"reponse": "vient"}, ("vient", "", "")),
        ({"reponse": "vient", "motif": "x", "prenom": "y", "nom": "z"}, ("vient", "", "")),
        ({"reponse": "excuse"}, ("excuse", "", "")),
        ({"reponse": "excuse", "motif": "Formation."}, ("excuse", "Formation.", "")),
        (
            {
                "reponse": "remplace",
                "prenom": "Zoé",
                "nom": "Ost",
                "organisation": "Service 3",
                "motif": "Congé.",
            },
            ("remplace", "Congé.", "Zoé Ost, Service 3"),
        ),
    ],
)
def test_an_answer_is_kept_and_may_be_changed(client, seance, sent, kept):
    compte = registered(seance)
    client.force_login(compte)
    client.post(address(seance), {"reponse": "remplace", "prenom": "Luc", "nom": "Un", "motif": "Premier."})
    response = client.post(address(seance), sent)
    assert (response.status_code, response.url) == (302, f"{seance.get_absolute_url()}#ma-reponse")
    presence = Presence.objects.get(participant=compte.participant)
    assert (presence.reponse, presence.motif, presence.remplacant_annonce) == kept
    assert presence.repondu_le is not None
    assert (presence.statut, presence.nom_imprime) == ("a_pointer", compte.participant.nom_complet)
    event = Evenement.objects.filter(acte="présences modifiées").order_by("-pk").first()
    assert (event.par, event.details) == (compte, {"reponse": kept[0]})


@pytest.mark.parametrize("statut", ["present", "excuse", "absent"])
def test_an_answer_never_touches_what_happened(client, seance, statut):
    compte = registered(seance)
    row = factories.PresenceFactory(
        seance=seance, participant=compte.participant, statut=statut, nom_imprime="Tel qu’imprimé", rang=7
    )
    client.force_login(compte)
    client.post(address(seance), {"reponse": "excuse", "motif": "Malade."})
    row.refresh_from_db()
    assert (row.statut, row.nom_imprime, row.rang, row.reponse) == (statut, "Tel qu’imprimé", 7, "excuse")


@pytest.mark.parametrize(
    ("sent", "field", "reason"),
    [
        ({}, "reponse", "Dites si vous venez."),
        ({"reponse": "present"}, "reponse", "Sélectionnez un choix valide."),
        ({"reponse": "sans_reponse"}, "reponse", "Sélectionnez un choix valide."),
        ({"reponse": "remplace", "motif": "Congé."}, "prenom", "Dites qui vient à votre place"),
        ({"reponse": "excuse", "motif": "x" * 301}, "motif", "au plus 300 caractères"),
    ],
)
def test_what_is_refused_says_why_and_gives_back_what_was_typed(client, seance, sent, field, reason):
    client.force_login(registered(seance))
    response = client.post(address(seance), sent)
    assert response.status_code == 422
    assert reason in str(response.context["form"].errors[field][0])
    assert response.context["form"]["motif"].value() == sent.get("motif")
    assert not Presence.objects.exists()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"statut": "annulee"}, "La séance est annulée"),
        ({"date": day(-1)}, "La séance a commencé"),
        ({"date": day(0), "heure_debut": None, "heure_fin": None}, "La séance a commencé"),
    ],
)
def test_answers_end_when_the_seance_begins(client, seance, fields, sentence):
    for name, value in fields.items():
        setattr(seance, name, value)
    seance.save()
    client.force_login(registered(seance))
    assert "Ma réponse" not in client.get(seance.get_absolute_url()).text
    shown = client.get(address(seance))
    assert sentence in shown.text
    assert "<form" not in shown.text.partition("<main")[2]
    refused = client.post(address(seance), VIENT)
    assert (refused.status_code, sentence in refused.text) == (422, True)
    assert not Presence.objects.exists()


def test_the_very_minute_of_the_beginning_is_too_late(seance):
    begins = timezone.make_aware(datetime.datetime.combine(seance.date, seance.heure_debut))
    assert reponses.why_closed(seance, begins - datetime.timedelta(seconds=1)) == ""
    assert reponses.why_closed(seance, begins) != ""


def test_what_was_answered_is_shown_to_its_author_and_to_no_other_participant(client, seance):
    mine, other = registered(seance), registered(seance)
    client.force_login(mine)
    client.post(address(seance), {"reponse": "excuse", "motif": "Rendez-vous médical."})
    text = client.get(seance.get_absolute_url()).text
    assert "vous vous excusez" in text
    assert "Rendez-vous médical." in text
    client.force_login(other)
    assert "Rendez-vous médical." not in client.get(seance.get_absolute_url()).text
    client.logout()
    assert "Rendez-vous médical." not in client.get(seance.get_absolute_url()).text


def test_new_rows_keep_the_order_of_the_list(client, seance):
    """By family name while the list is; after the others once somebody gave it an order of its own."""
    people = [registered(seance, nom=nom, prenom="Al") for nom in ("Zune", "Abel", "Moor")]
    for compte in people:
        client.force_login(compte)
        client.post(address(seance), VIENT)
    assert [row.participant.nom for row in seance.presences.order_by("rang")] == ["Abel", "Moor", "Zune"]
    for rang, nom in enumerate(["Zune", "Abel", "Moor"], 1):
        seance.presences.filter(participant__nom=nom).update(rang=rang)
    client.force_login(registered(seance, nom="Bara", prenom="Al"))
    client.post(address(seance), VIENT)
    order = [row.participant.nom for row in seance.presences.order_by("rang")]
    assert order == ["Zune", "Abel", "Moor", "Bara"]


def test_a_form_without_the_token_of_the_page_is_refused(seance):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(registered(seance))
    assert client.post(address(seance), VIENT).status_code == 403
    assert not Presence.objects.exists()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_costs_the_same_for_any_number(client, seance, django_assert_num_queries, rows):
    for _ in range(rows):
        factories.PresenceFactory(seance=seance, reponse="vient")
    client.force_login(registered(seance))
    with django_assert_num_queries(9):
        client.get(address(seance))
