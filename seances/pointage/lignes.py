"""Reading the attendance: who is expected, what is noted of each, the counters and what was done."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from chantiers.models import Copresidence, Inscription
from participants.models import Participant

from ..models import Pointage, Presence, PresidenceSeance, Reponse, StatutPresence
from ..pv.phrases import heure
from ..remplacements import expected_for
from .registre import VIERGE, etat_of, last_acts

LUS = 4  # rows that are read for each act to show: an act may have several, and change nothing
REMPLACE = "remplace"  # beside the four statuts: somebody else came in his stead


def presiding(seance):
    """Participants who preside: those of that day, or those of the chantier while nobody is named."""
    named = list(PresidenceSeance.objects.filter(seance=seance).select_related("participant"))
    if not named:
        named = (
            Copresidence.objects.filter(chantier=seance.chantier_id)
            .en_cours(seance.date)
            .select_related("participant")
            .order_by("rang", "pk")
        )
    return [row.participant for row in named]


def attendus(seance):
    """Participants who are expected: of the chantier that day, or in the list; not those who preside."""
    parts = [
        rows.filter(chantier=seance.chantier_id).order_by().values("participant")
        for rows in (
            Inscription.objects.en_cours(seance.date),
            Copresidence.objects.en_cours(seance.date),  # whoever presides the chantier and not that day
        )
    ]
    listed = Presence.objects.filter(seance=seance).order_by().values("participant")
    return _people(seance, [*parts, listed])


def expected(seance):
    """Participants who may be there: registered in the chantier that day, or present at an earlier séance."""
    registered = Inscription.objects.en_cours(seance.date).filter(chantier=seance.chantier_id)
    earlier = Presence.objects.filter(
        seance__chantier=seance.chantier_id, seance__date__lt=seance.date, statut=StatutPresence.PRESENT
    )
    return _people(seance, [rows.order_by().values("participant") for rows in (registered, earlier)])


def _people(seance, parts):
    found = Q()
    for part in parts:
        found |= Q(pk__in=part)
    return (
        Participant.objects.filter(found)
        .exclude(pk__in=[person.pk for person in presiding(seance)])
        .select_related("organisation")
        .order_by("cle_tri", "pk")
    )


@dataclass
class Ligne:
    """One person at the door. dernier: his last Pointage; remplacee_par: the Presence of who stands in for him;
    annoncee_pour: in whose stead he was announced."""

    personne: Participant
    presence: Presence | None = None
    dernier: Pointage | None = None
    remplacee_par: Presence | None = None
    annoncee_pour: Participant | None = None

    @property
    def etat(self):
        return etat_of(self.presence) or VIERGE

    @property
    def statut(self):
        """What counts: his statut, or « remplace » when nothing is left to point because another came."""
        if self.remplacee_par is not None and self.etat["statut"] == StatutPresence.A_POINTER:
            return REMPLACE
        return self.etat["statut"]

    @property
    def base(self):
        """The state that an act on this line starts from: the act that made it, empty for none."""
        return str(self.dernier.acte) if self.dernier else ""

    @property
    def nom(self):
        return str(self.presence) if self.presence else self.personne.nom_complet

    @property
    def organisation(self):
        if self.presence is not None:
            return self.presence.organisation_imprimee
        return self.personne.organisation_affichee

    @property
    def phrase(self):
        if self.statut == REMPLACE:
            return f"{MOTS[REMPLACE]} par {self.remplacee_par}"
        return dire(self.etat, self.presence.remplace if self.presence else None)

    @property
    def reponse(self):
        """What was answered before, empty for nothing."""
        if self.presence is None or self.presence.reponse == Reponse.SANS_REPONSE:
            return ""
        if self.presence.designe_id:
            return f"se fait remplacer par {self.presence.designe}"
        if self.presence.reponse == Reponse.REMPLACE and self.presence.remplacant_annonce:
            return f"se fait remplacer par {self.presence.remplacant_annonce}"
        return self.presence.get_reponse_display()


MOTS = {value: label for value, label in StatutPresence.choices} | {REMPLACE: "remplacé"}


def dire(etat, remplace=None):
    """A line in words, « présent, arrivée à 14h05, à distance ». remplace: the Participant it names."""
    if etat is None:
        return "hors de la liste"
    words = [MOTS[etat["statut"]]]
    if remplace is not None:
        words.append(f"en remplacement de {remplace}")
    elif etat["remplace"]:
        words.append("en remplacement")
    words += [word for name, word in (("invite", "invitation"), ("a_distance", "à distance")) if etat[name]]
    for name, word in (("arrivee", "arrivée"), ("depart", "départ")):
        if etat[name]:
            words.append(f"{word} à {heure_of(etat[name])}")
    return ", ".join(words)


def heure_of(text):
    """« 14:05 » as it is printed."""
    hours, minutes = text.split(":")
    return heure(timezone.datetime(2000, 1, 1, int(hours), int(minutes)).time())


def lignes(seance):
    """The Lignes of a séance, by family name. In a constant number of queries."""
    presences = {
        row.participant_id: row
        for row in Presence.objects.filter(seance=seance).select_related(
            "participant__organisation", "remplace", "designe"
        )
    }
    stand_ins = {row.remplace_id: row for row in presences.values() if row.remplace_id}
    acts, announced = last_acts(seance), expected_for(seance)
    return [
        Ligne(
            person,
            presences.get(person.pk),
            acts.get(person.pk),
            stand_ins.get(person.pk),
            announced.get(person.pk),
        )
        for person in attendus(seance)
    ]


def ligne_of(seance, participant):
    """The Ligne of one person; None when he is not expected there."""
    return next((ligne for ligne in lignes(seance) if ligne.personne.pk == participant.pk), None)


def comptes(rows):
    """The counters: how many were expected, how many stand for each statut, how many guests are among the present."""
    counts = Counter(row.statut for row in rows)
    return {
        "attendus": sum(not row.etat["invite"] for row in rows),
        **{value: counts[value] for value in MOTS},
        "invites": sum(row.etat["invite"] and row.etat["statut"] == StatutPresence.PRESENT for row in rows),
    }


def restants(rows):
    """Lines that are still to be pointed."""
    return [row for row in rows if row.statut == StatutPresence.A_POINTER]


def excuses_annoncees(row):
    """Whether this person had said that he would not come."""
    return row.presence is not None and row.presence.reponse in {Reponse.EXCUSE, Reponse.REMPLACE}


@dataclass(frozen=True)
class Trace:
    """One Pointage in words."""

    pointage: Pointage
    qui: str
    avant: str
    apres: str
    par: str
    annulable: bool


def historique(seance, last=None):
    """What was done to the attendance, the newest first, as Traces; what changed nothing is left out.

    last: how many at most; None for all. An act can be undone while it is the last one of each of its people. What
    tells so of an act comes after it: the newest rows are enough for the newest Traces.
    """
    rows = Pointage.objects.filter(seance=seance).select_related("participant", "par__participant")
    rows = list(rows.order_by("-pk")[: last and LUS * last])
    names = Participant.objects.in_bulk(
        {etat["remplace"] for row in rows for etat in (row.avant, row.apres) if etat and etat["remplace"]}
    )
    newest, undone = {}, {row.annule for row in rows if row.annule}
    for row in rows:
        newest.setdefault(row.participant_id, row.acte)
    overtaken = {row.acte for row in rows if newest[row.participant_id] != row.acte}
    traces = [
        Trace(
            row,
            str(row.participant or "une personne dont la fiche a été retirée"),
            _told(row.avant, names),
            _told(row.apres, names),
            row.par.signature if row.par else "un compte fermé",
            row.participant_id is not None
            and row.annule is None
            and row.acte not in undone
            and row.acte not in overtaken,
        )
        for row in rows
        if row.avant != row.apres
    ]
    return traces[:last]


def _told(etat, names):
    return dire(etat, names.get(etat["remplace"]) if etat else None)
