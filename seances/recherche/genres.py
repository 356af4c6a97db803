"""What is found besides the texts of séances: propositions, people, organisations, words of the glossary.

These are read where they are kept, never copied: what a person's record says, and who may read it, counts at once.
A kind is a function (user, question, criteres) -> Vivants, through a `visible_…` of permissions, and a line of
`VIVANTS`, with its word in `UN_SEUL`. `criteres` are those of the search; of a séance and of who speaks only the kinds
in `DE_SEANCE` are asked.
"""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse

from chantiers.permissions import visible_termes
from participants.models import Organisation, Participant
from participants.noms import fold

from .. import permissions
from .. import propositions as suivies
from ..models import GenreEntree, Proposition
from . import mots

PROPOSITION, PERSONNE, ORGANISATION, TERME = "proposition", "personne", "organisation", "terme"
LIMITE = 100  # rows of one kind that are compared


@dataclass(frozen=True)
class Vivant:
    """contenu: what is searched and shown. adresse: where it opens, "" for what is all shown. suite: which it is."""

    genre: str
    contenu: str
    adresse: str = ""
    suite: str = ""


def propositions(user, question, criteres):
    """Propositions that the user may know of, by their title and articles of the Code as he has them.

    Narrowed by who supports them, and by a passage that he reads: in which séance, said by whom.
    """
    found = Proposition.objects.filter(_holds("cle", question))
    if not found.exists():
        return []
    found = found.filter(pk__in=permissions.visible_propositions(user).order_by().values("pk"))
    if criteres.secteur:
        found = suivies.supported_by(user, found, criteres.secteur)
    vues = suivies.read(user, found.select_related("chantier").order_by("-pk")[:LIMITE])
    if criteres.de_seance:
        seances, words = criteres.seances, criteres.locuteur.split()
        kept = None if seances is None else {*seances.order_by().values_list("pk", flat=True)}
        vues = [vue for vue in vues if any(_is_asked(each, kept, words) for each in vue.passages)]
    return [
        Vivant(
            PROPOSITION,
            " – ".join(filter(None, [vue.intitule, vue.articles])),
            vue.proposition.get_absolute_url(),
            f"{vue.proposition.numero} du chantier {vue.proposition.chantier.numero}, "
            f"{vue.proposition.get_etat_display()}",
        )
        for vue in vues
    ]


def _is_asked(passage, seances, words):
    """Whether a passage is of one of some séances (keys, None for all) and its speaker's name holds every word."""
    of_these = seances is None or passage.seance.pk in seances
    return of_these and all(word in fold(passage.locuteur) for word in words)


def people(user, question, criteres):
    """Participants whom the user may know of, by their names."""
    found = Participant.objects.select_related("organisation").filter(_holds("cle_nom", question))
    if criteres.secteur:
        found = found.filter(organisation__secteur=criteres.secteur)
    found = _known(user, found, lambda known: {"pk__in": known.values("pk")})
    return [
        Vivant(
            PERSONNE,
            ", ".join(filter(None, [row.nom_complet, row.fonction, row.organisation_affichee])),
            row.get_absolute_url(),
        )
        for row in found
    ]


def organisations(user, question, criteres):
    """Organisations of the people whom the user may know of."""
    found = Organisation.objects.filter(_holds("cle", question))
    if criteres.secteur:
        found = found.filter(secteur=criteres.secteur)
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


def termes(user, question, criteres):
    """Words of the glossary that the user reads, by themselves or by what they mean."""
    said = _holds("cle", question) | _holds("definitions__cle", question)
    found = visible_termes(user).filter(said)
    if criteres.secteur:
        found = found.filter(definitions__secteur=criteres.secteur)
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
    PROPOSITION: ("Propositions", propositions),
    PERSONNE: ("Personnes", people),
    ORGANISATION: ("Organisations", organisations),
    TERME: ("Glossaire", termes),
}
DE_SEANCE = {PROPOSITION}  # kinds of what was said in séances
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
    PROPOSITION: "proposition",
    PERSONNE: "personne",
    ORGANISATION: "organisation",
    TERME: "glossaire",
}
