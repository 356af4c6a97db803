"""The queue of letters: a convocation to many people against sending the same bytes, in turns.

The mail server is a process of its own that drops what it receives. Bare is smtplib with one connection and a letter
that is ready; the portal takes each letter from the queue, writes it for its reader with his link, sends it and notes
that it left.
"""

import contextlib
import resource
import smtplib
import socket
import subprocess
import sys
import time
from datetime import timedelta
from time import perf_counter, process_time

from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from chantiers.models import Chantier, Inscription
from participants.models import Participant
from seances import courrier, emails, workflow
from seances.convocations import Dossiers
from seances.models import Envoi, EtatEnvoi, LienPersonnel, PointOrdreDuJour, Seance

LETTRES = 300
ROUNDS = {False: 5, True: 2}  # whole and --rapide
CHANTIER = 990


def main(port, rapide):
    """Returns {lettres, file_s, nue_s, file_cpu_s, nue_cpu_s: lists of seconds, a round each, requetes: of one letter,
    octets: of one letter, pic: bytes}."""
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    convene()
    found = {"lettres": LETTRES, "file_s": [], "file_cpu_s": [], "nue_s": [], "nue_cpu_s": []}
    with server(port):
        letter = emails.compose(Envoi.objects.select_related("participant__compte").first(), Dossiers())
        data = letter.message().as_bytes(linesep="\r\n")
        for _ in range(ROUNDS[rapide]):
            again()
            for name, act in (("file", queue), ("nue", lambda: bare(port, letter.to[0], data))):
                start, cpu = perf_counter(), process_time()
                act()
                found[f"{name}_s"].append(perf_counter() - start)
                found[f"{name}_cpu_s"].append(process_time() - cpu)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        return found | {"requetes": queries(), "octets": len(data), "pic": peak}


def convene():
    chantier = Chantier.objects.create(numero=CHANTIER, titre="Banc", contact="banc@example.org")
    seance = Seance.objects.create(
        chantier=chantier, numero=1, date=timezone.localdate() + timedelta(days=30)
    )
    for position in range(1, 9):
        PointOrdreDuJour.objects.create(seance=seance, position=position, titre=f"Point {position} du banc")
    people = Participant.objects.bulk_create(
        Participant(prenom="Alix", nom=f"Banc {number}", courriel=f"banc{number}@example.org")
        for number in range(LETTRES)
    )
    Inscription.objects.bulk_create(
        Inscription(chantier=chantier, participant=person, depuis=timezone.localdate()) for person in people
    )
    workflow.convene(seance, by=None)


@contextlib.contextmanager
def server(port):
    """A mail server that drops what it receives, as long as it is wanted."""
    process = subprocess.Popen(
        [sys.executable, "-m", "aiosmtpd", "-n", "-l", f"127.0.0.1:{port}", "-c", "aiosmtpd.handlers.Sink"],
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(200):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            time.sleep(0.05)
        yield
    finally:
        process.terminate()
        process.wait()


def again():
    """Every letter waits, and nobody has a link."""
    LienPersonnel.objects.filter(seance__chantier__numero=CHANTIER).delete()
    Envoi.objects.filter(participant__nom__startswith="Banc ").update(
        etat=EtatEnvoi.A_ENVOYER, envoye_le=None, essais=0, prochain_essai=timezone.now()
    )


def queue():
    assert courrier.deliver().envoyes == LETTRES


def bare(port, address, data):
    with smtplib.SMTP("127.0.0.1", port) as smtp:
        for _ in range(LETTRES):
            smtp.sendmail("portail@example.org", [address], data)


def queries():
    """How many a letter costs, once its séance was read."""
    dossiers = Dossiers()
    first, second = Envoi.objects.select_related("participant__compte").order_by("pk")[:2]
    emails.compose(first, dossiers)
    with CaptureQueriesContext(connection) as captured:
        emails.compose(second, dossiers)
    return len(captured)
