"""Words that tell a first name from a place or from the opening of a sentence; folded, in files. Pure.

First names of those who are young in Belgium today and of their parents, communes and provinces, words that open a
sentence with a capital and are nobody (« Chacun a 15 ans »). Far from all of them: the checks also know a name by what
stands beside it. `courants`: acronyms that everybody reads without being told.
"""

from pathlib import Path


def _words(name):
    file = Path(__file__).parent / "lexique" / f"{name}.txt"
    return frozenset(file.read_text(encoding="utf-8").split())


PRENOMS = _words("prenoms")
LIEUX = _words("lieux")
OUVERTURES = _words("ouvertures")
COURANTS = _words("courants")
