"""Break what the portal stands on, under load, and see that nothing is lost: `python -m tests.pannes`.

Each fault is a module of this package whose `run(atelier, tours)` returns a Constat. They need PostgreSQL's programs;
a full disk needs root, a shifted clock the command « faketime ».
"""

import argparse
import sys
from importlib import import_module

from .atelier import Impossible, opened

PANNES = {
    "base": "PostgreSQL redémarré sous la charge",
    "tue": "processus tués (kill -9) pendant qu’ils enregistrent, reçoivent, figent",
    "file": "travailleur de la file tué (kill -9) pendant qu’il envoie",
    "smtp": "serveur de courrier éteint, puis rallumé",
    "disque": "disque plein pendant un dépôt",
    "stockage": "stockage lent",
    "horloge": "horloge déréglée",
}


def main(argv=None):
    parser = argparse.ArgumentParser(prog="python -m tests.pannes", description=__doc__.partition("\n")[0])
    parser.add_argument("--seulement", choices=PANNES, help="une seule des pannes")
    parser.add_argument("--tours", type=int, default=200, help="processus tués (200)")
    options = parser.parse_args(argv)
    wrong = 0
    for name in [options.seulement] if options.seulement else PANNES:
        print(f"── {PANNES[name]}", flush=True)
        try:
            with opened() as atelier:
                found = import_module(f"tests.pannes.{name}").run(atelier, options.tours)
        except Impossible as reason:
            print(f"   laissée de côté : {reason}", flush=True)
            continue
        print(f"   {found.dit}", flush=True)
        for each in found.fautes[:20]:
            print(f"   FAUTE : {each}", flush=True)
        wrong += bool(found.fautes)
    print("Aucune faute." if not wrong else f"{wrong} panne(s) ont laissé des fautes.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
