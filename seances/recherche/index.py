"""The index follows what is saved, in the same transaction: each writer of a text calls one of these. No signal.

Of each séance it holds its agenda, the working text where it says something else than the newest version, that version,
and the public edition now served: what `permissions.searched_natures` gives to each reader. Derived like
`interventions`: `follow` makes it anew with the same result, and `reindexer` does so for every séance.
"""

from operator import attrgetter

from django.db.models import F

from participants.noms import fold

from ..models import EntreeIndex, NatureTexte, Seance, TexteIndexe
from ..permissions import served_edition
from ..pv import json
from ..pv.build import build
from ..reperes import newest_versions
from . import mots
from .entrees import of_agenda, of_document

CHAMPS = (
    "genre",
    "paragraphe",
    "point",
    "titre",
    "contenu",
    "locuteur",
    "organisation",
    "huis_clos",
)
PARAGRAPHE = CHAMPS.index("paragraphe")
VALEURS = attrgetter(*CHAMPS)  # of an Entree
LOT = 500


def follow(seance):
    """Make the index of a séance what its rows say. seance: best fetched `with_document()`."""
    document = build(seance)
    follow_frozen(seance)
    follow_working(seance, document)


def renew(seance):
    """Make the index of a séance anew from nothing kept; returns whether it was late."""
    before = held(seance)
    TexteIndexe.objects.filter(seance=seance).delete()
    follow(seance)
    return held(seance) != before


def held(seance):
    """All that the index holds of a séance, to be compared."""
    textes = TexteIndexe.objects.filter(seance=seance).order_by("nature")
    return [
        (
            texte.nature,
            texte.version,
            texte.empreinte,
            texte.entrees_nombre,
            texte.noms,
            list(
                texte.entrees.order_by("paragraphe", "point", "pk").values_list(
                    *CHAMPS, "cle_locuteur", "racines"
                )
            ),
        )
        for texte in textes
    ]


def follow_working(seance, document):
    """After a text was saved. document: its tree, without personal addresses."""
    kept = Gardes(seance)
    kept.write(NatureTexte.AGENDA, of_agenda(document.points))
    entrees = of_document(document)
    if NatureTexte.VERSION in kept.textes and kept.says(NatureTexte.VERSION, entrees):
        entrees = []
    kept.write(NatureTexte.PROJET, entrees, noms=_names(document))


def follow_agenda(seance):
    """After the agenda alone was changed."""
    Gardes(seance).write(NatureTexte.AGENDA, of_agenda(build(seance, textes=False).points))


def follow_frozen(seance):
    """After a version was frozen or withdrawn, an edition published or withdrawn. The working text comes after."""
    kept = Gardes(seance)
    versions = newest_versions(Seance.objects.filter(pk=seance.pk))
    version = versions.only("numero", "contenu", "contenu_sha256").first()
    kept.write_frozen(NatureTexte.VERSION, version, version and version.numero)
    edition = served_edition(seance, with_text=True)
    kept.write_frozen(NatureTexte.EDITION, edition, edition and edition.version.numero)


class Gardes:
    """What the index holds of a séance, its texts in one query and each of them in one more; and how it is changed."""

    def __init__(self, seance):
        self.seance = seance
        self.textes = {texte.nature: texte for texte in TexteIndexe.objects.filter(seance=seance)}

    def rows(self, nature):
        """(pk, *CHAMPS) of the entries of a text, in their order."""
        return list(
            self.textes[nature].entrees.order_by("paragraphe", "point", "pk").values_list("pk", *CHAMPS)
        )

    def says(self, nature, entrees):
        """Whether a text holds these very entries."""
        return [row[1:] for row in self.rows(nature)] == list(map(VALEURS, entrees))

    def write_frozen(self, nature, figee, numero):
        """A frozen text never changes: what the index holds of it is told by its fingerprint."""
        if figee is None:
            return self.write(nature, [])
        known = self.textes.get(nature)
        if known and (known.version, known.empreinte) == (numero, figee.contenu_sha256):
            return None
        document = json.read_frozen(figee.contenu)
        entrees = of_document(document)
        if nature == NatureTexte.EDITION:
            entrees = of_agenda(document.points) + entrees
        told = {"noms": _names(document), "version": numero, "empreinte": figee.contenu_sha256}
        return self.write(nature, entrees, **told)

    def write(self, nature, entrees, *, noms=(), version=None, empreinte=""):
        """Give a text these entries, writing only what changed: what stands before and after it stays."""
        texte = self.textes.get(nature)
        if not entrees:
            if texte:
                texte.delete()
            return
        told = {
            "version": version,
            "empreinte": empreinte,
            "entrees_nombre": len(entrees),
            "noms": list(noms),
        }
        old = self.rows(nature) if texte else []
        if texte is None:
            texte = TexteIndexe.objects.create(seance=self.seance, nature=nature, **told)
        elif any(getattr(texte, name) != value for name, value in told.items()):
            TexteIndexe.objects.filter(pk=texte.pk).update(**told)
        new = list(map(VALEURS, entrees))
        before, after = _alike(old, new)
        gone = [pk for pk, *_ in old[before : len(old) - after]]
        for start in range(0, len(gone), LOT):
            EntreeIndex.objects.filter(pk__in=gone[start : start + LOT]).delete()
        if after and (moved := new[-1][PARAGRAPHE] - old[-1][1 + PARAGRAPHE]):
            kept = [pk for pk, *_ in old[len(old) - after :]]
            for start in range(0, len(kept), LOT):
                EntreeIndex.objects.filter(pk__in=kept[start : start + LOT]).update(
                    paragraphe=F("paragraphe") + moved
                )
        EntreeIndex.objects.bulk_create(
            [_entree(texte, values) for values in new[before : len(new) - after]], batch_size=LOT
        )


def _entree(texte, values):
    row = EntreeIndex(texte=texte, **dict(zip(CHAMPS, values, strict=True)))
    row.cle_locuteur = fold(row.locuteur)
    row.racines = mots.analyse(row.contenu)
    return row


def _alike(old, new):
    """How many entries are the same at the beginning, and at the end where only their numbers moved together."""
    shortest = min(len(old), len(new))
    before = 0
    while before < shortest and old[before][1:] == new[before]:
        before += 1
    after, moved = 0, 0
    while after < shortest - before:
        (_, *one), other = old[-1 - after], new[-1 - after]
        shift = other[PARAGRAPHE] - one[PARAGRAPHE]
        if (after and shift != moved) or _but_number(one) != _but_number(other) or not other[PARAGRAPHE]:
            break
        moved, after = shift, after + 1
    return before, after


def _but_number(values):
    return [*values[:PARAGRAPHE], *values[PARAGRAPHE + 1 :]]


def _names(document):
    """Every name that a document prints in its lists, each once."""
    printed = [row.nom for row in (*document.presidents, *document.presences)]
    printed += [nom for presence in document.presences if (nom := presence.remplace_nom)]
    printed += [membre.nom for groupe in document.sous_groupes for membre in groupe.membres]
    return sorted({name for name in printed if name})
