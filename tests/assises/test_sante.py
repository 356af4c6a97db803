import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.urls import reverse


def test_sante_answers_anybody_without_a_query(client):
    response = client.get("/sante/")
    assert (response.status_code, response.json()) == (200, {"statut": "en marche"})
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
def test_sante_pret_when_every_migration_is_applied(client):
    response = client.get("/sante/pret/")
    assert (response.status_code, response.json()) == (200, {"statut": "prêt"})


@pytest.mark.django_db
def test_sante_pret_refuses_while_a_migration_is_missing(client):
    MigrationRecorder(connection).record_unapplied("sessions", "0001_initial")
    response = client.get("/sante/pret/")
    assert response.status_code == 503
    assert response.json() == {"statut": "pas prêt", "manque": "migrations"}


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/nulle-part/", "/nulle-part.pdf", "/compte/password/change/"])
def test_unknown_address_sends_the_anonymous_to_the_login_page(client, address):
    response = client.get(address)
    assert response.status_code == 302
    assert response["Location"] == f"{reverse('account_request_login_code')}?next={address}"


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/nulle-part/", "/compte/password/set/", "/compte/signup/"])
def test_unknown_or_shut_address_is_not_found_once_logged_in(client, django_user_model, address):
    client.force_login(django_user_model.objects.create(email="anne@example.be"))
    assert client.get(address).status_code == 404


@pytest.mark.django_db
def test_login_page_leads_to_the_code(client):
    response = client.get("/compte/login/?next=/gestion/")
    assert response["Location"] == "/compte/login/code/?next=/gestion/"


def test_answers_carry_the_strict_policy(client):
    policy = dict(
        directive.split(" ", 1) for directive in client.get("/sante/")["Content-Security-Policy"].split("; ")
    )
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == "'self'"
    assert policy["style-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert policy["form-action"] == "'self'"
