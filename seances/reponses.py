"""What somebody answers before a séance: he comes, excuses himself, or announces who comes in his stead.

An answer never says what happened: `statut` is pointed on the day, by others.
"""

from django.db import transaction
from django.utils import timezone

from participants import journal

from . import permissions
from .models import Presence, Reponse, Seance, StatutSeance
from .pointage.registre import rank

CHOIX = {
    Reponse.VIENT: "Je viens",
    Reponse.EXCUSE: "Je m’excuse",
    Reponse.REMPLACE: "Je me fais remplacer",
}


class ReponseRefusee(ValueError):
    """The answer is not taken; the message says why."""


def why_closed(seance, now=None):
    """Why no answer is taken for this séance, a sentence; empty from its convocation until it begins."""
    if seance.statut == StatutSeance.PREPARATION:
        return "La séance n’est pas encore convoquée."
    if seance.est_annulee:
        return "La séance est annulée : aucune réponse n’est attendue."
    return "" if seance.moment(now) == "a_venir" else "La séance a commencé : les réponses sont closes."


def presence_of(seance, participant):
    """His row in the list of the séance, None while there is none."""
    return Presence.objects.filter(seance=seance, participant=participant).first()


def own(user, seance):
    """What the page of a séance says of one's own answer: (whether it is asked, Presence or None)."""
    if why_closed(seance) or not permissions.can_answer(user, seance):
        return False, None
    return True, Presence.objects.filter(seance=seance, participant__compte=user).first()


@transaction.atomic
def answer(seance, participant, *, reponse, motif="", remplacant="", by=None):
    """Keep what somebody answers, in place of what he had answered.

    remplacant: who comes in his stead, as typed: whoever prepares the séance finds out who that is. by: the
    Compte that answered, None by a personal link. Returns the Presence. Raises ReponseRefusee.
    """
    seance = Seance.objects.select_for_update(of=("self",)).get(pk=seance.pk)
    refusal = why_closed(seance)
    if refusal:
        raise ReponseRefusee(refusal)
    presence = presence_of(seance, participant)
    new = presence is None
    if new:
        presence = Presence(seance=seance, participant=participant)
        presence.fill_from_participant()
    presence.reponse = reponse
    presence.motif = "" if reponse == Reponse.VIENT else motif
    presence.remplacant_annonce = remplacant if reponse == Reponse.REMPLACE else ""
    presence.repondu_le = timezone.now()
    if new:
        presence.save()
        rank(seance, {presence.pk})
    else:
        presence.save(update_fields=["reponse", "motif", "remplacant_annonce", "repondu_le"])
    journal.record(journal.Acte.PRESENCES, presence, by=by, reponse=reponse)
    return presence
