"""Blocks of the tree as HTML, for the page and for paper. Pure functions of the tree."""

import re
from dataclasses import replace
from html import escape

from chantiers.explication import linked

from .document import (
    Cellule,
    Image,
    Intervention,
    Liste,
    Note,
    Paragraphe,
    Tableau,
    Titre,
    between,
    block_texts,
    plain_text,
)
from .html_sigles import Marques
from .richtext import STYLE_TAGS, render_list, render_runs, render_table

DEEPEST = 6
TABLE_WIDTH = 75  # characters side by side
TH = re.compile(r"<th(?=[ >])")
IN_LINE = {Paragraphe, Intervention, Note}


class Niveaux:
    """Heading levels of one text: as deep as its own titles ask, never skipping one.

    base: level of its outermost titles.
    """

    def __init__(self, base):
        self.base = base
        self.open = []
        self.last_is_title = False

    def level(self, niveau):
        while self.open and self.open[-1] >= niveau:
            self.open.pop()
        self.open.append(niveau)
        return min(self.base + len(self.open) - 1, DEEPEST)

    def inside(self):
        """Level of a generated heading that follows: under the title that has nothing else under it yet."""
        return min(self.base + (len(self.open) if self.last_is_title else 0), DEEPEST)


class Blocs:
    """Renders blocks; a subclass says how a numbered one is named (`key`) and linked (`anchor`).

    images: address under which the bytes of a sha256 are found. sigles: the acronyms to explain at their first use.
    """

    def __init__(self, images="", sigles=()):
        self.images = escape(images)
        self.marques = Marques(sigles)

    def key(self, bloc):
        """The attribute that names a numbered block."""
        return f' id="p-{bloc.numero}"' if bloc.numero else ""

    def anchor(self, bloc):
        """The link of a numbered block to itself."""
        return ""

    def plain(self, runs):
        """A stretch of text as it is: headings, names of speakers."""
        return render_runs(runs)

    def runs(self, runs):
        """A stretch of text, the first use of each acronym linked to its explanation."""
        if not self.marques.waiting:
            return self.plain(runs)
        return "".join(
            self.sigle(part[0], sigle) if sigle else self.plain(part)
            for part, sigle in self.marques.cut(runs)
        )

    def sigle(self, run, sigle):
        """The first use of an acronym; styles go around its link."""
        text = self.link_of(sigle, escape(run.texte, quote=False))
        for style in reversed(run.styles):
            text = f"<{STYLE_TAGS[style]}>{text}</{STYLE_TAGS[style]}>"
        return text

    def link_of(self, sigle, html):
        return linked(sigle, html)

    def numbered(self, tag, bloc, classes, content):
        attribute = f' class="{classes}"' if classes else ""
        return f"<{tag}{self.key(bloc)}{attribute}>{content}{self.anchor(bloc)}</{tag}>"

    def boxed(self, bloc, content):
        """A list, a table or a picture, which cannot hold a link to itself."""
        spoken = " parle" if bloc.locuteur else ""
        return f'<div{self.key(bloc)} class="pv-bloc{spoken}">{content}{self.anchor(bloc)}</div>'

    def blocks(self, blocs, niveaux):
        out = []
        for bloc in blocs:
            out.append(self.block(bloc, niveaux))
            niveaux.last_is_title = type(bloc) is Titre
        return "".join(out)

    def block(self, bloc, niveaux):
        match bloc:
            case Paragraphe():
                return self.numbered("p", bloc, "parle" if bloc.locuteur else "", self.runs(bloc.runs))
            case Intervention():
                return self.intervention(bloc)
            case Titre():
                return self.numbered(f"h{niveaux.level(bloc.niveau)}", bloc, "", self.plain(bloc.runs))
            case Note():
                return self.numbered("p", bloc, "pv-ndr", self.runs(bloc.runs))
            case Liste():
                return self.boxed(bloc, self.list(bloc))
            case Tableau():
                return self.boxed(bloc, self.table(bloc))
            case Image():
                return self.boxed(bloc, self.image(bloc))

    def intervention(self, bloc):
        before, label, after = split_label(bloc.runs, bloc.libelle)
        if not label:
            return self.numbered("p", bloc, "parle ouvre", self.runs(bloc.runs))
        return self.numbered(
            "p",
            bloc,
            "parle ouvre seul" if is_label(bloc) else "parle ouvre",
            f'{self.runs(before)}<span class="locuteur">{self.plain(label)}</span>{self.runs(after)}',
        )

    def item(self, blocs):
        """What an item of a list or a cell holds: its first paragraph in the line of the mark, then the rest."""
        if not blocs:
            return ""
        first, *rest = blocs
        opening = self.runs(first.runs) if type(first) in IN_LINE else self.inner(first)
        return opening + "".join(map(self.inner, rest))

    def inner(self, bloc):
        match bloc:
            case Liste():
                return self.list(bloc)
            case Tableau():
                return self.table(bloc)
            case Image():
                return self.image(bloc)
            case Titre():  # a heading inside a cell or an item would break the outline
                return f'<p class="pv-intertitre">{self.plain(bloc.runs)}</p>'
            case _:
                return f"<p>{self.runs(bloc.runs)}</p>"

    def list(self, bloc):
        return render_list(bloc, self.item, f' class="liste-{bloc.style}"')

    def table(self, bloc):
        """Columns as wide as they need, or all of one width when their longest words would not fit."""
        equal = " pv-egal" if longest_words(bloc) > TABLE_WIDTH else ""
        table = render_table(squared(bloc), self.item, f' class="pv-tableau{equal}"')
        head, _, body = table.partition("<tbody>")
        head, body = TH.sub('<th scope="col"', head), TH.sub('<th scope="row"', body)
        return f"{head}<tbody>{body}"

    def image(self, bloc):
        alt = escape(bloc.description) or "Image sans description"
        return f'<img src="{self.images}/{escape(bloc.sha256)}" alt="{alt}">'


def longest_words(tableau):
    """How many characters wide a table is at least: the longest word of each column, added up."""
    widths = {}
    for ligne in tableau.lignes:
        for column, cellule in enumerate(ligne):
            words = (word for bloc in cellule.blocs for text in block_texts(bloc) for word in text.split())
            widths[column] = max(widths.get(column, 2), max(map(len, words), default=0))
    return sum(widths.values())


def squared(tableau):
    """The same table, its short rows filled with empty cells; one with cells over several rows stays as it is."""
    widths = [sum(cellule.colonnes for cellule in ligne) for ligne in tableau.lignes]
    if len(set(widths)) < 2 or any(cellule.rangees > 1 for ligne in tableau.lignes for cellule in ligne):
        return tableau
    lignes = (
        ligne
        + (Cellule((), bool(ligne) and all(cellule.entete for cellule in ligne)),) * (max(widths) - width)
        for ligne, width in zip(tableau.lignes, widths, strict=True)
    )
    return replace(tableau, lignes=tuple(lignes))


def is_label(intervention):
    """Whether the paragraph is the speaker's name and nothing else, as in a dialogue."""
    return plain_text(intervention.runs).strip(" \u00a0:.") == intervention.libelle.strip(" \u00a0:.") != ""


def split_label(runs, label):
    """Runs before a speaker's label, of the label, after it; all before when it does not open the text.

    The label may cross runs; a quotation mark or a dash may precede it.
    """
    text = plain_text(runs)
    start = text.find(label) if label else -1
    if start < 0 or any(character.isalnum() for character in text[:start]):
        return runs, (), ()
    end = start + len(label)
    return between(runs, 0, start), between(runs, start, end), between(runs, end, len(text))
