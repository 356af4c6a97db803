"""The directory: who reads it, and how it is searched."""

import pytest

from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def administration(client):
    client.force_login(factories.CompteFactory(administration=True))
    return client


def found(response):
    return [str(participant) for participant in response.context["page"]]


def test_the_anonymous_get_the_login_page(client):
    factories.ParticipantFactory()
    response = client.get("/participants/")
    assert response.status_code == 302
    assert response["Location"] == "/compte/login/code/?next=/participants/"


def test_an_account_without_rights_is_refused(client):
    factories.ParticipantFactory(prenom="Ilse", nom="Cachée", courriel="ilse@example.org")
    client.force_login(factories.CompteFactory())
    response = client.get("/participants/")
    assert response.status_code == 403
    assert "Cachée" not in response.text


def test_people_are_sorted_by_family_name_accents_ignored(administration):
    for prenom, nom in [("Zoé", "De Smet"), ("Ève", "Élan"), ("Abel", "Denis"), ("Hugo", "Eber")]:
        factories.ParticipantFactory(prenom=prenom, nom=nom)
    response = administration.get("/participants/")
    assert found(response) == ["Zoé De Smet", "Abel Denis", "Hugo Eber", "Ève Élan"]


def test_an_administrator_reads_addresses(administration):
    factories.ParticipantFactory(courriel="ilse@example.org")
    assert 'href="mailto:ilse@example.org"' in administration.get("/participants/").text


@pytest.fixture
def people():
    sante = factories.SecteurFactory(nom="Santé mentale")
    aide = factories.SecteurFactory(nom="Aide à la jeunesse")
    lieu = {"nom": "Réseau L’Éclaircie", "secteur": sante}
    factories.ParticipantFactory(
        prenom="Chloé",
        nom="De Smet",
        organisation=factories.OrganisationFactory(localite="Liège", **lieu),
    )
    factories.ParticipantFactory(
        prenom="Désiré",
        nom="Maréchal",
        organisation=factories.OrganisationFactory(localite="Namur-Wépion", **lieu),
    )
    factories.ParticipantFactory(
        prenom="Ilse",
        nom="Ost",
        organisation=factories.OrganisationFactory(nom="Service Liège", secteur=aide),
    )
    factories.ParticipantFactory(prenom="Jonas", nom="Thiry")
    return {"sante": sante.pk}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, ["Chloé De Smet", "Désiré Maréchal", "Ilse Ost", "Jonas Thiry"]),
        ({"nom": "smet CHLOE"}, ["Chloé De Smet"]),
        ({"nom": "marech"}, ["Désiré Maréchal"]),
        ({"secteur": "sante"}, ["Chloé De Smet", "Désiré Maréchal"]),
        ({"organisation": "l'eclaircie"}, ["Chloé De Smet", "Désiré Maréchal"]),
        ({"organisation": "liège"}, ["Ilse Ost"]),
        ({"localite": "liege"}, ["Chloé De Smet"]),
        ({"localite": "wepion"}, ["Désiré Maréchal"]),
        ({"secteur": "sante", "localite": "Liège"}, ["Chloé De Smet"]),
        ({"nom": "personne"}, []),
        ({"nom": "%"}, ["Chloé De Smet", "Désiré Maréchal", "Ilse Ost", "Jonas Thiry"]),
    ],
)
def test_directory_is_searched(administration, people, query, expected):
    query = {name: people.get(value, value) for name, value in query.items()}
    assert found(administration.get("/participants/", query)) == expected


def test_nobody_found_says_what_to_do(administration, people):
    assert "Personne ne répond à cette recherche." in administration.get("/participants/?nom=xyz").text


def test_fifty_people_a_page_and_the_search_goes_on_with_them(administration):
    organisation = factories.OrganisationFactory(nom="Halle", localite="Ath")
    for number in range(51):
        factories.ParticipantFactory(prenom="Alix", nom=f"Nom{number:02}", organisation=organisation)
    first = administration.get("/participants/?localite=ath")
    second = administration.get("/participants/?localite=ath&page=2")
    assert (len(found(first)), found(second)) == (50, ["Alix Nom50"])
    assert "?localite=ath&amp;page=2" in first.text
    assert "Page 2 sur 2" in second.text


@pytest.mark.parametrize("rows", [1, 3])
def test_directory_costs_the_same_for_any_number(administration, django_assert_num_queries, rows):
    for _ in range(rows):
        factories.ParticipantFactory(organisation=factories.OrganisationFactory(avec_secteur=True))
    with django_assert_num_queries(7):
        administration.get("/participants/")
