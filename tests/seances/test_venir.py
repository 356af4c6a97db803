"""Coming to a séance: who reads what of shared cars and meals, whose address is shown, and when it is gone."""

import datetime

import pytest
from django.utils import timezone

from participants.models import Evenement
from seances import conservation, liens, venir, workflow
from seances.attentes import mine
from seances.models import ActeLien, Covoiturage, DemandeContact, Repas
from tests import factories

pytestmark = pytest.mark.django_db
SOON = timezone.localdate() + datetime.timedelta(days=12)


class World:
    """A séance to come with a meal, three of its people, and somebody else."""

    def __init__(self):
        self.chantier = factories.ChantierFactory()
        self.seance = factories.SeanceFactory(
            chantier=self.chantier, convoquee=True, date=SOON, repas_prevu=True
        )
        self.driver, self.rider, self.third = (self.member() for _ in range(3))
        self.president = factories.CopresidenceFactory(
            chantier=self.chantier, participant__avec_compte=True
        ).participant
        self.stranger = factories.ParticipantFactory(avec_compte=True, avec_courriel=True)

    def member(self, **fields):
        return factories.InscriptionFactory(
            chantier=self.chantier, participant__avec_compte=True, participant__avec_courriel=True, **fields
        ).participant

    def url(self, view, *numbers):
        return self.seance.url(view, *numbers)


@pytest.fixture
def world():
    return World()


def as_(client, person):
    client.force_login(person.compte)
    return client


OFFRE = {"genre": "offre", "depart": "Namur", "heure": "12:30", "places": "3", "message": "Par la gare."}


# ── Cars ────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_people_of_the_seance_read_an_offer_and_nobody_else(client, world):
    page = world.url("covoiturage")
    assert as_(client, world.driver).post(page, OFFRE).status_code == 302
    [row] = Covoiturage.objects.all()
    assert (row.participant, row.depart, row.heure, row.places) == (
        world.driver,
        "Namur",
        datetime.time(12, 30),
        3,
    )

    for person in (world.rider, world.president):
        text = as_(client, person).get(page).text
        assert world.driver.nom_complet in text and "Par la gare." in text
        assert world.driver.courriel not in text
    assert as_(client, world.stranger).get(page).status_code == 403
    assert as_(client, world.stranger).post(page, OFFRE).status_code == 403
    client.logout()
    assert client.get(page).url.startswith("/compte/login/code/")
    assert Covoiturage.objects.count() == 1


def test_said_again_it_takes_the_place_of_the_former_and_leaves_when_withdrawn(client, world):
    page = world.url("covoiturage")
    as_(client, world.driver).post(page, OFFRE)
    client.post(page, OFFRE | {"genre": "demande", "depart": "Ath", "heure": ""})
    [row] = Covoiturage.objects.all()
    assert (row.genre, row.depart, row.heure) == ("demande", "Ath", None)
    assert as_(client, world.rider).post(world.url("covoiturage_retirer")).status_code == 404
    assert as_(client, world.driver).post(world.url("covoiturage_retirer")).status_code == 302
    assert not Covoiturage.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"genre": ""}, "Dites si vous proposez des places"),
        ({"depart": " "}, "Dites d’où vous partez."),
        ({"places": "9"}, "De 1 à 8 places."),
        ({"heure": "midi"}, "Saisissez une heure valide."),
    ],
)
def test_what_is_wrong_is_told_and_what_was_typed_stays(client, world, wrong, message):
    response = as_(client, world.driver).post(world.url("covoiturage"), OFFRE | wrong)
    assert response.status_code == 422
    assert message in response.text and "Par la gare." in response.text
    assert not Covoiturage.objects.exists()


def test_an_address_ticked_is_shown_to_the_people_of_the_seance(client, world):
    as_(client, world.driver).post(world.url("covoiturage"), OFFRE | {"adresse_visible": "on"})
    text = as_(client, world.rider).get(world.url("covoiturage")).text
    assert f"mailto:{world.driver.courriel}" in text


@pytest.mark.parametrize("answer", ["oui", "non"])
def test_an_address_asked_for_is_given_by_its_owner_alone(client, world, answer):
    page = world.url("covoiturage")
    row = factories.CovoiturageFactory(seance=world.seance, participant=world.driver)
    as_(client, world.rider).post(world.url("contact_demander", row.pk))
    client.post(world.url("contact_demander", row.pk))  # twice is once
    [demande] = DemandeContact.objects.all()
    assert world.driver.courriel not in client.get(page).text
    [waiting] = [one for one in mine(world.driver.compte).attentes if "covoiturage" in one.texte]
    assert waiting.url == page

    reply = world.url("contact_repondre", demande.pk)
    assert as_(client, world.rider).post(reply, {"reponse": "oui"}).status_code == 404
    assert as_(client, world.driver).post(reply, {"reponse": answer}).status_code == 302
    client.post(reply, {"reponse": "oui"})  # said once

    shown = {
        (reader, owner): owner.courriel in as_(client, reader).get(page).text
        for reader, owner in (
            (world.rider, world.driver),
            (world.driver, world.rider),
            (world.third, world.driver),
            (world.third, world.rider),
        )
    }
    given = answer == "oui"
    assert [*shown.values()] == [given, given, False, False]
    assert not [one for one in mine(world.driver.compte).attentes if "covoiturage" in one.texte]


def test_nobody_asks_himself(client, world):
    row = factories.CovoiturageFactory(seance=world.seance, participant=world.driver)
    as_(client, world.driver).post(world.url("contact_demander", row.pk))
    assert not DemandeContact.objects.exists()


def test_the_page_of_the_seance_tells_its_people_alone(client, world):
    factories.CovoiturageFactory(seance=world.seance, participant=world.driver)
    page = world.seance.get_absolute_url()
    text = as_(client, world.rider).get(page).text
    assert "1 offre, 0 demande" in text.replace("\u00a0", " ")
    assert "dites si vous mangez sur place" in text
    for reader in (as_(client, world.stranger), client):
        assert "Covoiturage" not in reader.get(page).text
        client.logout()


@pytest.mark.parametrize("closing", ["begun", "cancelled"])
def test_nothing_is_arranged_for_what_has_begun_or_is_cancelled(client, world, closing):
    row = factories.CovoiturageFactory(seance=world.seance, participant=world.driver)
    fields = {"statut": "annulee"} if closing == "cancelled" else {"date": timezone.localdate()}
    for name, value in fields.items():
        setattr(world.seance, name, value)
    world.seance.heure_debut = datetime.time(0)
    world.seance.save()

    response = as_(client, world.rider).post(world.url("covoiturage"), OFFRE)
    client.post(world.url("contact_demander", row.pk))

    assert response.status_code == 422 and "Rien n’a changé." in response.text
    assert (Covoiturage.objects.count(), DemandeContact.objects.count()) == (1, 0)


# ── Meals ───────────────────────────────────────────────────────────────────────────────────────────────


def test_a_wish_is_read_by_whoever_prepares_without_a_name(client, world):
    page = world.url("repas")
    writer = factories.InscriptionFactory(
        chantier=world.chantier, redacteur=True, participant__avec_compte=True
    ).participant
    assert as_(client, world.rider).post(page, {"mange": "oui", "souhait": "peu de sel"}).status_code == 302
    as_(client, world.driver).post(page, {"mange": "non", "souhait": "peu de sel"})
    assert sorted(Repas.objects.values_list("mange", "souhait")) == [(False, ""), (True, "peu de sel")]

    assert "peu de sel" in as_(client, world.rider).get(page).text  # his own words
    assert "peu de sel" not in as_(client, world.third).get(page).text
    table = as_(client, writer).get(page).context["table"]
    assert ([row.participant for row in table.mangent], table.ne_mangent_pas, table.sans_reponse) == (
        [world.rider],
        1,
        3,
    )
    assert table.souhaits == [("peu de sel", 1)]
    assert "peu de sel" not in repr(Evenement.objects.values())


def test_no_meal_is_asked_where_none_is_served(client, world):
    world.seance.repas_prevu = False
    world.seance.save()
    page = world.url("repas")
    assert as_(client, world.rider).get(page).status_code == 404
    assert as_(client, world.rider).post(page, {"mange": "oui"}).status_code == 404
    assert as_(client, world.stranger).get(page).status_code == 403
    assert not Repas.objects.exists()


def test_a_personal_link_says_it_too(client, world):
    path = liens.make(ActeLien.REPONDRE, world.rider, world.seance).split("8000")[1]
    assert "Mangez-vous sur place" in client.get(path).text
    assert client.get(f"{path}repas/").status_code == 405
    wrong = client.post(f"{path}repas/", {"souhait": "sans sel"})
    assert wrong.status_code == 422 and "sans sel" in wrong.text

    response = client.post(f"{path}repas/", {"mange": "oui", "souhait": "sans sel"})

    assert (response.status_code, response.url) == (302, path)
    [row] = Repas.objects.all()
    assert (row.participant, row.souhait) == (world.rider, "sans sel")
    assert client.post("/lien/inconnu/repas/", {"mange": "oui"}).status_code == 404
    workflow.cancel(world.seance, by=None)
    assert client.post(f"{path}repas/", {"mange": "non"}).status_code == 410
    assert Repas.objects.get().mange


# ── How long ────────────────────────────────────────────────────────────────────────────────────────────


def test_all_of_it_goes_once_the_seance_is_over(world):
    yesterday = factories.SeanceFactory(convoquee=True, date=SOON - datetime.timedelta(days=1))
    for seance in (world.seance, yesterday):
        factories.DemandeContactFactory(covoiturage__seance=seance)
        factories.RepasFactory(seance=seance, souhait="sans sel")
    due = conservation.due(SOON)
    assert len(due.venues) == 2
    conservation.apply(due)
    assert [row.seance for row in Covoiturage.objects.all()] == [world.seance]
    assert [row.seance for row in Repas.objects.all()] == [world.seance]
    assert DemandeContact.objects.count() == 1


def test_it_is_among_ones_data_and_erased_with_them(client, world):
    row = factories.CovoiturageFactory(seance=world.seance, participant=world.driver)
    factories.DemandeContactFactory(covoiturage__seance=world.seance, participant=world.driver)
    factories.RepasFactory(seance=world.seance, participant=world.driver, souhait="sans sel")

    held = as_(client, world.driver).get("/mes-donnees/").context["held"]
    assert [one["depart"] for one in held["covoiturages"]] == [row.depart]
    assert [one["souhait"] for one in held["repas"]] == ["sans sel"]
    assert len(held["contacts_demandes"]) == 1

    world.driver.inscriptions.update(jusque=datetime.date(2024, 6, 1))
    workflow.erase(world.driver, by=None)
    assert not Repas.objects.exists() and not DemandeContact.objects.exists()
    assert not Covoiturage.objects.filter(participant=world.driver).exists()


@pytest.mark.parametrize("rows", [1, 4])
def test_the_pages_cost_the_same_for_any_number(client, django_assert_num_queries, world, rows):
    mine_ = factories.CovoiturageFactory(seance=world.seance, participant=world.driver)
    for _ in range(rows):
        person = world.member()
        factories.CovoiturageFactory(seance=world.seance, participant=person, a_joindre=True)
        factories.DemandeContactFactory(covoiturage=mine_, participant=person)
        factories.RepasFactory(seance=world.seance, participant=person)
    as_(client, world.driver)
    with django_assert_num_queries(10):
        client.get(world.url("covoiturage"))
    client.force_login(world.president.compte)
    with django_assert_num_queries(9):
        client.get(world.url("repas"))
    assert venir.why_closed(world.seance) == ""
