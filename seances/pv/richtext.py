"""Rich text: HTML to blocks and back. What the editor allows, what is stored and what the tree holds are one list.

Pure, no Django. `clean` is the sanitiser: what the tree cannot hold does not come out of it, but no word is
lost except inside <script> and <style>.
"""

import re
from collections import OrderedDict
from html import escape, unescape
from html.parser import HTMLParser
from itertools import groupby
from threading import Lock
from xml.etree import ElementTree

import nh3

from .document import (
    SAUT,
    STYLES,
    Cellule,
    Element,
    Image,
    Intervention,
    Liste,
    Note,
    Paragraphe,
    Run,
    Tableau,
    Titre,
    block_texts,
    plain_text,
)

STYLE_TAGS = {
    "gras": "strong",
    "italique": "em",
    "souligne": "u",
    "barre": "s",
    "exposant": "sup",
    "indice": "sub",
}
TAG_STYLES = {tag: style for style, tag in STYLE_TAGS.items()} | {
    "b": "gras",
    "i": "italique",
    "del": "barre",
    "strike": "barre",
}
HEADINGS = {"h2": 2, "h3": 3, "h4": 4, "h5": 5}
HEADING_LEVELS = {"h1": 2, **HEADINGS, "h6": 5}
BLOCK_TAGS = {"p", "ul", "ol", "li", "table", "thead", "tbody", "tfoot", "tr", "th", "td", *HEADING_LEVELS}
# What stands apart from its neighbours: its words may not be glued to theirs, the rest of it is dropped.
CONTAINERS = {
    *{"address", "article", "aside", "blockquote", "button", "caption", "center", "dd", "details", "dialog"},
    *{"dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "header", "hgroup"},
    *{"hr", "legend", "main", "menu", "nav", "option", "pre", "search", "section", "summary", "textarea"},
    "title",
}
TAGS = BLOCK_TAGS | CONTAINERS | set(TAG_STYLES) | {"a", "br", "img"}
# What a file may hold: the list that the tree keeps, without the tolerated synonyms.
STRICT_TAGS = (
    {"p", "ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td", "a", "br", "img"}
    | set(HEADINGS)
    | set(STYLE_TAGS.values())
)
ATTRIBUTES = {
    "a": {"href"},
    "ol": {"start", "type"},
    "th": {"colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
    "img": {"src", "alt"},
}
SCHEMES = {"http", "https", "mailto", "tel"}
IMAGE_PREFIX = "sha256:"
NDR = re.compile(r"\s*[\[(]\s*(?:NDR|NDLR)\b", re.IGNORECASE)
SPACES = re.compile(r"[ \t\r\n]+")
NUMBERINGS = ("1", "a", "A", "i", "I")
MAX_SPAN = 50
PROFONDEUR = 8  # levels of lists and tables inside each other; deeper ones become paragraphs
MAX_NESTING = 100  # tags inside each other that are worth reading as a tree
UNREADABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")  # in no XML
TOKEN = re.compile(r'<(/?)([a-z][a-z0-9]*)((?: [a-z]+="[^"]*")*)>')
VOID = {"br", "hr", "img"}


MAL_FORME = "le HTML est mal formé : une partie du texte se perdrait"


class RichTextError(ValueError):
    """The HTML holds what a PV cannot hold."""


def clean(html):
    """The HTML that the portal keeps of some HTML: safe, and stable (`clean(clean(x)) == clean(x)`)."""
    return render(parse(html))


def check(html):
    """Raise RichTextError when the HTML holds a tag, attribute, address or word that would be dropped."""
    if "<" not in html and "&" not in html:
        return
    inspector = Inspector()
    inspector.feed(html)
    if "<" in inspector.rawdata:  # a tag that the text leaves open: what becomes of it depends on the reader
        raise RichTextError(MAL_FORME)
    inspector.close()
    kept = "".join(text for bloc in parse(html) for text in block_texts(bloc))
    if _letters("".join(inspector.texts)) != _letters(kept):
        raise RichTextError(MAL_FORME)


class Inspector(HTMLParser):
    """Reads HTML tag by tag, whatever its nesting, and refuses what a file may not hold."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.texts = []

    def handle_starttag(self, tag, attrs):
        if tag not in STRICT_TAGS:
            raise RichTextError(f"la balise <{tag}> n’est pas admise")
        for name, value in attrs:
            if name not in ATTRIBUTES.get(tag, ()):
                raise RichTextError(f"l’attribut « {name} » de <{tag}> n’est pas admis")
            if name == "href" and not safe_link(value or ""):
                raise RichTextError(f"le lien « {(value or '')[:60]} » n’est pas admis")
            if name == "alt":
                self.texts.append(value or "")
        if tag == "img" and not is_image(dict(attrs).get("src") or ""):
            raise RichTextError("une image se nomme par le sha256 d’un fichier joint")

    def handle_data(self, data):
        self.texts.append(data)

    def handle_comment(self, data):
        raise RichTextError("un commentaire HTML n’est pas admis")

    handle_decl = unknown_decl = handle_pi = handle_comment


def _letters(text):
    return re.sub(r"\s+", "", text)


def safe_link(address):
    """Whether a link leads somewhere a reader may be led: web, mail, telephone."""
    scheme, colon, rest = address.strip().partition(":")
    return bool(colon and rest) and scheme.lower() in SCHEMES


def is_image(source):
    """Whether the source of an image is the sha256 of its bytes."""
    return re.fullmatch(rf"{IMAGE_PREFIX}[0-9a-f]{{64}}", source) is not None


def from_text(text):
    """HTML of plain text: a paragraph for each non-empty line."""
    return "".join(f"<p>{escape(line, quote=False)}</p>" for line in text.splitlines() if line.strip())


# ── Reading ─────────────────────────────────────────────────────────────────────────────────────────────


class Lus:
    """Blocks of the texts read last, as long as these texts have CARACTERES characters together.

    A text that is being written is read again at each of its states: their number says nothing of what they weigh.
    """

    def __init__(self):
        self.blocs, self.taille, self.lock = OrderedDict(), 0, Lock()

    def get(self, html):
        with self.lock:
            if html in self.blocs:
                self.blocs.move_to_end(html)
                return self.blocs[html]
        blocs = _parse(html)
        with self.lock:
            if html not in self.blocs:
                self.blocs[html] = blocs
                self.taille += len(html)
            while self.taille > CARACTERES:
                gone, _ = self.blocs.popitem(last=False)
                self.taille -= len(gone)
        return blocs


CARACTERES = 500_000  # the texts of eight long PVs
LUS = Lus()


def parse(html):
    """Blocks of some HTML, tolerant of what browsers tolerate.

    Returns a tuple of blocks without numbers nor speakers. The same text gives the same frozen blocks (`Lus`).
    """
    return LUS.get(html) if html else ()


def _parse(html):
    if not html or not html.strip():
        return ()
    safe = nh3.clean(
        UNREADABLE.sub(" ", html),
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES | {"sha256"},
        link_rel=None,
    )
    safe = UNREADABLE.sub(" ", safe)  # those that were written as « &#12; »
    if _nesting(safe) > MAX_NESTING:
        return _flat(safe)
    return _blocks(_tree(safe), 0)


def parse_inline(html):
    """Runs of some HTML that is one stretch of text: paragraphs are joined by line breaks."""
    runs = []
    for bloc in parse(html):
        if runs:
            runs.append(SAUT)
        runs.extend(run for inner in _stretches(bloc) for run in inner)
    return _tidy(runs)


def _tree(safe):
    """Element of what nh3 wrote: well nested already, so XML but for its void tags and « & ».

    An HTML parser would repair it a second time, by rules of its own, and drop all of a text that it gives up.
    """

    def close(token):
        slash, tag, attributes = token.groups()
        attributes = attributes.replace("<", "&lt;").replace(">", "&gt;")
        return f"<{slash}{tag}{attributes}{'/' if tag in VOID else ''}>"

    xml = TOKEN.sub(close, safe).replace("&nbsp;", "\u00a0")
    return ElementTree.fromstring(f"<div>{xml}</div>")


def _nesting(safe):
    """How many tags stand inside each other at the deepest."""
    depth = deepest = 0
    for slash, tag, _ in TOKEN.findall(safe):
        if tag not in VOID:
            depth += -1 if slash else 1
            deepest = max(deepest, depth)
    return deepest


def _flat(safe):
    """The words of a text nested beyond reason, a paragraph for each block."""
    runs, blocks, end = [], [], 0

    def close():
        tidied = _tidy(runs)
        runs.clear()
        if tidied:
            blocks.append(_paragraph(tidied))

    for token in TOKEN.finditer(safe):
        runs.append(Run(unescape(safe[end : token.start()])))
        end = token.end()
        if token[2] == "br":
            runs.append(SAUT)
        elif token[2] in BLOCK_TAGS | CONTAINERS:
            close()
    runs.append(Run(unescape(safe[end:])))
    close()
    return tuple(blocks)


def _content(node):
    """What an element holds: texts and elements, in order."""
    if node.text:
        yield node.text
    for child in node:
        yield child
        if child.tail:
            yield child.tail


def _blocks(node, depth):
    """The blocks of an element's content. depth: lists and tables around it."""
    return _flow(_content(node), depth)


def _flow(content, depth):
    """Blocks of texts and elements; loose text between blocks becomes paragraphs."""
    blocks, loose = [], []

    def close():
        runs = _tidy(loose)
        loose.clear()
        if runs:
            blocks.append(_paragraph(runs))

    for item in content:
        if isinstance(item, str):
            loose.append(Run(item))
        elif _stands_apart(item):
            close()
            blocks.extend(_block(item, depth))
        elif any(map(_stands_apart, item.iter())):
            close()  # a style or link wrapped around blocks: the blocks stay, the wrapping goes
            blocks.extend(_blocks(item, depth))
        else:
            loose.extend(_inline(item, (), ""))
    close()
    return tuple(blocks)


def _stands_apart(node):
    return (
        node.tag in BLOCK_TAGS or node.tag in CONTAINERS or (node.tag == "img" and _image(node) is not None)
    )


def _block(node, depth):
    if node.tag in HEADING_LEVELS:
        level = HEADING_LEVELS[node.tag]
        blocs = _blocks(node, depth)
        return [Titre(bloc.runs, level) if isinstance(bloc, Paragraphe | Note) else bloc for bloc in blocs]
    if node.tag in {"ul", "ol"}:
        return _list(node, depth)
    if node.tag == "table":
        return _table(node, depth)
    if node.tag == "img":
        return [_image(node)]
    return _blocks(node, depth)  # p, div, stray li, td…: what they hold


def _paragraph(runs):
    return Note(runs) if NDR.match(plain_text(runs)) else Paragraphe(runs)


def _image(node):
    source = node.get("src", "")
    return (
        Image(source.removeprefix(IMAGE_PREFIX), _squeeze(node.get("alt", ""))) if is_image(source) else None
    )


def _list(node, depth):
    elements = []
    for is_item, group in groupby(
        _content(node), lambda item: not isinstance(item, str) and item.tag == "li"
    ):
        if is_item:
            elements.extend(Element(blocs) for li in group if (blocs := _blocks(li, depth + 1)))
            continue
        blocs = _flow(group, depth + 1)
        if blocs and elements and isinstance(blocs[0], Liste):
            # A list directly inside a list belongs to the item before it.
            elements[-1] = Element((*elements[-1].blocs, *blocs))
        elif blocs:
            elements.append(Element(blocs))
    if not elements:
        return []
    if depth >= PROFONDEUR:
        return [bloc for element in elements for bloc in element.blocs]
    if node.tag == "ul":
        return [Liste(tuple(elements))]
    style = node.get("type", "1")
    start = node.get("start", "1")
    return [
        Liste(
            tuple(elements),
            style if style in NUMBERINGS else "1",
            int(start) if re.fullmatch(r"[0-9]{1,4}", start) else 1,
        )
    ]


def _lines(table):
    """Its rows and captions, without those of the tables inside them."""
    for child in table:
        if child.tag in {"caption", "tr"}:
            yield child
        else:
            yield from _lines(child)


def _table(node, depth):
    before, rows = [], []
    for child in _lines(node):
        if child.tag == "caption":
            before.extend(_blocks(child, depth))
            continue
        cells = tuple(
            Cellule(
                _blocks(cell, depth + 1), cell.tag == "th", _span(cell, "colspan"), _span(cell, "rowspan")
            )
            for cell in child
            if cell.tag in {"td", "th"}
        )
        if cells:
            rows.append(cells)
    if depth >= PROFONDEUR:
        return [*before, *(bloc for row in rows for cell in row for bloc in cell.blocs)]
    return [*before, Tableau(tuple(rows))] if rows else before


def _span(cell, name):
    value = cell.get(name, "1")
    return max(1, min(int(value), MAX_SPAN)) if re.fullmatch(r"[0-9]{1,4}", value) else 1


def _inline(node, styles, link):
    """Runs of one inline element."""
    if node.tag == "br":
        yield SAUT
        return
    if node.tag == "a":
        address = node.get("href", "").strip()
        link = address if safe_link(address) else link
    style = TAG_STYLES.get(node.tag)
    if style and style not in styles:
        styles = tuple(sorted((*styles, style), key=STYLES.index))
    yield from _inline_content(node, styles, link)


def _inline_content(node, styles, link):
    if node.text:
        yield Run(node.text, styles, link)
    for child in node:
        yield from _inline(child, styles, link)
        if child.tail:
            yield Run(child.tail, styles, link)


def _squeeze(text):
    return SPACES.sub(" ", text).strip(" ")


def _tidy(runs):
    """Runs as they are kept: white space collapsed as a browser does, neighbours of one style joined."""
    kept = []
    for run in runs:
        if run is SAUT:
            _strip_end(kept)
            if kept:
                kept.append(SAUT)
            continue
        text = SPACES.sub(" ", run.texte)
        if not kept or kept[-1] is SAUT or kept[-1].texte.endswith(" "):
            text = text.removeprefix(" ")
        if not text:
            continue
        last = kept[-1] if kept else None
        if last is not None and last is not SAUT and (last.styles, last.lien) == (run.styles, run.lien):
            kept[-1] = Run(last.texte + text, run.styles, run.lien)
        else:
            kept.append(Run(text, run.styles, run.lien))
    while kept and (kept[-1] is SAUT or kept[-1].texte.endswith(" ")):
        if kept[-1] is SAUT:
            kept.pop()
        else:
            _strip_end(kept)
    return tuple(kept)


def _strip_end(kept):
    """Remove the white space with which the last run ends, and the run if nothing else is left of it."""
    while kept and kept[-1] is not SAUT and kept[-1].texte.endswith(" "):
        stripped = kept[-1].texte.rstrip(" ")
        if stripped:
            kept[-1] = Run(stripped, kept[-1].styles, kept[-1].lien)
        else:
            kept.pop()


def _stretches(bloc):
    match bloc:
        case Liste():
            for element in bloc.elements:
                for inner in element.blocs:
                    yield from _stretches(inner)
        case Tableau():
            for ligne in bloc.lignes:
                for cellule in ligne:
                    for inner in cellule.blocs:
                        yield from _stretches(inner)
        case Image():
            return
        case _:
            yield bloc.runs


# ── Writing ─────────────────────────────────────────────────────────────────────────────────────────────


def render(blocs):
    """The HTML under which blocks are stored: no numbers, no speakers."""
    return "".join(map(_render_block, blocs))


def _render_block(bloc):
    match bloc:
        case Titre():
            return f"<h{bloc.niveau}>{render_runs(bloc.runs)}</h{bloc.niveau}>"
        case Paragraphe() | Intervention() | Note():
            return f"<p>{render_runs(bloc.runs)}</p>"
        case Liste():
            return render_list(bloc, render)
        case Tableau():
            return render_table(bloc, render)
        case Image():
            return f'<img src="{IMAGE_PREFIX}{bloc.sha256}" alt="{escape(bloc.description)}">'


def render_runs(runs):
    """HTML of runs; links keep one <a> around their styles."""
    out = []
    for run in runs:
        if run == SAUT:
            out.append("<br>")
            continue
        text = escape(run.texte, quote=False)
        for style in reversed(run.styles):
            tag = STYLE_TAGS[style]
            text = f"<{tag}>{text}</{tag}>"
        out.append(f'<a href="{escape(run.lien)}">{text}</a>' if run.lien else text)
    return "".join(out)


def render_list(liste, render_inner, attributes=""):
    """HTML of a list, its items rendered by `render_inner(blocs)`."""
    items = "".join(f"<li>{render_inner(element.blocs)}</li>" for element in liste.elements)
    if liste.style == "puce":
        return f"<ul{attributes}>{items}</ul>"
    numbering = f' type="{liste.style}"' if liste.style != "1" else ""
    start = f' start="{liste.debut}"' if liste.debut != 1 else ""
    return f"<ol{numbering}{start}{attributes}>{items}</ol>"


def render_table(tableau, render_inner, attributes=""):
    """HTML of a table, its cells rendered by `render_inner(blocs)`; leading rows of headers make its <thead>."""
    rows = [_render_row(ligne, render_inner) for ligne in tableau.lignes]
    heads = 0
    for ligne in tableau.lignes:
        if not all(cellule.entete and cellule.rangees == 1 for cellule in ligne):
            break
        heads += 1
    if heads == len(rows):
        heads = 0
    head = f"<thead>{''.join(rows[:heads])}</thead>" if heads else ""
    return f"<table{attributes}>{head}<tbody>{''.join(rows[heads:])}</tbody></table>"


def _render_row(ligne, render_inner):
    cells = []
    for cellule in ligne:
        tag = "th" if cellule.entete else "td"
        spans = f' colspan="{cellule.colonnes}"' if cellule.colonnes > 1 else ""
        spans += f' rowspan="{cellule.rangees}"' if cellule.rangees > 1 else ""
        cells.append(f"<{tag}{spans}>{render_inner(cellule.blocs)}</{tag}>")
    return f"<tr>{''.join(cells)}</tr>"
