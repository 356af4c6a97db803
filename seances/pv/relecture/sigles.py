"""Acronyms that nobody explained. Pure."""

import re

from participants.noms import fold

from ..phrases import INSECABLE
from .constat import Constat, extract
from .lexique import COURANTS

SIGLE = re.compile(
    r"(?<![\w’'-][.-])(?<![\w-])(?P<sigle>(?:[A-ZÀ-Þ]\.){2,6}|[A-ZÀ-Þ]{2,6})(?P<pluriel>s)?(?![\w’'@]|[.-]\w)"
)
PLAIN = re.compile(r"[A-ZÀ-Þ]{3,}")
ROMAN = re.compile(r"[IVX]+")
LIAISONS = {
    "a",
    "au",
    "aux",
    "d",
    "de",
    "des",
    "du",
    "en",
    "et",
    "l",
    "la",
    "le",
    "les",
    "par",
    "pour",
    "sur",
}
WORD = re.compile(r"[^\W\d_]+")
REACH = 90  # characters before or after, in which an acronym is explained


def check(document, passages, known):
    """A Constat for the first use of each acronym that neither `known` nor the text explains.

    known: folded acronyms.
    """
    people = {
        word
        for personne in document.personnes
        for name in (personne.nom_complet, *personne.graphies)
        for word in fold(name).split()
    }
    first, counts, explained = {}, {}, set()
    for passage in passages:
        if passage.bloc is None or _shouts(passage.texte):
            continue
        for match in SIGLE.finditer(passage.texte):
            key = fold(match["sigle"]).replace(" ", "")
            if key in known or key in COURANTS or key in people or key in explained:
                continue
            if ROMAN.fullmatch(match["sigle"]) or _in_capitals(passage.texte, match):
                continue
            if is_explained(passage.texte, match, key):
                explained.add(key)
                continue
            first.setdefault(key, (passage, match))
            counts[key] = counts.get(key, 0) + 1
    for key, (passage, match) in first.items():
        if key in explained:
            continue
        times = f", employé {counts[key]} fois," if counts[key] > 1 else ""
        act = "ajoutez-le au glossaire"
        if not passage.est_note:  # a note is given word for word
            act = f"écrivez-le une fois en toutes lettres, ou {act}"
        yield Constat(
            "sigle_inconnu",
            f"Le sigle «{INSECABLE}{match['sigle']}{INSECABLE}»{times} n’est ni expliqué ni au glossaire"
            f"{INSECABLE}: {act}.",
            passage.endroit,
            extract(passage.texte, *match.span()),
        )


def _shouts(text):
    """Whether a whole line is in capitals, as titles are."""
    letters = [character for character in text if character.isalpha()]
    return len(letters) > 6 and sum(map(str.isupper, letters)) > 0.6 * len(letters)


def _in_capitals(text, match):
    """Whether a neighbour is a longer word in capitals: « NE PAS OUBLIER »."""
    around = [text[: match.start()].split()[-1:], text[match.end() :].split()[:1]]
    return any(word.isupper() and len(word) > 6 and word.isalpha() for words in around for word in words)


def is_explained(text, match, key):
    """Whether the words beside an acronym spell it: « Centre public d’action sociale (CPAS) », « CPAS (Centre… ) »."""
    start, end = match.span()
    before, after = text[max(0, start - REACH) : start].rstrip(), text[end : end + REACH]
    if before.endswith(("(", "–", "-", ":", "ou", "dit", "nommé", "appelé", "abrégé")):
        words = WORD.findall(before)[-12:]
        if any(_spells(words[index:], key) for index in range(len(words))):
            return True
    opened = re.match(r"\s*[(:–,=-]\s*", after)
    if opened:
        words = WORD.findall(re.split(r"[).;]", after[opened.end() :])[0])[:12]
        return any(_spells(words[:count], key) for count in range(1, len(words) + 1))
    return False


def _spells(words, key):
    """Whether the heads of some words, in order, make the acronym; « de », « la »… may stay out of it."""
    if not words:
        return False
    heads = [fold(word).replace(" ", "") for word in words]
    if not heads[0].startswith(key[0]):
        return False
    reached = {0}
    for rank, head in enumerate(heads):
        following = set(reached) if rank and head in LIAISONS else set()
        for position in reached:
            count = 0
            while count < len(head) and key[position + count : position + count + 1] == head[count]:
                count += 1
                following.add(position + count)
        reached = following
        if not reached:
            return False
    return len(key) in reached
