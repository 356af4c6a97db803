"""The weekly letter of what is new: asked for, given up, queued at most once a week, written when it leaves.

Every Monday morning the account is looked at once; where nothing is new, nothing leaves before the next Monday. The
letter tells what its account may read at the moment when it leaves, of what came between two moments that the row of
the subscription keeps: a letter that never left is made up for by the next one.
"""

import copy
import datetime

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from participants import journal
from participants.models import Compte

from .lettres import SansObjet, enqueue, letter
from .models import AbonnementLettre, Envoi, EtatEnvoi, Message
from .nouveautes import Regard, what_is_new

MESSAGES = (Message.NOUVEAUTES,)
HEURE = datetime.time(9)  # of Mondays
COMBIEN = 20
SIGNATURE = signing.Signer(salt="seances.lettre_nouveautes")


def monday_of(now):
    day = timezone.localdate(now)
    return day - datetime.timedelta(days=day.weekday())


# ── Asking for it ───────────────────────────────────────────────────────────────────────────────────────


def is_asked(compte):
    return AbonnementLettre.objects.filter(compte=compte).exists()


@transaction.atomic
def ask(compte, *, by, now=None):
    """The account gets the letter from next Monday on, of what is new from now on. Twice changes nothing."""
    now = now or timezone.now()
    Compte.objects.select_for_update().get(pk=compte.pk)  # two at once ask once
    row, new = AbonnementLettre.objects.get_or_create(
        compte=compte, defaults={"demandee_le": now, "semaine": monday_of(now), "du": now, "au": now}
    )
    if new:
        journal.record(journal.Acte.AJOUT, row, by=by)
    return new


@transaction.atomic
def give_up(compte, *, by):
    """No letter any more, one that waits included. Returns whether there was one. by: None by the signed link."""
    row = AbonnementLettre.objects.select_for_update().filter(compte=compte).first()
    if row is None:
        return False
    journal.record(journal.Acte.SUPPRESSION, row, by=by)
    row.delete()
    return True


# ── The link that gives it up, without logging in ───────────────────────────────────────────────────────


def leaving(compte):
    """The address where the letter is given up: it does that act for that account, and opens nothing."""
    return f"{settings.SITE_URL}{reverse('seances:lien_lettre', args=[SIGNATURE.sign(compte.pk)])}"


def find(jeton):
    """The open account of a signed link, None for any other link."""
    try:
        key = SIGNATURE.unsign(jeton)
    except signing.BadSignature:
        return None
    return Compte.objects.filter(pk=key, is_active=True).first()


# ── Into the queue ──────────────────────────────────────────────────────────────────────────────────────


def due(now):
    """Keys of the subscriptions that are still to be looked at this week. One query."""
    monday = monday_of(now)
    local = timezone.localtime(now)
    if local.date() == monday and local.time() < HEURE:
        return []
    rows = AbonnementLettre.objects.filter(semaine__lt=monday, compte__is_active=True)
    return list(rows.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def look_at(key, now):
    """Queue the letter of this week for a subscription, if anything is new. Returns whether it was.

    Under the lock, whether it is still due: another worker may have been faster. What the last letter should have told
    and did not is told again.
    """
    monday = monday_of(now)
    rows = AbonnementLettre.objects.select_for_update(of=("self",)).select_related("compte")
    row = rows.filter(pk=key, semaine__lt=monday, compte__is_active=True).first()
    if row is None:
        return False
    left = Envoi.objects.filter(
        message=Message.NOUVEAUTES, compte=row.compte_id, cle=row.semaine.toordinal()
    ).exclude(etat=EtatEnvoi.ENVOYE)
    row.du, row.au, row.semaine = row.du if left.exists() else row.au, now, monday
    found = bool(news(row, combien=1))
    if not found:
        row.au = row.du
    row.save(update_fields=["du", "au", "semaine"])
    if found:
        enqueue(Message.NOUVEAUTES, monday.toordinal(), [row.compte])
    return found


# ── Out of it ───────────────────────────────────────────────────────────────────────────────────────────


def news(row, *, combien):
    """What a letter tells. An administrator's too by his parts alone: a letter shows no second factor."""
    lecteur = copy.copy(row.compte)
    lecteur.is_superuser = False
    return what_is_new(Regard(lecteur, depuis=row.du, jusque=row.au, combien=combien))


def compose(envoi):
    """The EmailMessage of an Envoi that tells what is new, as it is to be said now. Raises SansObjet, SansAdresse."""
    row = AbonnementLettre.objects.select_related("compte").filter(compte=envoi.compte_id).first()
    if row is None or not row.compte.is_active:
        raise SansObjet("La lettre n’est plus demandée.")
    if envoi.cle != row.semaine.toordinal():
        raise SansObjet("La lettre d’une semaine suivante a pris sa place.")
    lines = news(row, combien=COMBIEN + 1)
    if not lines:
        raise SansObjet("Rien de neuf ne peut plus être lu.")
    fin = leaving(row.compte)
    context = {
        "nouveautes": [(one, f"{settings.SITE_URL}{one.adresse}") for one in lines[:COMBIEN]],
        "reste": len(lines) > COMBIEN,
        "page": f"{settings.SITE_URL}{reverse('seances:nouveautes')}",
        "fin": fin,
        "depuis": row.du,
    }
    return letter(
        envoi,
        subject=render_to_string("seances/email/nouveautes_sujet.txt", context),
        text=render_to_string("seances/email/nouveautes_message.txt", context),
        html=render_to_string("seances/email/nouveautes_message.html", context),
        headers={"List-Unsubscribe": f"<{fin}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
    )
