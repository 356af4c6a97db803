"""Workers of the portal killed at random moments, while people save, point, hand in notes and freeze versions."""

import os
import random
import threading
import time
from pathlib import Path
from urllib.parse import urlencode

from tests.bench.ouvriers import OUVRIERS

from .atelier import Constat, Travail, wait_ready

FORMULAIRE = "application/x-www-form-urlencoded"
BORNE = "----assises-pannes"
VERBES = (("ouvrir", {"motif": "Une date à corriger."}), ("rectifier", {}), ("renoncer", {}))


class Ouvrage(Travail):
    """People at work, and those who hand in notes and rectify an approved PV."""

    def __init__(self, port, material):
        super().__init__(port)
        self.material, self.notes, self.transitions = material, 0, 0

    def hand_in(self, number):
        text = f"Note du groupe, envoi {number} de {random.random()}.\n" * 40
        body = (
            f'--{BORNE}\r\nContent-Disposition: form-data; name="fichier"; filename="note.txt"\r\n'
            f"Content-Type: text/plain\r\n\r\n{text}\r\n--{BORNE}--\r\n"
        ).encode()
        form = (f"multipart/form-data; boundary={BORNE}", body)
        status, _ = self.timed(
            "note", "POST", self.material["note"], self.material["administration"], form, accepted=(302,)
        )
        self.notes += status == 302

    def act(self, _):
        """Open a rectification, then freeze it or give it up; whichever is not possible now is refused."""
        verb, data = random.choice(VERBES)
        form = (FORMULAIRE, urlencode(data).encode())
        address = f"{self.material['actes']}{verb}/"
        accepted = (302, 403, 422)
        status, _ = self.timed(
            verb, "POST", address, self.material["administration"], form, accepted=accepted
        )
        self.transitions += status == 302


def run(atelier, tours):
    with atelier.served() as (server, port):
        work, kills = Ouvrage(port, atelier.material), 0
        acts = [(work.write, each, 0.15) for each in atelier.gens["redacteurs"]]
        acts += [(work.point, each, 0.3) for each in atelier.gens["telephones"]]
        acts += [(work.hand_in, 0, 0.3), (work.act, 0, 0.3)]
        people = [threading.Thread(target=work.again, args=act) for act in acts]
        for each in people:
            each.start()
        try:
            for _ in range(tours):
                time.sleep(random.random() / 2)
                os.kill(random.choice(workers(server)), 9)
                kills += 1
        finally:
            work.over.set()
            for each in people:
                each.join()
        back = wait_ready(port)
        for each in atelier.gens["redacteurs"]:
            work.catch_up(each)
        for each in atelier.gens["telephones"]:
            work.look_again(each)
        lost = work.lost(atelier.gens)
    return Constat(
        f"{kills} processus tués, {work.cut} réponses coupées ; confirmés : {work.saves} enregistrements, "
        f"{work.acts} pointages, {work.notes} notes, {work.transitions} actes ; de retour en {back:.1f} s",
        work.errors + lost + atelier.control(),
    )


def workers(server):
    """Those that serve now; a killed one is replaced within the second."""
    while True:
        found = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
        if len(found) == OUVRIERS:
            return [int(pid) for pid in found]
        time.sleep(0.02)
