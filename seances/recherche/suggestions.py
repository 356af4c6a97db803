"""What is proposed while somebody types: names, points of agendas, words of the glossary that the reader may read."""

from functools import lru_cache

from chantiers.permissions import visible_termes
from participants.noms import fold

from .. import anonymat
from ..models import GenreEntree, NatureTexte
from ..pv.publication import hide_addresses
from . import moteur, mots
from .chercher import readable_names
from .portee import reach
from .question import LONGUEUR

NOMBRE = 8
LETTRES = 2  # under which nothing is proposed
POINTS = 40  # points of agendas that are looked at


def suggest(user, typed):
    """At most NOMBRE texts to search for, whose words begin as those typed: names, glossary, agendas."""
    words = fold(typed[:LONGUEUR]).split()
    if not words or len("".join(words)) < LETTRES:
        return []
    portee, found = reach(user), []
    for proposed in (_names, _terms, _points):
        for text in proposed(user, words, portee):
            if begins(words, text) and text not in found:
                found.append(text)
                if len(found) == NOMBRE:
                    return found
    return found


def begins(words, text):
    """Whether each word typed begins one of the text."""
    said = _folded(text)
    return all(any(each.startswith(word) for each in said) for word in words)


@lru_cache(maxsize=4096)
def _folded(text):
    return fold(text).split()


def _names(user, words, portee):
    """Each name once, whatever its capitals."""
    once = {}
    for name in readable_names(user, portee):
        once.setdefault(" ".join(_folded(name)), name)
    return once.values()


def _terms(user, words, portee):
    return visible_termes(user).filter(cle__contains=words[0]).values_list("mot", flat=True)[:POINTS]


def _points(user, words, portee):
    """Points of the agendas that the reader reads, the newest first; the last word may be only begun."""
    if len(words) == 1 and len(words[0]) <= LETTRES:
        return  # too much begins so
    sought = [root for word in words[:-1] if (root := mots.of_word(word)[1])]
    sought.append(moteur.debut(mots.fold(words[-1])[: mots.LONGUEUR]))
    rows = moteur.holding(portee.entrees().filter(genre=GenreEntree.POINT), moteur.tous(*sought))
    rows = list(rows.order_by("-pk").values_list("contenu", "texte__nature", "texte__seance")[:POINTS])
    masque = None
    for contenu, nature, seance in rows:
        if nature == NatureTexte.AGENDA and seance not in portee.nommees:
            masque = masque or anonymat.mask_of_declined()
            contenu = masque.text(hide_addresses(contenu))
        yield contenu.partition(" · ")[0]
