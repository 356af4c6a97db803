"""People and organisations at the desk."""

import pytest
from django.urls import reverse
from lxml import html as lxml_html

from participants.models import Compte, Organisation, Participant
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator():
    return Compte.objects.create_superuser("admin@example.org")


@pytest.fixture
def client(client, administrator):
    client.force_login(administrator)
    return client


def people(client, query):
    response = client.get(reverse("admin:participants_participant_changelist"), {"q": query})
    return [str(person) for person in response.context["cl"].result_list]


def errors(response):
    return lxml_html.fromstring(response.content.decode()).xpath(
        "//ul[contains(@class,'errorlist')]/li/text()"
    )


@pytest.mark.parametrize(
    "query",
    ["beranger", "BÉRANGER béa", "l’exemple", "B. Berranger", "bea@example.org"],
    ids=["accents", "words", "organisation", "other spelling", "address"],
)
def test_a_person_is_found_however_he_is_written(client, query):
    organisation = factories.OrganisationFactory(nom="Maison de l’Exemple")
    beatrice = Participant.objects.create(
        prenom="Béatrice", nom="Béranger", organisation=organisation, courriel="bea@example.org"
    )
    factories.GraphieFactory(participant=beatrice, texte="B. Berranger")
    Participant.objects.create(prenom="Paul", nom="Durand", courriel="paul@example.org")
    assert people(client, query) == ["Béatrice Béranger"]


def test_people_are_listed_by_family_name(client):
    for prenom, nom in (("Zoé", "Étienne"), ("Anne", "Fabre"), ("Luc", "De Smet")):
        Participant.objects.create(prenom=prenom, nom=nom)
    assert people(client, "") == ["Luc De Smet", "Zoé Étienne", "Anne Fabre"]


def test_the_same_organisation_is_not_made_twice(client):
    factories.OrganisationFactory(nom="AMO Exemple", localite="Liège")
    response = client.post(
        reverse("admin:participants_organisation_add"),
        {"nom": "amo exemple", "localite": "LIEGE", "secteur": ""},
    )
    assert errors(response) == ["Une organisation de ce nom existe déjà à cet endroit."]
    assert Organisation.objects.count() == 1


def test_somebody_whom_a_pv_names_is_not_deleted(client):
    presence = factories.PresenceFactory()
    address = reverse("admin:participants_participant_delete", args=[presence.participant.pk])
    assert "d’autres données en dépendent" in client.get(address).content.decode()
    client.post(address, {"post": "yes"})
    assert Participant.objects.filter(pk=presence.participant.pk).exists()


def test_a_selection_with_somebody_whom_a_pv_names_is_not_deleted(client):
    presence = factories.PresenceFactory()
    response = client.post(
        reverse("admin:participants_participant_changelist"),
        {"action": "delete_selected", "_selected_action": [presence.participant.pk]},
    )
    assert "Cette sélection ne peut pas être supprimée" in response.content.decode()


def test_an_account_has_no_password(client):
    client.post(reverse("admin:participants_compte_add"), {"email": "Anne@Example.org", "is_active": "on"})
    compte = Compte.objects.get(email="anne@example.org")
    assert not compte.has_usable_password()


def test_nobody_shuts_himself_out(client, administrator):
    address = reverse("admin:participants_compte_change", args=[administrator.pk])
    response = client.post(address, {"email": administrator.email, "is_active": "on"})
    assert errors(response) == [
        "C’est votre propre compte : une autre personne de l’administration doit le fermer."
    ]
    administrator.refresh_from_db()
    assert administrator.is_superuser
    assert client.get(reverse("admin:participants_compte_delete", args=[administrator.pk])).status_code == 403


def test_no_page_of_the_admin_asks_for_a_password(client):
    assert client.get("/gestion/password_change/").status_code == 404
