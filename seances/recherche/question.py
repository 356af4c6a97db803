"""What somebody typed, understood: words, « phrases » and -words to leave out. Pure; no text is refused."""

import re
import unicodedata
from dataclasses import dataclass

from . import mots

LONGUEUR = 200  # characters that are read
TERMES = 12  # words that count
PARTIE = re.compile(
    r"""(?P<moins>(?<!\S)[-−])?(?:«(?P<a>[^»]*)»?|"(?P<b>[^"]*)"?|“(?P<c>[^”]*)”?|(?P<mot>[^\s«"“]+))"""
)


@dataclass(frozen=True)
class Question:
    """texte: as typed. termes: the stems sought, each once, and the folded word by which each was asked (`formes`).

    phrases, sauf: tuples of words, each (folded, stem); the stem is "" for one that no index holds.
    """

    texte: str
    termes: tuple[str, ...] = ()
    formes: tuple[str, ...] = ()
    phrases: tuple[tuple[tuple[str, str], ...], ...] = ()
    sauf: tuple[tuple[tuple[str, str], ...], ...] = ()

    def __bool__(self):
        return bool(self.termes)

    @property
    def exacte(self):
        """Whether the small words of a phrase matter: no index holds them, `is_answered_by` looks at the text."""
        return any(not root for phrase in (*self.phrases, *self.sauf) for _, root in phrase)

    def is_answered_by(self, texte):
        """Whether a text holds every phrase and none to leave out, small words included."""
        said = [root or folded for _, _, folded, root in mots.words(unicodedata.normalize("NFC", texte))]
        return all(_within(_whole(phrase), said) for phrase in self.phrases) and not any(
            _within(_whole(phrase), said) for phrase in self.sauf
        )


def _whole(phrase):
    return [root or folded for folded, root in phrase]


def _within(sought, said):
    return any(said[at : at + len(sought)] == sought for at in range(len(said) - len(sought) + 1))


def read(texte):
    """The Question of a text."""
    texte = unicodedata.normalize("NFC", texte.replace("\x00", ""))[:LONGUEUR].strip()
    termes, phrases, sauf = {}, [], []
    for part in PARTIE.finditer(texte):
        quoted = next((part[name] for name in "abc" if part[name] is not None), None)
        found = tuple(each[2:] for each in mots.words(part["mot"] if quoted is None else quoted))
        if not any(root for _, root in found):
            continue
        if part["moins"]:
            sauf.append(found)
            continue
        if quoted is not None and len(found) > 1:
            phrases.append(found)
        for folded, root in found:
            if root and len(termes) < TERMES:
                termes.setdefault(root, folded)
    return Question(texte, tuple(termes), tuple(termes.values()), tuple(phrases), tuple(sauf))
