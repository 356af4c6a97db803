"""How far a reader's search reaches: the texts in which he finds, as permissions say.

Asked once for a search, of small tables; entries are then asked by keys, which costs a database nothing.
"""

import json
from dataclasses import dataclass, replace
from functools import cached_property

from django.db.models import Q, TextField
from django.db.models.functions import Cast

from participants.permissions import is_administrator

from .. import permissions
from ..models import EntreeIndex, NatureTexte, TexteIndexe
from . import moteur

MELANGE = 2654435761  # Knuth's multiplier: keys that follow each other are sent far apart


@dataclass(frozen=True)
class Portee:
    """textes: key of a text -> (key of its séance, how many entries). nommees: séances whose names he reads."""

    textes: dict[int, tuple[int, int]]
    nommees: frozenset[int]

    @cached_property
    def nombre(self):
        return sum(count for _, count in self.textes.values())

    def of_seances(self, seances):
        """The part of it that is of some séances. seances: keys."""
        kept = {pk: each for pk, each in self.textes.items() if each[0] in seances}
        return replace(self, textes=kept)

    def without(self, other):
        """The part of it that another has not."""
        kept = {pk: each for pk, each in self.textes.items() if pk not in other.textes}
        return replace(self, textes=kept)

    def newest(self, count):
        """The part of it that is in its newest texts, of `count` entries at least if it has so many."""
        return self._first(sorted(self.textes, reverse=True), count)

    def sample(self, count):
        """The part of it that is in texts of every age and kind, of `count` entries at least if it has so many.

        Drawn by their keys: an agenda and its PV were written one after the other, so any step would take one kind.
        """
        return self._first(sorted(self.textes, key=lambda pk: pk * MELANGE % 2**32), count)

    def _first(self, textes, count):
        kept, held = {}, 0
        for pk in textes:
            if held >= count:
                break
            kept[pk] = self.textes[pk]
            held += kept[pk][1]
        return replace(self, textes=kept)

    @cached_property
    def _keys(self):
        """Of its texts, and of those whose names are read."""
        named = [pk for pk, (seance, _) in self.textes.items() if seance in self.nommees]
        return moteur.keys(self.textes), moteur.keys(named)

    def entrees(self):
        """Its entries; points à huis clos where names are read."""
        every, named = self._keys
        entrees = EntreeIndex.objects.filter(moteur.within(every))
        if named == every:
            return entrees
        return entrees.filter(Q(huis_clos=False) | Q(moteur.within(named)))

    def names(self):
        """Every name that its PVs print in their lists; a list that many print is read once."""
        rows = TexteIndexe.objects.exclude(nature=NatureTexte.AGENDA).order_by()
        lists = rows.annotate(liste=Cast("noms", TextField())).values_list("pk", "liste")
        return {
            name for noms in {noms for pk, noms in lists if pk in self.textes} for name in json.loads(noms)
        }


def reach(user):
    """The Portee of a reader: two queries for visitors and administrators, four for others."""
    visible = _keys(permissions.visible_seances(user))
    if is_administrator(user):
        named = editable = visible
    elif user.is_authenticated:
        named, editable = map(_keys, (permissions.named_seances(user), permissions.editable_seances(user)))
    else:
        named = editable = frozenset()
    rows = list(
        TexteIndexe.objects.order_by("nature").values_list("pk", "seance", "nature", "entrees_nombre")
    )
    held = {}
    for _, seance, nature, _ in rows:
        if seance in visible:
            held[seance] = f"{held.get(seance, '')} {nature}"
    textes, known = {}, {}
    for pk, seance, nature, count in rows:
        if seance not in held:
            continue
        case = held[seance], seance in editable, seance in named
        if case not in known:  # of so many séances few cases
            natures, edits, names = case
            known[case] = permissions.searched_natures({*natures.split()}, edits=edits, names=names)
        if nature in known[case]:
            textes[pk] = seance, count
    return Portee(textes, named)


def _keys(seances):
    return frozenset(seances.order_by().values_list("pk", flat=True))
