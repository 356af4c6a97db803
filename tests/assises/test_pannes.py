"""What breaks below the portal is told in a page of its own: for how long, what was kept, what to do."""

import errno

import pytest
from django.db import InterfaceError, OperationalError
from django.test import Client

from assises import sante
from tests import factories

pytestmark = pytest.mark.django_db


def full(kind):
    """What is raised when a disk is full: by the system, by PostgreSQL, by SQLite."""
    if kind == "fichier":
        return OSError(errno.ENOSPC, "No space left on device")
    if kind == "sqlite":
        return OperationalError("database or disk is full")
    error, cause = OperationalError("could not extend file"), Exception("could not extend file")
    cause.sqlstate = "53100"
    error.__cause__ = cause
    return error


@pytest.fixture
def answer(monkeypatch):
    """A function: what a visitor is answered when a page raises this."""

    def ask(error):
        def broken(*args, **kwargs):
            raise error

        monkeypatch.setattr("seances.views.lecture.reperes.chantiers_with_reperes", broken)
        return Client(raise_request_exception=False).get("/chantiers/")

    return ask


@pytest.mark.parametrize("kind", ["fichier", "sqlite", "postgresql"])
def test_a_full_disk_says_that_nothing_was_kept_and_who_makes_room(answer, kind):
    response = answer(full(kind))
    assert response.status_code == 507
    assert "Le portail n’a plus de place" in response.text
    assert response["X-Request-ID"] in response.text


@pytest.mark.parametrize("error", [OperationalError("connection refused"), InterfaceError("closed")])
def test_a_database_that_is_away_is_back_in_a_moment(answer, error):
    response = answer(error)
    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert "Le portail revient dans un instant" in response.text


def test_any_other_fault_is_ours(answer):
    response = answer(ValueError("unexpected"))
    assert response.status_code == 500
    assert "Le portail est en panne" in response.text


def test_a_note_that_finds_no_room_is_refused_and_leaves_no_row(monkeypatch, settings):
    groupe = factories.SousGroupeFactory(seance__convoquee=True)
    client = Client(raise_request_exception=False)
    client.force_login(factories.CompteFactory(administration=True))

    def no_room(path, data):
        raise full("fichier")

    monkeypatch.setattr("seances.fichiers.write_whole", no_room)
    response = client.post(groupe.seance.url("note_deposer", groupe.numero), {"texte": "La note."})
    assert response.status_code == 507
    assert groupe.restitutions.count() == 0


def test_readiness_is_no_page(client, monkeypatch):
    monkeypatch.setattr(
        sante, "MigrationExecutor", lambda connection: (_ for _ in ()).throw(OperationalError())
    )
    assert client.get("/sante/pret/").json() == {"statut": "pas prêt", "manque": "base de données"}
