"""Three hundred people are convened by a worker that is killed twenty times: nobody lacks his letter."""

import random
import time

import pytest
from django.db import connection

from chantiers.models import Inscription
from participants.models import Participant
from seances import workflow
from tests import factories

from . import poste
from .personnes import day

WAITING = "SELECT COUNT(*) FROM seances_envoi WHERE etat = 'a_envoyer'"
LINKS = "SELECT COUNT(*), COUNT(DISTINCT participant_id) FROM seances_lienpersonnel"


@pytest.fixture
def people(transactional_db):
    """So many people convened; their addresses."""
    seance = factories.SeanceFactory(avec_horaire=True, date=day(30))
    factories.PointOrdreDuJourFactory(seance=seance, titre="Accueil")
    count = 300 if connection.vendor == "sqlite" else 60
    rows = Participant.objects.bulk_create(
        Participant(prenom="Alix", nom=f"Ost {number}", courriel=f"p{number}@example.org")
        for number in range(count)
    )
    Inscription.objects.bulk_create(
        Inscription(chantier=seance.chantier, participant=row, depuis=day(-9)) for row in rows
    )
    workflow.convene(seance, by=None)
    return sorted(row.courriel for row in rows)


def wait_for(condition):
    limit = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < limit
        time.sleep(0.005)


def wait_for_letters(boite, count):
    wait_for(lambda: len(boite.letters) >= count)


def test_a_worker_killed_twenty_times_convenes_everybody_and_repeats_only_what_was_in_flight(
    people, tmp_path
):
    base, chance = poste.Base(tmp_path), random.Random()
    kills = 20 if len(people) == 300 else 4
    in_flight = set()
    with (
        poste.opened() as boite,
        base.nursery(boite.port, "--bail", "1", CACHE_URL=f"filecache://{tmp_path}/cache") as nursery,
    ):
        for _ in range(kills):
            worker = nursery.bear()
            wait_for_letters(boite, len(boite.letters) + 1 + chance.randrange(12))
            time.sleep(chance.random() / 50)
            nursery.kill(worker)
            time.sleep(0.05)  # what the server had received whole before the kill, it takes
            in_flight.add(len(boite.letters) - 1)
        worker = nursery.bear()
        wait_for(lambda: base.execute(WAITING) == [(0,)])
        nursery.kill(worker)
    arrived = boite.addresses
    assert sorted(set(arrived)) == people
    repeated = {address for address in arrived if arrived.count(address) > 1}
    assert {arrived.index(address) for address in repeated} <= in_flight
    assert len(arrived) - len(people) <= kills
    for address in repeated:
        copies = [letter for to, letter in boite.letters if to == [address]]
        assert len({letter["Message-ID"] for letter in copies}) == 1
        assert len({link_in(letter) for letter in copies}) == 1
    assert base.execute(LINKS) == [(len(people), len(people))]


def link_in(letter):
    text = letter.get_body(("plain",)).get_content()
    return next(line for line in text.splitlines() if "/lien/" in line)
