"""Who may know of a séance and its people, read its PV and change it. Views, admin, commands and templates ask here.

Rights come from the data: who presides or belongs to a chantier today (`chantiers.permissions.roles`), and who was at
a séance or in a sub-group. An administrator may do everything. `visible_…` and `editable_…` return querysets: fetch
through them, so the rest is a 404. `can_…` answers for one row.
"""

from django.db.models import OuterRef, Q, Subquery

from chantiers.models import Chantier, Copresidence, Inscription, Visibilite
from chantiers.permissions import roles
from chantiers.permissions import visible_chantiers as known_chantiers
from participants.models import Participant
from participants.permissions import is_administrator

from .models import (
    Annexe,
    EditionPublique,
    MembreSousGroupe,
    NaturePoint,
    Presence,
    PresidenceSeance,
    Seance,
    SousGroupe,
    StatutPresence,
    StatutSeance,
    VersionPV,
)

# ── Chantiers and séances ───────────────────────────────────────────────────────────────────────────────


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


# ── Procès-verbaux ──────────────────────────────────────────────────────────────────────────────────────


def can_read_working_text(user, seance):
    return can_edit_seance(user, seance)


def can_submit(user, seance):
    """Hand a brouillon over for relecture."""
    return can_edit_seance(user, seance)


def can_read_versions(user, seance):
    """Frozen versions as the chantier reads them, not their public edition."""
    return can_see_names(user, seance)


def readable_versions(user, seance):
    """Frozen versions that the user may open, newest first."""
    versions = VersionPV.objects.filter(proces_verbal__seance=seance).defer("contenu").order_by("-numero")
    return versions if can_read_versions(user, seance) else versions.none()


def served_editions():
    """Public editions as they are served: of each PV the newest row, unless it withdraws the one before."""
    newest = (
        EditionPublique.objects.filter(version__proces_verbal=OuterRef("version__proces_verbal"))
        .order_by("-version__numero", "-numero")
        .values("pk")[:1]
    )
    return EditionPublique.objects.filter(pk=Subquery(newest), retiree=False)


def served_edition(seance, *, with_text=False):
    """The public edition of a séance's PV as visitors read it, None when there is none.

    with_text: its tree is wanted too, not only its page and PDF.
    """
    heavy = ["version__contenu"] if with_text else ["contenu", "version__contenu"]
    newest = (
        EditionPublique.objects.filter(version__proces_verbal__seance=seance)
        .select_related("version")
        .defer(*heavy)
        .order_by("-version__numero", "-numero")
        .first()
    )
    return None if newest is None or newest.retiree else newest


def readable_annexes(user, seance):
    """Annexes that the user may open: for visitors the public ones, once the PV has a public edition."""
    annexes = Annexe.objects.filter(seance=seance)
    if can_read_versions(user, seance):
        return annexes
    if served_edition(seance) is None:
        return annexes.none()
    closed = seance.points.filter(nature=NaturePoint.ANNEXES, huis_clos=True).exists()
    return annexes.none() if closed else annexes.filter(publique=True)


# ── Sub-groups and their notes ──────────────────────────────────────────────────────────────────────────


def visible_sous_groupes(user):
    """Sub-groups whose members the user may know."""
    return SousGroupe.objects.filter(seance__in=named_seances(user))


def is_member(user, sous_groupe, **role):
    """The user is in the sub-group; role: est_secretaire=True, est_rapporteur=True."""
    return user.is_authenticated and sous_groupe.membres.filter(participant__compte=user, **role).exists()


def can_hand_in(user, sous_groupe):
    """Upload the note of a sub-group: its secrétaire, or on his behalf who writes the PV."""
    return can_edit_seance(user, sous_groupe.seance) or (
        can_see_names(user, sous_groupe.seance) and is_member(user, sous_groupe, est_secretaire=True)
    )


def can_read_original(user, sous_groupe):
    """The files that were handed in, with what they carry: who wrote them, and who writes the PV."""
    return can_hand_in(user, sous_groupe)


# ── People ──────────────────────────────────────────────────────────────────────────────────────────────


def can_enter_gestion(user):
    """The admin: administrators, and whoever prepares or writes up a chantier."""
    return is_administrator(user) or bool(roles(user).edite)


def can_read_directory(user):
    """The directory opens to whoever has people of his own to find there."""
    return (
        is_administrator(user)
        or bool(roles(user).participe)
        or (user.is_authenticated and Seance.objects.annoncees().filter(attended(user)).exists())
    )


def people_of(chantiers, seances):
    """Participants who have or had a part in the chantiers, or are named in the séances. Both: keys or subqueries."""
    parts = (
        Inscription.objects.filter(chantier__in=chantiers),
        Copresidence.objects.filter(chantier__in=chantiers),
        Presence.objects.filter(seance__in=seances),
        PresidenceSeance.objects.filter(seance__in=seances),
        MembreSousGroupe.objects.filter(seance__in=seances),
    )
    found = Q()
    for rows in parts:
        found |= Q(pk__in=rows.order_by().values("participant"))
    replaced = Presence.objects.filter(seance__in=seances, remplace__isnull=False)
    return Participant.objects.filter(found | Q(pk__in=replaced.order_by().values("remplace")))


def visible_participants(user):
    """Participants whom the user may know of: the people of his chantiers and of the séances he attended."""
    if is_administrator(user):
        return Participant.objects.all()
    if not user.is_authenticated:
        return Participant.objects.none()
    return people_of(roles(user).participe, named_seances(user).order_by().values("pk"))


def editable_participants(user):
    """Participants whose data the user keeps: a co-president, the people of his chantiers."""
    if is_administrator(user):
        return Participant.objects.all()
    preside = roles(user).preside
    return people_of(preside, Seance.objects.filter(chantier__in=preside).order_by().values("pk"))


def participants_with_address(user):
    """Participants whose personal address the user may read: those whose chantier he writes up, his own sub-groups."""
    if is_administrator(user):
        return Participant.objects.all()
    if not user.is_authenticated:
        return Participant.objects.none()
    edite = roles(user).edite
    own = people_of(edite, Seance.objects.filter(chantier__in=edite).order_by().values("pk"))
    groups = MembreSousGroupe.objects.filter(participant__compte=user, seance__in=named_seances(user))
    fellows = MembreSousGroupe.objects.filter(sous_groupe__in=groups.order_by().values("sous_groupe"))
    return Participant.objects.filter(
        Q(pk__in=own.order_by().values("pk"))
        | Q(pk__in=fellows.order_by().values("participant"))
        | Q(compte=user)
    )


def can_edit_address(user, participant):
    """The address opens the person's account: a co-president changes it for whoever has no part elsewhere."""
    if is_administrator(user):
        return True
    preside = roles(user).preside
    parts = (participant.inscriptions, participant.copresidences)
    return editable_participants(user).filter(pk=participant.pk).exists() and not any(
        rows.exclude(chantier__in=preside).exists() for rows in parts
    )
