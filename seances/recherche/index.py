"""The index follows what is saved, in the same transaction: each writer of a text calls one of these. No signal.

Of each séance it holds its agenda, the working text where it says something else than the newest version, that version,
and the public edition now served: what `permissions.visible_textes` gives to each reader. Derived like
`interventions`: `follow` makes it anew with the same result, and `reindexer` does so for every séance.
"""

from dataclasses import astuple

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
    _write(seance, NatureTexte.AGENDA, of_agenda(document.points))
    entrees = of_document(document)
    version = TexteIndexe.objects.filter(seance=seance, nature=NatureTexte.VERSION).first()
    if version is not None and [_said(row) for row in _rows(version)] == [_said(astuple(e)) for e in entrees]:
        entrees = []
    _write(seance, NatureTexte.PROJET, entrees, noms=_names(document))


def follow_agenda(seance):
    """After the agenda alone was changed."""
    _write(seance, NatureTexte.AGENDA, of_agenda(build(seance, textes=False).points))


def follow_frozen(seance):
    """After a version was frozen or withdrawn, an edition published or withdrawn. The working text comes after."""
    version = (
        newest_versions(Seance.objects.filter(pk=seance.pk))
        .only("numero", "contenu", "contenu_sha256")
        .first()
    )
    if version is None:
        _forget(seance, NatureTexte.VERSION)
    else:
        _write_frozen(seance, NatureTexte.VERSION, version, version.numero)
    edition = served_edition(seance, with_text=True)
    if edition is None:
        _forget(seance, NatureTexte.EDITION)
    else:
        _write_frozen(seance, NatureTexte.EDITION, edition, edition.version.numero)


def _write_frozen(seance, nature, figee, numero):
    """A frozen text never changes: what the index holds of it is told by its fingerprint."""
    known = TexteIndexe.objects.filter(seance=seance, nature=nature, empreinte=figee.contenu_sha256)
    if known.filter(version=numero).exists():
        return
    document = json.read_frozen(figee.contenu)
    entrees = of_document(document)
    if nature == NatureTexte.EDITION:
        entrees = of_agenda(document.points) + entrees
    _write(seance, nature, entrees, noms=_names(document), version=numero, empreinte=figee.contenu_sha256)


def _write(seance, nature, entrees, *, noms=(), version=None, empreinte=""):
    """Give a text these entries, writing only what changed: what stands before and after it stays."""
    if not entrees:
        return _forget(seance, nature)
    told = {"version": version, "empreinte": empreinte, "entrees_nombre": len(entrees), "noms": list(noms)}
    texte, made = TexteIndexe.objects.get_or_create(seance=seance, nature=nature, defaults=told)
    if not made and any(getattr(texte, name) != value for name, value in told.items()):
        TexteIndexe.objects.filter(pk=texte.pk).update(**told)
    new = [astuple(entree) for entree in entrees]
    old = [] if made else _rows(texte)
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


def _rows(texte):
    return list(texte.entrees.order_by("paragraphe", "point", "pk").values_list("pk", *CHAMPS))


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


def _said(values):
    """What a reader finds of an entry, whichever text it stands in."""
    return tuple(values[-len(CHAMPS) :])


def _forget(seance, nature):
    TexteIndexe.objects.filter(seance=seance, nature=nature).delete()


def _names(document):
    """Every name that a document prints in its lists, each once."""
    printed = [row.nom for row in (*document.presidents, *document.presences)]
    printed += [nom for presence in document.presences if (nom := presence.remplace_nom)]
    printed += [membre.nom for groupe in document.sous_groupes for membre in groupe.membres]
    return sorted({name for name in printed if name})
