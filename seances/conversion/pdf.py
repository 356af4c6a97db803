"""PDF: words and paragraphs, by pypdfium2. What joins lines into paragraphs is how they lie on the page."""

import re
from copy import copy
from html import escape
from itertools import pairwise
from statistics import median

import pypdfium2

from . import limites, marques, mots, pdf_mots
from .lecture import Lecture, Rapport, Refus
from .paquet import ABIME, CHIFFRE

SANS_TEXTE = (
    "Ce PDF ne contient que des images (un document numérisé) : envoyez le document d’origine, ou le PDF passé par une "
    "reconnaissance de caractères."
)
TROP_DE_PAGES = f"Ce PDF a plus de {limites.PAGES} pages : envoyez la note seule."
SIGNE = r"[•◦▪●○‣·\uf0a7\uf0b7\uf076\uf0d8]"
PUCE = re.compile(rf"^\s*(?:{SIGNE}|[-–—]\s|\d{{1,2}}[.)]\s|[a-z][.)]\s)")
SEULE = re.compile(rf"^\s*(?:{SIGNE}|[-–—]|\d{{1,2}}[.)]|[a-z][.)])\s*$")  # a mark with nothing after it
COUPE = re.compile(r"(\w+)[\ufffe\x02](\w+)")  # what pdfium writes for a hyphen that ends a line
CUT = re.compile(r"\w[-‐‑]$")  # « non- », then « respect »


def convert(data):
    """The Lecture of a PDF. Raises Refus."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise Refus(CHIFFRE if "password" in str(error).lower() else ABIME) from error
    if len(document) > limites.PAGES:
        raise Refus(TROP_DE_PAGES)
    try:
        pages = [page_lines(page) for page in document]
    except pypdfium2.PdfiumError as error:
        raise Refus(ABIME) from error
    said, words = in_order(pages, data)
    rapport, paragraphs, empty = Rapport(), [], []
    for number, lines in enumerate(said, 1):
        found = page_paragraphs(lines)
        if not found:
            empty.append(number)
        paragraphs += found
    if not any(any(one.isalnum() for one in paragraph) for paragraph in paragraphs):
        raise Refus(SANS_TEXTE)
    rapport.add(
        "Un PDF ne donne que ses mots et ses paragraphes : titres, listes, tableaux et images ne sont pas repris."
    )
    if empty:
        pages = ", ".join(map(str, empty[:20]))
        rapport.add(
            f"La page {pages} ne contient aucun texte : rien n’en est repris."
            if len(empty) == 1
            else f"Les pages {pages} ne contiennent aucun texte : rien n’en est repris."
        )
    if document.get_formtype():
        rapport.add("Ce qui est rempli dans les champs d’un formulaire n’est pas repris.")
    paragraphs, glued = whole_words(paragraphs)
    if glued:
        rapport.add(f"Coupés en fin de ligne et recollés, à vérifier : {', '.join(glued[:30])}.")
    html = "".join(f"<p>{escape(marques.without(paragraph), quote=False)}</p>" for paragraph in paragraphs)
    return Lecture("pdf", html, tuple(words), "pdf", rapport.sentences())


def in_order(pages, data):
    """(lines of each page, words by the other reader): marks of lists that a file writes apart go before their lines.

    Only where the other reader, asked for what lies on the page, finds the very same words.
    """
    placed = [with_marks(lines) for lines in pages]
    if placed != pages:
        words = pdf_mots.read(data, by_place=True)
        text = "\n".join(line.text for lines in placed for line in lines)
        if COUPE.search(text) is None and words == mots.cut(marques.without(text), "pdf"):
            return placed, words
    return pages, pdf_mots.read(data)


def with_marks(lines):
    """The lines of a page, each mark that stands alone joined to the line that begins on its right."""
    alone = [line for line in lines if SEULE.match(line.text)]
    kept, marks = [line for line in lines if line not in alone], {}
    for mark in alone:
        middle = (mark.begins + mark.top) / 2
        beside = [line for line in kept if line.begins <= middle <= line.top and line.left >= mark.right]
        nearest = min(beside, key=lambda line: line.left, default=None)
        if nearest is None or id(nearest) in marks:
            return lines
        marks[id(nearest)] = mark
    return [line.after(marks[id(line)]) if id(line) in marks else line for line in kept]


def whole_words(paragraphs):
    """The paragraphs with the words that a line cut made whole, and those that lost a hyphen by it.

    A hyphen stays where the same word has one elsewhere in the text; which of the others were real nobody can tell.
    """
    text, glued = "\n".join(paragraphs), {}

    def whole(match):
        if re.search(rf"\b{match[1]}[-‐‑]{match[2]}\b", text):
            return f"{match[1]}-{match[2]}"
        glued[match[1] + match[2]] = True
        return match[1] + match[2]

    return [COUPE.sub(whole, paragraph) for paragraph in paragraphs], list(glued)


def page_paragraphs(lines):
    """The paragraphs of one page, in reading order."""
    if not lines:
        return []
    heights = [line.top - line.begins for line in lines if line.top > line.begins]
    height = median(heights) if heights else 1
    steps = [above.ends - below.begins for above, below in pairwise(lines)]
    steps = [step for step in steps if 0 < step < 4 * height]
    step = median(steps) if steps else height
    right = max(line.right for line in lines)
    width = right - min(line.left for line in lines)
    paragraphs = [lines[0].text]
    for above, below in pairwise(lines):
        distance = above.ends - below.begins
        apart = (
            not -0.5 * height < distance < 1.35 * step
            or above.right < right - 0.22 * width
            or PUCE.match(below.text)
            or (below.left > above.left + 0.03 * width and not PUCE.match(above.text))
            or abs((above.top - above.begins) - (below.top - below.begins)) > 0.5 * height
        )
        if apart:
            paragraphs.append(below.text)
        else:
            paragraphs[-1] = join(paragraphs[-1], below.text)
    return [text for paragraph in paragraphs if (text := " ".join(paragraph.split()))]


class Ligne:
    """A line of a page with the places of its first and last signs, in points from the bottom left.

    pdfium writes two lines as one where a hyphen cut a word: it begins on the first and ends on the second.
    """

    def __init__(self, text, first=(0, 0, 0, 0), last=(0, 0, 0, 0)):
        self.text = text
        self.left, self.begins, _, self.top = first
        _, self.ends, self.right, _ = last

    def after(self, mark):
        """The same line after a mark that stands on its left."""
        line = copy(self)
        line.text, line.left = f"{mark.text.strip()} {self.text}", mark.left
        return line


def page_lines(page):
    textpage = page.get_textpage()
    lines, start = [], 0
    count = textpage.count_chars()
    whole = textpage.get_text_range()
    if count != len(whole):  # characters beyond the first plane: places are lost, the words are not
        return [Ligne(line) for line in whole.splitlines() if line.strip()]
    for line in whole.splitlines(keepends=True):
        text = line.rstrip("\r\n")
        if text.strip():
            first = start + len(text) - len(text.lstrip())
            last = start + len(text.rstrip()) - 1
            lines.append(Ligne(text, textpage.get_charbox(first), textpage.get_charbox(last)))
        start += len(line)
    return lines


def join(above, below):
    """Two lines of one paragraph; a hyphen at the end of the first stays in its word."""
    if CUT.search(above) and below[:1].islower():
        return above + below
    return f"{above.rstrip()} {below.lstrip()}"
