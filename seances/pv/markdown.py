"""DocumentPV as Markdown: CommonMark with the tables of GitHub. Pure."""

import re

from . import phrases
from .richtext import STYLE_TAGS
from .suite import Image, Ligne, Liste, Tableau, Titre, suite

SIGNES = re.compile(r"[\\`*_\[\]<>|~$]|&(?=#?\w+;)")
DEBUT = re.compile(r"^(\s*)([#+\-=]|\d+(?=[.)]))", re.MULTILINE)
MARQUES = {"gras": "**", "italique": "*", "barre": "~~"}


def render(document, *, mention="", images=""):
    """The text. images: address under which the bytes of a sha256 are found."""
    parts = [_bloc(bloc, images) for bloc in suite(document, mention)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _bloc(bloc, images):
    match bloc:
        case Titre():
            return f"{'#' * (bloc.niveau + 1)} {_inline(bloc.runs).replace(chr(10), ' ')}"
        case Ligne():
            return _opening(_inline(bloc.runs))
        case Liste():
            return _liste(bloc, images)
        case Tableau():
            return _tableau(bloc, images)
        case Image():
            return f"![{_escaped(bloc.description)}]({images}/{bloc.sha256})"


def _liste(bloc, images):
    items = []
    for rank, element in enumerate(bloc.elements, bloc.debut):
        mark, said = "-", ""
        if bloc.style == "1" and rank >= 0:
            mark = f"{rank}."
        elif bloc.style != "puce":
            said = f"{phrases.marque(bloc.style, rank)} "  # Markdown knows no letters
        blocks = [_bloc(each, images) for each in element]
        inner = f"\n{' ' * (len(mark) + 1)}".join("\n\n".join(blocks).split("\n"))
        items.append(f"{mark} {said}{inner}".rstrip(" "))
    return re.sub(r"(?m)^ +$", "", "\n".join(items))


def _tableau(bloc, images):
    width = bloc.colonnes
    rows = []
    for ligne in bloc.lignes:
        cells = []
        for cell in ligne:
            inner = "<br>".join(_bloc(each, images) for each in cell.blocs)
            cells.append(re.sub(r"\s*\n\s*", "<br>", inner.replace("\\\n", "\n")))
            cells += [""] * (cell.colonnes - 1)
        cells += [""] * (width - len(cells))
        rows.append(f"| {' | '.join(cells)} |")
    if not bloc.tetes:
        rows.insert(0, f"|{'   |' * width}")
    rows.insert(1, f"|{' --- |' * width}")
    head = f"{_inline(bloc.legende)}\n\n" if bloc.legende else ""
    return head + "\n".join(rows)


# ── In a line ───────────────────────────────────────────────────────────────────────────────────────────


def _inline(runs):
    """The runs with their marks. Between words that touch, tags say what signs would leave in doubt."""
    text = "".join(run.texte for run in runs)
    out, position = [], 0
    for run in runs:
        end = position + len(run.texte)
        out.append(_run(run, text[position - 1 : position], text[end : end + 1]))
        position = end
    return "".join(out)


def _run(run, before, after):
    if run.texte == "\n":
        return "\\\n"
    words = run.texte.strip(" ")
    if not words:
        return run.texte
    left, right = run.texte.partition(words)[::2]
    clear = _is_apart(left or before, words[0]) and _is_apart(right or after, words[-1])
    inner = _escaped(words)
    for style in run.styles:
        mark = MARQUES.get(style) if clear else None
        tag = STYLE_TAGS[style]
        inner = f"{mark}{inner}{mark}" if mark else f"<{tag}>{inner}</{tag}>"
    if run.lien and not run.lien.startswith("#"):
        inner = f"[{inner}](<{run.lien}>)"
    return f"{left}{inner}{right}"


def _is_apart(outside, edge):
    """A sign opens or closes here for sure: it stands beside a space and a letter."""
    return (not outside or outside.isspace()) and edge.isalnum()


def _escaped(text):
    return SIGNES.sub(lambda match: f"\\{match[0]}" if match[0] != "&" else "&amp;", text)


def _opening(text):
    """A paragraph whose first sign is no mark of a list or a heading."""
    return DEBUT.sub(lambda m: f"{m[1]}{m[2]}\\" if m[2].isdigit() else f"{m[1]}\\{m[2]}", text)
