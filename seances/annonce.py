"""What the séance page shows of a séance: the tree that this reader may read."""

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from participants.models import Participant

from . import permissions
from .pv.build import build, build_with_people
from .pv.publication import ADDRESS, RETIREE, redact
from .pv.store import public_document

SANS_NOM = "une personne"


def readable_document(seance, user):
    """The DocumentPV of the séance page, and whether it may tell who was there.

    seance: fetched `with_document()`. Visitors read the public edition; before there is one, what was announced.
    """
    if permissions.can_see_names(user, seance):
        return build(seance, textes=False), True
    public = public_document(seance)
    if public:
        return public, True
    return announced(seance), False


def announced(seance):
    """What is public before the PV: the agenda, who presides and who presents. Whoever declined is not named."""
    document, people = build_with_people(seance, textes=False)
    declined = set(Participant.objects.opposes().filter(pk__in=people.values()).values_list("pk", flat=True))
    document = redact(document, {key: SANS_NOM for key, pk in people.items() if pk in declined})
    return replace(document, personnes=(), presences=(), sous_groupes=(), remarques=(), annexes=())


@dataclass(frozen=True)
class Pratique:
    """What the page says of coming to the séance, without personal addresses."""

    acces: str
    itineraire: str
    informations: str
    destinataire_notes: str


def practical(seance):
    lieu = seance.lieu
    return Pratique(
        acces=without_addresses(lieu.acces, seance) if lieu else "",
        itineraire=itinerary(lieu) if lieu else "",
        informations=without_addresses(seance.informations, seance),
        destinataire_notes=without_addresses(seance.destinataire_notes, seance),
    )


def without_addresses(text, seance):
    """The text without e-mail addresses, save the chantier's contact."""
    contact = seance.chantier.contact.lower()
    return ADDRESS.sub(lambda match: match.group() if match.group().lower() == contact else RETIREE, text)


def itinerary(lieu):
    """Address of a map search for a place."""
    town = " ".join(filter(None, [lieu.code_postal, lieu.localite]))
    query = ", ".join(filter(None, [lieu.adresse or lieu.nom, town]))
    return f"https://www.openstreetmap.org/search?{urlencode({'query': query})}"
