"""Who goes into which sub-group: equal groups that mix services, organisations, secteurs, places and experience. Pure.

The cost of a composition counts pairs: two people of one group who come from the same service, the same organisation,
the same secteur, the same place, or are as used to the séances as each other. Each kind of pair has its weight
(`POIDS`); fewer pairs of a kind mean that it is spread more evenly. What is unknown of somebody is like nobody.

However people are placed, those who share a value meet once they outnumber the groups: so many pairs at least, counted
for each value alone (`_Cas.floor`). Their weighted sum is a lower bound: a composition that reaches it is proven
optimal, and the gap between both tells how far from it any other can be. `exact` settles small cases.

Nothing here reads a clock or the order of a set: the same people, number and seed give the same groups.
"""

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from heapq import heapify, heapreplace
from itertools import combinations
from math import comb
from random import Random

# What is kept apart, and what a pair of it costs. Whoever shares a service shares its organisation, mostly its secteur
# and its place as well: such a pair costs all of them.
POIDS = {"service": 40, "organisation": 12, "secteur": 5, "localite": 2, "experience": 1}
HABITUE = 3  # séances after which somebody knows the house
GROUPES_MAXIMUM = 60
PERSONNES_MAXIMUM = 600


class CompositionImpossible(ValueError):
    """The groups cannot be made; the message says why."""


@dataclass(frozen=True, slots=True)
class Personne:
    """Somebody to place. Empty words: unknown.

    cle: unique, and sortable with the others. service: an organisation at one place; organisation: its name alone.
    experience: past séances attended. groupe: where he must stay, None when he may go anywhere. a_part: set aside.
    avant: the group where he was, so that the groups keep their numbers where they can.
    """

    cle: int | str
    service: str = ""
    organisation: str = ""
    secteur: str = ""
    localite: str = ""
    experience: int = 0
    groupe: int | None = None
    a_part: bool = False
    avant: int | None = None

    def value(self, critere):
        """What he shares with others under a criterion; empty for nothing."""
        return niveau(self.experience) if critere == "experience" else getattr(self, critere)


@dataclass(frozen=True, slots=True)
class Mesure:
    """Pairs of one kind within the groups: as composed, at least whatever one does, and on average by lot."""

    critere: str
    paires: int
    plancher: int
    hasard: float


@dataclass(frozen=True, slots=True)
class Composition:
    """groupes: keys of the members of each group, in the order of keys; the first is group 1.

    cost ≥ lower_bound; proven_optimal when no other composition costs less. hasard: mean cost of one drawn by lot.
    """

    groupes: tuple[tuple, ...]
    mesures: tuple[Mesure, ...]
    cost: int
    lower_bound: int
    hasard: float
    proven_optimal: bool

    def group_of(self):
        """{key: number of the group}"""
        return {cle: numero for numero, cles in enumerate(self.groupes, 1) for cle in cles}


def niveau(experience):
    """How used to the séances somebody is, in a word."""
    return "nouveau" if experience == 0 else "habitué" if experience >= HABITUE else "déjà venu"


def compose(personnes, nombre, *, graine=0):
    """The Composition of some people into so many equal groups (±1), the best found for this seed.

    Locked members stay, even where that makes groups unequal. Raises CompositionImpossible.
    """
    cas = _Cas(personnes, nombre)
    return cas.told(cas.renumbered(_Recherche(cas, graine).run()))


def exact(personnes, nombre, *, noeuds=5_000_000):
    """The Composition that no other of equal groups beats, by branch and bound: for a dozen people or a few more.

    Raises CompositionImpossible, also when more than so many nodes would have to be looked at.
    """
    cas = _Cas(personnes, nombre)
    ou = _Preuve(cas, _Recherche(cas, 0).run(), noeuds).run()
    return cas.told(cas.renumbered(ou), proven=True)


def by_lot(personnes, nombre, *, graine=0):
    """A Composition of equal groups drawn by lot: what the others are compared with."""
    cas = _Cas(personnes, nombre)
    return cas.told(_Recherche(cas, graine).drawn())


def measure(personnes, nombre, group_of):
    """The Composition that somebody made by hand, measured. Its groups may be unequal, its bound holds all the same.

    group_of: {key: number of the group}; whoever is not in it is left out. Raises CompositionImpossible.
    """
    cas = _Cas([each for each in personnes if each.cle in group_of], nombre)
    return cas.told([group_of[each.cle] - 1 for each in cas.personnes])


# ── The case ────────────────────────────────────────────────────────────────────────────────────────────


class _Cas:
    """People as numbers in the order of their keys; what each two have in common, as a cost."""

    def __init__(self, personnes, nombre):
        if not 1 <= nombre <= GROUPES_MAXIMUM:
            raise CompositionImpossible(f"Demandez de 1 à {GROUPES_MAXIMUM} groupes.")
        self.nombre = nombre
        self.personnes = sorted((each for each in personnes if not each.a_part), key=lambda each: each.cle)
        if len(self.personnes) > PERSONNES_MAXIMUM:
            raise CompositionImpossible(f"Pas plus de {PERSONNES_MAXIMUM} personnes à la fois.")
        if len({each.cle for each in self.personnes}) < len(self.personnes):
            raise CompositionImpossible("La même personne figure deux fois.")
        for each in self.personnes:
            if each.groupe is not None and not 1 <= each.groupe <= nombre:
                raise CompositionImpossible(
                    f"Quelqu’un est fixé dans le groupe {each.groupe}, mais il y a {nombre} groupe(s)."
                )
        self.fixes = [None if each.groupe is None else each.groupe - 1 for each in self.personnes]
        self.values = {critere: _codes([each.value(critere) for each in self.personnes]) for critere in POIDS}
        self.common = self._common()
        self.places, self.ouverts, self.vides = self._seats()

    def __len__(self):
        return len(self.personnes)

    def _common(self):
        """What a pair in one group costs, for each two people."""
        count = len(self.personnes)
        common = [[0] * count for _ in range(count)]
        for critere, poids in POIDS.items():
            sharing = {}
            for index, value in enumerate(self.values[critere]):
                if value is not None:
                    sharing.setdefault(value, []).append(index)
            for alike in sharing.values():
                for one, other in combinations(alike, 2):
                    common[one][other] += poids
                    common[other][one] += poids
        return common

    def _seats(self):
        """(seats of each group, groups that may keep one of them empty, how many of them do).

        Groups are filled evenly above their locked members: some have more of those than an equal share.
        """
        locked = Counter(groupe for groupe in self.fixes if groupe is not None)
        counts = [locked[groupe] for groupe in range(self.nombre)]
        left = self.fixes.count(None)
        level = min(counts)
        while sum(max(0, level + 1 - count) for count in counts) <= left:
            level += 1
        over = left - sum(max(0, level - count) for count in counts)
        if not over:
            return [max(level, count) for count in counts], [], 0
        ouverts = [groupe for groupe, count in enumerate(counts) if count <= level]
        return [max(level + 1, count) for count in counts], ouverts, len(ouverts) - over

    def cost_of(self, ou):
        """What a composition costs. ou: the group of each person, from 0."""
        members = [[] for _ in range(self.nombre)]
        for index, groupe in enumerate(ou):
            members[groupe].append(index)
        return sum(self.common[one][other] for each in members for one, other in combinations(each, 2))

    def floor(self, critere):
        """Fewest pairs of a kind: each value alone, spread as evenly as those who are locked allow."""
        pairs = 0
        for total, locked in self._spread(critere):
            held = tuple(locked[groupe] for groupe in range(self.nombre))
            pairs += _fill(held, total - sum(held))
        return pairs

    @property
    def lower_bound(self):
        return sum(poids * self.floor(critere) for critere, poids in POIDS.items())

    def _spread(self, critere):
        """For each value of a criterion: how many people have it, and how many of them are locked in each group."""
        found = {}
        for value, groupe in zip(self.values[critere], self.fixes, strict=True):
            if value is not None:
                total, locked = found.get(value, (0, Counter()))
                found[value] = total + 1, locked
                if groupe is not None:
                    locked[groupe] += 1
        return found.values()

    def expected(self, critere, sizes):
        """Mean number of pairs of a kind when those who are not locked are drawn by lot into groups of these sizes."""
        locked = Counter(groupe for groupe in self.fixes if groupe is not None)
        seats = [size - locked[groupe] for groupe, size in enumerate(sizes)]
        free = sum(seats)
        both = sum(seat * (seat - 1) for seat in seats) / (free * (free - 1)) if free > 1 else 0
        pairs = 0.0
        for total, held in self._spread(critere):
            loose = total - sum(held.values())
            pairs += comb(loose, 2) * both + sum(comb(count, 2) for count in held.values())
            if free:
                pairs += sum(count * loose * seats[groupe] / free for groupe, count in held.items())
        return pairs

    def renumbered(self, ou):
        """The same groups, under the numbers that most of their members had before; a locked one keeps its own."""
        numbers = {groupe: groupe for groupe in self.fixes if groupe is not None}
        free = [groupe for groupe in range(self.nombre) if groupe not in numbers]
        stayed = Counter(
            (groupe, each.avant - 1)
            for groupe, each in zip(ou, self.personnes, strict=True)
            if groupe in free and each.avant is not None and each.avant - 1 in free
        )
        for groupe, number in sorted(stayed, key=lambda pair: (-stayed[pair], pair)):
            if groupe not in numbers and number not in numbers.values():
                numbers[groupe] = number
        left = iter([number for number in free if number not in numbers.values()])
        numbers |= {groupe: next(left) for groupe in free if groupe not in numbers}
        return [numbers[groupe] for groupe in ou]

    def told(self, ou, *, proven=False):
        """The Composition of an assignment."""
        groupes = [[] for _ in range(self.nombre)]
        for index, groupe in enumerate(ou):
            groupes[groupe].append(index)
        sizes = [len(members) for members in groupes]
        mesures = []
        for critere in POIDS:
            values = self.values[critere]
            pairs = sum(
                comb(count, 2)
                for members in groupes
                for count in Counter(values[index] for index in members if values[index] is not None).values()
            )
            mesures.append(Mesure(critere, pairs, self.floor(critere), self.expected(critere, sizes)))
        cost, bound = self.cost_of(ou), self.lower_bound
        return Composition(
            groupes=tuple(tuple(self.personnes[index].cle for index in members) for members in groupes),
            mesures=tuple(mesures),
            cost=cost,
            lower_bound=cost if proven else bound,
            hasard=sum(POIDS[each.critere] * each.hasard for each in mesures),
            proven_optimal=proven or cost == bound,
        )


def _codes(values):
    """A number for each value that somebody shares with another, None for the others."""
    counts = Counter(value for value in values if value)
    numbers = {}
    return [
        numbers.setdefault(value, len(numbers)) if value and counts[value] > 1 else None for value in values
    ]


# ── The search ──────────────────────────────────────────────────────────────────────────────────────────


class _Recherche:
    """Late acceptance: people change places two by two; an exchange is kept when the cost is no worse than now, or than
    it was some exchanges ago. Empty seats are exchanged like people, so that any group may be the one that is smaller.

    `near[k][g]`: what k has in common with the members of g; it makes the worth of an exchange four look-ups.
    """

    MEMOIRE = 50  # how many exchanges ago, for each person
    PATIENCE = 400  # exchanges tried in vain, for each person, before a new start
    ESSAIS = 20_000, 60, 1_000_000  # exchanges tried in all: always, and for each two people; at most

    def __init__(self, cas, graine):
        self.cas, self.random = cas, Random(graine)
        count = len(cas)
        self.libres = [index for index in range(count) if cas.fixes[index] is None]
        self.mobiles = [*self.libres, *range(count, count + cas.vides)]
        zero = [0] * (count + cas.vides)
        self.common = [[*row, *zero[count:]] for row in cas.common] + [zero] * cas.vides

    def shuffled(self, items):
        """Some items in an order drawn by lot. Of Random only `random` is used: it is the same in every Python."""
        return [
            item
            for _, _, item in sorted((self.random.random(), rank, item) for rank, item in enumerate(items))
        ]

    def drawn(self):
        """The group of each person, drawn by lot into equal groups."""
        return self.by_lot()[: len(self.cas)]

    def by_lot(self):
        return self.filled(lambda index, open_, near: open_[0])

    def greedy(self):
        """The group of each person and of each empty seat: each in turn where he has least in common."""
        return self.filled(lambda index, open_, near: min(open_, key=lambda groupe: near[index][groupe]))

    def filled(self, choose):
        cas = self.cas
        ou = [*cas.fixes, *[None] * cas.vides]
        left = list(cas.places)
        near = [[0] * cas.nombre for _ in self.common]
        for index, groupe in enumerate(cas.fixes):
            if groupe is not None:
                left[groupe] -= 1
                self._sit(near, index, groupe)
        for index, groupe in zip(
            range(len(cas), len(ou)), self.shuffled(cas.ouverts)[: cas.vides], strict=True
        ):
            ou[index] = groupe
            left[groupe] -= 1
        for index in sorted(self.shuffled(self.libres), key=lambda each: -sum(self.common[each])):
            open_ = [groupe for groupe, seats in enumerate(left) if seats]
            groupe = choose(index, self.shuffled(open_), near)
            ou[index] = groupe
            left[groupe] -= 1
            self._sit(near, index, groupe)
        return ou

    def _sit(self, near, index, groupe):
        for row, common in zip(near, self.common[index], strict=True):
            row[groupe] += common

    def run(self):
        """The group of each person in the best composition found."""
        cas = self.cas
        best = self.greedy()
        least = cas.cost_of(best[: len(cas)])
        always, each, most = self.ESSAIS
        tries = min(always + each * len(self.libres) ** 2, most)
        if cas.nombre > 1 and len(self.mobiles) > 1:
            bound = cas.lower_bound
            start = best
            while tries > 0 and least > bound:
                ou, cost, tries = self._descend(start, tries, bound)
                if cost < least:
                    best, least = ou, cost
                start = self.by_lot()  # far from the first, and with room to go down
        return best[: len(cas)]

    def _descend(self, ou, tries, bound):
        """Exchange until nothing gets better for long. Returns (groups, cost, tries left)."""
        cas, common, mobiles, draw = self.cas, self.common, self.mobiles, self.random.random
        people, count = len(cas), len(mobiles)
        ou = list(ou)
        near = [[0] * cas.nombre for _ in common]
        for index in range(people):
            self._sit(near, index, ou[index])
        cost = cas.cost_of(ou[:people])
        past = [cost] * (self.MEMOIRE * count)
        empty = [0] * cas.nombre
        for index in range(people, len(ou)):
            empty[ou[index]] += 1
        best, least, vain, rank = list(ou), cost, 0, 0
        patience, memory = self.PATIENCE * count, len(past)
        while tries > 0 and vain < patience and least > bound:
            tries -= 1
            vain += 1
            one, other = mobiles[int(draw() * count)], mobiles[int(draw() * count)]
            here, there = ou[one], ou[other]
            if here == there:
                continue
            if one >= people and (other >= people or empty[there]):
                continue  # one empty seat at most in a group
            if other >= people and empty[here]:
                continue
            mine, his = near[one], near[other]
            new = cost + mine[there] - mine[here] + his[here] - his[there] - 2 * common[one][other]
            rank = (rank + 1) % memory
            if new <= cost or new <= past[rank]:
                if new < least:
                    vain = 0
                for row, first, second in zip(near, common[one], common[other], strict=True):
                    if first != second:
                        row[here] += second - first
                        row[there] += first - second
                ou[one], ou[other] = there, here
                if one >= people:
                    empty[here] -= 1
                    empty[there] += 1
                elif other >= people:
                    empty[there] -= 1
                    empty[here] += 1
                cost = new
                if cost < least:
                    best, least = list(ou), cost
            if cost < past[rank]:
                past[rank] = cost
        return best, least, tries


# ── The proof, for small cases ──────────────────────────────────────────────────────────────────────────


class _Preuve:
    """Branch and bound: people one by one into each group that differs from those tried, as long as what is left could
    still cost less than the best composition known.

    The bound of a beginning: each value alone, those who are left spread over what is placed as evenly as can be.
    """

    def __init__(self, cas, known, noeuds):
        self.cas, self.noeuds = cas, noeuds
        self.best, self.least = list(known), cas.cost_of(known)
        # Who is locked, then who has most in common with others: what they cost is known early.
        self.order = sorted(
            range(len(cas)),
            key=lambda index: (cas.fixes[index] is None, -sum(cas.common[index]), self._alike(index), index),
        )
        self.taken = {groupe for groupe in cas.fixes if groupe is not None}
        self.counts = {
            (critere, value): [0] * cas.nombre
            for critere in POIDS
            for value in set(cas.values[critere]) - {None}
        }
        self.left = {(critere, value): cas.values[critere].count(value) for critere, value in self.counts}

    def _alike(self, index):
        """What he has in common with others, in all: two who have the same are interchangeable."""
        return tuple(-1 if (value := self.cas.values[critere][index]) is None else value for critere in POIDS)

    def run(self):
        """The group of each person in a composition that nothing beats. Raises CompositionImpossible."""
        bound = sum(POIDS[key[0]] * _fill(tuple(row), self.left[key]) for key, row in self.counts.items())
        self.ou = [None] * len(self.cas)
        self.sizes = [0] * self.cas.nombre
        self._place(0, bound)
        return self.best

    def _place(self, depth, bound):
        self.noeuds -= 1
        if self.noeuds < 0:
            raise CompositionImpossible("Il y a trop de monde pour une preuve complète.")
        if bound >= self.least:
            return
        if depth == len(self.order):
            self.best, self.least = list(self.ou), bound
            return
        index = self.order[depth]
        keys = [
            (critere, value) for critere in POIDS if (value := self.cas.values[critere][index]) is not None
        ]
        now = sum(POIDS[key[0]] * _fill(tuple(self.counts[key]), self.left[key]) for key in keys)
        for key in keys:
            self.left[key] -= 1
        found = []
        for groupe in self._choices(depth, index):
            then = 0
            for key in keys:
                row = self.counts[key]
                row[groupe] += 1
                then += POIDS[key[0]] * _fill(tuple(row), self.left[key])
                row[groupe] -= 1
            found.append((bound - now + then, groupe))
        for new, groupe in sorted(found):
            self.ou[index] = groupe
            self.sizes[groupe] += 1
            for key in keys:
                self.counts[key][groupe] += 1
            self._place(depth + 1, new)
            for key in keys:
                self.counts[key][groupe] -= 1
            self.sizes[groupe] -= 1
        self.ou[index] = None
        for key in keys:
            self.left[key] += 1

    def _choices(self, depth, index):
        """Groups to try: those with a seat, of the empty ones the first, and never one before that of his double."""
        cas = self.cas
        if cas.fixes[index] is not None:
            return [cas.fixes[index]]
        before = self.order[depth - 1] if depth else None
        double = (
            before is not None and cas.fixes[before] is None and self._alike(before) == self._alike(index)
        )
        first = self.ou[before] if double else 0
        full = sum(self.sizes[groupe] == cas.places[groupe] for groupe in cas.ouverts)
        may_fill = full < len(cas.ouverts) - cas.vides
        found, new = [], False
        for groupe in range(first, cas.nombre):
            size, seats = self.sizes[groupe], cas.places[groupe]
            if size == seats or (groupe in cas.ouverts and size + 1 == seats and not may_fill):
                continue
            if not size and groupe not in self.taken:
                if new:
                    continue
                new = True
            found.append(groupe)
        return found


@lru_cache(maxsize=100_000)
def _fill(counts, more):
    """Fewest pairs when so many more join groups that hold `counts` alike already."""
    held = list(counts)
    pairs = sum(comb(count, 2) for count in held)
    heapify(held)
    for _ in range(more):
        pairs += held[0]
        heapreplace(held, held[0] + 1)
    return pairs
