"""Sub-groups, their notes, and the files that were handed in."""

from django.db.models import Q

from participants.models import Participant
from participants.permissions import is_administrator

from ..models import (
    EditionPublique,
    MembreSousGroupe,
    Restitution,
    SousGroupe,
    TextePoint,
)
from .proces_verbaux import can_remark, readable_versions, served_edition
from .seances import can_edit_seance, can_preside_seance, can_see_names, editable_seances, named_seances


def visible_sous_groupes(user):
    """Sub-groups whose members the user may know."""
    return SousGroupe.objects.filter(seance__in=named_seances(user))


def is_member(user, sous_groupe, **role):
    """The user is in the sub-group; role: est_secretaire=True, est_rapporteur=True."""
    return user.is_authenticated and sous_groupe.membres.filter(participant__compte=user, **role).exists()


def can_read_fiche(user, sous_groupe):
    """The sheet of a sub-group, to work with: its members, and who prepares the séance."""
    return can_edit_seance(user, sous_groupe.seance) or is_member(user, sous_groupe)


def can_hand_in(user, sous_groupe):
    """Upload the note of a sub-group: its secrétaire, or on his behalf who writes the PV."""
    return can_edit_seance(user, sous_groupe.seance) or (
        can_see_names(user, sous_groupe.seance) and is_member(user, sous_groupe, est_secretaire=True)
    )


def can_ask_note(user, sous_groupe):
    """Ask its secrétaire for the note of a sub-group by hand."""
    return can_edit_seance(user, sous_groupe.seance)


def can_reopen_note(user, sous_groupe):
    """Open the note of a PV that was sent out again, and close it."""
    return can_preside_seance(user, sous_groupe.seance)


def can_discuss_note(user, sous_groupe):
    """Say something of a note that one reads in a frozen version, in one's own name."""
    return can_remark(user, sous_groupe.seance)


def can_withdraw_commentaire(user, commentaire):
    """One's own words; those of others, whoever writes up the séance."""
    sien = commentaire.auteur.compte_id is not None and commentaire.auteur.compte_id == user.pk
    return sien or can_edit_seance(user, commentaire.sous_groupe.seance)


def secretaires(sous_groupe):
    """Participants who hand in the note of a sub-group in their own name: one at most."""
    return Participant.objects.filter(
        sous_groupes__sous_groupe=sous_groupe, sous_groupes__est_secretaire=True
    )


def can_read_original(user, sous_groupe):
    """The files that were handed in, with what they carry: who wrote them, and who writes the PV."""
    return can_hand_in(user, sous_groupe)


def visible_originals(user):
    """Notes whose files as handed in the user may open, as `can_read_original` says of each."""
    if is_administrator(user):
        return Restitution.objects.all()
    if not user.is_authenticated:
        return Restitution.objects.none()
    editable = editable_seances(user).order_by().values("pk")
    named = named_seances(user).order_by().values("pk")
    own = MembreSousGroupe.objects.filter(
        participant__compte=user, est_secretaire=True, sous_groupe__seance__in=named
    )
    return Restitution.objects.filter(
        Q(sous_groupe__seance__in=editable) | Q(sous_groupe__in=own.order_by().values("sous_groupe"))
    )


def can_read_image(user, seance, sha256):
    """A picture: for whoever may read a text of the séance in which it stands."""
    shown = Q(contenu__contains=sha256)
    if can_edit_seance(user, seance):
        mine = Restitution.objects.filter(shown, sous_groupe__seance=seance)
        texts = TextePoint.objects.filter(
            Q(texte__contains=sha256) | Q(texte_apres__contains=sha256), point__seance=seance
        )
        if mine.exists() or texts.exists():
            return True
    if can_see_names(user, seance):
        written = {
            "sous_groupe__membres__participant__compte": user,
            "sous_groupe__membres__est_secretaire": True,
        }
        own = Restitution.objects.filter(shown, sous_groupe__seance=seance, **written)
        return readable_versions(user, seance).filter(shown).exists() or own.exists()
    edition = served_edition(seance)
    return edition is not None and EditionPublique.objects.filter(shown, pk=edition.pk).exists()
