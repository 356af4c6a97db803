"""Asking a secrétaire for the note of his sub-group: when, and in which words. Each letter leaves once for each person.

The first one when the séance is over, with a link that hands the note in without logging in; another shortly before
the deadline, and one after it. A séance that was held long ago asks for nothing: its file may have been brought in
late.
"""

import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone

from . import liens, notes, notes_attendues, permissions
from .lettres import SansObjet, enqueue, letter
from .models import DemandeNote, Envoi, Message, Seance, SousGroupe

MESSAGES = (Message.NOTE, Message.NOTE_RAPPEL, Message.NOTE_RETARD, Message.NOTE_DEMANDEE)
JOURS = 30  # after the séance: nobody is asked any more
JOURS_AVANT = 2  # the deadline
JOURS_APRES = 14  # the deadline: then people talk
HEURE = datetime.time(9)  # reminders do not leave at night; the first letter leaves when the séance is over


def due(now=None):
    """Letters whose moment has come: (Message, NoteAttendue). Three queries, whatever is owed."""
    now = timezone.localtime(now)
    today = now.date()
    recent = Seance.objects.filter(date__range=(today - datetime.timedelta(days=JOURS), today))
    owed = [
        note
        for note in notes_attendues.owed(recent.order_by().values("pk"), today)
        if note.secretaire is not None and note.groupe.seance.moment(now) == "tenue"
    ]
    if not owed:
        return []
    told = set(
        Envoi.objects.filter(message__in=MESSAGES, cle__in=[note.groupe.pk for note in owed]).values_list(
            "message", "cle", "participant"
        )
    )
    found = ((message_of(note, now), note) for note in owed)
    return [
        (message, note)
        for message, note in found
        if message and (message, note.groupe.pk, note.secretaire.participant_id) not in told
    ]


def message_of(note, now):
    """Which letter an owed note calls for now, None for none: what is late is not asked for as if it were not."""
    avant, today = note.avant, now.date()
    soon = avant is not None and avant - datetime.timedelta(days=JOURS_AVANT) <= today
    if not soon or today == note.groupe.seance.date:
        return Message.NOTE
    if now.time() < HEURE:
        return None
    if today <= avant:
        return Message.NOTE_RAPPEL
    return Message.NOTE_RETARD if today <= avant + datetime.timedelta(days=JOURS_APRES) else None


def enqueue_demande(message, note):
    """The letter to the secrétaire who owes a note."""
    enqueue(message, note.groupe.pk, [note.secretaire.participant])


def enqueue_by_hand(demande):
    """The letter of a DemandeNote to the secrétaire of its sub-group, if there is one with an address."""
    people = permissions.secretaires(demande.sous_groupe).select_related("compte")
    enqueue(Message.NOTE_DEMANDEE, demande.pk, people)


def compose(envoi):
    """The EmailMessage of an Envoi that asks for a note, as it is to be said now. Raises SansObjet, SansAdresse."""
    demande, key = None, {"pk": envoi.cle}
    if envoi.message == Message.NOTE_DEMANDEE:
        demande, key = DemandeNote.objects.filter(pk=envoi.cle).first(), {"demandes": envoi.cle}
    rows = SousGroupe.objects.select_related("seance__chantier", "seance__proces_verbal")
    groupe = rows.filter(**key).first()
    if groupe is None:
        raise SansObjet("Le sous-groupe n’existe plus.")
    handed_in = groupe.restitutions.confirmees()
    if demande is not None:
        handed_in = handed_in.filter(confirmee_le__gte=demande.faite_le)
    if handed_in.exists():
        raise SansObjet("La note a été déposée entre-temps.")
    if refusal := notes.why_closed(groupe):
        raise SansObjet(refusal)
    if not permissions.secretaires(groupe).filter(pk=envoi.participant_id).exists():
        raise SansObjet("Cette personne n’est plus secrétaire du groupe.")
    seance = groupe.seance
    context = {
        "message": str(envoi.message),
        "participant": envoi.participant,
        "groupe": groupe,
        "demande": demande,
        "seance": seance,
        "chantier": seance.chantier,
        "lien": liens.for_note(envoi.participant, groupe),
        "page": f"{settings.SITE_URL}{seance.url('sous_groupe_detail', groupe.numero)}",
    }
    return letter(
        envoi,
        subject=render_to_string("seances/email/note_sujet.txt", context),
        text=render_to_string("seances/email/note_message.txt", context),
        reply_to=seance.chantier.contact,
    )
