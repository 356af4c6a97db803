"""Who comes in whose stead, as announced before a séance: found or made, written to, withdrawn.

The person named is somebody known, chosen or recognised by his name, or somebody new who gets a record. An address
typed by somebody else opens an account one day, so it is never put on a record that exists; nor on a new one when it is
known under another name. Then no letter leaves, and whoever prepares the séance sees why.
"""

from dataclasses import dataclass

from django.db.models.functions import Lower

from chantiers.models import Inscription
from participants import journal, noms
from participants.models import Participant

from . import permissions
from .lettres import enqueue
from .models import Envoi, EtatEnvoi, Message, Presence, Reponse, StatutPresence
from .pv.rapprochement import find_organisation
from .rangs import rank

PERSONNES = 5  # that somebody may name in turn, each of whom gets a letter


class RemplacementRefuse(ValueError):
    """This person cannot come in that one's stead; the message says why."""


@dataclass(frozen=True)
class Designe:
    """Who comes, as somebody said it: a Participant, or a name and what goes with it."""

    participant: Participant | None = None
    prenom: str = ""
    nom: str = ""
    organisation: str = ""
    courriel: str = ""

    def __str__(self):
        if self.participant is not None:
            return self.participant.nom_complet
        name = f"{self.prenom} {self.nom}".strip()
        return ", ".join(filter(None, [name, self.organisation]))


def candidates(seance, participant, *, colleagues=False):
    """People of the chantier who may come in somebody's stead. colleagues: of his organisation alone, for a page that
    opens without logging in."""
    people = (
        permissions.people_of_chantiers([seance.chantier_id])
        .exclude(pk=participant.pk)
        .exclude(pk__in=permissions.presiding_participants(seance).order_by().values("pk"))
        .exclude(compte__is_active=False)
        .order_by("cle_tri", "pk")
    )
    if colleagues:
        if participant.organisation_id is None:
            return people.none()
        people = people.filter(organisation=participant.organisation_id)
    return people


def resolve(seance, replaced, designe):
    """The Participant who is meant, made if he is not known. Raises RemplacementRefuse. Inside a transaction."""
    if designe.participant is not None:
        return designe.participant
    key = noms.name_key(f"{designe.prenom} {designe.nom}")
    if key == replaced.cle_nom:
        raise RemplacementRefuse("Vous ne pouvez pas vous remplacer : nommez quelqu’un d’autre.")
    named = Participant.objects.filter(cle_nom=key).select_related("compte")
    here = list(
        named.filter(pk__in=permissions.people_of_chantiers([seance.chantier_id]).order_by().values("pk"))[:2]
    )
    if len(here) == 1:
        return here[0]
    address = designe.courriel.strip().lower()
    people = Participant.objects.alias(adresse=Lower("courriel")).filter(adresse=address) if address else ()
    same = [person for person in people if person.cle_nom == key]
    if same:
        return same[0]
    return _record(designe, "" if list(people) else address)


def _record(designe, address):
    organisation = find_organisation(designe.organisation) if designe.organisation.strip() else None
    person = Participant.objects.create(
        prenom=designe.prenom.strip(), nom=designe.nom.strip(), organisation=organisation, courriel=address
    )
    journal.record(journal.Acte.AJOUT, person, by=None)
    return person


def why_not(seance, replaced, person):
    """Why somebody may not come in another's stead, a sentence; "" when he may. It tells no answer of his."""
    if person.pk == replaced.pk:
        return "Vous ne pouvez pas vous remplacer : nommez quelqu’un d’autre."
    if permissions.presiding_participants(seance).filter(pk=person.pk).exists():
        return f"{person} préside cette séance : nommez quelqu’un d’autre."
    taken = f"{person} ne peut pas venir à votre place : nommez quelqu’un d’autre."
    rows = {row.participant_id: row for row in Presence.objects.filter(seance=seance)}
    if any(row.designe_id == person.pk and row.participant_id != replaced.pk for row in rows.values()):
        return taken
    own = rows.get(person.pk)
    return taken if own is not None and own.reponse in {Reponse.EXCUSE, Reponse.REMPLACE} else ""


def install(answer, organisation=""):
    """Whoever an answer names is in the list of the séance, and written to. organisation: his, as typed."""
    seance, person = answer.presence.seance, answer.remplacant
    if not Presence.objects.filter(seance=seance, participant=person).exists():
        row = Presence(seance=seance, participant=person, organisation_imprimee=organisation)
        row.fill_from_participant()
        row.save()
        rank(seance, {row.pk})
    enqueue(Message.REMPLACEMENT, answer.pk, [person])


def withdraw(presence, person):
    """Somebody is not to come in another's stead any more: told so, and out of the list unless he is in it for himself.

    Whom he had named in turn is not expected either.
    """
    answer = presence.reponses.filter(remplacant=person).first()
    _withdraw(presence, person, answer)


def _withdraw(presence, person, answer):
    """answer: the ReponseDonnee whose naming ends, of the head of a chain: those of its other links may go."""
    asked = Envoi.objects.filter(
        message=Message.REMPLACEMENT,
        participant=person,
        cle__in=presence.reponses.filter(remplacant=person).order_by().values("pk"),
    )
    if answer is not None and asked.exclude(etat=EtatEnvoi.A_ENVOYER, essais=0).exists():
        enqueue(Message.REMPLACEMENT_RETIRE, answer.pk, [person])
    row = (
        Presence.objects.filter(seance=presence.seance, participant=person).select_related("designe").first()
    )
    if (
        row is None
        or row.invite
        or row.statut != StatutPresence.A_POINTER
        or is_registered(row.seance, person)
    ):
        return
    if row.designe is not None:
        _withdraw(row, row.designe, answer)
    row.delete()


def declined(presence):
    """Whether whoever was to come in somebody's stead has answered that he does not."""
    if presence is None or presence.designe_id is None:
        return False
    return Presence.objects.filter(
        seance=presence.seance_id, participant=presence.designe_id, reponse=Reponse.EXCUSE
    ).exists()


def is_registered(seance, person):
    rows = Inscription.objects.en_cours(seance.date).filter(chantier=seance.chantier_id)
    return rows.filter(participant=person).exists()


def expected_for(seance):
    """Whoever is announced in somebody's stead: Participant key -> the person replaced, at the head of the chain."""
    rows = list(Presence.objects.filter(seance=seance, designe__isnull=False).select_related("participant"))
    direct = {row.designe_id: row.participant for row in rows}

    def head(key):
        seen = {key}
        while direct[key].pk in direct and direct[key].pk not in seen:
            key = direct[key].pk
            seen.add(key)
        return direct[key]

    return {key: head(key) for key in direct}
