"""Figures for whoever watches: to the holder of the token alone, of all workers together, without anybody's data."""

import datetime
import os
import re

import pytest
from django.db import DatabaseError
from django.utils import timezone

from assises import mesures
from participants.journal import Acte
from tests import factories

TOKEN = "jeton-de-vingt-caracteres-et-plus"
HEURE = datetime.timedelta(hours=1)


@pytest.fixture
def compteurs(monkeypatch):
    fresh = mesures.Compteurs(["autre", "accueil", "sante"])
    monkeypatch.setattr(mesures, "compteurs", lambda: fresh)
    monkeypatch.setattr("assises.demandes.compteurs", lambda: fresh)
    return fresh


@pytest.fixture
def asked(client, settings):
    settings.METRICS_TOKEN = TOKEN

    def ask():
        response = client.get("/sante/mesures/", headers={"Authorization": f"Bearer {TOKEN}"})
        assert response.status_code == 200
        assert response["Content-Type"] == mesures.TYPE
        assert "no-store" in response["Cache-Control"]
        return dict(line.rsplit(" ", 1) for line in response.text.splitlines() if line[0] != "#")

    return ask


@pytest.mark.django_db
@pytest.mark.parametrize("header", [None, "Bearer ", "Bearer autre", f"Bearer {TOKEN}x", f"Basic {TOKEN}"])
@pytest.mark.parametrize("kept", ["", TOKEN])
def test_whoever_has_no_token_finds_a_closed_door(client, settings, header, kept):
    settings.METRICS_TOKEN = kept
    headers = {"Authorization": header} if header else {}
    response = client.get("/sante/mesures/", headers=headers)
    assert response["Location"] == "/compte/login/code/?next=/sante/mesures/"
    client.force_login(factories.CompteFactory(administration=True))
    assert client.get("/sante/mesures/", headers=headers).status_code == 404


@pytest.mark.django_db
def test_answers_are_counted_by_view_and_status(client, asked, compteurs):
    for _ in range(3):
        client.get("/sante/")
    client.post("/sante/")
    client.get("/nulle-part/")
    found = asked()
    assert found['assises_requests_total{view="sante",status="2xx"}'] == "3"
    assert found['assises_requests_total{view="sante",status="4xx"}'] == "1"
    assert found['assises_requests_total{view="autre",status="3xx"}'] == "1"
    assert found['assises_request_duration_seconds_count{view="sante"}'] == "4"


def test_times_fall_into_their_buckets(compteurs):
    for seconds in (0.001, 0.01, 0.011, 0.3, 60):
        compteurs.count("accueil", 200, seconds)
    text = "\n".join(mesures._requests())
    counts = re.findall(r'_bucket\{view="accueil",le="(.*?)"\} (\d+)', text)
    assert counts == [
        *(("0.01", "2"), ("0.025", "3"), ("0.05", "3"), ("0.1", "3"), ("0.25", "3"), ("0.5", "4")),
        *(("1", "4"), ("2.5", "4"), ("5", "4"), ("10", "4"), ("+Inf", "5")),
    ]
    assert 'assises_request_duration_seconds_sum{view="accueil"} 60.322000' in text


def test_workers_count_together_and_the_one_that_follows_goes_on(compteurs):
    """Each process in a row of its own; that of an ended one is taken again, and its counts stay."""
    compteurs.count("accueil", 200, 0.1)
    for _ in range(80):
        child = os.fork()
        if not child:
            compteurs.count("accueil", 200, 0.1)
            os._exit(0)
        os.waitpid(child, 0)
    assert compteurs.totals()["accueil"][1] == 81
    rows = [rank for rank in range(mesures.RANGEES) if compteurs.figures[rank * compteurs.taille]]
    assert rows == [0, 1]


@pytest.mark.django_db
def test_the_queue_the_backup_and_the_versions_are_told(asked, compteurs):
    empty = asked()
    assert (empty["assises_letters_waiting"], empty["assises_oldest_letter_age_seconds"]) == ("0", "0")
    assert "assises_last_backup_age_seconds" not in empty
    now = timezone.now()
    factories.EnvoiFactory(cree_le=now - HEURE)
    factories.EnvoiFactory(cree_le=now)
    factories.EnvoiFactory(cree_le=now - 9 * HEURE, parti=True)
    for age in (30, 2):
        factories.EvenementFactory(acte=Acte.SAUVEGARDE, quand=now - age * HEURE)
    factories.VersionPVFactory()
    found = asked()
    assert found["assises_letters_waiting"] == "2"
    assert float(found["assises_oldest_letter_age_seconds"]) == pytest.approx(3600, abs=60)
    assert float(found["assises_last_backup_age_seconds"]) == pytest.approx(7200, abs=60)
    assert found["assises_versions"] == "4"
    assert found["assises_database_up"] == "1"


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 3])
def test_they_cost_the_same_for_any_number(asked, compteurs, rows, django_assert_num_queries):
    for _ in range(rows):
        factories.EnvoiFactory()
        factories.VersionPVFactory()
    with django_assert_num_queries(5):
        asked()


@pytest.mark.django_db
def test_a_database_that_does_not_answer_is_told(asked, compteurs, monkeypatch):
    def down(self):
        raise DatabaseError

    monkeypatch.setattr("seances.models.envoi.EnvoiQuerySet.a_envoyer", down)
    found = asked()
    assert found["assises_database_up"] == "0"
    assert "assises_versions" not in found


def test_every_view_of_the_portal_has_a_row():
    vues = mesures.compteurs().vues
    assert {"accueil", "seances:seance_detail", "admin:index", "account_login"} <= set(vues)
