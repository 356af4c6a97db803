"""Asking for the notes that are owed: letters are queued once each, whoever looks."""

from django.db import transaction

from participants import journal
from participants.journal import Acte

from .. import demandes_notes


@transaction.atomic
def ask_notes(now=None):
    """Queue the letters whose moment has come. Returns how many; twice changes nothing."""
    found = demandes_notes.due(now)
    for message, note in found:
        demandes_notes.enqueue_demande(message, note)
        journal.record(Acte.LETTRES, note.groupe, by=None, genre=message, personnes=1)
    return len(found)
