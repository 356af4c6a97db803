"""PostgreSQL stopped and started again under load, now as asked, now as by a power cut."""

import random
import threading
import time

from .atelier import Constat, Travail, wait_ready

ARRETS = ("fast", "immediate", "fast", "immediate")
SECONDES = 4  # at work before each stop, and after the last start
ARRET = 1.5  # seconds that the database is away


def run(atelier, tours):
    with atelier.served() as (server, port):
        work, back = Travail(port), []
        people = threading.Thread(target=work.run, args=(atelier.gens, server, 600))
        people.start()
        try:
            for mode in ARRETS:
                time.sleep(SECONDES + random.random())
                atelier.grappe.stop(mode)
                time.sleep(ARRET)
                atelier.grappe.start()
                back.append(wait_ready(port))
            time.sleep(SECONDES)
        finally:
            work.over.set()
            people.join()
        lost = work.lost(atelier.gens)
    return Constat(
        f"{len(ARRETS)} arrêts, de retour en {max(back):.1f} s au plus ; {work.saves} enregistrements et "
        f"{work.acts} pointages confirmés, {work.failures} réponses « en panne », {work.cut} coupées",
        work.errors + lost + atelier.control(),
    )
