"""What is found besides the texts of séances: people, organisations, words of the glossary. One function for each kind.

These are read where they are kept, never copied: what a person's record says, and who may read it, counts at once.
A kind is a function (user, question, secteur) -> Vivants, through a `visible_…` of permissions, and a line of
`VIVANTS`, with its word in `UN_SEUL`.
"""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse

from chantiers.permissions import visible_termes
from participants.models import Organisation, Participant

from .. import permissions
from ..models import GenreEntree
from . import mots

PERSONNE, ORGANISATION, TERME = "personne", "organisation", "terme"
LIMITE = 100  # rows of one kind that are compared


@dataclass(frozen=True)
class Vivant:
    """contenu: what is searched and shown. adresse: where it opens, "" for what is all shown."""

    genre: str
    contenu: str
    adresse: str = ""


def people(user, question, secteur=None):
    """Participants whom the user may know of, by their names."""
    found = Participant.objects.select_related("organisation").filter(_holds("cle_nom", question))
    if secteur:
        found = found.filter(organisation__secteur=secteur)
    found = _known(user, found, lambda known: {"pk__in": known.values("pk")})
    return [
        Vivant(
            PERSONNE,
            ", ".join(filter(None, [row.nom_complet, row.fonction, row.organisation_affichee])),
            row.get_absolute_url(),
        )
        for row in found
    ]


def organisations(user, question, secteur=None):
    """Organisations of the people whom the user may know of."""
    found = Organisation.objects.filter(_holds("cle", question))
    if secteur:
        found = found.filter(secteur=secteur)
    found = _known(user, found, lambda known: {"pk__in": known.values("organisation")})
    address = reverse("seances:participant_list")
    return [
        Vivant(ORGANISATION, str(row), f"{address}?{urlencode({'organisation': row.nom})}") for row in found
    ]


def _known(user, rows, among):
    """Those of some rows that the user may know of; what few questions ask is looked for before what costs more."""
    if not rows.exists() or not permissions.can_read_directory(user):
        return []
    known = permissions.visible_participants(user).order_by()
    return rows.filter(**among(known))[:LIMITE]


def termes(user, question, secteur=None):
    """Words of the glossary that the user reads, by themselves or by what they mean."""
    said = _holds("cle", question) | _holds("definitions__cle", question)
    found = visible_termes(user).filter(said)
    if secteur:
        found = found.filter(definitions__secteur=secteur)
    return [
        Vivant(
            TERME,
            " – ".join([row.mot, *(each.texte for each in row.definitions.all())]),
            row.get_absolute_url(),
        )
        for row in found.distinct().with_sens()[:LIMITE]
    ]


def _holds(field, question):
    """Condition on a folded key: it may hold a word of the question, in whatever form; stems will tell."""
    found = Q(pk__in=[])
    for word, root in zip(question.formes, question.termes, strict=True):
        found |= Q(**{f"{field}__contains": mots.beginning(word, root)})
    return found


VIVANTS = {
    PERSONNE: ("Personnes", people),
    ORGANISATION: ("Organisations", organisations),
    TERME: ("Glossaire", termes),
}
GENRES = {
    GenreEntree.INTERVENTION.value: "Interventions",
    GenreEntree.PARAGRAPHE.value: "Autres paragraphes",
    GenreEntree.RESTITUTION.value: "Notes des sous-groupes",
    GenreEntree.POINT.value: "Points de l’ordre du jour",
} | {genre: title for genre, (title, _) in VIVANTS.items()}
UN_SEUL = {
    GenreEntree.INTERVENTION.value: "intervention",
    GenreEntree.PARAGRAPHE.value: "paragraphe",
    GenreEntree.RESTITUTION.value: "note d’un sous-groupe",
    GenreEntree.POINT.value: "point de l’ordre du jour",
    PERSONNE: "personne",
    ORGANISATION: "organisation",
    TERME: "glossaire",
}
