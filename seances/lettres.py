"""What every letter of the portal is made of: whom it reaches, its row in the queue, its headers.

The queue holds no text and no address: a letter is written when it leaves, from the data of that moment. One letter
each: nobody sees the address of another.
"""

from email.utils import make_msgid, parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from participants.models import Compte

from .models import Envoi


class SansObjet(Exception):
    """The letter has nothing to tell any more; the message says why."""


class SansAdresse(Exception):
    """Nobody to tell it to: whoever gives an address can have it sent again."""


def address_of(person):
    """Where somebody receives letters today, "" for nowhere. person: a Participant, or the Compte of who is none."""
    if isinstance(person, Compte):
        return person.email
    return person.courriel or (person.compte.email if person.compte else "")


def enqueue(message, cle, people):
    """One row for each of those who have an address; a row that is there already stays as it is.

    people: Participants with their `compte`, or Comptes of those who are none. Called in the transaction of the change
    that the letters tell of.
    """
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    Envoi.objects.bulk_create(
        [
            Envoi(
                message=message,
                cle=cle,
                message_id=make_msgid("assises", domain=domain),
                **{"compte" if isinstance(person, Compte) else "participant": person},
            )
            for person in people
            if address_of(person)
        ],
        ignore_conflicts=True,
    )


def letter(envoi, *, subject, text, html="", reply_to="", attachments=(), headers=None):
    """The EmailMessage of an Envoi, in text and, if there is any, in HTML. Raises SansAdresse.

    reply_to: the chantier's contact, if it has one. attachments: email.message parts. headers: beside those of all.
    """
    address = address_of(envoi.destinataire)
    if not address:
        raise SansAdresse("Cette personne n’a plus d’adresse.")
    made = EmailMultiAlternatives(
        subject=" ".join(subject.split()),
        body=text,
        to=[address],
        reply_to=[reply_to] if reply_to else None,
        headers={"Message-ID": envoi.message_id, "Auto-Submitted": "auto-generated"} | (headers or {}),
        attachments=list(attachments),
    )
    if html:
        made.attach_alternative(html, "text/html")
    return made
