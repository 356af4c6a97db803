"""The acronyms that PVs use and nobody explains: how often, and in which ones."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from chantiers import sigles
from chantiers.models import Terme
from participants.models import Participant

from .models import Restitution, Seance, TextePoint
from .permissions import presided_seances
from .pv import richtext
from .pv.document import block_texts

EXTRAIT = 110  # characters around a use


@dataclass(frozen=True)
class Emploi:
    """Where an acronym is used: a séance, how often, and the words around its first use there."""

    seance: Seance
    nombre: int
    extrait: str


@dataclass(frozen=True)
class SigleInconnu:
    sigle: str
    nombre: int
    emplois: tuple[Emploi, ...]


def unknown(user):
    """Every SigleInconnu of the PVs of the chantiers that the user presides, the most used first.

    One that the glossary has, be it as a draft, that everybody reads without being told, that its own PV explains, or
    that is a word of somebody's name is none. Five queries, whatever the number of PVs.
    """
    from .pv.relecture.sigles import unexplained  # its lists of words are for whoever checks a PV

    known = frozenset(map(sigles.key, Terme.objects.values_list("mot", flat=True)))
    people = {
        word
        for cle in Participant.objects.order_by().values_list("cle_nom", flat=True)
        for word in cle.split()
    }
    counts, spelled, uses = Counter(), {}, defaultdict(list)
    for seance, texts in _by_seance(user):
        read = (
            (seance, text) for html in texts for bloc in richtext.parse(html) for text in block_texts(bloc)
        )
        first, used = unexplained(read, known, people)
        for key, (_, text, match) in first.items():
            counts[key] += used[key]
            spelled.setdefault(key, match["sigle"])
            uses[key].append(Emploi(seance, used[key], _around(text, *match.span())))
    return [
        SigleInconnu(spelled[key], nombre, tuple(uses[key]))
        for key, nombre in sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    ]


def _by_seance(user):
    """(Seance, its texts) of every PV that is being written or was, in order."""
    seances = presided_seances(user)
    found = defaultdict(list)
    texts = TextePoint.objects.filter(point__seance__in=seances.order_by().values("pk"))
    for seance, before, after in texts.order_by("point__position").values_list(
        "point__seance", "texte", "texte_apres"
    ):
        found[seance] += [before, after]
    notes = Restitution.objects.courantes().filter(sous_groupe__seance__in=seances.order_by().values("pk"))
    for seance, contenu in notes.order_by("sous_groupe__numero").values_list(
        "sous_groupe__seance", "contenu"
    ):
        found[seance].append(contenu)
    named = Seance.objects.select_related("chantier").in_bulk(found)
    return sorted(
        ((named[key], texts) for key, texts in found.items()),
        key=lambda each: (each[0].chantier.numero, each[0].numero),
    )


def _around(text, start, end):
    room = (EXTRAIT - (end - start)) // 2
    low, high = max(0, start - room), min(len(text), end + room)
    return f"{'…' if low else ''}{text[low:high].strip()}{'…' if high < len(text) else ''}"
