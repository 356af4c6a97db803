"""Sub-groups: how good a composition is against one drawn by lot and against the exact optimum, and what it costs.

People are invented for each seed: a few large organisations and many small ones, as in a real working group. Each size
runs in the process that the workshop starts; times are CPU of one composition, memory what it adds.
"""

import resource
import tracemalloc
from random import Random
from time import process_time

from seances import composition
from seances.composition import Personne

PETITS = ((9, 3), (12, 3), (12, 4), (14, 2), (15, 3), (18, 3))  # settled by branch and bound
GRANDS = ((18, 3), (50, 6), (200, 20))
GRAINES = {False: 12, True: 4}  # of the small cases
TIRAGES = 200  # compositions drawn by lot, for each case
SECTEURS, LOCALITES = 7, 12


def invented(count, seed):
    """So many people, the same for a seed."""
    chance = Random(seed)
    services = [
        (
            f"s{rank}",
            f"o{rank // 2}",
            f"secteur {int(chance.random() ** 2 * SECTEURS)}",
            f"lieu {int(chance.random() ** 1.5 * LOCALITES)}",
        )
        for rank in range(max(2, count * 2 // 5))
    ]
    return [
        Personne(cle, *services[int(chance.random() * len(services))], int(chance.random() ** 2 * 6))
        for cle in range(count)
    ]


def main(rapide):
    """Returns {"petits": [{taille, cas, optimaux, cout, optimum, hasard}], "grands": [{taille, s, …}]}."""
    return {
        "petits": [small(count, nombre, GRAINES[rapide]) for count, nombre in PETITS],
        "grands": [large(count, nombre, 2 if rapide else 5) for count, nombre in GRANDS],
    }


def small(count, nombre, seeds):
    """How often the optimum is found, and the mean costs. A case too hard to prove is left out and counted."""
    found, optimum, hasard, best_by_lot, hit, given_up = 0, 0, 0.0, 0, 0, 0
    for seed in range(seeds):
        people = invented(count, seed)
        try:
            proven = composition.exact(people, nombre, noeuds=100_000)
        except composition.CompositionImpossible:
            given_up += 1
            continue
        composed = composition.compose(people, nombre, graine=seed)
        found, optimum, hasard = found + composed.cost, optimum + proven.cost, hasard + composed.hasard
        hit += composed.cost == proven.cost
        best_by_lot += min(composition.by_lot(people, nombre, graine=draw).cost for draw in range(TIRAGES))
    return {
        "taille": f"{count}/{nombre}",
        "cas": seeds - given_up,
        "sans_preuve": given_up,
        "optimaux": hit,
        "cout": found,
        "optimum": optimum,
        "hasard": hasard,
        "meilleur_tirage": best_by_lot,
    }


def large(count, nombre, seeds):
    """CPU seconds of each composition, its gap to the lower bound, and the memory that one needs."""
    seconds, gaps, shares = [], [], []
    for seed in range(seeds):
        people = invented(count, seed)
        start = process_time()
        composed = composition.compose(people, nombre, graine=seed)
        seconds.append(process_time() - start)
        gaps.append((composed.cost - composed.lower_bound) / composed.lower_bound)
        shares.append(composed.cost / composed.hasard)
    return {
        "taille": f"{count}/{nombre}",
        "s": seconds,
        "ecarts": gaps,
        "part_du_hasard": shares,
        "memoire": memory(invented(count, 0), nombre),
        "pic": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
    }


def memory(people, nombre):
    """Bytes that one composition holds at most: its tables are there before the first exchange."""
    always, composition._Recherche.ESSAIS = composition._Recherche.ESSAIS, (2_000, 0, 2_000)
    tracemalloc.start()
    composition.compose(people, nombre)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    composition._Recherche.ESSAIS = always
    return peak
