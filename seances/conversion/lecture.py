"""What a conversion gives: the HTML, the words read by another road, and what could not be carried over."""

from dataclasses import dataclass, field

from . import limites


class Refus(ValueError):
    """The file cannot be taken as a note; the message says why and what to do, without the name of the file."""


@dataclass(frozen=True)
class Lecture:
    """A note as read.

    genre: « docx », « odt », « pdf », « md », « txt » or « html ». html: as the converter wrote it, to be cleaned.
    mots: the file's words in order, read by another road, as `mots.cut` cuts them under `regle`.
    avertissements: sentences in French, what could not be carried over. images: sha256 -> bytes,
    those that the HTML names.
    """

    genre: str
    html: str
    mots: tuple[str, ...]
    regle: str = "exacte"
    avertissements: tuple[str, ...] = ()
    images: dict[str, bytes] = field(default_factory=dict)


def bounded(lecture):
    """The same Lecture, once it is seen to hold words, and no more than a PV bears. Raises Refus."""
    if len(lecture.mots) > limites.MOTS or len(lecture.html) > limites.HTML:
        raise Refus("Cette note est trop longue pour un procès-verbal : envoyez une note plus courte.")
    if not any(any(one.isalnum() for one in mot) for mot in lecture.mots) and not lecture.images:
        raise Refus("Ce fichier ne contient aucun mot : vérifiez que vous avez choisi le bon.")
    return lecture


class Rapport:
    """The sentences of a report, each said once, in the order in which they came up."""

    def __init__(self):
        self.counts = {}

    def add(self, one, several="", count=1):
        """Say `one`; `several` when there are more, « {} » being how many."""
        if count:
            key = (one, several)
            self.counts[key] = self.counts.get(key, 0) + count

    def sentences(self):
        return tuple(
            several.format(count) if count > 1 and several else one
            for (one, several), count in self.counts.items()
        )
