"""Who is not named in public, and under what words.

Whoever declined is named nowhere. Where the group did not agree to a nominative PV, the public edition names nobody
but those who preside. The words are those of the secteur, where that does not tell who it is.
"""

from collections import Counter
from dataclasses import dataclass, field

from participants.models import Graphie, Participant

from .models import PersonneNommee, Presence, PresidenceSeance, StatutPresence
from .permissions import served_editions
from .pv import json
from .pv.masque import SANS_NOM, Masque
from .pv.publication import Ailleurs, may_name, names, redact

SEUIL_SECTEUR = 3  # under this, naming the secteur would name the person


@dataclass(frozen=True)
class Anonymat:
    """What `redact` needs of one document, see there."""

    objections: dict[str, str] = field(default_factory=dict)
    ailleurs: tuple[Ailleurs, ...] = ()
    anonyme: bool = False

    def redact(self, document):
        return redact(document, self.objections, ailleurs=self.ailleurs, anonyme=self.anonyme)


def of_announcement(people):
    """Who is hidden from visitors before the PV: whoever declined. One query.

    people: key of each person of the document -> pk of the Participant.
    """
    declined = _declined()
    return Anonymat(
        {key: SANS_NOM for key, pk in people.items() if pk in declined},
        tuple(each for pk, each in declined.items() if pk not in people.values()),
    )


def of_edition(seance, document, people):
    """Who is hidden in the public edition of a document: five queries at most.

    people: as above; those who stand behind the keys of the document.
    """
    declined = _declined()
    presiding = {president.personne for president in document.presidents}
    hidden = {
        key: pk for key, pk in people.items() if pk in declined or not (seance.nomme or key in presiding)
    }
    labels = _labels(seance, set(hidden.values()))
    others = declined if seance.nomme else everybody() | declined
    return Anonymat(
        {key: labels[pk] for key, pk in hidden.items()},
        tuple(each for pk, each in others.items() if pk not in people.values()),
        anonyme=not seance.nomme,
    )


def mask_of_declined(*, others=False):
    """A Masque of everybody who declined, for the texts of the portal that visitors read. One query.

    others: where the group did not agree to be named, everybody that the portal knows. Two queries more.
    """
    masque = Masque()
    for each in ((everybody() if others else {}) | _declined()).values():
        masque.hide(each.prenom, each.nom, each.graphies, entier=each.oppose)
    return masque


def as_ailleurs(participant):
    """Somebody whose name is looked for in texts, whatever the lists."""
    graphies = tuple(participant.graphies.values_list("texte", flat=True))
    return Ailleurs(participant.prenom, participant.nom, graphies)


def editions_naming(participant):
    """The public editions now served that name somebody, in a list or in a text; of all chantiers."""
    sought = as_ailleurs(participant)
    served = served_editions()
    keys = dict(
        PersonneNommee.objects.filter(
            participant=participant, version__in=served.order_by().values("version")
        )
        .order_by()
        .values_list("version", "cle")
    )
    found = []
    editions = served.select_related("version__proces_verbal__seance__chantier").defer("version__contenu")
    for edition in editions.order_by("pk").iterator(chunk_size=50):
        key = keys.get(edition.version_id)
        if key is None and not may_name(edition.contenu, sought):
            continue
        document = json.read_frozen(edition.contenu)
        if any(personne.cle == key for personne in document.personnes) or names(document, sought):
            found.append(edition)
    return found


def _declined():
    """pk -> Ailleurs of everybody who declined to be named in public."""
    rows = Participant.objects.opposes().order_by("pk", "graphies__pk")
    found = {}
    for pk, prenom, nom, graphie in rows.values_list("pk", "prenom", "nom", "graphies__texte"):
        found.setdefault(pk, (prenom, nom, []))[2].extend([graphie] if graphie else [])
    return {pk: Ailleurs(prenom, nom, tuple(texts)) for pk, (prenom, nom, texts) in found.items()}


def everybody():
    """pk -> Ailleurs of everybody that the portal knows, where nobody is to be named."""
    graphies = {}
    for pk, texte in Graphie.objects.order_by("pk").values_list("participant", "texte"):
        graphies.setdefault(pk, []).append(texte)
    return {
        pk: Ailleurs(prenom, nom, tuple(graphies.get(pk, ())), oppose=False)
        for pk, prenom, nom in Participant.objects.order_by("pk").values_list("pk", "prenom", "nom")
    }


def _labels(seance, hidden):
    """pk of each person hidden -> « une personne (Santé mentale) »; the secteur is that of the day, else of now.

    Without the secteur where fewer than three of it attended.
    """
    secteurs, attended = {}, []
    columns = ("participant", "organisation__secteur__nom", "participant__organisation__secteur__nom")
    for row in Presence.objects.filter(seance=seance).order_by().values_list(*columns, "statut"):
        pk, of_the_day, of_now, statut = row
        secteurs[pk] = of_the_day or of_now
        attended += [secteurs[pk]] if statut == StatutPresence.PRESENT else []
    for pk, of_the_day, of_now in (
        PresidenceSeance.objects.filter(seance=seance).order_by().values_list(*columns)
    ):
        secteurs[pk] = of_the_day or of_now
        attended.append(secteurs[pk])
    others = Participant.objects.filter(pk__in=hidden - secteurs.keys()).order_by()
    secteurs |= others.values_list("pk", "organisation__secteur__nom")
    counts = Counter(attended)
    return {
        pk: f"{SANS_NOM} ({secteurs[pk]})"
        if secteurs.get(pk) and counts[secteurs[pk]] >= SEUIL_SECTEUR
        else SANS_NOM
        for pk in hidden
    }
