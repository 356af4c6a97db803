"""Telling people of a séance: its convocation, what changed since, reminders. Letters are queued with the act.

The séance is locked first, as for whatever changes it, so that two people who press the same button tell once.
"""

import datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from participants import journal
from participants.journal import Acte

from .. import convocations
from ..models import (
    RAPPELS,
    Convocation,
    GenreConvocation,
    Presence,
    Reponse,
    Seance,
    StatutPresence,
    StatutSeance,
)
from .refus import TransitionRefused

HEURE_DES_RAPPELS = datetime.time(9)  # nobody is reminded at night


def lock(seance):
    rows = Seance.objects.select_related("chantier", "lieu").select_for_update(of=("self",))
    return rows.get(pk=seance.pk)


def record(seance, genre, people, *, by, message="", automatique=False):
    """Keep that some Participants are told, and queue their letters. Returns the Convocation."""
    last = Convocation.objects.filter(seance=seance).aggregate(last=Max("numero"))["last"] or 0
    convocation = Convocation.objects.create(
        seance=seance,
        numero=last + 1,
        genre=genre,
        automatique=automatique,
        par=by,
        message=message.strip(),
        **convocations.told_of(seance),
    )
    people = list(people)
    convocations.enqueue_convocation(convocation, people)
    journal.record(Acte.LETTRES, convocation, by=by, genre=genre, personnes=len(people))
    return convocation


def everybody(seance):
    return [one.participant for one in convocations.recipients(seance)]


# ── The convocation ─────────────────────────────────────────────────────────────────────────────────────


def why_not_announce(seance):
    """Why no convocation may be sent for a convened séance, a sentence; "" when it may."""
    return _why_not_to_come(seance) or (
        "Les participantes et participants sont déjà convoqués." if convocations.is_told(seance) else ""
    )


@transaction.atomic
def announce(seance, *, by, message=""):
    """Send the convocation to a séance that is convened already, and of which nobody was told by letter."""
    seance = lock(seance)
    refuse(why_not_announce(seance))
    return record(seance, GenreConvocation.CONVOCATION, everybody(seance), by=by, message=message)


def why_not_complete(seance):
    """Why nobody is convened beside those who are, a sentence; "" when somebody may be."""
    return _why_not_told(seance) or (
        "" if convocations.late(seance) else "Toutes les personnes qui ont une adresse sont convoquées."
    )


@transaction.atomic
def complete(seance, *, by):
    """Convene those who came into the list since. Returns how many."""
    seance = lock(seance)
    refuse(why_not_complete(seance))
    people = [one.participant for one in convocations.late(seance)]
    last = convocations.announcement(seance)
    convocations.enqueue_late(last, people)
    journal.record(
        Acte.LETTRES, last, by=by, genre=GenreConvocation.CONVOCATION, personnes=len(people), en_plus=True
    )
    return len(people)


# ── What changed ────────────────────────────────────────────────────────────────────────────────────────


def why_not_tell(seance):
    """Why people may not be told of a change, a sentence; "" when they may."""
    return _why_not_told(seance)


@transaction.atomic
def tell_changes(seance, *, by, message="", redemander=False):
    """Tell everybody what changed since the last letter: date, hours, place, or what `message` says.

    redemander: answers given before do not count any more, and are asked again.
    """
    seance = lock(seance)
    refuse(why_not_tell(seance))
    if not (message.strip() or convocations.differences(convocations.announcement(seance), seance)):
        raise TransitionRefused(
            "Ni la date, ni les heures, ni le lieu n’ont changé depuis la dernière lettre : écrivez ce qui change."
        )
    if redemander:
        given = Presence.objects.filter(
            seance=seance,
            statut=StatutPresence.A_POINTER,
            reponse__in=[Reponse.VIENT, Reponse.EXCUSE],
        )
        given.update(reponse=Reponse.SANS_REPONSE, motif="", repondu_le=None)
    return record(seance, GenreConvocation.MODIFICATION, everybody(seance), by=by, message=message)


# ── Reminders ───────────────────────────────────────────────────────────────────────────────────────────


def why_not_remind(seance, genre):
    """Why no reminder may be sent now, a sentence; "" when it may."""
    refusal = _why_not_told(seance)
    if refusal:
        return refusal
    if not convocations.reminded(seance, genre):
        return "Personne n’est à rappeler : " + (
            "tout le monde a répondu." if genre == GenreConvocation.RELANCE else "personne n’est attendu."
        )
    today = timezone.localdate()
    sent = Convocation.objects.filter(seance=seance, genre=genre, le__date=today)
    return "Cette lettre est déjà partie aujourd’hui." if sent.exists() else ""


@transaction.atomic
def remind(seance, genre, *, by, message=""):
    """Remind those who are expected, or ask those who have not answered."""
    seance = lock(seance)
    refuse(why_not_remind(seance, genre))
    people = [one.participant for one in convocations.reminded(seance, genre)]
    return record(seance, genre, people, by=by, message=message)


def remind_due(now=None):
    """Queue the reminders whose day has come. Returns the Convocations made; twice changes nothing."""
    now = timezone.localtime(now)
    if now.time() < HEURE_DES_RAPPELS:
        return []
    rows = Seance.objects.filter(
        statut=StatutSeance.CONVOQUEE, date__gte=now.date(), convocations__isnull=False
    ).select_related("chantier")
    made = []
    for seance in rows.order_by("date", "pk").distinct():
        for genre in RAPPELS:
            if is_due(seance, genre, now.date()):
                made += _remind_once(seance, genre)
    return made


def day_of(seance, genre):
    """The day when a reminder leaves by itself, None for never: as the séance says, else as its chantier does."""
    name = f"{GenreConvocation(genre)}_jours"
    days = getattr(seance, name)
    days = getattr(seance.chantier, name) if days is None else days
    return seance.date - datetime.timedelta(days=days) if days else None


def is_due(seance, genre, today):
    """Whether a reminder's day has come, and those whom it reminds were not told on that day or after."""
    day = day_of(seance, genre)
    if day is None or day > today:
        return False
    told = Convocation.objects.filter(seance=seance).order_by("-numero").first()
    return told is not None and timezone.localdate(told.le) < day


@transaction.atomic
def _remind_once(seance, genre):
    """Under the lock, whether it is still due: another worker may have been faster."""
    seance = lock(seance)
    people = [] if _why_not_told(seance) else convocations.reminded(seance, genre)
    if not people or not is_due(seance, genre, timezone.localdate()):
        return []
    return [record(seance, genre, [one.participant for one in people], by=None, automatique=True)]


# ── Refusals ────────────────────────────────────────────────────────────────────────────────────────────


def refuse(refusal):
    if refusal:
        raise TransitionRefused(refusal)


def _why_not_to_come(seance):
    moment = seance.moment()
    if moment == "preparation":
        return "La séance n’est pas encore convoquée."
    if moment == "annulee":
        return "La séance est annulée."
    return "" if moment == "a_venir" else "La séance n’est plus à venir."


def _why_not_told(seance):
    return _why_not_to_come(seance) or (
        "" if convocations.is_told(seance) else "Personne n’a encore reçu de convocation."
    )
