"""What a careful rédacteur would look at before sending a PV out. Pure.

`findings(document)` never changes anything and hardly ever stops anybody: each Constat says in a sentence what to
do and where; « bloquant » only for what would break the document.
"""

from participants.noms import fold

from . import anonymat, dates, personnes, sigles, structure
from .constat import Constat, Endroit, passages

__all__ = ["Constat", "Endroit", "blocking", "findings"]

ORDRE = ("seance", "ordre_du_jour", "presences", "point", "sous_groupe", "remarques", "restitution", "annexe")


def findings(document, *, words=(), prenoms=(), lieux=(), a_part=()):
    """Every Constat of a document, what blocks first, then in the order of the document.

    words: acronyms that the glossary explains. prenoms, lieux: first names and places beside those known here.
    a_part: keys of the people who are in no sub-group on purpose.
    """
    known = frozenset(fold(word).replace(" ", "") for word in words)
    read = tuple(passages(document))
    said = tuple(passage for passage in read if not passage.cite)
    found = [
        *structure.check(document),
        *dates.check(document, said),
        *personnes.check(document, said, known, frozenset(a_part)),
        *sigles.check(document, read, known),
        *anonymat.check(
            document,
            read,
            contact=document.chantier.contact,
            prenoms=frozenset(prenoms),
            lieux=frozenset(lieux),
        ),
    ]
    return tuple(sorted(found, key=_rank))


def blocking(document):
    """What would break a document, alone: each of its Constats is also among its `findings`."""
    return tuple(constat for constat in structure.check(document) if constat.gravite == "bloquant")


def _rank(constat):
    endroit = constat.endroit
    place = ORDRE.index(endroit.lieu) if endroit.lieu in ORDRE else len(ORDRE)
    return constat.gravite != "bloquant", endroit.paragraphe > 0, endroit.paragraphe, place, endroit.numero
