"""The clock goes wrong and is set right: two hours ahead, two hours back, then right again, with people at work."""

import shutil
import threading
import time

from .atelier import Constat, Impossible, Travail

DECALAGES = ("+2h", "-2h", "")
SECONDES = 8


def run(atelier, tours):
    faketime = shutil.which("faketime")
    if not faketime:
        raise Impossible("la commande « faketime » manque (paquet Debian du même nom)")
    wrong, saves, acts = [], 0, 0
    for shift in DECALAGES:
        prefix = (faketime, "-f", shift) if shift else ()
        with atelier.served(prefix=prefix) as (_, port):
            work = Travail(port, pages=())
            people = [
                threading.Thread(target=work.again, args=act)
                for act in [(work.write, each, 1) for each in atelier.gens["redacteurs"]]
                + [(work.point, each, 1) for each in atelier.gens["telephones"]]
            ]
            for each in people:
                each.start()
            time.sleep(SECONDES)
            work.over.set()
            for each in people:
                each.join()
            wrong += work.errors + [
                f"horloge {shift or 'juste'} : {each}" for each in work.lost(atelier.gens)
            ]
        saves, acts = saves + work.saves, acts + work.acts
        if not work.saves:
            wrong.append(f"horloge {shift or 'juste'} : rien n’a été enregistré")
    wrong += atelier.control()
    return Constat(f"confirmés : {saves} enregistrements, {acts} pointages", wrong)
