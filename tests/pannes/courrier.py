"""What the two faults of the mail share: a server on loopback, a worker of the queue."""

import subprocess
import sys

from tests.bench.workshop import ROOT

PERSONNES = 60


def worker(atelier, port, *arguments):
    """The command of the queue's worker, in a process of its own."""
    environment = atelier.workshop.env | {"EMAIL_URL": f"smtp://127.0.0.1:{port}"}
    quiet = subprocess.DEVNULL
    return subprocess.Popen(
        [sys.executable, "manage.py", "envoyer", *arguments],
        cwd=ROOT,
        env=environment,
        stdout=quiet,
        stderr=quiet,
    )


def breaches(boite, convened):
    """Those who were convened and lack their letter, or have it twice under two names."""
    wrong = []
    letters = {}
    for recipients, letter in boite.letters:
        for address in recipients:
            letters.setdefault(address, []).append(letter["Message-ID"])
    for number in range(convened):
        got = letters.get(f"lettre{number}@example.org", [])
        if not got:
            wrong.append(f"lettre{number}@example.org n’a rien reçu")
        elif len(set(got)) > 1:
            wrong.append(f"lettre{number}@example.org a reçu deux lettres différentes")
    return wrong
