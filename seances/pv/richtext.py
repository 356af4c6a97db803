"""Rich text: HTML to blocks and back. What the editor allows, what is stored and what the tree holds are one list.

Pure, no Django. `clean` is the sanitiser: what the tree cannot hold does not come out of it, but no word is
lost except inside <script> and <style>.
"""

import re
from functools import lru_cache
from html import escape

import nh3
from lxml import etree
from lxml import html as lxml_html

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
CONTAINERS = {
    "div",
    "section",
    "article",
    "blockquote",
    "figure",
    "figcaption",
    "header",
    "footer",
    "main",
    "pre",
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
SPACES = re.compile(r"[ \t\r\n\f]+")
NUMBERINGS = ("1", "a", "A", "i", "I")
MAX_SPAN = 50


class RichTextError(ValueError):
    """The HTML holds what a PV cannot hold."""


def clean(html):
    """The HTML that the portal keeps of some HTML: safe, and stable (`clean(clean(x)) == clean(x)`)."""
    return render(parse(html))


def check(html):
    """Raise RichTextError when the HTML holds a tag, attribute or address that would be dropped."""
    if "<" not in html:
        return
    root = _fragment(html)
    for node in root.iterdescendants():
        if not isinstance(node.tag, str):
            raise RichTextError("un commentaire HTML n’est pas admis")
        if node.tag not in STRICT_TAGS:
            raise RichTextError(f"la balise <{node.tag}> n’est pas admise")
        for name, value in node.attrib.items():
            if name not in ATTRIBUTES.get(node.tag, ()):
                raise RichTextError(f"l’attribut « {name} » de <{node.tag}> n’est pas admis")
            if name == "href" and not safe_link(value):
                raise RichTextError(f"le lien « {value[:60]} » n’est pas admis")


def safe_link(address):
    """Whether a link leads somewhere a reader may be led: web, mail, telephone."""
    scheme, colon, rest = address.strip().partition(":")
    return bool(colon and rest) and scheme.lower() in SCHEMES


def from_text(text):
    """HTML of plain text: a paragraph for each non-empty line."""
    return "".join(f"<p>{escape(line, quote=False)}</p>" for line in text.splitlines() if line.strip())


# ── Reading ─────────────────────────────────────────────────────────────────────────────────────────────


@lru_cache(maxsize=512)
def parse(html):
    """Blocks of some HTML, tolerant of what browsers tolerate.

    Returns a tuple of blocks without numbers nor speakers. Cached: the same text gives the same frozen blocks.
    """
    if not html or not html.strip():
        return ()
    safe = nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES | {"sha256"},
        link_rel=None,
    )
    return _blocks(_fragment(safe))


def parse_inline(html):
    """Runs of some HTML that is one stretch of text: paragraphs are joined by line breaks."""
    runs = []
    for bloc in parse(html):
        if runs:
            runs.append(SAUT)
        runs.extend(run for inner in _stretches(bloc) for run in inner)
    return _tidy(runs)


def _fragment(html):
    try:
        return lxml_html.fragment_fromstring(html, create_parent="div")
    except (etree.ParserError, ValueError):
        return lxml_html.Element("div")


def _blocks(node):
    """The blocks of an element's content; loose text between them becomes paragraphs."""
    blocks, loose = [], []

    def close():
        runs = _tidy(loose)
        loose.clear()
        if runs:
            blocks.append(_paragraph(runs))

    def add_text(text):
        if text:
            loose.append(Run(text))

    add_text(node.text)
    for child in node:
        tag = child.tag if isinstance(child.tag, str) else ""
        if tag in BLOCK_TAGS or tag in CONTAINERS or (tag == "img" and _image(child)):
            close()
            blocks.extend(_block(child, tag))
        elif tag:
            if any(inner.tag in BLOCK_TAGS for inner in child.iterdescendants()):
                close()  # a style or link wrapped around blocks: the blocks stay, the wrapping goes
                blocks.extend(_blocks(child))
            else:
                loose.extend(_inline(child, (), ""))
        add_text(child.tail)
    close()
    return tuple(blocks)


def _block(node, tag):
    if tag in HEADING_LEVELS:
        runs = _tidy(_inline_content(node, (), ""))
        return [Titre(runs, HEADING_LEVELS[tag])] if runs else []
    if tag in {"ul", "ol"}:
        return _list(node, tag)
    if tag == "table":
        return _table(node)
    if tag == "img":
        return [_image(node)]
    return _blocks(node)  # p, div, stray li, td…: what they hold


def _paragraph(runs):
    return Note(runs) if NDR.match(plain_text(runs)) else Paragraphe(runs)


def _image(node):
    source = node.get("src", "")
    digest = source.removeprefix(IMAGE_PREFIX)
    if source.startswith(IMAGE_PREFIX) and re.fullmatch(r"[0-9a-f]{64}", digest):
        return Image(digest, _squeeze(node.get("alt", "")))
    return None


def _list(node, tag):
    elements = []
    loose = _tidy([Run(node.text or "")])
    if loose:
        elements.append(Element((Paragraphe(loose),)))
    for child in node:
        if child.tag == "li":
            blocs = _blocks(child)
            if blocs:
                elements.append(Element(blocs))
        elif isinstance(child.tag, str):
            # A list directly inside a list belongs to the item before it.
            blocs = _block(child, child.tag) if child.tag in BLOCK_TAGS | CONTAINERS else _loose(child)
            if blocs and elements:
                elements[-1] = Element((*elements[-1].blocs, *blocs))
            elif blocs:
                elements.append(Element(tuple(blocs)))
        tail = _tidy([Run(child.tail or "")])
        if tail:
            elements.append(Element((Paragraphe(tail),)))
    if not elements:
        return []
    if tag == "ul":
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


def _loose(node):
    runs = _tidy(_inline(node, (), ""))
    return [_paragraph(runs)] if runs else []


def _table(node):
    rows = []
    for row in node.iter("tr"):
        if next(row.iterancestors("table")) is not node:
            continue  # a row of a table inside this one
        cells = tuple(
            Cellule(_blocks(cell), cell.tag == "th", _span(cell, "colspan"), _span(cell, "rowspan"))
            for cell in row
            if cell.tag in {"td", "th"}
        )
        if cells:
            rows.append(cells)
    return [Tableau(tuple(rows))] if rows else []


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
        if isinstance(child.tag, str):
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
