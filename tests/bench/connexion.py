"""The door: asking for a code costs as much for an address that the portal does not know as for the others.

Each request is a POST by Django's client, of an address that nobody asked for before, from a network of its own; the
kinds take turns, in an order that changes. Letters go to a mail server on loopback and have left before the next turn.
"""

import logging
import random
from time import perf_counter, process_time

from aiosmtpd.controller import Controller
from django.conf import settings
from django.test import Client

from participants.comptes import lettres
from participants.models import Compte, Participant

DEMANDE = "/compte/login/code/"
ROUNDS = {False: 300, True: 60}  # whole and --rapide
INCONNUE = "adresse inconnue"


def compte(address):
    Compte.objects.create_user(address)


def personne(address):
    Participant.objects.create(prenom="Alix", nom="Banc", courriel=address)


def partagee(address):
    personne(address)
    personne(address)


def ferme(address):
    Compte.objects.create_user(address, is_active=False)


def inconnue(address):
    pass


KINDS = {
    "compte": compte,
    "personne sans compte": personne,
    "adresse partagée": partagee,
    "compte fermé": ferme,
    INCONNUE: inconnue,
}


class Boite:
    received = 0

    async def handle_DATA(self, server, session, envelope):
        self.received += 1
        return "250 OK"


def main(port, rapide):
    """Returns {"lettres": how many arrived, "sortes": {kind: {"s": seconds of each round, "cpu_s": of CPU}}}."""
    logging.getLogger("mail.log").setLevel(logging.WARNING)
    settings.STATIC_ROOT.mkdir(exist_ok=True)
    boite = Boite()
    server = Controller(boite, hostname="127.0.0.1", port=port)
    server.start()
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    rounds = ROUNDS[rapide]
    for number in range(rounds + 1):
        for rank, make in enumerate(KINDS.values()):
            make(address(rank, number))
    samples = {kind: {"s": [], "cpu_s": []} for kind in KINDS}
    order = random.Random(0)
    for number in range(rounds + 1):
        for rank, kind in order.sample(list(enumerate(KINDS)), len(KINDS)):
            seconds, cpu = ask(address(rank, number), number)
            if number:  # whatever is made once was made in the first round
                samples[kind]["s"].append(seconds)
                samples[kind]["cpu_s"].append(cpu)
    server.stop()
    return {"lettres": boite.received, "sortes": samples}


def address(rank, number):
    return f"banc{rank}-{number:04}@example.org"


def ask(address, number):
    """(seconds, seconds of CPU) of one request."""
    client = Client(REMOTE_ADDR=f"2001:db8:{number:x}::1", HTTP_HOST="localhost")
    begun, cpu = perf_counter(), process_time()
    answer = client.post(DEMANDE, {"email": address})
    taken = perf_counter() - begun, process_time() - cpu
    if answer.status_code != 302:
        raise RuntimeError(f"{DEMANDE}: {answer.status_code}")
    lettres.finish()
    return taken
