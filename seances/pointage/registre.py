"""One line of the attendance as plain values, how it is written, ranked, and what is kept of the change."""

import datetime

from django.db.models import Max
from django.utils import timezone

from .. import redaction
from ..models import Pointage, Presence, Seance, StatutPresence
from .refus import Ferme

# What pointing changes; what the PV prints of the person is typed at the desk.
VIERGE = {
    "statut": StatutPresence.A_POINTER.value,
    "remplace": None,
    "invite": False,
    "a_distance": False,
    "arrivee": None,
    "depart": None,
}
HEURES = ("arrivee", "depart")
FUTUR = datetime.timedelta(minutes=2)  # a phone's clock may be a little fast
PASSE = datetime.timedelta(days=3)  # a phone may have stayed without network


def why_closed(seance):
    """Why no attendance is taken for this séance, a sentence; empty when it is."""
    if redaction.is_frozen(seance):
        return "Le procès-verbal est figé : les présences ne se modifient plus."
    if seance.est_annulee:
        return "La séance est annulée : personne n’y est pointé."
    return ""


def lock(seance):
    """The séance, fresh and locked: whoever writes its attendance waits here. Raises Ferme."""
    seances = Seance.objects.select_related("chantier", "proces_verbal").select_for_update(of=("self",))
    seance = seances.get(pk=seance.pk)
    reason = why_closed(seance)
    if reason:
        raise Ferme(reason)
    return seance


def etat_of(presence):
    """A line as plain values, as VIERGE names them: hours are « 14:05 ». None for no line."""
    if presence is None:
        return None
    return {
        "statut": str(presence.statut),
        "remplace": presence.remplace_id,
        "invite": presence.invite,
        "a_distance": presence.a_distance,
        **{name: written(getattr(presence, name)) for name in HEURES},
    }


def written(hour):
    return hour.strftime("%H:%M") if hour else None


def coherent(etat):
    """A line whose values go together: only somebody present stands in for another, comes late or leaves early."""
    if etat["statut"] != StatutPresence.PRESENT:
        return VIERGE | {"statut": etat["statut"], "invite": etat["invite"]}
    return etat


def put(presence, etat):
    """Give a Presence the values of a line; the printed name of who is replaced follows, unless it is the same."""
    for name, value in etat.items():
        if name in HEURES:
            value = datetime.time.fromisoformat(value) if value else None
            if written(getattr(presence, name)) == written(value):
                continue  # seconds that were typed at the desk stay
        elif name == "remplace":
            if presence.remplace_id == value:
                continue
            presence.remplace_id = value
            presence.remplace_imprime = presence.remplace.nom_complet if value else ""
            continue
        setattr(presence, name, value)


def moment(quand, now=None):
    """When an act was done, as told by the phone that kept it; now when that cannot be."""
    now = now or timezone.now()
    if quand is None or not now - PASSE <= quand <= now + FUTUR:
        return now
    return min(quand, now)


def note(seance, changes, *, acte, by, quand=None, annule=None, fiche=None):
    """Keep what an act changed. changes: participant -> (line before, line after), None for no line.

    acte: its UUID. fiche: participant whose record the act made. Returns the Pointages.
    """
    quand = moment(quand)
    return Pointage.objects.bulk_create(
        Pointage(
            seance=seance,
            acte=acte,
            participant_id=participant,
            avant=avant,
            apres=apres,
            par=by,
            quand=quand,
            annule=annule,
            fiche_creee=participant == fiche,
        )
        for participant, (avant, apres) in changes.items()
    )


def last_acts(seance):
    """participant -> his last Pointage at the séance, with who did it."""
    last = Pointage.objects.filter(seance=seance).order_by().values("participant").annotate(last=Max("pk"))
    rows = Pointage.objects.filter(pk__in=last.values("last")).select_related("par__participant")
    return {row.participant_id: row for row in rows}


def contradiction(seance):
    """A Presence « en remplacement de » somebody who is present himself; None when there is none."""
    there = Presence.objects.filter(seance=seance, statut=StatutPresence.PRESENT)
    return (
        Presence.objects.filter(seance=seance, remplace__in=there.order_by().values("participant"))
        .select_related("participant", "remplace")
        .first()
    )
