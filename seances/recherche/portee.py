"""How far a reader's search reaches: the texts in which he finds, as permissions say.

Asked once for a search, of small tables; entries are then asked by keys, which costs a database nothing.
"""

from dataclasses import dataclass, replace

from django.db.models import Q

from participants.permissions import is_administrator

from .. import permissions
from ..models import EntreeIndex, NatureTexte, TexteIndexe
from . import moteur


@dataclass(frozen=True)
class Portee:
    """textes: key of a text -> (key of its séance, how many entries). nommees: séances whose names he reads."""

    textes: dict[int, tuple[int, int]]
    nommees: frozenset[int]

    @property
    def nombre(self):
        return sum(count for _, count in self.textes.values())

    def of_seances(self, seances):
        """The part of it that is of some séances. seances: keys."""
        kept = {pk: each for pk, each in self.textes.items() if each[0] in seances}
        return replace(self, textes=kept)

    def entrees(self):
        """Its entries; points à huis clos where names are read."""
        named = [pk for pk, (seance, _) in self.textes.items() if seance in self.nommees]
        entrees = EntreeIndex.objects.filter(moteur.within(self.textes))
        if len(named) == len(self.textes):
            return entrees
        return entrees.filter(Q(huis_clos=False) | Q(moteur.within(named)))

    def names(self):
        """Every name that its PVs print in their lists."""
        rows = TexteIndexe.objects.exclude(nature=NatureTexte.AGENDA).order_by().values_list("pk", "noms")
        return {name for pk, names in rows if pk in self.textes for name in names}


def reach(user):
    """The Portee of a reader: two queries for visitors and administrators, four for others."""
    visible = _keys(permissions.visible_seances(user))
    if is_administrator(user):
        named = editable = visible
    elif user.is_authenticated:
        named, editable = map(_keys, (permissions.named_seances(user), permissions.editable_seances(user)))
    else:
        named = editable = frozenset()
    held = {}
    rows = TexteIndexe.objects.order_by().values_list("pk", "seance", "nature", "entrees_nombre")
    for pk, seance, nature, count in rows:
        if seance in visible:
            held.setdefault(seance, {})[nature] = pk, count
    textes = {}
    for seance, texts in held.items():
        natures = permissions.searched_natures(texts, edits=seance in editable, names=seance in named)
        for nature in natures & texts.keys():
            pk, count = texts[nature]
            textes[pk] = seance, count
    return Portee(textes, named)


def _keys(seances):
    return frozenset(seances.order_by().values_list("pk", flat=True))
