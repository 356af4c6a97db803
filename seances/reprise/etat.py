"""What a reading has found so far: which module took which words of which passage, and what it doubts."""

import re
from collections import Counter
from dataclasses import dataclass, field

from participants import noms

from .blocs import MOT
from .francais import MOIS


@dataclass(frozen=True)
class Prise:
    """A stretch of a passage that a field took. champ: path in the result; « libelle » for a word that only labels."""

    rang: int
    champ: str
    texte: str


@dataclass(frozen=True)
class Doute:
    """A question that only somebody who was there can answer.

    genre: « valeur », « personne », « nom » or « lieu ». bloquant: nothing can be written before it is answered.
    libelle: the words that may name somebody.
    """

    champ: str
    genre: str
    question: str
    passage: str = ""
    choix: tuple = ()
    propose: str | None = None
    bloquant: bool = False
    libelle: str = ""


@dataclass
class Etat:
    passages: tuple
    prises: list = field(default_factory=list)
    doutes: list = field(default_factory=list)
    ranges: set = field(default_factory=set)  # passages that a module has dealt with

    def prend(self, passage, champ, texte=None):
        """Claim a stretch of a passage for a field, all of it unless said."""
        self.prises.append(Prise(passage.rang, champ, passage.texte if texte is None else texte))
        self.ranges.add(passage.rang)

    def libelle(self, passage, texte):
        self.prend(passage, "libelle", texte)

    def doute(self, *args, **kwargs):
        doute = Doute(*args, **kwargs)
        if all(doute.question != known.question for known in self.doutes):  # one label, one question
            self.doutes.append(doute)

    def libre(self, passage):
        return passage.rang not in self.ranges


# Words of dates, hours and numbers: the result says them in figures.
CHIFFRES = {
    *MOIS,
    *[
        "er",
        "e",
        "eme",
        "re",
        "de",
        "du",
        "des",
        "le",
        "la",
        "les",
        "a",
        "au",
        "tot",
        "van",
        "et",
        "h",
        "u",
        "heure",
        "heures",
        "min",
        "minutes",
        "no",
        "n",
        "numero",
    ],
}
CHIFFRES |= set(
    [
        "lundi",
        "mardi",
        "mercredi",
        "jeudi",
        "vendredi",
        "samedi",
        "dimanche",
        "chantier",
        "werf",
        "seance",
        "seances",
        "reunion",
        "zitting",
    ]
)
CHIFFRES |= set(
    [
        "groupe",
        "travail",
        "vergadering",
        "point",
        "punt",
        "page",
        "p",
        "par",
        "presente",
        "pleniere",
        "ordinaire",
        "extraordinaire",
        "theme",
    ]
)
CHIFFRES |= set(
    [
        "maandag",
        "dinsdag",
        "woensdag",
        "donderdag",
        "vrijdag",
        "premiere",
        "deuxieme",
        "seconde",
        "troisieme",
        "quatrieme",
    ]
)
CHIFFRES |= set(["cinquieme", "sixieme", "septieme", "huitieme", "neuvieme", "dixieme"])


def reste(etat, said=None):
    """What no field took: [{rang, texte, passage, mots}] in the order of the document.

    said: the words of the result. A word that a field took and that the result does not say is left over all the same.
    Words are counted passage by passage, each as often as it stands there.
    """
    taken = {}
    for prise in etat.prises:
        kept = MOT.findall(prise.texte)
        if said is not None and prise.champ != "libelle":
            kept = [mot for mot in kept if mot in said or not mot.isalpha() or noms.fold(mot) in CHIFFRES]
        taken.setdefault(prise.rang, Counter()).update(kept)
    left = []
    for passage in etat.passages:
        counts, over = taken.get(passage.rang, Counter()).copy(), []
        for mot in MOT.findall(passage.texte):
            if counts[mot]:
                counts[mot] -= 1
            else:
                over.append(mot)
        if over:
            whole = len(over) == len(MOT.findall(passage.texte))
            left.append(
                {
                    "rang": passage.rang,
                    "texte": passage.texte if whole else re.sub(r"\s+", " ", " ".join(over)),
                    "passage": passage.texte,
                    "mots": over,
                }
            )
    return left
