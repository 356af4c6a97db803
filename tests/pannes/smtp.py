"""The mail server is off when a séance is convened, and comes back later: pages do not wait, each letter arrives."""

from tests.bench.charge import ask
from tests.bench.workshop import free_port
from tests.seances import poste

from .atelier import Constat
from .courrier import PERSONNES, breaches, worker
from .file import drain


def run(atelier, tours):
    port = free_port()  # where nobody listens yet
    with atelier.served(EMAIL_URL=f"smtp://127.0.0.1:{port}") as (_, web):
        states = atelier.workshop.call("tests.pannes.lettres", faire="convoquer", combien=PERSONNES)
        dead = [worker(atelier, port, "--une-fois").wait(120) for _ in range(2)]
        waiting = atelier.workshop.call("tests.pannes.lettres", faire="compter")
        status, _ = ask(web, "GET", "/calendrier/", "")
        with poste.opened(port) as boite:
            left = drain(atelier, port)
            wrong = breaches(boite, PERSONNES)
    if status != 200:
        wrong.append(f"le calendrier répond {status} pendant la panne")
    if waiting != states:
        wrong.append(f"la file est passée de {states} à {waiting} sans serveur de courrier")
    if left:
        wrong.append(f"{left} lettres attendent encore")
    return Constat(
        f"{PERSONNES} lettres, deux passages sans serveur (statuts {dead}), puis toutes parties", wrong
    )
