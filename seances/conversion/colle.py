"""What is pasted: the HTML that a browser hands over from Word, LibreOffice, a mail or a page."""

import re
from html import unescape
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
# Word's own marks of lists, which it shows only where lists are not known; browsers hand them over in two forms.
PUCE_DE_WORD = re.compile(
    r"<!(?:--)?\[if !supportLists\](?:--)?>(.*?)<!(?:--)?\[endif\](?:--)?>", re.I | re.S
)
NUMERO = re.compile(r"\(?(?:\d+[.)])*(\d+|[a-z]{1,5})[.)°]", re.I)
CONDITION = re.compile(r"<!--\[if.*?<!\[endif\]-->|<!\[[^\]]*\]>", re.I | re.S)
OUVERT = re.compile(r"<!\[[^>]*>?")  # what is left of such a condition, cut in two
COMMENTAIRE = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
BALISE = re.compile(r"<[^>]*>")
IMAGE = re.compile(r"<img\b[^>]*>", re.I)
PARAGRAPHE_DE_LISTE = re.compile(r"<p\b[^>]*mso-list:\s*l\d+ level(\d)[^>]*>(.*?)</p>\s*", re.I | re.S)
LISTE = re.compile(rf"(?:{PARAGRAPHE_DE_LISTE.pattern})+", re.I | re.S)


def convert(data):
    """The Lecture of some pasted HTML. Raises Refus."""
    html = marques.without(texte.read(data))
    words = read(_silenced(html))
    rapport = Rapport()
    if not words:
        raise Refus("Ce qui est collé ne contient aucun mot.")
    rapport.add(
        "Une image collée n’est pas reprise : envoyez le document lui-même.",
        "{} images collées ne sont pas reprises : envoyez le document lui-même.",
        len(IMAGE.findall(html)),
    )
    html = _silenced(LISTE.sub(_list_of_word, ENTETE.sub("", IMAGE.sub("", html))))
    return Lecture("html", titres.relevel(html), tuple(words), "exacte", rapport.sentences())


def _silenced(html):
    """Without what is no text: the marks that Word shows where lists are not known, comments, conditions."""
    for silent in (PUCE_DE_WORD, COMMENTAIRE, CONDITION, OUVERT):
        html = silent.sub("", html)
    return html


def _list_of_word(paragraphs):
    """Word pastes the items of its lists as paragraphs: they become lists again, as deep and numbered as they say."""
    written, opened = [], []  # the lists that are open, the deepest last: (depth, name)
    for item in PARAGRAPHE_DE_LISTE.finditer(paragraphs[0]):
        depth, number = int(item[1]), _number(item[2])
        name = "ol" if number else "ul"
        while opened and (opened[-1][0] > depth or (opened[-1][0] == depth and opened[-1][1] != name)):
            written.append(f"</{opened.pop()[1]}>")
        if not opened or opened[-1][0] < depth:
            opened.append((depth, name))
            written.append(f"<{name}{_beginning(number)}>")
        written.append(f"<li>{item[2]}</li>")
    written += [f"</{name}>" for _, name in reversed(opened)]
    return "".join(written)


def _number(item):
    """The number or letter that Word writes before an item, empty when it is a bullet."""
    mark = PUCE_DE_WORD.search(item)
    found = mark and NUMERO.match(unescape(BALISE.sub("", mark[1])).strip())
    return found[1] if found else ""


def _beginning(number):
    if number.isdecimal():
        return f' start="{int(number)}"' if number != "1" else ""
    return f' type="{number}"' if number.lower() in {"a", "i"} else ""


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
