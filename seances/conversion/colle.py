"""What is pasted: the HTML that a browser hands over from Word, LibreOffice, a mail or a page."""

import re
from html.parser import HTMLParser

from . import marques, mots, texte, titres
from .lecture import Lecture, Rapport, Refus

ENTETE = re.compile(r"<head\b.*?</head\s*>", re.I | re.S)
MUETS = ("script", "style", "head", "title", "template", "noscript", "iframe", "object", "svg", "math")
BLOCS = {
    *(
        "p",
        "div",
        "li",
        "ul",
        "ol",
        "table",
        "tr",
        "td",
        "th",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "br",
        "blockquote",
    ),
    *(
        "pre",
        "section",
        "article",
        "header",
        "footer",
        "dt",
        "dd",
        "dl",
        "hr",
        "caption",
        "figure",
        "figcaption",
        "img",
    ),
}
# Word's own marks of lists, which it shows only where lists are not known.
PUCE_DE_WORD = re.compile(r"<!\[if !supportLists\]>.*?<!\[endif\]>", re.I | re.S)
CONDITION = re.compile(r"<!--\[if.*?<!\[endif\]-->|<!\[[^\]]*\]>", re.I | re.S)
OUVERT = re.compile(r"<!\[[^>]*>?")  # what is left of such a condition, cut in two
COMMENTAIRE = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
IMAGE = re.compile(r"<img\b[^>]*>", re.I)
PARAGRAPHE_DE_LISTE = re.compile(r"<p\b[^>]*mso-list:\s*l\d+ level(\d)[^>]*>(.*?)</p>", re.I | re.S)


def convert(data):
    """The Lecture of some pasted HTML. Raises Refus."""
    html = marques.without(texte.read(data))
    for silent in (PUCE_DE_WORD, COMMENTAIRE, CONDITION, OUVERT):
        html = silent.sub("", html)
    rapport = Rapport()
    words = read(html)
    if not words:
        raise Refus("Ce qui est collé ne contient aucun mot.")
    rapport.add(
        "Une image collée n’est pas reprise : envoyez le document lui-même.",
        "{} images collées ne sont pas reprises : envoyez le document lui-même.",
        len(IMAGE.findall(html)),
    )
    html = ENTETE.sub("", html)
    html = titres.relevel(_lists_of_word(IMAGE.sub("", html)))
    return Lecture("html", html, tuple(words), "exacte", rapport.sentences())


def _lists_of_word(html):
    """Word pastes the items of its lists as paragraphs: they become lists again, as deep as they say."""

    def item(match):
        depth = min(int(match[1]), 6) or 1
        return f"{'<ul>' * depth}<li>{match[2]}</li>{'</ul>' * depth}"

    joined = PARAGRAPHE_DE_LISTE.sub(item, html)
    for depth in range(6, 0, -1):
        joined = re.sub(rf"(?:</ul>){{{depth}}}\s*(?:<ul>){{{depth}}}", "", joined)
    return joined


def read(html):
    """The words of some HTML, by the parser of Python: the second road."""
    reader = Lecteur()
    reader.feed(html)
    reader.close()
    return mots.cut("".join(reader.pieces))


class Lecteur(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.pieces, self.silent = [], []

    def handle_starttag(self, tag, attrs):
        if tag in MUETS:
            self.silent.append(tag)
        elif tag in BLOCS:
            self.pieces.append("\n")

    def handle_endtag(self, tag):
        if tag in self.silent:
            del self.silent[self.silent.index(tag) :]
        elif tag in BLOCS:
            self.pieces.append("\n")

    def handle_data(self, data):
        if not self.silent:
            self.pieces.append(data)
