"""How names compare: one folding for matching, one for sorting. Pure, no Django."""

import re
import unicodedata
from difflib import SequenceMatcher

LIGATURES = str.maketrans(
    {"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ß": "ss", "ø": "o", "Ø": "o", "ł": "l", "Ł": "l"}
)
WORD = re.compile(r"[^\W_]+")


def fold(text):
    """Text without accents, case, ligatures or punctuation: words joined by one space.

    >>> fold("L’Équip’AJ – Cœur")
    'l equip aj coeur'
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text.translate(LIGATURES)).casefold()
        text = "".join(c for c in text if not unicodedata.combining(c))
    return " ".join(WORD.findall(text.casefold()))


def name_key(text):
    """Key under which every spelling of a name that differs by accents, capitals or order is the same.

    >>> name_key("DE SMET Chloé") == name_key("Chloe De Smet")
    True
    """
    return " ".join(sorted(fold(text).split()))


def sort_key(family_name, first_name=""):
    """Key of directories and pick-lists: family name first, particles included.

    Two spaces sort before any word, so « Van » comes before « Van Acker » whatever the first names.
    """
    return f"{fold(family_name)}  {fold(first_name)}".rstrip()


RESEMBLES = 0.8


def resemblance(text, name):
    """How near two spellings of a name are, from 0.0 to 1.0: folded, words in any order."""
    return SequenceMatcher(None, name_key(text), name_key(name)).ratio()
