"""DocumentPV as plain text, 78 characters wide, headings underlined. Pure."""

import textwrap
from itertools import chain

from . import phrases
from .suite import Image, Ligne, Liste, Tableau, Titre, suite

LARGEUR = 78
SOULIGNES = ("=", "=", "-")


def render(document, *, mention=""):
    """The text, lines ended by « \\n »."""
    parts = [_bloc(bloc) for bloc in suite(document, mention)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _bloc(bloc):
    match bloc:
        case Titre():
            return _titre(bloc)
        case Ligne():
            return _fold(_text(bloc.runs), "  " if "pv-ordre" in bloc.genre else "")
        case Liste():
            return _liste(bloc)
        case Tableau():
            return _tableau(bloc)
        case Image():
            return _fold(f"[Image : {bloc.description}]".replace(" :", "\u00a0:"))


def _titre(bloc):
    words = _fold(_text(bloc.runs))
    if bloc.niveau >= len(SOULIGNES):
        return words
    sign = SOULIGNES[bloc.niveau]
    line = sign * min(max(map(len, words.splitlines()), default=0), LARGEUR)
    return f"{line}\n{words}\n{line}" if bloc.niveau == 0 else f"\n{words}\n{line}"


def _liste(bloc):
    items = []
    for rank, element in enumerate(bloc.elements, bloc.debut):
        mark = "-" if bloc.style == "puce" else phrases.marque(bloc.style, rank)
        inner = "\n".join(filter(None, map(_bloc, element)))
        items.append(f"{mark} {textwrap.indent(inner, ' ' * (len(mark) + 1)).lstrip(' ')}")
    return "\n".join(items)


def _tableau(bloc):
    """A row for each line, its cells divided by « | »."""
    rows = []
    for rank, ligne in enumerate(bloc.lignes, 1):
        cells = (" / ".join(" ".join(_bloc(each).split("\n")) for each in cell.blocs) for cell in ligne)
        row = _fold(" | ".join(cells), "  ")
        rows.append(row)
        if rank == bloc.tetes:
            rows.append("-" * min(max(map(len, row.splitlines()), default=0), LARGEUR))
    head = [_fold(_text(bloc.legende))] if bloc.legende else []
    return "\n".join(chain(head, rows))


def _text(runs):
    """The characters; behind a link that says something else its address."""
    parts = []
    for run in runs:
        parts.append(run.texte)
        if run.lien and not run.lien.startswith("#") and run.lien.removeprefix("mailto:") != run.texte:
            parts.append(f" <{run.lien}>")
    return "".join(parts)


def _fold(text, indent=""):
    lines = (
        textwrap.wrap(line, LARGEUR, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
        for line in text.split("\n")
    )
    return "\n".join("\n".join(line) for line in lines)
