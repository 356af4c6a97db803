"""What an acronym is, and how those of the glossary are found in a text: exact words, in their own case. Pure.

The one home of it: the pages and PDFs that explain them, the checks of a PV, and the desk's list of those that nobody
explains all ask here.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass

from participants.noms import fold

INSECABLE = "\N{NO-BREAK SPACE}"
# Neither inside a longer word, nor in a compound (« AMO-relais »), an address or a spelled-out series.
AVANT = r"(?<![\w’'-][.-])(?<![\w@-])"
APRES = r"(?![\w’'@]|[.-]\w)"
POINTS = r"(?:[A-ZÀ-Þ]\.){2,6}"  # « A.M.O. »
SIGLE = re.compile(rf"{AVANT}(?P<sigle>{POINTS}|[A-ZÀ-Þ]{{2,6}})(?P<pluriel>s)?{APRES}")
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
CAPITALE = re.compile(rf"{AVANT}(?P<mot>{POINTS}|[A-ZÀ-Þ]\w*)")
FIN = re.compile(APRES)


@dataclass(frozen=True, slots=True)
class Sens:
    """One meaning of an acronym. secteur: where it has it, nothing for everywhere."""

    texte: str
    secteur: str = ""

    @property
    def en_clair(self):
        return f"{self.secteur}{INSECABLE}: {self.texte}" if self.secteur else self.texte


@dataclass(frozen=True, slots=True)
class Sigle:
    """An acronym of the glossary with all its meanings, as plain data."""

    mot: str
    sens: tuple[Sens, ...]

    @property
    def cle(self):
        return key(self.mot)

    @property
    def ancre(self):
        """Where the list of a page explains it."""
        return f"sigle-{anchor(self.mot)}"

    @property
    def en_clair(self):
        """Every meaning in one line: « Jeunesse : … ; Police : … »."""
        return f"{INSECABLE}; ".join(sens.en_clair for sens in self.sens)


def key(text):
    """What is one acronym however it is written: « A.M.O. » and « AMO »."""
    return fold(text).replace(" ", "")


def anchor(mot):
    """A word as the end of an address: « pf-eaj »."""
    return fold(mot).replace(" ", "-")


def looks_like(mot):
    """Whether a word is written as acronyms are: two capitals at least in each of its parts."""
    parts = mot.split()
    return bool(parts) and all(sum(map(str.isupper, part)) > 1 for part in parts)


def dumps(sigles):
    """Acronyms as JSON text; nothing for none."""
    plain = [[sigle.mot, [[sens.texte, sens.secteur] for sens in sigle.sens]] for sigle in sigles]
    return json.dumps(plain, ensure_ascii=False) if plain else ""


def loads(text):
    """What `dumps` wrote, read again."""
    return tuple(
        Sigle(mot, tuple(Sens(*each) for each in sens)) for mot, sens in (json.loads(text) if text else ())
    )


# ── Those of the glossary, in a text ────────────────────────────────────────────────────────────────────


class Lexique:
    """The acronyms of the glossary, ready to be found."""

    def __init__(self, sigles: Iterable[Sigle]):
        self.sigles = tuple(sigles)
        self.by_head = {}
        for sigle in sorted(self.sigles, key=lambda sigle: -len(sigle.mot)):  # « PF EAJ » before « PF »
            self.by_head.setdefault(sigle.mot.split()[0], []).append(sigle)

    def find(self, text):
        """(start, end, Sigle) of each one in a text, from left to right; nothing where the text is all in capitals."""
        found = [each for match in CAPITALE.finditer(text) for each in self._at(text, match)]
        if found:
            rest = list(text)
            for start, end, _ in reversed(found):
                del rest[start:end]
            if shouts("".join(rest)):
                return []
        return found

    def _at(self, text, match):
        start, word = match.start(), match["mot"]
        if "." in word:
            heads = ((word.replace(".", ""), len(word)),)
        else:
            heads = (
                ((word, len(word)), (word[:-1], len(word))) if word.endswith("s") else ((word, len(word)),)
            )
        for head, length in heads:
            for sigle in self.by_head.get(head, ()):
                tail = sigle.mot[len(head) :]
                end = start + length + len(tail)
                if text[start + length : end].replace(INSECABLE, " ") != tail or not FIN.match(text, end):
                    continue
                if not in_capitals(text, start, end):
                    yield start, end, sigle
                return


def in_order(sigles):
    return tuple(sorted(sigles, key=lambda sigle: (sigle.cle, sigle.mot)))


def without_names(sigles, names):
    """Some acronyms, those aside that are also a word of somebody's name: doubt explains nothing."""
    words = {word for name in names for word in fold(name).split()}
    return tuple(sigle for sigle in sigles if sigle.cle not in words)


# ── Any of them, in a text ──────────────────────────────────────────────────────────────────────────────


def occurrences(text):
    """(key, match) of each word of a text that is written as an acronym: neither a number nor a word in capitals."""
    if shouts(text):
        return
    for match in SIGLE.finditer(text):
        if not ROMAN.fullmatch(match["sigle"]) and not in_capitals(text, *match.span()):
            yield key(match["sigle"]), match


def shouts(text):
    """Whether a whole line is in capitals, as titles are."""
    letters = [character for character in text if character.isalpha()]
    return len(letters) > 6 and sum(map(str.isupper, letters)) > 0.6 * len(letters)


def in_capitals(text, start, end):
    """Whether a neighbour is a longer word in capitals: « NE PAS OUBLIER »."""
    around = [text[max(0, start - 40) : start].split()[-1:], text[end : end + 40].split()[:1]]
    return any(word.isupper() and len(word) > 6 and word.isalpha() for words in around for word in words)


def is_explained(text, match, sigle):
    """Whether the words beside an acronym spell it: « Centre public d’action sociale (CPAS) », « CPAS (Centre… ) ».

    sigle: its key.
    """
    start, end = match.span()
    before, after = text[max(0, start - REACH) : start].rstrip(), text[end : end + REACH]
    if before.endswith(("(", "–", "-", ":", "ou", "dit", "nommé", "appelé", "abrégé")):
        words = WORD.findall(before)[-12:]
        if any(_spells(words[index:], sigle) for index in range(len(words))):
            return True
    opened = re.match(r"\s*[(:–,=-]\s*", after)
    if opened:
        words = WORD.findall(re.split(r"[).;]", after[opened.end() :])[0])[:12]
        return any(_spells(words[:count], sigle) for count in range(1, len(words) + 1))
    return False


def _spells(words, sigle):
    """Whether the heads of some words, in order, make the acronym; « de », « la »… may stay out of it."""
    if not words:
        return False
    heads = [fold(word).replace(" ", "") for word in words]
    if not heads[0].startswith(sigle[0]):
        return False
    reached = {0}
    for rank, head in enumerate(heads):
        following = set(reached) if rank and head in LIAISONS else set()
        for position in reached:
            count = 0
            while count < len(head) and sigle[position + count : position + count + 1] == head[count]:
                count += 1
                following.add(position + count)
        reached = following
        if not reached:
            return False
    return len(sigle) in reached
