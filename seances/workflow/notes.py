"""Asking for the notes that are owed: letters are queued once each, whoever looks; by hand, once a day.

The note of a frozen PV is opened again by those who preside, until another is confirmed or they close it. The version
that people read stays as it is: the next one, approved or rectified, carries the new note.
"""

from django.db import transaction
from django.utils import timezone

from participants import journal
from participants.journal import Acte

from .. import demandes_notes, notes, permissions
from ..lettres import address_of
from ..models import DemandeNote, EtatPV, Restitution, Seance, SousGroupe
from .refus import TransitionRefused


@transaction.atomic
def ask_notes(now=None):
    """Queue the letters whose moment has come. Returns how many; twice changes nothing."""
    found = demandes_notes.due(now)
    for message, note in found:
        demandes_notes.enqueue_demande(message, note)
        journal.record(Acte.LETTRES, note.groupe, by=None, genre=message, personnes=1)
    return len(found)


# ── By hand ─────────────────────────────────────────────────────────────────────────────────────────────


def why_not_ask_again(groupe):
    """Why the secrétaire is not asked for the note by hand now, a sentence; empty when he may be."""
    if groupe.seance.moment() != "tenue":
        return "La note se demande une fois la séance tenue : la première lettre part d’elle-même."
    if refusal := notes.why_closed(groupe):
        return refusal
    secretaire = permissions.secretaires(groupe).select_related("compte").first()
    if secretaire is None:
        return "Ce groupe n’a pas de secrétaire : nommez-en un dans la composition."
    if not address_of(secretaire):
        return f"{secretaire} n’a pas d’adresse : donnez-la sur sa fiche."
    if groupe.demandes.filter(faite_le__date=timezone.localdate()).exists():
        return "La note a déjà été redemandée aujourd’hui."
    return ""


@transaction.atomic
def ask_again(groupe, *, motif="", by):
    """Write to the secrétaire once more. motif: a few words of the letter, needed where a note is there already."""
    groupe = _lock(groupe)
    if refusal := why_not_ask_again(groupe):
        raise TransitionRefused(refusal)
    motif = motif.strip()
    if not motif and groupe.restitutions.confirmees().exists():
        raise TransitionRefused("Une note est déjà là : dites ce qui manque, la lettre le répète.")
    demande = DemandeNote.objects.create(sous_groupe=groupe, motif=motif, par=by)
    journal.record(Acte.NOTE_REDEMANDEE, groupe, by=by)
    demandes_notes.enqueue_by_hand(demande)
    return demande


def why_not_reopen_note(groupe):
    """Why the note of a group is not opened again now, a sentence; empty when it may be."""
    pv = getattr(groupe.seance, "proces_verbal", None)
    if pv is None or not pv.est_fige:
        return "La note peut encore être remplacée : il n’y a rien à rouvrir."
    if pv.etat != EtatPV.DIFFUSE and not pv.rectification:
        return "Le procès-verbal est approuvé : ouvrez d’abord une rectification."
    if groupe.demandes.rouvertes().exists():
        return "La note est déjà rouverte."
    return ""


@transaction.atomic
def reopen_note(groupe, *, motif, by):
    """Let the secrétaire hand in another note for a PV that was sent out, and write to him why."""
    groupe = _lock(groupe)
    if refusal := why_not_reopen_note(groupe):
        raise TransitionRefused(refusal)
    if not motif.strip():
        raise TransitionRefused(
            "Dites pourquoi la note est rouverte : la lettre à la ou au secrétaire le répète."
        )
    demande = DemandeNote.objects.create(sous_groupe=groupe, rouvre=True, motif=motif.strip(), par=by)
    journal.record(Acte.NOTE_ROUVERTE, groupe, by=by)
    demandes_notes.enqueue_by_hand(demande)
    return demande


@transaction.atomic
def close_note(groupe, *, by):
    """Close a note that was opened again. Twice changes nothing."""
    groupe = _lock(groupe)
    if groupe.demandes.rouvertes().update(fermee_le=timezone.now()):
        journal.record(Acte.NOTE_REFERMEE, groupe, by=by)


def still_open(pv):
    """Why a PV is not frozen while a note of it is open again, a sentence; empty when none is."""
    numero = (
        DemandeNote.objects.rouvertes()
        .filter(sous_groupe__seance=pv.seance_id)
        .order_by("sous_groupe__numero")
        .values_list("sous_groupe__numero", flat=True)
        .first()
    )
    if numero is None:
        return ""
    return f"La note du groupe {numero} est rouverte : attendez la nouvelle, ou refermez-la sur la page du groupe."


def close_all(pv):
    """The notes of a PV need no opening any more: it is written again."""
    DemandeNote.objects.rouvertes().filter(sous_groupe__seance=pv.seance_id).update(fermee_le=timezone.now())


def put_back_notes(version):
    """The notes are again those of a frozen version: what was confirmed since stays, received and not confirmed."""
    since = Restitution.objects.filter(
        sous_groupe__seance=version.proces_verbal.seance_id, confirmee_le__gt=version.figee_le
    )
    since.update(confirmee_le=None)
    close_all(version.proces_verbal)


def _lock(groupe):
    """The fresh sub-group, its séance locked: whoever hands in a note waits for the séance too."""
    Seance.objects.select_for_update(of=("self",)).get(pk=groupe.seance_id)
    return SousGroupe.objects.select_related("seance__chantier", "seance__proces_verbal").get(pk=groupe.pk)
