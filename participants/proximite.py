"""Which names may be those of one person, or of one organisation: near, never the same for sure. Pure, no Django.

Nobody is compared with everybody: what is near shares a key, so a thousand times the people cost a thousand times.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from . import noms

LETTRES = 4  # a word so long may differ by a letter and still be the same one
LONG = 7  # … by two letters
FOULE = 200  # so many people under one key tell nothing: only the last ones are compared

ADRESSE = "même adresse électronique"
NOM = "même nom"
GRAPHIE = "autre graphie connue"
LETTRE = "une lettre de différence"
PRENOM = "prénom abrégé ou voisin"
COMPOSE = "nom composé"
FAMILLE = "nom voisin, même organisation"
POIDS = {ADRESSE: 4, NOM: 3, GRAPHIE: 3, LETTRE: 2, PRENOM: 1, COMPOSE: 1, FAMILLE: 1}


@dataclass(frozen=True)
class Fiche:
    """What is compared of somebody. cle: whatever tells him apart."""

    cle: object
    prenom: str
    nom: str
    courriel: str = ""
    organisation: object = None
    graphies: tuple[str, ...] = field(default=(), compare=False)
    prenoms: str = field(init=False, compare=False)
    famille: str = field(init=False, compare=False)
    mots: tuple[str, ...] = field(init=False, compare=False)  # sorted

    def __post_init__(self):
        prenoms, famille = noms.fold(self.prenom), noms.fold(self.nom)
        for name, value in (("prenoms", prenoms), ("famille", famille)):
            object.__setattr__(self, name, value)
        object.__setattr__(self, "mots", tuple(sorted([*prenoms.split(), *famille.split()])))


class Voisinage:
    """People already seen; tells of another one whom he resembles, and why."""

    def __init__(self, fiches=()):
        self.sous = defaultdict(list)  # key -> Fiches
        for fiche in fiches:
            self.add(fiche)

    def add(self, fiche):
        for key in _keys(fiche):
            self.sous[key].append(fiche)

    def of(self, fiche):
        """(other Fiche, set of reasons) of everybody near, the surest first."""
        found = defaultdict(set)
        for key in _keys(fiche):
            for other in self.sous.get(key, ())[-FOULE:]:
                if other.cle != fiche.cle and (why := _reason(key[0], fiche, other)):
                    found[other].add(why)
        return sorted(found.items(), key=lambda pair: (-weight(*pair, fiche), str(pair[0].cle)))


def weight(other, reasons, fiche):
    """How sure a resemblance is; the organisation that both have speaks for it."""
    together = fiche.organisation is not None and fiche.organisation == other.organisation
    return max(POIDS[reason] for reason in reasons) + together / 2


def pairs(fiches):
    """(Fiche, Fiche, reasons) of all who resemble each other, the surest first, each pair once."""
    seen, found = Voisinage(), []
    for fiche in fiches:
        found += [(other, fiche, reasons) for other, reasons in seen.of(fiche)]
        seen.add(fiche)
    return sorted(found, key=lambda pair: -weight(pair[0], pair[2], pair[1]))


def _keys(fiche):
    """The keys under which somebody is put, and looked for. Each begins with the reason that it is for."""
    if fiche.courriel:
        yield ADRESSE, fiche.courriel.casefold()
    words = fiche.mots
    yield NOM, " ".join(words)
    for graphie in fiche.graphies:
        yield NOM, noms.name_key(graphie)
    for rank, word in enumerate(words):
        if len(word) >= LETTRES:
            rest = " ".join([*words[:rank], *words[rank + 1 :]])
            for short in {word, *(word[:cut] + word[cut + 1 :] for cut in range(len(word)))}:
                yield LETTRE, rest, short
    yield PRENOM, fiche.famille
    for word in set(fiche.famille.split()):
        yield COMPOSE, fiche.prenoms, word
    if fiche.organisation is not None:
        yield FAMILLE, fiche.prenoms, fiche.organisation


def _reason(kind, one, other):
    """Why two people who share a key resemble each other; nothing when they do not."""
    if kind == ADRESSE:
        return ADRESSE
    if one.mots == other.mots:
        return NOM
    if kind == NOM:
        return GRAPHIE
    if kind == LETTRE:
        left, right = Counter(one.mots), Counter(other.mots)
        left, right = left - right, right - left
        return LETTRE if left.total() == right.total() == 1 and distance(*left, *right) == 1 else None
    if kind == PRENOM and (_shortened(one.prenoms, other.prenoms) or _near(one.prenoms, other.prenoms)):
        return PRENOM
    if kind == COMPOSE and one.famille != other.famille:
        mine, his = set(one.famille.split()), set(other.famille.split())
        return COMPOSE if mine < his or his < mine else None
    if kind == FAMILLE and _near(one.famille, other.famille):
        return FAMILLE
    return None


def _near(one, other):
    return min(len(one), len(other)) >= LONG and abs(len(one) - len(other)) <= 2 and distance(one, other) <= 2


def _shortened(one, other):
    """« J.-P. » for « Jean-Pierre », « Chris » for « Christine »."""
    one, other = sorted((one.split(), other.split()), key=lambda words: sum(map(len, words)))
    if len(one) != len(other):
        return False
    return all(
        len(short) in (1, *range(3, 30)) and long.startswith(short)
        for short, long in zip(one, other, strict=True)
    )


def distance(one, other):
    """How many letters to change, add, remove or swap with the next to make one word of the other."""
    before, line = None, list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        before, last, line = line, before, [row]
        for column, against in enumerate(other, 1):
            cost = min(before[column] + 1, line[-1] + 1, before[column - 1] + (letter != against))
            if last and column > 1 and letter == other[column - 2] and one[row - 2] == against:
                cost = min(cost, last[column - 2] + 1)
            line.append(cost)
    return line[-1]


# ── Organisations and sectors ───────────────────────────────────────────────────────────────────────────

PROCHE = 0.55  # of the groups of three letters that two names have, how many are in both


class Appellations:
    """Known names; tells which of them a new one may be."""

    def __init__(self):
        self.noms = {}  # key -> (name without spaces, how many groups of letters)
        self.sous = defaultdict(set)  # group of three letters -> keys

    def add(self, key, name):
        groups = _groups(name)
        self.noms[key] = len(groups)
        for group in groups:
            self.sous[group].add(key)

    def discard(self, key, name):
        self.noms.pop(key, None)
        for group in _groups(name):
            self.sous[group].discard(key)

    def near(self, name, limit=3):
        """Keys of the names that resemble this one, the nearest first."""
        groups = _groups(name)
        shared = Counter(key for group in groups for key in self.sous.get(group, ()))
        near = {key: 2 * count / (len(groups) + self.noms[key]) for key, count in shared.items()}
        return sorted((key for key in near if near[key] >= PROCHE), key=lambda key: (-near[key], key))[:limit]


def _groups(name):
    """Groups of three letters of a name: « A.M.O. Le Pont » has those of « AMO le pont »."""
    text = f"  {noms.fold(name).replace(' ', '')} "
    return {text[start : start + 3] for start in range(len(text) - 2)}
