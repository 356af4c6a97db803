"""What the séance page shows of a séance: the tree that this reader may read."""

from dataclasses import dataclass, replace
from pathlib import PurePath
from urllib.parse import urlencode

from . import anonymat, permissions
from .pv.build import build, build_with_people
from .pv.publication import hide_addresses
from .pv.store import public_outline


def readable_document(seance, user):
    """The DocumentPV of the séance page, and whether it may tell who was there.

    seance: fetched `with_document()`. Visitors read the public edition; before there is one, what was announced.
    """
    if permissions.can_see_names(user, seance):
        return build(seance, textes=False), True
    public = public_outline(seance)
    if public:
        return public, True
    return announced(seance), False


def announced(seance):
    """What is public before the PV: the agenda, who presides and who presents. Whoever declined is not named."""
    document, people = build_with_people(seance, textes=False)
    document = anonymat.of_announcement(people).redact(document)
    return replace(
        document,
        seance=replace(document.seance, destinataire_notes=""),
        personnes=(),
        presences=(),
        sous_groupes=(),
        remarques=(),
        annexes=(),
    )


@dataclass(frozen=True)
class Pratique:
    """What the page says of coming to the séance, without personal addresses."""

    acces: str
    itineraire: str
    informations: str
    destinataire_notes: str


def practical(seance, document, user):
    """document: as this reader may read it. How to come is no part of it: whoever declined is hidden there too."""
    contact = seance.chantier.contact.lower()
    acces = hide_addresses(seance.lieu.acces, contact) if seance.lieu else ""
    if acces and not permissions.can_see_names(user, seance):
        acces = anonymat.mask_of_declined().text(acces)
    return Pratique(
        acces,
        itinerary(document.seance.lieu) if document.seance.lieu else "",
        hide_addresses(document.seance.informations, contact),
        hide_addresses(document.seance.destinataire_notes, contact),
    )


def public_file_name(annexe):
    """The name under which visitors download a document: its number, where its own name may name somebody."""
    if annexe.seance.nomme and not anonymat.mask_of_declined().names_in(annexe.fichier_nom):
        return annexe.fichier_nom
    return f"annexe-{annexe.numero}{PurePath(annexe.fichier_nom).suffix}"


def itinerary(lieu):
    """Address of a map search for a place."""
    town = " ".join(filter(None, [lieu.code_postal, lieu.localite]))
    query = ", ".join(filter(None, [lieu.adresse or lieu.nom, town]))
    return f"https://www.openstreetmap.org/search?{urlencode({'query': query})}"
