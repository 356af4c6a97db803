"""What somebody answers before a séance: he comes, excuses himself, or announces who comes in his stead.

An answer never says what happened: `statut` is pointed on the day, by others.
"""

from django.db import transaction
from django.utils import timezone

from participants import journal

from . import permissions, remplacements
from .models import Presence, Reponse, ReponseDonnee, Seance, StatutSeance
from .rangs import rank

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
    rows = Presence.objects.select_related("designe__compte")
    return rows.filter(seance=seance, participant=participant).first()


def own(user, seance):
    """What the page of a séance says of one's own answer: (whether it is asked, Presence or None)."""
    if why_closed(seance) or not permissions.can_answer(user, seance):
        return False, None
    rows = Presence.objects.select_related("participant", "designe")
    return True, rows.filter(seance=seance, participant__compte=user).first()


def given(presence):
    """Every answer of somebody for a séance, the last first."""
    return list(presence.reponses.select_related("remplacant", "par")) if presence is not None else []


@transaction.atomic
def answer(seance, participant, *, reponse, motif="", remplacant=None, by=None):
    """Keep what somebody answers, in place of what he had answered, which stays in its history.

    remplacant: who comes in his stead, a remplacements.Designe. by: the Compte that answered, None by a personal
    link. Returns the Presence. Raises ReponseRefusee, and RemplacementRefuse for whoever is named.
    """
    seance = Seance.objects.select_related("chantier").select_for_update(of=("self",)).get(pk=seance.pk)
    refusal = why_closed(seance)
    if refusal:
        raise ReponseRefusee(refusal)
    presence = presence_of(seance, participant)
    new = presence is None
    if new:
        presence = Presence(seance=seance, participant=participant)
        presence.fill_from_participant()
    before, person = presence.designe, None
    said = remplacant if reponse == Reponse.REMPLACE else None
    if said is not None:
        person = remplacements.resolve(seance, participant, said)
        refusal = remplacements.why_not(seance, participant, person) or _why_no_more(presence, person)
        if refusal:
            raise remplacements.RemplacementRefuse(refusal)
    presence.reponse = reponse
    presence.motif = "" if reponse == Reponse.VIENT else motif
    presence.designe = person
    presence.remplacant_annonce = str(said)[:250] if said is not None else ""
    presence.repondu_le = timezone.now()
    if new:
        presence.save()
        rank(seance, {presence.pk})
    else:
        presence.save(update_fields=["reponse", "motif", "designe", "remplacant_annonce", "repondu_le"])
    kept = ReponseDonnee.objects.create(
        presence=presence,
        reponse=reponse,
        motif=presence.motif,
        remplacant=person,
        remplacant_annonce=presence.remplacant_annonce,
        remplacant_courriel=said.courriel if said is not None and said.participant is None else "",
        par=by,
        donnee_le=presence.repondu_le,
    )
    journal.record(journal.Acte.PRESENCES, presence, by=by, reponse=reponse)
    if before is not None and before != person:
        remplacements.withdraw(presence, before)
    if person is not None and person != before:
        remplacements.install(kept, "" if said.participant else said.organisation)
    return presence


def _why_no_more(presence, person):
    """Each person who is named gets a letter: nobody has so many sent by his answers."""
    if presence.pk is None:
        return ""
    named = set(presence.reponses.filter(remplacant__isnull=False).values_list("remplacant", flat=True))
    if person.pk in named or len(named) < remplacements.PERSONNES:
        return ""
    return "Vous avez déjà nommé plusieurs personnes : écrivez à votre chantier."
