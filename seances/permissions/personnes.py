"""People: whom one knows of, whose record one changes, what one learns of them."""

from django.db.models import Q
from django.utils import timezone

from chantiers.models import Chantier, Copresidence, Inscription
from chantiers.permissions import roles
from participants.models import Compte, Organisation, Participant
from participants.permissions import is_administrator

from ..models import (
    Attribution,
    Demande,
    GenreDemande,
    Intervenant,
    MembreSousGroupe,
    Presence,
    PresidenceSeance,
    ProcesVerbal,
    Restitution,
    Seance,
)
from .proces_verbaux import visible_remarques
from .seances import attended, named_seances


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


def people_of_chantiers(chantiers):
    """Participants who have or had a part in the chantiers or in one of their séances. chantiers: keys or subquery."""
    return people_of(chantiers, Seance.objects.filter(chantier__in=chantiers).order_by().values("pk"))


def chantiers_of(participant):
    """Chantiers of whose people somebody is: `people_of_chantiers` the other way round. participant: key."""
    his = {"participant": participant}
    parts = (
        Presence.objects.filter(Q(**his) | Q(remplace=participant)),
        PresidenceSeance.objects.filter(**his),
        MembreSousGroupe.objects.filter(**his),
    )
    found = Q(pk__in=Inscription.objects.filter(**his).order_by().values("chantier")) | Q(
        pk__in=Copresidence.objects.filter(**his).order_by().values("chantier")
    )
    for rows in parts:
        found |= Q(pk__in=rows.order_by().values("seance__chantier"))
    return Chantier.objects.filter(found)


def typed_by(user):
    """Condition on participants: the user typed the record, and the person has no account yet."""
    return Q(saisi_par=user.pk, compte__isnull=True) if user.is_authenticated else Q(pk__in=[])


def _either(people, condition):
    return Participant.objects.filter(Q(pk__in=people.order_by().values("pk")) | condition)


def visible_participants(user):
    """Participants whom the user may know of: the people of his chantiers and of the séances he attended."""
    if is_administrator(user):
        return Participant.objects.all()
    if not user.is_authenticated:
        return Participant.objects.none()
    people = people_of(roles(user).participe, named_seances(user).order_by().values("pk"))
    return _either(people, typed_by(user))


def kept_participants(user):
    """Participants whose record, address included, the user reads for his work: the people of the chantiers that he
    prepares and writes up."""
    if is_administrator(user):
        return Participant.objects.all()
    return _either(people_of_chantiers(roles(user).edite), typed_by(user))


def editable_participants(user):
    """Participants whose data the user changes: a co-president, the people of his chantiers; anybody, whom he typed."""
    if is_administrator(user):
        return Participant.objects.all()
    return _either(people_of_chantiers(roles(user).preside), typed_by(user))


def visible_demandes(user):
    """What people ask of their data: who presides, the corrections that people of his chantiers ask for."""
    if is_administrator(user):
        return Demande.objects.all()
    if not roles(user).preside:
        return Demande.objects.none()
    asking = people_of_chantiers(roles(user).preside).order_by().values("pk")
    return Demande.objects.filter(genre=GenreDemande.CORRECTION, participant__in=asking)


def can_read_pseudonyms(user):
    """Know who is behind the pseudonyms of exports made for research."""
    return is_administrator(user)


def can_withdraw_original(user):
    """Take an original away on a legal demand."""
    return is_administrator(user)


def can_settle_demande(user, demande):
    """A correction: whoever keeps that person's data. An erasure: the administration alone."""
    if demande.genre == GenreDemande.EFFACEMENT:
        return is_administrator(user)
    return visible_demandes(user).filter(pk=demande.pk).exists()


def deciders(demande):
    """Who is told of a request, to settle it: (Participants, Comptes of administrators who are no Participant).

    Those of `can_settle_demande`, found from the request; never who made it.
    """
    administrators = Compte.objects.filter(is_active=True, is_superuser=True)
    people = Q(compte__in=administrators.order_by().values("pk"))
    if demande.genre == GenreDemande.CORRECTION:
        presiding = Copresidence.objects.en_cours(timezone.localdate())
        own = presiding.filter(chantier__in=chantiers_of(demande.participant_id).order_by().values("pk"))
        people |= Q(pk__in=own.order_by().values("participant"))
    told = Participant.objects.filter(people).exclude(pk=demande.participant_id)
    return told.exclude(compte__is_active=False), administrators.filter(participant__isnull=True)


def participants_with_address(user):
    """Participants whose personal address the user may read: those whose record he keeps, his own sub-groups."""
    if is_administrator(user):
        return Participant.objects.all()
    if not user.is_authenticated:
        return Participant.objects.none()
    groups = MembreSousGroupe.objects.filter(participant__compte=user, seance__in=named_seances(user))
    fellows = MembreSousGroupe.objects.filter(sous_groupe__in=groups.order_by().values("sous_groupe"))
    return _either(
        kept_participants(user), Q(pk__in=fellows.order_by().values("participant")) | Q(compte=user)
    )


def can_confirm_addresses(user):
    """Say whose a shared address is: whoever presides, for the people whose data he keeps."""
    return is_administrator(user) or bool(roles(user).preside)


def confirmable_participants(user):
    """Participants of whom the user may say that a shared address is theirs; never of a record that he typed himself.

    Otherwise one could type somebody with another's address, and take for him the account of the other.
    """
    people = editable_participants(user)
    return people if is_administrator(user) else people.filter(~Q(saisi_par=user) | Q(saisi_par=None))


def can_edit_address(user, participant):
    """The address opens the person's account: it is changed by those who know all of the person's parts."""
    if is_administrator(user):
        return True
    if not editable_participants(user).filter(pk=participant.pk).exists():
        return False
    parts = roles(user)
    own = parts.edite if participant.saisi_par_id == user.pk else parts.preside
    elsewhere = people_of_chantiers(Chantier.objects.exclude(pk__in=own).values("pk"))
    return not elsewhere.filter(pk=participant.pk).exists()


def offered_participants(user):
    """Participants whom the user may name in what he prepares: whom he knows, and whom his séances name already."""
    if is_administrator(user):
        return Participant.objects.all()
    edite = roles(user).edite
    named = (
        Intervenant.objects.filter(point__seance__chantier__in=edite).values("participant"),
        ProcesVerbal.objects.filter(seance__chantier__in=edite).values("redacteur"),
        ProcesVerbal.objects.filter(seance__chantier__in=edite).values("verificateur"),
        Restitution.objects.filter(sous_groupe__seance__chantier__in=edite).values("pour"),
        Attribution.objects.filter(seance__chantier__in=edite).values("participant"),
        visible_remarques(user).values("auteur"),
    )
    found = Q()
    for people in named:
        found |= Q(pk__in=people.order_by())
    return _either(visible_participants(user), found)


def _of_others(chantiers):
    """Participants who have a part outside some chantiers, or none anywhere that is known."""
    elsewhere = people_of_chantiers(Chantier.objects.exclude(pk__in=chantiers).values("pk"))
    return Participant.objects.filter(
        Q(pk__in=elsewhere.order_by().values("pk"))
        | ~Q(pk__in=people_of_chantiers(chantiers).order_by().values("pk"))
    )


def editable_organisations(user):
    """Organisations of the people of the chantiers that the user edits, and of nobody else's."""
    if is_administrator(user):
        return Organisation.objects.all()
    edite = roles(user).edite
    people = Participant.objects.filter(organisation__isnull=False).order_by()
    own = people.filter(pk__in=people_of_chantiers(edite).order_by().values("pk")) | people.filter(
        typed_by(user)
    )
    others = people.filter(pk__in=_of_others(edite).order_by().values("pk")).exclude(typed_by(user))
    printed = (
        rows.objects.exclude(seance__chantier__in=edite).filter(organisation__isnull=False).order_by()
        for rows in (Presence, PresidenceSeance, MembreSousGroupe)
    )
    editable = Organisation.objects.filter(pk__in=own.values("organisation"))
    for rows in (others, *printed):
        editable = editable.exclude(pk__in=rows.values("organisation"))
    return editable
