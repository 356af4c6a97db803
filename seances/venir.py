"""How people come to a séance, and whether they eat there: what each says, and what the others read of it.

Nobody's address is shown without his consent: he shows it to the people of the séance, or gives it to one who asks.
What somebody wishes for his meal may tell of his health or his faith: whoever prepares the séance reads it,
without his name, and nobody else does.
All of it is erased once the séance is over (`conservation`).
"""

from collections import Counter
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from participants import journal
from participants.journal import Acte

from . import permissions
from .lettres import address_of
from .models import Covoiturage, DemandeContact, EtatContact, GenreCovoiturage, Repas, StatutSeance


class VenirRefuse(ValueError):
    """What was asked is not done; the message says why."""


def why_closed(seance, now=None):
    """Why nothing is arranged for this séance, a sentence; empty from its convocation until it begins."""
    if seance.statut == StatutSeance.PREPARATION:
        return "La séance n’est pas encore convoquée."
    if seance.est_annulee:
        return "La séance est annulée."
    return "" if seance.moment(now) == "a_venir" else "La séance a commencé."


def refuse_closed(seance):
    refusal = why_closed(seance)
    if refusal:
        raise VenirRefuse(f"{refusal} Rien n’a changé.")


# ── Cars ────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Annonce:
    """One offer or request as one reader sees it. adresse: his who made it, "" unless he consents.

    etat: of the reader's own request for it, "" for none.
    """

    row: Covoiturage
    mienne: bool
    adresse: str
    etat: str


def announcements(seance, participant):
    """The offers, then the requests, as a person of the séance reads them: two queries."""
    rows = seance.covoiturages.select_related("participant__compte").order_by("depart", "heure", "pk")
    asked = dict(
        DemandeContact.objects.filter(covoiturage__seance=seance, participant=participant).values_list(
            "covoiturage", "etat"
        )
    )
    found = [
        Annonce(
            row,
            row.participant_id == participant.pk,
            address_of(row.participant)
            if row.adresse_visible or asked.get(row.pk) == EtatContact.DONNE
            else "",
            asked.get(row.pk, ""),
        )
        for row in rows
    ]
    return tuple(
        [each for each in found if each.row.genre == genre]
        for genre in (GenreCovoiturage.OFFRE, GenreCovoiturage.DEMANDE)
    )


def requests_for(covoiturage):
    """Who asks for the contact of whoever made this, first come first: (DemandeContact, address if it is given)."""
    if covoiturage is None:
        return []
    return [
        (row, address_of(row.participant) if row.etat == EtatContact.DONNE else "")
        for row in covoiturage.demandes.select_related("participant__compte")
    ]


@transaction.atomic
def announce(seance, participant, *, by, **said):
    """Keep what somebody offers or looks for, in place of what he had said. Returns the Covoiturage."""
    refuse_closed(seance)
    row, new = Covoiturage.objects.update_or_create(
        seance=seance, participant=participant, defaults=said | {"modifie_le": timezone.now()}
    )
    journal.record(Acte.AJOUT if new else Acte.MODIFICATION, row, by=by)
    return row


@transaction.atomic
def withdraw(covoiturage, *, by):
    journal.record(Acte.SUPPRESSION, covoiturage, by=by)
    covoiturage.delete()


@transaction.atomic
def ask_contact(covoiturage, participant, *, by):
    """Ask how to reach somebody; whoever asks agrees to give his own address. Returns the DemandeContact."""
    refuse_closed(covoiturage.seance)
    if covoiturage.participant_id == participant.pk:
        raise VenirRefuse("C’est votre propre annonce.")
    row, new = DemandeContact.objects.get_or_create(covoiturage=covoiturage, participant=participant)
    if new:
        journal.record(Acte.AJOUT, row, by=by)
    return row


@transaction.atomic
def answer_contact(demande, *, give, by):
    """Give one's address to who asked for it, or not; said once."""
    demande = DemandeContact.objects.select_for_update(of=("self",)).get(pk=demande.pk)
    if demande.etat != EtatContact.DEMANDE:
        raise VenirRefuse("Vous avez déjà répondu à cette demande.")
    demande.etat = EtatContact.DONNE if give else EtatContact.REFUSE
    demande.save(update_fields=["etat"])
    journal.record(Acte.MODIFICATION, demande, by=by, etat=demande.etat)
    return demande


# ── Meals ───────────────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def eat(seance, participant, *, mange, souhait="", by):
    """Keep whether somebody eats there, in place of what he had said. Returns the Repas.

    by: the Compte that says it, None by a personal link. The log keeps no word of the wish.
    """
    refuse_closed(seance)
    if not seance.repas_prevu:
        raise VenirRefuse("Aucun repas n’est prévu à cette séance.")
    row, new = Repas.objects.update_or_create(
        seance=seance,
        participant=participant,
        defaults={"mange": mange, "souhait": souhait if mange else "", "modifie_le": timezone.now()},
    )
    journal.record(Acte.AJOUT if new else Acte.MODIFICATION, row, by=by)
    return row


def meal_of(seance, participant):
    """What somebody said of the meal, None for nothing or where none is served."""
    return seance.repas.filter(participant=participant).first() if seance.repas_prevu else None


@dataclass(frozen=True)
class Table:
    """For whoever prepares the séance: how many eat, who, and what the kitchen should know."""

    mangent: list[Repas]
    ne_mangent_pas: int
    sans_reponse: int
    souhaits: list[tuple[str, int]]


def table(seance):
    """The Table of a séance: two queries."""
    rows = list(seance.repas.select_related("participant").order_by("participant__cle_tri", "pk"))
    eating = [row for row in rows if row.mange]
    people = permissions.people_of_seance(seance).count()
    return Table(
        eating,
        len(rows) - len(eating),
        max(people - len(rows), 0),
        sorted(Counter(row.souhait for row in eating if row.souhait).items()),
    )


# ── On the page of the séance ───────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Venue:
    """What the page of a séance says to one of its people."""

    offres: int
    demandes: int
    mienne: bool
    a_donner: int
    repas: Repas | None


def own(user, seance):
    """The Venue of whoever is one of its people, None for others and once it begins.

    Four queries at most, none for visitors.
    """
    if not user.is_authenticated or why_closed(seance):
        return None
    participant = permissions.person_of_seance(user, seance)
    if participant is None:
        return None
    rows = list(seance.covoiturages.values_list("genre", "participant"))
    counts = Counter(genre for genre, _ in rows)
    waiting = DemandeContact.objects.filter(
        covoiturage__seance=seance, covoiturage__participant=participant, etat=EtatContact.DEMANDE
    )
    mine = any(pk == participant.pk for _, pk in rows)
    return Venue(
        counts[GenreCovoiturage.OFFRE],
        counts[GenreCovoiturage.DEMANDE],
        mine,
        waiting.count() if mine else 0,
        meal_of(seance, participant),
    )
