"""Chantiers and séances: who knows of them, reads the names of those who were there, writes and presides them."""

from django.db.models import Q

from chantiers.models import Chantier, Visibilite
from chantiers.permissions import roles
from chantiers.permissions import visible_chantiers as known_chantiers
from participants.permissions import is_administrator

from ..models import (
    AncienPV,
    Lieu,
    ModeleOrdreDuJour,
    Presence,
    PresidenceSeance,
    Seance,
    StatutPresence,
    StatutSeance,
)


def attended(user):
    """Condition on séances: the user was there, presiding, as a participant or in somebody's stead."""
    if not user.is_active:  # the anonymous, and a closed account
        return Q(pk__in=[])
    present = Presence.objects.filter(participant__compte=user, statut=StatutPresence.PRESENT)
    presiding = PresidenceSeance.objects.filter(participant__compte=user)
    return Q(pk__in=present.values("seance")) | Q(pk__in=presiding.values("seance"))


def visible_chantiers(user):
    """Chantiers that the user may know of: those of `chantiers.permissions`, and those where he attended."""
    known = known_chantiers(user)
    if is_administrator(user) or not user.is_authenticated:
        return known
    seances = Seance.objects.annoncees().filter(attended(user))
    return Chantier.objects.filter(
        Q(pk__in=known.values("pk")) | Q(pk__in=seances.order_by().values("chantier"))
    )


def visible_seances(user):
    """Séances that the user may know about."""
    if is_administrator(user):
        return Seance.objects.all()
    public = Q(chantier__visibilite=Visibilite.PUBLIQUE)
    if not user.is_authenticated:
        return Seance.objects.annoncees().filter(public)
    parts = roles(user)
    announced = ~Q(statut=StatutSeance.PREPARATION)
    return Seance.objects.filter(
        Q(chantier__in=parts.edite) | announced & (public | Q(chantier__in=parts.participe) | attended(user))
    )


def named_seances(user):
    """Séances of which the user reads names, frozen versions and documents: of his chantiers, or attended."""
    if is_administrator(user):
        return Seance.objects.all()
    parts = roles(user)
    announced = ~Q(statut=StatutSeance.PREPARATION)
    return Seance.objects.filter(
        Q(chantier__in=parts.edite) | announced & (Q(chantier__in=parts.participe) | attended(user))
    )


def subscribed_seances(user):
    """Announced séances that a secret address gives to calendar programs: of his own chantiers, or attended.

    An administrator's too: the address shows no second factor, so it opens nothing by that right.
    """
    own = Q(chantier__in=roles(user).participe)
    return Seance.objects.annoncees().filter(own | attended(user))


def editable_seances(user):
    """Séances that the user prepares and writes up."""
    if is_administrator(user):
        return Seance.objects.all()
    return Seance.objects.filter(chantier__in=roles(user).edite)


def presided_seances(user):
    """Séances of the chantiers that the user presides: he sends out, approves and publishes their PVs."""
    if is_administrator(user):
        return Seance.objects.all()
    return Seance.objects.filter(chantier__in=roles(user).preside)


def visible_anciens_pv(user):
    """Old PVs that the user hands in, reviews and brings in: for the chantiers that he presides.

    One whose chantier is yet to be read from the document is for the administration: it may make a chantier.
    """
    if is_administrator(user):
        return AncienPV.objects.all()
    return AncienPV.objects.filter(chantier__in=roles(user).preside)


def can_import_elsewhere(user):
    """Bring in the PV of whatever chantier the document names."""
    return is_administrator(user)


def can_edit_seance(user, seance):
    return is_administrator(user) or seance.chantier_id in roles(user).edite


def can_preside_seance(user, seance):
    """The acts of those who preside: send out, withdraw, approve, rectify, publish a PV, settle its remarks."""
    return is_administrator(user) or seance.chantier_id in roles(user).preside


def can_see_names(user, seance):
    """Names and organisations of attendance and sub-groups, outside a public edition."""
    if can_edit_seance(user, seance):
        return True
    if seance.statut == StatutSeance.PREPARATION or not user.is_authenticated:
        return False
    return (
        seance.chantier_id in roles(user).participe
        or Seance.objects.filter(attended(user), pk=seance.pk).exists()
    )


def visible_modeles(user):
    """Agendas to start from: those for every chantier, and those of the chantiers that the user prepares."""
    if is_administrator(user):
        return ModeleOrdreDuJour.objects.all()
    edite = roles(user).edite
    if not edite:
        return ModeleOrdreDuJour.objects.none()
    return ModeleOrdreDuJour.objects.filter(Q(chantier__isnull=True) | Q(chantier__in=edite))


def editable_modeles(user):
    """The administration keeps those for every chantier."""
    return (
        visible_modeles(user)
        if is_administrator(user)
        else visible_modeles(user).filter(chantier__isnull=False)
    )


def editable_lieux(user):
    """Places where the séances of the user's chantiers are held, and no others."""
    if is_administrator(user):
        return Lieu.objects.all()
    seances = Seance.objects.filter(lieu__isnull=False).order_by()
    own, others = (
        rows.values("lieu")
        for rows in (
            seances.filter(chantier__in=roles(user).edite),
            seances.exclude(chantier__in=roles(user).edite),
        )
    )
    return Lieu.objects.filter(pk__in=own).exclude(pk__in=others)


def deletable_seances(user):
    """Séances that the user may remove: those he presides, until they are announced; then they are cancelled."""
    if is_administrator(user):
        return Seance.objects.all()
    return presided_seances(user).filter(statut=StatutSeance.PREPARATION)
