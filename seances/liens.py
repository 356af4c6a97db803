"""Personal links: made for one act of one person, followed without logging in, and opening nothing else.

A link is a secret of 192 random bits. Only its sha256 is kept, so it is shown once, when it is made.
"""

import datetime
import secrets
from hashlib import sha256

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from participants import journal

from . import notes, permissions, reponses
from .models import ActeLien, LienPersonnel

OCTETS = 24
JOURS = 60  # after the séance: it may be put off, and notes come late


class LienRefuse(ValueError):
    """The link cannot be made; the message says why."""


def digest(jeton):
    return sha256(jeton.encode()).hexdigest()


def make(acte, participant, cible, *, by=None):
    """A new personal link. Returns its address; only its fingerprint is kept.

    cible: the séance to answer for, or the sub-group whose note is handed in. by: Compte of whoever makes it, None
    for a letter of the portal. Raises LienRefuse for an act that is not this person's, or closed already.
    """
    lien = LienPersonnel(acte=ActeLien(acte), participant=participant, cree_par=by)
    if lien.acte == ActeLien.REPONDRE:
        lien.seance = cible
    else:
        lien.sous_groupe = cible
    day = max(lien.seance_visee.date, timezone.localdate()) + datetime.timedelta(days=JOURS)
    lien.expire_le = timezone.make_aware(datetime.datetime.combine(day, datetime.time()))
    refusal = why_closed(lien)
    if refusal:
        raise LienRefuse(refusal)
    if not is_his(lien):
        raise LienRefuse(f"{participant} ne peut pas {lien.get_acte_display()}.")
    jeton = secrets.token_urlsafe(OCTETS)
    lien.empreinte = digest(jeton)
    lien.save()
    return f"{settings.SITE_URL}{reverse('seances:lien', args=[jeton])}"


def find(jeton):
    """The link of this secret, None when it is unknown, revoked, or no longer this person's act."""
    lien = (
        LienPersonnel.objects.filter(empreinte=digest(jeton), revoque_le__isnull=True)
        .select_related(
            "participant",
            "seance__chantier",
            "sous_groupe__seance__chantier",
            "sous_groupe__seance__proces_verbal",
        )
        .first()
    )
    return lien if lien is not None and is_his(lien) else None


def is_his(lien):
    """Whether the act is this person's today: rights come from the data, also through a link."""
    if lien.acte == ActeLien.REPONDRE:
        whose = permissions.asked_participants(lien.seance)
    else:
        whose = permissions.secretaires(lien.sous_groupe)
    return whose.filter(pk=lien.participant_id).exists()


def is_expired(lien, now=None):
    return lien.expire_le <= (now or timezone.now())


def why_closed(lien):
    """Why the act is over for everybody, a sentence; empty while it can be done."""
    closed = reponses if lien.acte == ActeLien.REPONDRE else notes
    return closed.why_closed(lien.seance_visee)


def mark_used(lien):
    LienPersonnel.objects.filter(pk=lien.pk).update(utilise_le=timezone.now())


@transaction.atomic
def revoke(liens, *, by):
    """Put an end to some links; those that are revoked already keep their date. Returns how many."""
    open_ = list(liens.filter(revoque_le__isnull=True))
    now = timezone.now()
    LienPersonnel.objects.filter(pk__in=[lien.pk for lien in open_]).update(revoque_le=now)
    for lien in open_:
        journal.record(journal.Acte.MODIFICATION, lien, by=by, revoque_le=now)
    return len(open_)
