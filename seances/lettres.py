"""What every letter of the portal is made of: whom it reaches, its row in the queue, its headers.

The queue holds no text and no address: a letter is written when it leaves, from the data of that moment. One letter
each: nobody sees the address of another.
"""

from email.utils import make_msgid, parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from .models import Envoi


class SansObjet(Exception):
    """The letter has nothing to tell any more; the message says why."""


class SansAdresse(Exception):
    """Nobody to tell it to: whoever gives an address can have it sent again."""


def address_of(participant):
    """Where somebody receives letters today, "" for nowhere."""
    return participant.courriel or (participant.compte.email if participant.compte else "")


def enqueue(message, cle, participants):
    """One row for each of those who have an address; a row that is there already stays as it is.

    participants: with their `compte`. Called in the transaction of the change that the letters tell of.
    """
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    Envoi.objects.bulk_create(
        [
            Envoi(
                message=message,
                cle=cle,
                participant=participant,
                message_id=make_msgid("assises", domain=domain),
            )
            for participant in participants
            if address_of(participant)
        ],
        ignore_conflicts=True,
    )


def letter(envoi, *, subject, text, html="", reply_to="", attachments=()):
    """The EmailMessage of an Envoi, in text and, if there is any, in HTML. Raises SansAdresse.

    reply_to: the chantier's contact, if it has one. attachments: email.message parts.
    """
    address = address_of(envoi.participant)
    if not address:
        raise SansAdresse("Cette personne n’a plus d’adresse.")
    made = EmailMultiAlternatives(
        subject=" ".join(subject.split()),
        body=text,
        to=[address],
        reply_to=[reply_to] if reply_to else None,
        headers={"Message-ID": envoi.message_id, "Auto-Submitted": "auto-generated"},
        attachments=list(attachments),
    )
    if html:
        made.attach_alternative(html, "text/html")
    return made
