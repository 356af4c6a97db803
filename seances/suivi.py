"""Where the letters of a séance are, person by person: what left, what waits, what failed, and what was answered."""

import datetime
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from django.utils import timezone

from . import convocations
from .convocations import DE_LA_SEANCE, Destinataire
from .models import Convocation, Envoi, EtatEnvoi, Presence, Reponse, ReponseDonnee

PATIENCE = datetime.timedelta(minutes=15)  # that a letter waits before somebody is told that none leaves


@dataclass(frozen=True)
class Ligne:
    """One person. lettres: his Envois, the last first. reponses: his ReponseDonnees, the last first. attendue: whether
    he is told of the séance today."""

    destinataire: Destinataire
    lettres: list[Envoi] = field(default_factory=list)
    reponses: list[ReponseDonnee] = field(default_factory=list)
    attendue: bool = True

    @property
    def lettre(self):
        """The letter that counts: the last that had something to tell."""
        real = [one for one in self.lettres if one.etat != EtatEnvoi.SANS_OBJET]
        return next(iter(real or self.lettres), None)

    @property
    def reponse(self):
        presence = self.destinataire.presence
        return Reponse(presence.reponse if presence is not None else Reponse.SANS_REPONSE)


@dataclass(frozen=True)
class Suivi:
    """lignes: everybody who is told or was. convocations: with `comptes`, how many letters in each state."""

    lignes: list[Ligne]
    convocations: list[Convocation]

    @property
    def echoues(self):
        return [each for ligne in self.lignes for each in ligne.lettres if each.etat == EtatEnvoi.ECHOUE]

    @property
    def en_attente(self):
        return [each for ligne in self.lignes for each in ligne.lettres if each.etat == EtatEnvoi.A_ENVOYER]

    @property
    def bloquee(self):
        """Whether letters wait that no worker of the queue has tried."""
        limit = timezone.now() - PATIENCE
        return any(each.essais == 0 and each.cree_le < limit for each in self.en_attente)

    @property
    def comptes(self):
        """How many of those who are asked gave each answer, in the order of Reponse; none is left out."""
        counts = Counter(one.reponse for one in self.lignes if one.attendue and one.destinataire.demande)
        return [(answer, counts[answer]) for answer in Reponse]

    @property
    def sans_adresse(self):
        return [one for one in self.lignes if one.attendue and not one.destinataire.adresse]


def of(seance):
    """The Suivi of a séance. In a constant number of queries."""
    people = convocations.recipients(seance)
    letters, answers = defaultdict(list), defaultdict(list)
    rows = list(convocations.letters_of(seance).select_related("participant__compte").order_by("-pk"))
    for each in rows:
        letters[each.participant_id].append(each)
    given = ReponseDonnee.objects.filter(presence__seance=seance).select_related(
        "presence", "par__participant"
    )
    for each in given:
        answers[each.presence.participant_id].append(each)
    there = {one.participant.pk for one in people}
    gone = {each.participant_id: each.participant for each in rows if each.participant_id not in there}
    presences = {
        row.participant_id: row for row in Presence.objects.filter(seance=seance, participant__in=gone)
    }
    lignes = [Ligne(one, letters[one.participant.pk], answers[one.participant.pk]) for one in people]
    lignes += [
        Ligne(
            Destinataire(
                person, "n’est plus dans la liste", convocations.address_of(person), presences.get(pk), False
            ),
            letters[pk],
            answers[pk],
            attendue=False,
        )
        for pk, person in gone.items()
    ]
    told = list(
        Convocation.objects.filter(seance=seance).select_related("par__participant").order_by("-numero")
    )
    states = defaultdict(Counter)
    for each in rows:
        if each.message in DE_LA_SEANCE:
            states[each.cle][EtatEnvoi(each.etat)] += 1
    for each in told:
        each.comptes = [(etat, states[each.pk][etat]) for etat in EtatEnvoi if states[each.pk][etat]]
    return Suivi(lignes, told)
