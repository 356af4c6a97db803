"""Marks that cross a converter as text and are replaced in its HTML: calls of notes, and pictures.

They are made of characters that no text may hold (noncharacters of Unicode); an input is rid of them first.
"""

import re
from html import escape

NOTE, IMAGE, FIN = "\ufdd0", "\ufdd1", "\ufdd2"
DEBUT_SOULIGNE, FIN_SOULIGNE = "\ufdd3", "\ufdd4"
MARQUE = re.compile(f"([{NOTE}{IMAGE}])([0-9]+){FIN}")
ETRANGERES = re.compile("[\ufdd0-\ufdef]")


def call(number):
    return f"{NOTE}{number}{FIN}"


def image(number):
    return f"{IMAGE}{number}{FIN}"


def words(number):
    """A call of a note as it is read."""
    return f"[{number}]"


def without(text):
    """A text without characters that could pass for a mark."""
    return ETRANGERES.sub("", text)


def place(html, galerie):
    """The HTML with each mark replaced by what it stands for."""

    def put(match):
        kind, number = match[1], int(match[2])
        if kind == NOTE:
            return f"<sup>{words(number)}</sup>"
        return galerie.tag(number)

    html = MARQUE.sub(put, html).replace(DEBUT_SOULIGNE, "<u>").replace(FIN_SOULIGNE, "</u>")
    return ETRANGERES.sub("", html)


def tag(sha256, description):
    return f'<img src="sha256:{sha256}" alt="{escape(description)}">'
