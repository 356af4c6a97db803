"""The home page: what each reader finds there, and nothing of what he may not know."""

import datetime

import pytest
from django.utils import timezone

from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def administration(client):
    client.force_login(factories.CompteFactory(administration=True))
    return client


def demain():
    return timezone.localdate() + datetime.timedelta(days=1)


def fill(rows):
    """As many of everything the page lists."""
    for _ in range(rows):
        chantier = factories.ChantierFactory(avec_thematique=True)
        factories.SeanceFactory(chantier=chantier, date=demain(), convoquee=True, avec_lieu=True)
        approved = factories.ProcesVerbalFactory(approuve=True, seance__convoquee=True)
        factories.EditionPubliqueFactory(
            version=factories.VersionPVFactory(proces_verbal=approved, etat="approuve")
        )
        factories.ProcesVerbalFactory()


def test_a_visitor_finds_chantiers_next_seances_and_public_pvs(client):
    seance = factories.SeanceFactory(chantier__titre="Le goûter", date=demain(), convoquee=True)
    past = factories.SeanceFactory(chantier=seance.chantier, convoquee=True)
    version = factories.VersionPVFactory(
        proces_verbal__seance=past,
        proces_verbal__approuve=True,
        proces_verbal__diffuse=False,
        etat="approuve",
    )
    factories.EditionPubliqueFactory(version=version)

    response = client.get("/")

    assert [chantier.prochaine for chantier in response.context["chantiers"]] == [demain()]
    assert [chantier.nombre_seances for chantier in response.context["chantiers"]] == [2]
    assert list(response.context["seances"]) == [seance]
    assert [edition.version for edition in response.context["editions"]] == [version]
    assert "Le goûter" in response.text
    assert f'href="{past.url("proces_verbal_detail")}"' in response.text


def test_a_visitor_finds_nothing_private_and_no_draft(client):
    prive = factories.ChantierFactory(prive=True, titre="Chantier caché")
    factories.SeanceFactory(chantier=prive, date=demain(), convoquee=True)
    preparation = factories.SeanceFactory(date=demain())
    draft = factories.ProcesVerbalFactory(seance__convoquee=True)
    sent = factories.VersionPVFactory(proces_verbal__seance__convoquee=True)
    hidden = factories.ProcesVerbalFactory(
        approuve=True, seance=factories.SeanceFactory(chantier=prive, convoquee=True)
    )
    factories.EditionPubliqueFactory(
        version=factories.VersionPVFactory(proces_verbal=hidden, etat="approuve")
    )
    withdrawn = factories.EditionPubliqueFactory()
    factories.EditionPubliqueFactory(version=withdrawn.version, retrait=True)

    response = client.get("/")

    assert list(response.context["seances"]) == []
    for name in ("editions", "versions", "projets"):
        assert list(response.context[name]) == []
    assert "Chantier caché" not in response.text
    for seance in (preparation, draft.seance, sent.proces_verbal.seance, hidden.seance):
        assert seance.get_absolute_url() not in response.text


def test_an_administrator_finds_drafts_and_frozen_versions(administration):
    draft = factories.ProcesVerbalFactory(seance__chantier__prive=True)
    version = factories.VersionPVFactory()

    response = administration.get("/")

    assert list(response.context["projets"]) == [draft]
    assert list(response.context["versions"]) == [version]
    assert f'href="{draft.seance.url("projet_detail")}"' in response.text


def test_an_older_version_of_the_same_pv_is_not_listed_again(administration):
    first = factories.VersionPVFactory()
    second = factories.VersionPVFactory(proces_verbal=first.proces_verbal)
    assert list(administration.get("/").context["versions"]) == [second]


def test_an_empty_portal_says_so(client):
    text = client.get("/").text
    assert "Aucun chantier n’est encore ouvert." in text
    assert "Aucune séance n’est annoncée pour l’instant." in text
    assert "Aucun procès-verbal n’est encore public." in text


def test_doors_are_shown_to_those_who_may_enter(client):
    visitor = client.get("/").text
    client.force_login(factories.CompteFactory())
    account = client.get("/").text
    client.force_login(factories.CompteFactory(administration=True))
    administrator = client.get("/").text

    for text, expected in ((visitor, False), (account, False), (administrator, True)):
        assert ('href="/participants/"' in text, 'href="/gestion/"' in text) == (expected, expected)
    assert ("Se connecter" in visitor, "Se déconnecter" in visitor) == (True, False)
    assert ("Se connecter" in account, "Se déconnecter" in account) == (False, True)


@pytest.mark.parametrize("rows", [1, 3])
def test_home_costs_a_visitor_the_same_for_any_number(client, django_assert_num_queries, rows):
    fill(rows)
    with django_assert_num_queries(4):
        client.get("/")


@pytest.mark.parametrize("rows", [1, 3])
def test_home_costs_an_administrator_the_same_for_any_number(administration, django_assert_num_queries, rows):
    fill(rows)
    with django_assert_num_queries(18):
        administration.get("/")


@pytest.mark.parametrize(
    "address", ["/aide/", "/aide/presider/", "/aide/exploitation/", "/vie-privee/", "/accessibilite/"]
)
def test_help_is_open_to_everybody_and_asks_nothing_of_the_database(
    client, django_assert_num_queries, address
):
    with django_assert_num_queries(0):
        assert client.get(address).status_code == 200
