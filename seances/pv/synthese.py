"""What a séance opens with: the propositions of its chantier as they stood that day, and what changed since the séance
before.

Read from the steps noted by the day of the séance, those of that very séance aside: nothing that is noted later changes
it. Two queries, whatever their number.
"""

from django.db.models import Exists, OuterRef, Q, Subquery

from ..models import EtapeProposition, Seance, SourceProposition, StatutSeance
from ..permissions import served_editions
from . import document as tree

ECARTEE = "ecartee"
TYPES = ("probleme", "cause", "action")
CHAMPS = ("type", "intitule", "niveau", "articles", "etat", "transmise_a")


def at_opening(seance):
    """The tree's Propositions of a séance: problems, then causes, then actions, each in the order of numbers."""
    before = (
        Seance.objects.annoncees()
        .exclude(statut=StatutSeance.ANNULEE)
        .filter(Q(date__lt=seance.date) | Q(date=seance.date, numero__lt=seance.numero))
        .filter(chantier=seance.chantier_id)
        .order_by("-date", "-numero")
    )
    rows = (
        EtapeProposition.objects.filter(proposition__chantier=seance.chantier_id, le__lte=seance.date)
        .filter(Q(seance=None) | ~Q(seance=seance.pk))
        .order_by("proposition__numero", "le", "pk")
        .values_list(
            "proposition__numero",
            "proposition__repond_a__numero",
            "seance",
            "le",
            Subquery(before.values("pk")[:1]),
            Subquery(before.values("date")[:1]),
            *CHAMPS,
        )
    )
    stood, now, answers = {}, {}, {}
    for numero, answered, at, day, previous, since, *said in rows:
        answers[numero], now[numero] = answered, said
        if since is not None and day <= since and at != previous:
            stood[numero] = said
    if not now:
        return ()
    quoted = _sources(seance)
    found = [
        _proposition(numero, said, stood.get(numero), answers[numero], quoted.get(numero, ()))
        for numero, said in now.items()
    ]
    found = [each for each in found if each.etat != ECARTEE or each.avant or each.nouvelle]  # told once
    found.sort(key=lambda each: (TYPES.index(each.type), each.numero))
    return tree.answering(found)


def _proposition(numero, said, before, answered, sources):
    told = dict(zip(CHAMPS, said, strict=True))
    earlier = dict(zip(CHAMPS, before, strict=True)) if before else told
    return tree.Proposition(
        numero=numero,
        **told,
        repond_a=answered,
        sources=sources,
        nouvelle=before is None,
        avant=earlier["etat"] if earlier["etat"] != told["etat"] else "",
        reformulee=earlier["intitule"] != told["intitule"],
        reservee=all(source.reservee for source in sources),
    )


def _sources(seance):
    """Number of each proposition of the chantier -> the passages that it quoted by the day of the séance."""
    served = served_editions().filter(pk=OuterRef("edition"))
    rows = (
        SourceProposition.objects.filter(
            proposition__chantier=seance.chantier_id, relevee_le__date__lte=seance.date
        )
        .order_by("version__proces_verbal__seance__numero", "paragraphe", "pk")
        .values_list(
            "proposition__numero",
            "version__proces_verbal__seance__numero",
            "paragraphe",
            Exists(served),
        )
    )
    found = {}
    for numero, number, paragraphe, public in rows:
        found.setdefault(numero, []).append(tree.Source(number, paragraphe, not public))
    return {numero: tuple(several) for numero, several in found.items()}
