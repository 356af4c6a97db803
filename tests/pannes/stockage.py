"""A storage that answers after half a second: what needs no file is as fast as ever, what needs one arrives whole."""

import threading
import time

from tests.bench.charge import ask

from .atelier import Constat
from .tue import Ouvrage

SECONDES = 20


def run(atelier, tours):
    with atelier.served("tests.pannes.serveur_lent") as (_, port):
        work = Ouvrage(port, atelier.material)
        acts = [(work.write, each, 1) for each in atelier.gens["redacteurs"]]
        acts += [(work.hand_in, 0, 2), (work.act, 0, 2), (work.fetch_pdf, atelier.gens["pdf"][0], 1)]
        people = [threading.Thread(target=work.again, args=act) for act in acts]
        for each in people:
            each.start()
        time.sleep(SECONDES)
        work.over.set()
        for each in people:
            each.join()
        status, _ = ask(port, "GET", "/sante/pret/", "")
        lost = work.lost(atelier.gens)
    wrong = work.errors + lost + atelier.control()
    if work.failures or work.cut or status != 200:
        wrong.append(f"{work.failures} pages en panne, {work.cut} coupées, prêt : {status}")
    return Constat(
        f"confirmés : {work.saves} enregistrements, {work.notes} notes, {work.transitions} actes", wrong
    )
