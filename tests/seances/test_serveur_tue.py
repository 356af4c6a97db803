"""Three hundred people are convened while the mail server is killed twenty times: nobody lacks his letter."""

import contextlib
import random
import socket
import threading
import time

import pytest
from django.db import connection
from django.utils import timezone

from chantiers.models import Inscription
from participants.models import Participant
from seances import courrier, workflow
from seances.models import Envoi, EtatEnvoi
from tests import factories

from . import poste
from .personnes import day

pytestmark = pytest.mark.django_db

# A mail server as careful as a real one: a letter is on the disk before it is said to be taken.
SERVER = """
import asyncio, email, json
from aiosmtpd.smtp import SMTP

port, path = int(sys.argv[1]), sys.argv[2]

class Boite:
    async def handle_DATA(self, server, session, envelope):
        with open(path, "a") as file:
            print(envelope.rcpt_tos[0], email.message_from_bytes(envelope.content)["Message-ID"], file=file, flush=True)
            os.fsync(file.fileno())
        await asyncio.sleep(0.002)  # taken, and its sender does not know it yet
        return "250 OK"

async def serve():
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(Boite(), hostname="banc"), "127.0.0.1", port)
    await server.serve_forever()

def live():
    asyncio.run(serve())
"""


class Serveur:
    """A mail server in a process of its own, at the same port each time it is born."""

    def __init__(self, folder):
        self.path, self.port = folder / "boite", poste.free_port()
        self.path.touch()
        self.nursery = poste.Pepiniere(SERVER, [str(self.port), str(self.path)])

    def bear(self):
        self.pid = self.nursery.bear()
        limit = time.monotonic() + 60
        while time.monotonic() < limit:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
                return
            time.sleep(0.005)
        raise AssertionError("the mail server does not start")

    def kill(self):
        self.nursery.kill(self.pid)

    def kill_soon(self, chance):
        """Killed by another thread at a moment of chance: once some more letters are taken, and a little later."""
        wanted = len(self.letters) + 1 + chance.randrange(12)

        def wait():
            while len(self.letters) < wanted:
                time.sleep(0.002)
            time.sleep(chance.random() / 50)
            self.kill()

        thread = threading.Thread(target=wait)
        thread.start()
        return thread

    @property
    def letters(self):
        """(address, Message-ID) of every letter that it took, in order."""
        return [tuple(line.split()) for line in self.path.read_text().splitlines()]


@pytest.fixture
def people():
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


@pytest.fixture
def serveur(tmp_path, settings):
    serveur = Serveur(tmp_path)
    poste.sends_to(settings, serveur.port)
    yield serveur
    serveur.kill()
    serveur.nursery.close()


def hours_pass():
    Envoi.objects.a_envoyer().update(prochain_essai=timezone.now())


def test_a_mail_server_killed_twenty_times_convenes_everybody_and_repeats_only_what_was_in_flight(
    people, serveur
):
    chance, kills, in_flight = random.Random(), 20 if len(people) == 300 else 4, set()
    for _ in range(kills):
        serveur.bear()
        killer = serveur.kill_soon(chance)
        tournee = courrier.deliver()
        killer.join()
        assert tournee.panne
        assert (tournee.remis, tournee.echoues) == (
            1,
            0,
        )  # the one that was leaving; the others keep their turn
        in_flight.add(len(serveur.letters) - 1)
        assert courrier.deliver().envoyes == 0  # nobody listens
        hours_pass()
    serveur.bear()
    courrier.deliver()
    arrived = [address for address, _ in serveur.letters]
    assert sorted(set(arrived)) == people
    assert set(Envoi.objects.values_list("etat", flat=True)) == {EtatEnvoi.ENVOYE}
    repeated = {address for address in arrived if arrived.count(address) > 1}
    assert {arrived.index(address) for address in repeated} <= in_flight
    assert len(arrived) - len(people) <= kills
    assert len({*serveur.letters}) == len(people)  # what comes twice has the same Message-ID
