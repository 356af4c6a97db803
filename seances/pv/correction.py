"""A correction put into the text, word for word where it was quoted. Pure."""

from dataclasses import dataclass, replace

from .ancrage import Ancrage
from .document import SAUT, Run, block_texts, map_runs, pictures, plain_text

COLLE = tuple(" ,.;:!?)»…\u00a0\u202f")  # what follows a word without a space of its own


@dataclass(frozen=True, slots=True)
class Endroit:
    """Where a paragraph of the tree is written. sorte: « texte », « texte_apres », « note » or « annexe ».

    numero: of the point, of the sub-group or of the annexe.
    """

    sorte: str
    numero: int


def locate(document, paragraphe):
    """The Endroit of a numbered paragraph, and the blocks among which it stands; (None, ()) when nobody typed it."""
    for endroit, blocs in places(document):
        if any(bloc.numero == paragraphe for bloc in blocs):
            return endroit, blocs
    return None, ()


def places(document):
    """Every place of the document where somebody writes, with its blocks."""
    for point in document.points:
        yield Endroit("texte", point.numero), point.blocs
        yield Endroit("texte_apres", point.numero), point.blocs_apres
    for groupe in document.sous_groupes:
        if groupe.restitution:
            yield Endroit("note", groupe.numero), groupe.restitution.blocs
    for annexe in document.annexes:
        yield Endroit("annexe", annexe.numero), annexe.blocs


@dataclass(frozen=True, slots=True)
class Correction:
    """A text with a correction in it. endroit: where; blocs: all its blocks, the corrected one among them.

    paragraphe: number of the corrected one, in the document as it was.
    """

    endroit: Endroit
    blocs: tuple
    paragraphe: int = 0


class Introuvable(ValueError):
    """The quotation cannot be corrected where it stands; the message says why."""


def correct(document, citation, genre, proposition, ancrage=None):
    """The Correction of a quotation. genre: « correction », « precision », « suppression » or « ajout ».

    An « ajout » follows the words that are quoted, the others take their place. ancrage: of the document, when it is
    at hand. Raises Introuvable.
    """
    place = (ancrage or Ancrage(document)).find(citation)
    if place is None:
        raise Introuvable("Le passage cité n’est plus dans le texte : corrigez à la main.")
    if not place.sure:
        raise Introuvable("Le passage cité n’est pas retrouvé avec certitude : corrigez à la main.")
    if place.paragraphe != place.dernier:
        raise Introuvable("Le passage cité couvre plusieurs paragraphes : corrigez à la main.")
    endroit, blocs = locate(document, place.paragraphe)
    if endroit is None:
        raise Introuvable("Ce passage n’est pas dans un texte du procès-verbal : corrigez à la main.")
    if endroit.sorte == "note":
        raise Introuvable("Une note est rapportée sans modification : la correction figure dans la liste.")
    if any(bloc.numero == place.paragraphe and any(pictures([bloc])) for bloc in blocs):
        raise Introuvable("Le passage cité touche une image : corrigez à la main.")
    start, end = (place.fin, place.fin) if genre == "ajout" else (place.debut, place.fin)
    words = "" if genre == "suppression" else " ".join(proposition.split())
    changed = tuple(
        put(bloc, start, end, words) if bloc.numero == place.paragraphe else bloc for bloc in blocs
    )
    return Correction(endroit, tuple(bloc for bloc in changed if has_content(bloc)), place.paragraphe)


def has_content(bloc):
    """A block whose last words were taken out is left out; one that never had words (an image) stays."""
    lines = block_texts(bloc)
    return not lines or any(line.strip() for line in lines)


def put(bloc, start, end, words):
    """The block with other words from `start` to `end` of its text, in the style of those whose place they take."""
    position, written = 0, False

    def change(runs):
        nonlocal position, written
        first, last = position, position + len(plain_text(runs))
        position = last + 1
        if written or not first <= start <= last or end > last:
            return runs
        written = True
        return _splice(runs, start - first, end - first, words)

    changed = map_runs(bloc, change)
    if not written:
        raise Introuvable(
            "Le passage cité couvre plusieurs lignes d’une liste ou d’un tableau : corrigez à la main."
        )
    return changed


def _splice(runs, start, end, words):
    before, after, style, position = [], [], Run(""), 0
    for run in runs:
        stop = position + len(run.texte)
        if position < start:
            before.append(replace(run, texte=run.texte[: start - position]))
        if stop > end:
            after.append(replace(run, texte=run.texte[max(0, end - position) :]))
        if position <= start and run.texte != SAUT.texte and (position < stop):
            style = run if stop >= end else replace(run, lien="")
        position = stop
    left, right = plain_text(before), plain_text(after)
    if (
        start == end
        and words
        and left
        and not left.endswith((" ", SAUT.texte))
        and not words.startswith(COLLE)
    ):
        words = f" {words}"
    if not words and left.endswith(" ") and (not right or right.startswith(COLLE)):
        before[-1] = replace(before[-1], texte=before[-1].texte[:-1])
    return _joined([*before, replace(style, texte=words), *after])


def _joined(runs):
    """The same characters, neighbours of one style in one run, empty ones gone."""
    joined = []
    for run in runs:
        if not run.texte:
            continue
        same = joined and (joined[-1].styles, joined[-1].lien) == (run.styles, run.lien)
        if same and SAUT.texte not in {run.texte, joined[-1].texte}:
            joined[-1] = replace(joined[-1], texte=joined[-1].texte + run.texte)
        else:
            joined.append(run)
    return tuple(joined)
