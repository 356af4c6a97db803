"""Personal links: made for one act of one person, followed without logging in, and opening nothing else.

A link is a secret of 192 bits. Only its sha256 is kept. One that is made at the desk is drawn at random and shown once.
Those of the letters of a séance are derived from SECRET_KEY: all letters to one person carry the same link, a letter
that leaves again after a crash too, so that no pile of links stays open; revoked, the next letter carries another.
"""

import datetime
import secrets
from base64 import urlsafe_b64encode
from hashlib import sha256

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

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
    lien.expire_le = expiry(lien.seance_visee)
    refusal = why_closed(lien)
    if refusal:
        raise LienRefuse(refusal)
    if not is_his(lien):
        raise LienRefuse(f"{participant} ne peut pas {lien.get_acte_display()}.")
    jeton = secrets.token_urlsafe(OCTETS)
    lien.empreinte = digest(jeton)
    lien.save()
    return address(jeton)


def for_letter(participant, seance):
    """The link by which somebody answers for a séance, as every letter to him carries it. Returns its address.

    Whether he is asked was checked by whoever writes the letter, and is again whenever the link is followed.
    """
    return _carried(participant, seance, {"acte": ActeLien.REPONDRE, "seance": seance}, f"{seance.pk}")


def for_note(participant, sous_groupe):
    """The link by which a secrétaire hands in the note of his sub-group, as every letter to him carries it."""
    what = {"acte": ActeLien.DEPOSER_NOTE, "sous_groupe": sous_groupe}
    return _carried(participant, sous_groupe.seance, what, f"note {sous_groupe.pk}")


def _carried(participant, seance, what, mark):
    made = dict(
        LienPersonnel.objects.filter(participant=participant, **what)
        .exclude(revoque_le__isnull=True, cree_par__isnull=False)
        .values_list("empreinte", "revoque_le")
    )
    jeton = derived(participant, mark, sum(moment is not None for moment in made.values()))
    empreinte, expire_le = digest(jeton), expiry(seance)
    row = LienPersonnel(
        participant=participant,
        empreinte=empreinte,
        expire_le=expire_le,
        **what,
    )
    if empreinte not in made:
        LienPersonnel.objects.bulk_create([row], ignore_conflicts=True)
    else:  # a séance put off keeps its link
        LienPersonnel.objects.filter(empreinte=empreinte, expire_le__lt=expire_le).update(expire_le=expire_le)
    return address(jeton)


def derived(participant, mark, revoked):
    """The secret of the letters to one person about one thing, after so many that were revoked."""
    value = f"{mark}:{participant.pk}:{revoked}"
    return urlsafe_b64encode(
        salted_hmac("seances.liens", value, algorithm="sha256").digest()[:OCTETS]
    ).decode()


def expiry(seance):
    day = max(seance.date, timezone.localdate()) + datetime.timedelta(days=JOURS)
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time()))


def address(jeton):
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
    if lien.acte == ActeLien.REPONDRE:
        return reponses.why_closed(lien.seance)
    return notes.why_closed(lien.sous_groupe)


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
