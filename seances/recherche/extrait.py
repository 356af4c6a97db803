"""The sentence of a text in which a question is answered, its words marked. Pure: pieces of text, never HTML."""

import re
import unicodedata

from . import mots

LONGUEUR = 260  # characters
PHRASE = re.compile(r"(?<=[.!?…»])\s+(?=[A-ZÀÂÇÉÈÊËÎÏÔÖÙÛÜŒÆ«–—“(])")


def pieces(texte, racines, longueur=LONGUEUR):
    """[(text, marked)] of the part of a text that holds most of some stems.

    It begins at a sentence where it can; « … » tells where something was left out.
    """
    texte = unicodedata.normalize("NFC", texte)
    hits = [(start, end, root) for start, end, _, root in mots.words(texte) if root in racines]
    begin, end = window(texte, hits, longueur)
    found, at = [("… ", False)] if begin else [], begin
    for start, stop, _ in hits:
        if start < at or stop > end:
            continue
        found += [(texte[at:start], False), (texte[start:stop], True)]
        at = stop
    found += [(texte[at:end], False), (" …", False)] if end < len(texte) else [(texte[at:end], False)]
    return [piece for piece in found if piece[0]]


def window(texte, hits, longueur):
    """(begin, end) of the part that is shown."""
    if len(texte) <= longueur:
        return 0, len(texte)
    begins = [0, *(found.end() for found in PHRASE.finditer(texte))]
    best, where = (-1, 0), 0
    for start, *_ in hits or [(0,)]:
        sentence = max(begin for begin in begins if begin <= start)
        begin = sentence if start - sentence < longueur // 2 else _word(texte, start - longueur // 3)
        inside = {root for first, last, root in hits if first >= begin and last <= begin + longueur}
        if (len(inside), -begin) > best:
            best, where = (len(inside), -begin), begin
    end = where + longueur
    if end >= len(texte):
        return where, len(texte)
    cut = texte.rfind(" ", where, end)
    return where, cut if cut > where else end


def _word(texte, at):
    """Where the word after this place begins."""
    space = texte.find(" ", max(at, 0))
    return space + 1 if space != -1 else max(at, 0)
