"""Who came to which séance of a chantier: for those who prepare it."""

from dataclasses import dataclass

from participants.models import Participant

from ..models import Presence, PresidenceSeance, Seance, StatutPresence

SEANCES = 12  # the last ones: more columns cannot be read
PRESIDE, REMPLACE = "preside", "remplace"


@dataclass(frozen=True)
class Assiduite:
    """One person's séances: `statuts` in their order, empty where he was in no list; `fois`, how often he was there."""

    personne: Participant
    statuts: list[str]
    fois: int


def assiduite(chantier):
    """(séances in their order, an Assiduite for each person by family name), in a constant number of queries."""
    newest = Seance.objects.annoncees().filter(chantier=chantier, presences__isnull=False).distinct()
    seances = list(newest.order_by("-date", "-numero")[:SEANCES])[::-1]
    keys = [seance.pk for seance in seances]
    found, people = {}, {}
    rows = Presence.objects.filter(seance__in=keys).exclude(statut=StatutPresence.A_POINTER)
    for row in rows.select_related("participant", "remplace"):
        people[row.participant_id] = row.participant
        found[row.participant_id, row.seance_id] = str(row.statut)
        if row.remplace_id:
            people[row.remplace_id] = row.remplace
            found.setdefault((row.remplace_id, row.seance_id), REMPLACE)
    for row in PresidenceSeance.objects.filter(seance__in=keys).select_related("participant"):
        people[row.participant_id] = row.participant
        found[row.participant_id, row.seance_id] = PRESIDE
    lines = []
    for person in sorted(people.values(), key=lambda person: (person.cle_tri, person.pk)):
        statuts = [found.get((person.pk, key), "") for key in keys]
        lines.append(Assiduite(person, statuts, sum(each in {"present", PRESIDE} for each in statuts)))
    return seances, lines
