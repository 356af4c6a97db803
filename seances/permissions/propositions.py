"""Propositions: in which texts their passages are read, who picks them and who decides."""

from django.db.models import Q

from chantiers.permissions import roles
from participants.permissions import is_administrator

from ..models import (
    Proposition,
    SourceProposition,
    SoutienProposition,
)
from .proces_verbaux import served_editions
from .seances import named_seances, visible_seances


def public_sources(user):
    """Passages that stand in the public edition now served of a séance that the user may know of."""
    return SourceProposition.objects.filter(
        edition__in=served_editions().order_by().values("pk"),
        version__proces_verbal__seance__in=visible_seances(user).order_by().values("pk"),
    )


def readable_sources(user):
    """Passages that the user reads as the frozen version has them: of the séances whose versions he opens."""
    named = named_seances(user).order_by().values("pk")
    return SourceProposition.objects.filter(version__proces_verbal__seance__in=named)


def visible_propositions(user):
    """Propositions of one's chantiers; else those of which one reads a passage, in a version or in an edition."""
    if is_administrator(user):
        return Proposition.objects.all()
    found = Q(pk__in=public_sources(user).order_by().values("proposition"))
    if user.is_authenticated:
        found |= Q(chantier__in=roles(user).participe)
        found |= Q(pk__in=readable_sources(user).order_by().values("proposition"))
    return Proposition.objects.filter(found)


def readable_soutiens(user):
    """Supports noted by hand: for the chantier's people; for others those of a secteur, in nobody's name."""
    if is_administrator(user):
        return SoutienProposition.objects.all()
    return SoutienProposition.objects.filter(
        Q(participant=None) | Q(proposition__chantier__in=roles(user).participe)
    )


def can_pick(user, chantier):
    """Pick propositions from its PVs, word them, link them, note who supports them."""
    return is_administrator(user) or chantier.pk in roles(user).edite


def can_decide(user, chantier):
    """Say what becomes of a proposition: retained, set aside, passed on."""
    return is_administrator(user) or chantier.pk in roles(user).preside
