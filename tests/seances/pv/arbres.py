"""Small trees, and how to read the HTML made of them."""

from dataclasses import replace
from datetime import date

from lxml import html as lxml_html

from seances.pv.document import Chantier, DocumentPV, Paragraphe, Run, Seance, number_paragraphs

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


def par(text):
    return Paragraphe((Run(text),))


def document(*points, **fields):
    """The smallest PV with some points, its paragraphs numbered."""
    smallest = DocumentPV(Chantier(3, "Seuils"), Seance(2, date(2025, 3, 11)))
    return number_paragraphs(replace(smallest, points=points, **fields))


def read(text):
    return lxml_html.fromstring(text)


def words(element):
    return " ".join(element.text_content().split())


def texts(tree, xpath):
    return [words(element) for element in tree.xpath(xpath)]


def levels(tree):
    return [int(element.tag[1]) for element in tree.iter(*HEADINGS)]
