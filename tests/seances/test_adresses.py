"""Whose a shared address is: said by those who preside a chantier of one of them, or by the administration."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from participants.models import Compte, Evenement
from tests import factories

pytestmark = pytest.mark.django_db
PAGE = "/participants/adresses/"


@pytest.fixture
def chantier():
    return factories.ChantierFactory()


@pytest.fixture
def shared(chantier):
    """Two people of the chantier and one of another share an address, with which one of them has entered."""
    factories.CompteFactory(email="equipe@example.org", last_login=factories.INSTANT)
    people = [factories.ParticipantFactory(courriel="Equipe@example.org") for _ in range(3)]
    for person in people[:2]:
        factories.InscriptionFactory(chantier=chantier, participant=person)
    factories.InscriptionFactory(participant=people[2])
    return people


@pytest.fixture
def president(chantier):
    person = factories.ParticipantFactory(avec_compte=True)
    factories.CopresidenceFactory(chantier=chantier, participant=person)
    return person.compte


def confirm(client, person):
    compte = Compte.objects.get(email="equipe@example.org")
    return client.post(f"{PAGE}{compte.pk}/{person.pk}/")


def owner():
    compte = Compte.objects.select_related("participant").get(email="equipe@example.org")
    return getattr(compte, "participant", None)


def test_who_presides_says_whose_the_account_is(client, shared, president):
    client.force_login(president)
    page = client.get(PAGE).text
    assert "equipe@example.org" in page
    assert [person.nom_complet in page for person in shared] == [True, True, False]
    assert confirm(client, shared[1])["Location"] == PAGE
    assert owner() == shared[1]
    assert [(each.acte, each.par) for each in Evenement.objects.all()] == [
        ("compte lié à une personne", president)
    ]
    assert "Aucun compte n’attend de confirmation." in client.get(PAGE).text


def test_nobody_confirms_a_record_that_he_typed_himself(client, chantier, shared, president):
    typed = factories.ParticipantFactory(courriel="equipe@example.org", saisi_par=president)
    factories.InscriptionFactory(chantier=chantier, participant=typed)
    client.force_login(president)
    assert typed.nom_complet not in client.get(PAGE).text
    assert confirm(client, typed).status_code == 404
    assert owner() is None


def test_an_administrator_says_it_for_anybody(client, shared):
    client.force_login(factories.CompteFactory(administration=True))
    confirm(client, shared[2])
    assert owner() == shared[2]


def test_nobody_says_it_for_the_people_of_others(client, shared, president):
    client.force_login(president)
    assert confirm(client, shared[2]).status_code == 404
    assert owner() is None


def test_a_former_president_says_nothing(client, chantier, shared):
    person = factories.ParticipantFactory(avec_compte=True)
    factories.CopresidenceFactory(chantier=chantier, participant=person, finie=True)
    client.force_login(person.compte)
    assert (client.get(PAGE).status_code, confirm(client, shared[0]).status_code) == (403, 403)
    assert owner() is None


@pytest.mark.parametrize("part", [{}, {"redacteur": True}], ids=["participant", "rédacteur"])
def test_who_does_not_preside_neither_reads_nor_says_it(client, chantier, shared, part):
    person = factories.ParticipantFactory(avec_compte=True)
    factories.InscriptionFactory(chantier=chantier, participant=person, **part)
    client.force_login(person.compte)
    assert (client.get(PAGE).status_code, confirm(client, shared[0]).status_code) == (403, 403)
    assert owner() is None


def test_the_one_who_shares_the_address_does_not_say_it_himself(client, shared):
    client.force_login(Compte.objects.get(email="equipe@example.org"))
    assert confirm(client, shared[0]).status_code == 403
    assert owner() is None


def test_a_choice_made_twice_is_told(client, shared, president):
    client.force_login(president)
    confirm(client, shared[0])
    compte = Compte.objects.get(email="equipe@example.org")
    answer = client.post(f"{PAGE}{compte.pk}/{shared[1].pk}/", follow=True)
    assert "n’attend plus de confirmation" in answer.text
    assert owner() == shared[0]


def test_an_account_of_another_address_is_given_to_nobody(client, shared, president):
    client.force_login(president)
    other = factories.CompteFactory(last_login=factories.INSTANT)
    client.post(f"{PAGE}{other.pk}/{shared[0].pk}/")
    shared[0].refresh_from_db()
    assert shared[0].compte is None


def test_reading_the_page_changes_nothing(client, shared, president):
    client.force_login(president)
    compte = Compte.objects.get(email="equipe@example.org")
    assert client.get(f"{PAGE}{compte.pk}/{shared[0].pk}/").status_code == 405


def test_the_page_costs_the_same_for_any_number(client, president, chantier):
    client.force_login(president)

    def cost(number):
        for _ in range(2):
            person = factories.ParticipantFactory(
                courriel=f"equipe{number}@example.org", avec_organisation=True
            )
            factories.InscriptionFactory(chantier=chantier, participant=person)
        factories.CompteFactory(email=f"equipe{number}@example.org", last_login=factories.INSTANT)
        with CaptureQueriesContext(connection) as queries:
            assert f"equipe{number}@example.org" in client.get(PAGE).text
        return len(queries)

    assert cost(1) == cost(2) == cost(3)
