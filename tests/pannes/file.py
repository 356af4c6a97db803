"""The worker of the queue killed while it sends: nobody lacks a letter, none is two different ones."""

import random
import time

from tests.seances import poste

from .atelier import Constat
from .courrier import PERSONNES, breaches, worker

BAIL = "1"  # seconds that a letter stays reserved: what a killed worker held comes back


def run(atelier, tours):
    kills = max(4, tours // 10)
    atelier.workshop.call("tests.pannes.lettres", faire="convoquer", combien=PERSONNES)
    with poste.opened() as boite:
        for _ in range(kills):
            process, seen = worker(atelier, boite.port, "--bail", BAIL), len(boite.letters)
            limit = time.monotonic() + 20
            while len(boite.letters) <= seen + random.randrange(PERSONNES // kills + 1):
                if time.monotonic() > limit or process.poll() is not None:
                    break
                time.sleep(0.005)
            time.sleep(random.random() / 30)
            process.kill()
            process.wait()
        time.sleep(float(BAIL))
        left = drain(atelier, boite.port)
        arrived = len(boite.letters)
        wrong = breaches(boite, PERSONNES)
    if left:
        wrong.append(f"{left} lettres attendent encore")
    return Constat(f"{kills} travailleurs tués, {arrived} lettres arrivées pour {PERSONNES} personnes", wrong)


def drain(atelier, port):
    """Letters that still wait once the queue was worked on, with nothing in its way."""
    for _ in range(6):
        atelier.workshop.call("tests.pannes.lettres", faire="presser")
        worker(atelier, port, "--une-fois").wait(120)
        waiting = atelier.workshop.call("tests.pannes.lettres", faire="compter").get("a_envoyer", 0)
        if not waiting:
            return 0
        time.sleep(1)
    return waiting
