"""Work that holds a process long has few places on a machine; whoever finds none is told."""

import signal
import subprocess
import sys

import pytest

from participants.models import Compte
from seances import pdf, places
from tests import factories

HOLDER = """
import time
from seances import places
with places.taken("essai", places=1, wait=0):
    print("tenu", flush=True)
    time.sleep(600)
"""


@pytest.fixture
def holder():
    """Another process that has the only place."""
    process = subprocess.Popen([sys.executable, "-c", HOLDER], stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "tenu\n"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def test_a_place_is_one_for_all_processes(holder):
    with pytest.raises(places.Complet), places.taken("essai", places=1, wait=0):
        raise AssertionError


def test_a_second_place_and_other_work_are_free(holder):
    with places.taken("essai", places=2, wait=0), places.taken("autre-essai", places=1, wait=0):
        pass


def test_a_place_comes_back_from_a_process_that_was_killed(holder):
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    with places.taken("essai", places=1, wait=0):
        pass


def test_a_place_comes_back_after_an_error():
    for _ in range(2):
        with pytest.raises(ZeroDivisionError), places.taken("erreur", places=1, wait=0):
            raise ZeroDivisionError


# ── Pages that make a PDF ───────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def seance(db):
    seance = factories.SeanceFactory(avec_horaire=True)
    factories.SousGroupeFactory(seance=seance, numero=1)
    factories.ProcesVerbalFactory(seance=seance)
    return seance


@pytest.fixture
def administration(client, db):
    client.force_login(Compte.objects.create_superuser("administration@example.org"))
    return client


@pytest.fixture
def busy(monkeypatch):
    """Another page makes a PDF."""
    with pdf.turn():
        monkeypatch.setattr(pdf, "ATTENTE", 0)
        yield


@pytest.mark.parametrize("name", ["projet_pdf", "ordre_du_jour_pdf", "feuille_pdf", "fiches_pdf"])
def test_a_page_whose_pdf_must_wait_asks_again_by_itself(administration, seance, busy, name):
    response = administration.get(seance.url(name))
    assert response.status_code == 503
    assert (response["Retry-After"], response["Refresh"]) == ("2", "2")
    assert "Votre PDF se prépare" in response.content.decode()
    assert "Content-Disposition" not in response


def test_the_pdf_is_given_once_the_other_is_done(administration, seance):
    assert administration.get(seance.url("projet_pdf"))["Content-Type"] == "application/pdf"


def test_an_agenda_that_was_made_waits_for_nobody(administration, seance, monkeypatch):
    administration.get(seance.url("ordre_du_jour_pdf"))
    with pdf.turn():
        monkeypatch.setattr(pdf, "ATTENTE", 0)
        response = administration.get(seance.url("ordre_du_jour_pdf"))
    assert response.status_code == 200


def test_other_pages_are_given_meanwhile(administration, seance, busy):
    assert administration.get(seance.get_absolute_url()).status_code == 200
