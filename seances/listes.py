"""Lists for spreadsheets: who the people are, who came to which séance. Each reader gets what he may read of them."""

from django.urls import reverse

from participants.models import Participant

from . import permissions
from .models import Presence, PresidenceSeance, StatutPresence
from .pv.phrases import heure

# Title of each column and its width in a sheet, in characters.
PERSONNES = {"Prénom": 18, "Nom": 22, "Fonction": 30, "Organisation": 40, "Localité": 20, "Secteur": 24}
PRESENCES = {
    "Chantier": 9,
    "Séance": 8,
    "Date": 12,
    "Nom": 28,
    "Prénom": 18,
    "Nom de famille": 22,
    "Fonction": 30,
    "Organisation": 40,
    "Présence": 12,
    "En remplacement de": 28,
    "Sur invitation": 12,
    "À distance": 10,
    "Arrivée": 9,
    "Départ": 9,
}
REPONSE, ADRESSE = {"Réponse": 18}, {"E-mail": 32}
ORDRE = (StatutPresence.PRESENT, StatutPresence.EXCUSE, StatutPresence.ABSENT, StatutPresence.A_POINTER)


TABLEURS = {"xlsx": "Excel", "ods": "ODS", "csv": "CSV"}


def addresses(name, *numbers, query=""):
    """(format, address) of a list, to be downloaded. query: what the page was searched for."""
    return [(word, address(f"{name}_{ending}", *numbers, query=query)) for ending, word in TABLEURS.items()]


def address(name, *numbers, query=""):
    """The address of one file of a list. query: as above."""
    return reverse(f"seances:{name}", args=numbers) + (f"?{query}" if query else "")


def readable_addresses(user, people):
    """Keys of those among some Participants whose address the user may read. people: queryset of keys, or keys."""
    found = permissions.participants_with_address(user).exclude(courriel="").filter(pk__in=people)
    return set(found.order_by().values_list("pk", flat=True))


class Personnes:
    """Participants of a queryset that the reader may know of, under the titles that an import reads."""

    def __init__(self, user, queryset):
        self.queryset = queryset.select_related("organisation__secteur")
        self.adresses = readable_addresses(user, queryset.order_by().values("pk"))
        self.colonnes = PERSONNES | (ADRESSE if self.adresses else {})

    def rows(self):
        for person in self.queryset.iterator(chunk_size=500):
            place = person.organisation
            row = (
                person.prenom,
                person.nom,
                person.fonction,
                place.nom if place else "",
                place.localite if place else "",
                place.secteur.nom if place and place.secteur else "",
            )
            if self.adresses:
                row += (person.courriel if person.pk in self.adresses else "",)
            yield row


class Presences:
    """Who came to some séances whose names the reader may know, as printed that day: those who preside come first.

    What people answered before a séance is there for who prepares it.
    """

    def __init__(self, user, seances):
        keys = seances.order_by().values("pk")
        self.presidences = PresidenceSeance.objects.filter(seance__in=keys)
        self.presences = Presence.objects.filter(seance__in=keys)
        self.seances = seances
        people = (
            Participant.objects.none()
            .values("pk")
            .union(
                self.presidences.order_by().values("participant"),
                self.presences.order_by().values("participant"),
            )
        )
        self.adresses = readable_addresses(user, [key for (key,) in people.values_list("pk")])
        self.preparees = set(
            permissions.editable_seances(user).filter(pk__in=keys).order_by().values_list("pk", flat=True)
        )
        self.colonnes = PRESENCES | (REPONSE if self.preparees else {}) | (ADRESSE if self.adresses else {})

    def rows(self):
        presidents, present = {}, {}
        for row in self.presidences.select_related("participant").order_by("rang", "pk"):
            presidents.setdefault(row.seance_id, []).append(row)
        for row in self.presences.select_related("participant", "remplace").order_by("rang", "pk"):
            present.setdefault(row.seance_id, []).append(row)
        for seance in self.seances.select_related("chantier").order_by("chantier__numero", "numero"):
            for row in presidents.get(seance.pk, ()):
                yield self.row(seance, row, "préside")
            for row in sorted(present.get(seance.pk, ()), key=lambda row: ORDRE.index(row.statut)):
                yield self.row(seance, row, row.get_statut_display(), row)

    def row(self, seance, row, word, presence=None):
        person = row.participant
        told = (
            seance.chantier.numero,
            seance.numero,
            seance.date,
            row.nom_imprime or str(person),
            person.prenom,
            person.nom,
            row.fonction_imprimee,
            row.organisation_imprimee,
            word,
            (presence.remplace_imprime or str(presence.remplace)) if presence and presence.remplace else "",
            "oui" if presence and presence.invite else "",
            "oui" if presence and presence.a_distance else "",
            heure(presence.arrivee) if presence and presence.arrivee else "",
            heure(presence.depart) if presence and presence.depart else "",
        )
        if self.preparees:
            told += (presence.get_reponse_display() if presence and seance.pk in self.preparees else "",)
        if self.adresses:
            told += (person.courriel if person.pk in self.adresses else "",)
        return told
