"""The queue's other end: letters leave one by one, none is lost, none leaves twice but the one in flight at a kill.

A sender takes a row by one conditional update, which lends it the row for a while (BAIL): no transaction is open
while a mail server is talked to, on either database. Killed, it gives nothing back: the loan ends by itself and the
letter leaves with the same Message-ID.
"""

import datetime
import logging
import smtplib
from dataclasses import dataclass

from django.core.mail import get_connection
from django.db import transaction
from django.utils import timezone

from participants import journal

from .convocations import Dossiers
from .emails import compose
from .lettres import SansAdresse, SansObjet
from .models import Envoi, EtatEnvoi

logger = logging.getLogger(__name__)

BAIL = datetime.timedelta(minutes=5)  # well beyond what one letter takes with EMAIL_TIMEOUT
ESSAIS = 60  # the last one some two days after the first
ATTENTE, ATTENTE_MAX = datetime.timedelta(minutes=1), datetime.timedelta(hours=1)


@dataclass
class Tournee:
    """What a round did. `panne`: the mail server does not answer, the rest was left for later."""

    envoyes: int = 0
    remis: int = 0
    echoues: int = 0
    sans_objet: int = 0
    panne: bool = False


def deliver(*, stop=lambda: False, bail=BAIL):
    """Send every letter whose turn it is, oldest first, until none is left, `stop()` or the mail server is down.

    bail: how long a letter is lent to this sender; a letter in flight at a kill waits so long before it leaves again.
    """
    tournee, dossiers = Tournee(), Dossiers()
    connection = get_connection()
    try:
        while not (stop() or tournee.panne):
            envoi = take(bail)
            if envoi is None:
                break
            _send(envoi, connection, tournee, dossiers)
    finally:
        connection.close()
    return tournee


def take(bail=BAIL):
    """The next letter, lent to this sender alone; None when nothing is due."""
    while True:
        now = timezone.now()
        envoi = Envoi.objects.dus(now).select_related("participant__compte", "compte").first()
        if envoi is None:
            return None
        seen = Envoi.objects.filter(
            pk=envoi.pk, etat=EtatEnvoi.A_ENVOYER, essais=envoi.essais, prochain_essai=envoi.prochain_essai
        )
        envoi.essais, envoi.prochain_essai = envoi.essais + 1, now + bail
        if seen.update(essais=envoi.essais, prochain_essai=envoi.prochain_essai):
            return envoi


def waiting_time(essais):
    """How long after its nth try a letter waits: one minute, two, four… an hour at most."""
    return min(ATTENTE * 2 ** min(essais - 1, 10), ATTENTE_MAX)


@transaction.atomic
def put_back(envois, *, by):
    """Try again what failed. Returns how many letters."""
    failed = list(envois.select_for_update(of=("self",)).filter(etat=EtatEnvoi.ECHOUE))
    for envoi in failed:
        Envoi.objects.filter(pk=envoi.pk).update(
            etat=EtatEnvoi.A_ENVOYER, essais=0, prochain_essai=timezone.now(), raison=""
        )
        journal.record(journal.Acte.MODIFICATION, envoi, by=by, etat=EtatEnvoi.A_ENVOYER)
    return len(failed)


def _send(envoi, connection, tournee, dossiers):
    try:
        letter = compose(envoi, dossiers)
    except SansAdresse as reason:
        _fail(envoi, tournee, str(reason))
        return
    except SansObjet as reason:
        _lent(envoi).update(etat=EtatEnvoi.SANS_OBJET, raison=str(reason))
        tournee.sans_objet += 1
        return
    letter.connection = connection
    try:
        connection.open()  # one for all the letters of the round, unless the server ended it
        letter.send()
    except smtplib.SMTPRecipientsRefused as error:
        codes = {code for code, _ in error.recipients.values()}
        if min(codes) >= 500:
            _fail(envoi, tournee, f"Le serveur de courrier refuse cette adresse ({min(codes)}).")
        else:
            _put_off(envoi, tournee, error)
    except smtplib.SMTPDataError as error:
        _put_off(envoi, tournee, error)
    except (OSError, smtplib.SMTPException) as error:
        _put_off(envoi, tournee, error)
        connection.close()
        tournee.panne = True
    else:
        _lent(envoi).update(etat=EtatEnvoi.ENVOYE, envoye_le=timezone.now(), raison="")
        tournee.envoyes += 1


def _lent(envoi):
    """The row, as long as it is lent to this sender."""
    return Envoi.objects.filter(pk=envoi.pk, etat=EtatEnvoi.A_ENVOYER, essais=envoi.essais)


def _put_off(envoi, tournee, error):
    # Of the error its kind and code alone: a mail server's refusal repeats the address.
    code = getattr(error, "smtp_code", "")
    reason = f"{type(error).__name__} {code}".strip()
    logger.warning("Letter %s was not sent (try %s): %s", envoi.pk, envoi.essais, reason)
    if envoi.essais >= ESSAIS:
        _fail(envoi, tournee, reason)
        return
    _lent(envoi).update(prochain_essai=timezone.now() + waiting_time(envoi.essais), raison=reason)
    tournee.remis += 1


def _fail(envoi, tournee, reason):
    _lent(envoi).update(etat=EtatEnvoi.ECHOUE, raison=reason)
    tournee.echoues += 1
