"""A document as a sequence of blocks, for files that flow: Word, ODT, Markdown, plain text. Pure.

Read from the article of the page (`html.render_article`): what a file says, and in which order, is what the page
says, whatever is added to it one day. Marks of lists are no text here; paragraph numbers are anchors, « p-143 ».
"""

from dataclasses import dataclass, replace
from html.parser import HTMLParser

from .document import Run, plain_text
from .html import render_article
from .richtext import STYLE_TAGS

RUN_STYLES = {tag: style for style, tag in STYLE_TAGS.items()}
VIDES = {"br", "img"}
TITRES = {f"h{level}": level for level in range(1, 7)}
BLOCS = {"article", "header", "section", "div", "p", "ul", "ol", "li", "table", *TITRES}
ABSENTS = {"ancre", "folio", "hors-vue"}  # of the page alone
GRAS = {"locuteur", "etiquette"}
STYLES_LISTE = {"liste-1": "1", "liste-a": "a", "liste-A": "A", "liste-i": "i", "liste-I": "I"}


@dataclass(frozen=True, slots=True)
class Titre:
    """niveau: 0 for that of the document, 1 for a point, 2…5 inside."""

    runs: tuple[Run, ...]
    niveau: int
    ancre: str = ""


@dataclass(frozen=True, slots=True)
class Ligne:
    """A paragraph. genre: the class of the page, « parle ouvre », « pv-ndr », or nothing."""

    runs: tuple[Run, ...]
    genre: str = ""
    ancre: str = ""


@dataclass(frozen=True, slots=True)
class Liste:
    """style: as in the document, « puce » or that of its numbers. elements: the blocks of each."""

    elements: tuple[tuple["Bloc", ...], ...]
    style: str = "puce"
    debut: int = 1
    ancre: str = ""


@dataclass(frozen=True, slots=True)
class Cellule:
    blocs: tuple["Bloc", ...]
    entete: bool = False
    colonnes: int = 1
    rangees: int = 1


@dataclass(frozen=True, slots=True)
class Tableau:
    """tetes: how many of its rows are repeated at the head of each page."""

    lignes: tuple[tuple[Cellule, ...], ...]
    tetes: int = 0
    legende: tuple[Run, ...] = ()
    genre: str = ""
    ancre: str = ""

    @property
    def colonnes(self):
        return max((sum(cell.colonnes for cell in ligne) for ligne in self.lignes), default=0)


@dataclass(frozen=True, slots=True)
class Image:
    sha256: str
    description: str
    ancre: str = ""


Bloc = Titre | Ligne | Liste | Tableau | Image


def suite(document, mention=""):
    """The blocks of a document, in printed order. mention: as `render_article` prints it."""
    reader = _Lecteur()
    reader.feed(render_article(document, mention=mention))
    reader.close()
    return tuple(_blocs(reader.root))


def anchored(blocs):
    """The headings of a sequence that contents may name: a level, its words and its anchor."""
    return [bloc for bloc in blocs if isinstance(bloc, Titre) and 0 < bloc.niveau <= 2 and bloc.ancre]


# ── The page as a tree ──────────────────────────────────────────────────────────────────────────────────


class _Noeud:
    __slots__ = ("attrs", "content", "tag")

    def __init__(self, tag, attrs=()):
        self.tag, self.attrs, self.content = tag, dict(attrs), []

    @property
    def classes(self):
        return (self.attrs.get("class") or "").split()


class _Lecteur(HTMLParser):
    """Builds the tree of our own HTML, where every element is closed."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.root = _Noeud("root")
        self.open = [self.root]

    def handle_starttag(self, tag, attrs):
        node = _Noeud(tag, attrs)
        self.open[-1].content.append(node)
        if tag not in VIDES:
            self.open.append(node)

    def handle_endtag(self, tag):
        self.open.pop()

    def handle_data(self, data):
        self.open[-1].content.append(data)


# ── The tree as blocks ──────────────────────────────────────────────────────────────────────────────────


def _blocs(node, ancre=""):
    """The blocks of what an element holds; text beside blocks is a paragraph of its own."""
    inline = []

    def line():
        runs = _tidy(inline)
        inline.clear()
        return [Ligne(runs)] if runs else []

    for each in node.content:
        if isinstance(each, _Noeud) and (each.tag in BLOCS or each.tag == "img"):
            yield from line()
            yield from _bloc(each, ancre)
            ancre = ""
        else:
            inline.append(each)
    yield from line()


def _bloc(node, ancre):
    ancre = node.attrs.get("id") or ancre
    if node.tag in TITRES:
        yield Titre(_tidy(node.content), TITRES[node.tag] - 1, ancre)
    elif node.tag == "p":
        if runs := _tidy(node.content):
            yield Ligne(runs, " ".join(node.classes), ancre)
    elif node.tag == "ol" and not any(each in STYLES_LISTE for each in node.classes):
        for item in node.content:  # the agenda: its numbers are words of the page
            yield Ligne(_tidy(item.content), "pv-ordre")
    elif node.tag in {"ul", "ol"}:
        yield _liste(node, ancre)
    elif node.tag == "table":
        yield _tableau(node, ancre)
    elif node.tag == "img":
        yield Image(node.attrs["src"].rpartition("/")[2], node.attrs.get("alt") or "", ancre)
    else:
        yield from _blocs(node, ancre)


def _liste(node, ancre):
    style = next((STYLES_LISTE[each] for each in node.classes if each in STYLES_LISTE), "puce")
    elements = tuple(tuple(_blocs(item)) for item in node.content if isinstance(item, _Noeud))
    return Liste(elements, style, int(node.attrs.get("start") or 1), ancre)


def _tableau(node, ancre):
    legende, lignes, tetes = (), [], 0
    for part in node.content:
        if part.tag == "caption":
            legende = _tidy(part.content)
        for row in part.content if part.tag in {"thead", "tbody"} else ():
            lignes.append(tuple(map(_cellule, row.content)))
            tetes += part.tag == "thead"
    return Tableau(tuple(lignes), tetes, legende, " ".join(node.classes), ancre)


def _cellule(node):
    spans = (int(node.attrs.get(name) or 1) for name in ("colspan", "rowspan"))
    return Cellule(tuple(_blocs(node)), node.tag == "th", *spans)


def _runs(content, styles=(), lien=""):
    for each in content:
        if isinstance(each, str):
            yield Run(each, styles, lien)
        elif each.tag == "br":
            yield Run("\n", (), "")
        elif not ABSENTS.intersection(each.classes):
            style = RUN_STYLES.get(each.tag) or ("gras" if GRAS.intersection(each.classes) else "")
            more = (*styles, style) if style and style not in styles else styles
            yield from _runs(each.content, more, each.attrs.get("href") or lien)


def _tidy(content):
    """The runs of an element without the spaces around them; neighbours of one style are one."""
    joined = []
    for run in _runs(content):
        if joined and joined[-1].texte != "\n" != run.texte and _same(joined[-1], run):
            joined[-1] = replace(joined[-1], texte=joined[-1].texte + run.texte)
        elif run.texte:
            joined.append(run)
    while joined and not joined[0].texte.strip(" \n"):
        joined.pop(0)
    while joined and not joined[-1].texte.strip(" \n"):
        joined.pop()
    if joined:
        joined[0] = replace(joined[0], texte=joined[0].texte.lstrip(" "))
        joined[-1] = replace(joined[-1], texte=joined[-1].texte.rstrip(" "))
    return tuple(joined)


def _same(one, other):
    return (one.styles, one.lien) == (other.styles, other.lien)


# ── Plain text ──────────────────────────────────────────────────────────────────────────────────────────


def lines_of(blocs):
    """Every stretch of plain text of some blocks, in reading order."""
    for bloc in blocs:
        match bloc:
            case Liste():
                for element in bloc.elements:
                    yield from lines_of(element)
            case Tableau():
                if bloc.legende:
                    yield plain_text(bloc.legende)
                for ligne in bloc.lignes:
                    for cellule in ligne:
                        yield from lines_of(cellule.blocs)
            case Image():
                yield bloc.description
            case _:
                yield plain_text(bloc.runs)
