"""Fiches that may be of one person, proposed for a merge; those that somebody said are two are not proposed again."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q

from . import journal, proximite
from .models import FichesDistinctes, Graphie, Participant


@dataclass
class Paire:
    """Two Participants who resemble each other, and why."""

    premiere: Participant
    seconde: Participant
    raisons: list[str]


def keys():
    """(key, key, reasons) of every pair, the surest first; two fiches said to be two people left out."""
    spellings = {}
    for person, key in Graphie.objects.order_by().values_list("participant", "cle"):
        spellings.setdefault(person, []).append(key)
    rows = Participant.objects.order_by("pk").values_list("pk", "prenom", "nom", "courriel", "organisation")
    fiches = [proximite.Fiche(*row, graphies=tuple(spellings.get(row[0], ()))) for row in rows.iterator()]
    distinct = {frozenset(pair) for pair in FichesDistinctes.objects.values_list("premiere", "seconde")}
    return [
        (one.cle, other.cle, sorted(reasons))
        for one, other, reasons in proximite.pairs(fiches)
        if frozenset((one.cle, other.cle)) not in distinct
    ]


def paires(found):
    """The Paires of some of those keys, in two queries at most."""
    people = Participant.objects.select_related("organisation__secteur").in_bulk(
        {key for one, other, _ in found for key in (one, other)}
    )
    return [
        Paire(people[one], people[other], reasons)
        for one, other, reasons in found
        if {one, other} <= people.keys()
    ]


@transaction.atomic
def distinguish(one, other, *, by):
    """Keep that two Participants are two people."""
    pair = Q(premiere=one, seconde=other) | Q(premiere=other, seconde=one)
    list(Participant.objects.select_for_update().filter(pk__in=[one.pk, other.pk]).order_by("pk"))
    if one.pk != other.pk and not FichesDistinctes.objects.filter(pair).exists():
        row = FichesDistinctes.objects.create(premiere=one, seconde=other)
        journal.record(journal.Acte.DISTINCTION, one, by=by, autre_fiche=other.pk, ligne=row.pk)


@transaction.atomic
def propose_again(row, *, by):
    """Forget that two fiches were said to be two people."""
    journal.record(journal.Acte.DISTINCTION_LEVEE, row.premiere, by=by, autre_fiche=row.seconde_id)
    row.delete()
