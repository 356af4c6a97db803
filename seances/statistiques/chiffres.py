"""Counting who came and who spoke, by secteur and by place. Pure.

In public nobody may be recognised by a figure: groups of fewer than three people are put together, with the next
smallest if that is still fewer than three, and a total of fewer than three is not told at all.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass

SEUIL = 3
INCONNU = "secteur inconnu"
SANS_LIEU = "localité inconnue"
AUTRES_SECTEURS = "autres secteurs"
AUTRES_LIEUX = "autres localités"
LAST = {INCONNU, SANS_LIEU, AUTRES_SECTEURS, AUTRES_LIEUX}


@dataclass(frozen=True)
class Venue:
    """Somebody was at a séance. seance, personne: any keys; secteur, localite: those of that day, "" if unknown."""

    seance: int
    personne: int
    secteur: str = ""
    localite: str = ""


@dataclass(frozen=True)
class Parole:
    """So many words of somebody."""

    personne: int
    secteur: str
    mots: int


@dataclass(frozen=True)
class Ligne:
    """One group of people. part: of the whole, 0 to 1. personnes: how many they are."""

    nom: str
    valeur: int
    part: float
    personnes: int


@dataclass(frozen=True)
class Croisement:
    """A number for each row and column; rows and columns by their names."""

    rangees: tuple[str, ...]
    colonnes: tuple[str, ...]
    valeurs: tuple[tuple[int, ...], ...]

    @property
    def totaux(self):
        return tuple(sum(row) for row in self.valeurs)

    def __bool__(self):
        return any(self.totaux)


def mingle(people, others):
    """Which name each group keeps where nobody may be recognised: name -> name, or `others`, or None for untold.

    people: name -> set of the people in it; one may be in two, who was of two secteurs in turn.
    """
    by_size = sorted(people, key=lambda name: (len(people[name]), name))
    small = [name for name in by_size if len(people[name]) < SEUIL]
    together = set().union(*(people[name] for name in small))
    for name in by_size[len(small) :]:
        if not small or len(together) >= SEUIL:
            break
        small.append(name)
        together |= people[name]
    told = others if len(together) >= SEUIL else None
    return {name: told if name in small else name for name in people}


def attendance(seances, venues, *, public):
    """How many people of each secteur came to each séance, as a Croisement.

    seances: (key, name) in the order of the rows; those of which nothing may be told are left out.
    """
    came = defaultdict(dict)
    for venue in venues:
        came[venue.seance][venue.personne] = venue.secteur or INCONNU
    rows = {}
    for key, name in seances:
        people = defaultdict(set)
        for person, secteur in came[key].items():
            people[secteur].add(person)
        names = mingle(people, AUTRES_SECTEURS) if public else {each: each for each in people}
        row = Counter()
        for secteur, told in names.items():
            if told is not None:
                row[told] += len(people[secteur])
        if row:
            rows[name] = row
    columns = in_order(sum(rows.values(), Counter()))
    return Croisement(
        tuple(rows), tuple(columns), tuple(tuple(row[name] for name in columns) for row in rows.values())
    )


def speech(paroles, *, public):
    """How much each secteur said, in words, as Lignes."""
    words, people = Counter(), defaultdict(set)
    for parole in paroles:
        secteur = parole.secteur or INCONNU
        words[secteur] += parole.mots
        people[secteur].add(parole.personne)
    return _lines(words, people, AUTRES_SECTEURS, public)


def localities(venues, *, public):
    """How many people came, whatever how often, from each place, as Lignes. Where somebody came from last counts."""
    home = {}
    for venue in venues:
        home[venue.personne] = venue.localite or home.get(venue.personne) or SANS_LIEU
    people = defaultdict(set)
    for person, place in home.items():
        people[place].add(person)
    return _lines(Counter({place: len(each) for place, each in people.items()}), people, AUTRES_LIEUX, public)


def _lines(values, people, others, public):
    if public:
        names = mingle(people, others)
        merged, together = Counter(), defaultdict(set)
        for name, told in names.items():
            if told is not None:
                merged[told] += values[name]
                together[told] |= people[name]
        if set(merged) == {others}:
            return ()  # all of it in one group tells nothing
        values, people = merged, together
    total = sum(values.values())
    return tuple(
        Ligne(name, values[name], values[name] / total, len(people[name]))
        for name in in_order(values)
        if values[name]
    )


def in_order(counts):
    """Names by how much they weigh, those that name no group at the end."""
    return sorted(counts, key=lambda name: (name in LAST, -counts[name], name))


def first(count, lignes, others):
    """At most so many Lignes, the smallest ones put together: as many as a picture can show."""
    if len(lignes) <= count:
        return lignes
    kept = [each for each in lignes if each.nom != others][: count - 1]
    rest = [each for each in lignes if each not in kept]
    totals = (sum(getattr(each, name) for each in rest) for name in ("valeur", "part", "personnes"))
    return (*kept, Ligne(others, *totals))


def at_most(count, croisement, others):
    """The same with at most so many columns, the last ones put together: what a picture can tell apart."""
    if len(croisement.colonnes) <= count:
        return croisement
    kept = [name for name in croisement.colonnes if name != others][: count - 1]
    places = [croisement.colonnes.index(name) for name in kept]
    rows = tuple(
        (*(row[place] for place in places), sum(row) - sum(row[place] for place in places))
        for row in croisement.valeurs
    )
    return Croisement(croisement.rangees, (*kept, others), rows)
