"""What a page or a phone asks at the door, as plain strings: the same words from a form and from a script.

geste: one of those below. personne: key of a participant, or « acte:<uuid> » for the guest whom that act added.
acte: UUID of the act, base: that of the state it starts from. heure: « 14:05 ». The others go with their geste.
"""

import datetime
from uuid import UUID, uuid4

from django.utils.dateparse import parse_datetime

from participants import noms

from .. import permissions
from ..models import Pointage, StatutPresence
from . import actes
from .lignes import attendus
from .refus import PointageRefuse

STATUTS = set(StatutPresence.values)
HEURES = {"debut": "debut_reel", "fin": "fin_reelle"}
LIGNES = {"arrivee", "depart", "distance", "sur_place", "remplace", "seul", "retirer"}
GESTES = STATUTS | set(HEURES) | LIGNES | {"inviter", "connu", "annuler"}


class DemandeIllisible(ValueError):
    """What is asked cannot be read: the page is not ours, or too old."""


def do(seance, data, *, by):
    """Do what is asked. data: strings by name. Returns the Pointages, [] for an hour.

    Raises PointageRefuse, DemandeIllisible.
    """
    geste = data.get("geste", "")
    if geste not in GESTES:
        raise DemandeIllisible("Ce geste n’existe pas : rechargez la page.")
    if geste in HEURES:
        actes.note_heure(seance, HEURES[geste], _hour(data), base=_hour(data, "base"), by=by)
        return []
    kept = {"acte": _uuid(data.get("acte")) or uuid4(), "by": by, "quand": _instant(data.get("quand"))}
    if geste == "annuler":
        return actes.undo(seance, _uuid(data.get("annule"), needed=True), **kept)
    if geste == "inviter":
        return actes.welcome(
            seance,
            prenom=data.get("prenom", "")[:100],
            nom=data.get("nom", "")[:100],
            organisation=data.get("organisation", "")[:300],
            homonyme=bool(data.get("homonyme")),
            change=_stands_in(seance, data, by),
            **kept,
        )
    if geste == "connu":
        person = _person(seance, data, by)
        return actes.add_known(seance, person, change=_stands_in(seance, data, by), **kept)
    person = _person(seance, data, by)
    kept["base"] = _uuid(data.get("base"))
    if geste == "retirer":
        return actes.remove(seance, person, **kept)
    change = _change(seance, geste, data, by)
    return actes.point(seance, person, change, libere=bool(data.get("libere")), **kept)


def _change(seance, geste, data, by):
    """What a geste changes of a line."""
    if geste in STATUTS:
        return {"statut": geste}
    if geste in {"arrivee", "depart"}:
        hour = _hour(data)
        return {"statut": "present", geste: hour and hour.strftime("%H:%M")}
    if geste in {"distance", "sur_place"}:
        return {"statut": "present", "a_distance": geste == "distance"}
    if geste == "remplace":
        change = _stands_in(seance, data, by)
        if not change:
            raise PointageRefuse("Dites qui est remplacé : choisissez un nom dans la liste.")
        return {"statut": "present"} | change
    return {"remplace": None}  # « seul »


def _stands_in(seance, data, by):
    """Whom somebody replaces, from his key or his name; nothing where none is given."""
    text = str(data.get("remplace", "")).strip()
    if not text:
        return {}
    known = permissions.offered_participants(by)
    if text.isdecimal():
        found = list(known.filter(pk=int(text))[:1])
    else:
        people = list(attendus(seance))
        found = [person for person in people if noms.fold(actes.told(person)) == noms.fold(text)]
        key = noms.name_key(text)
        found = found or [person for person in people if person.cle_nom == key]
        found = found or list(known.filter(cle_nom=key).distinct())
    if len(found) != 1:
        why = "plusieurs personnes portent" if found else "aucune personne attendue ne porte"
        raise PointageRefuse(f"« {text} » : {why} ce nom. Choisissez-la dans la liste proposée.")
    return {"remplace": found[0].pk}


def _person(seance, data, by):
    """The participant who is meant, among those expected, whom whoever points may name, and those whom he may too."""
    told = str(data.get("personne", ""))
    if told.startswith("acte:"):
        act = Pointage.objects.filter(seance=seance, acte=_uuid(told[5:], needed=True)).first()
        told = str(act.participant_id) if act else ""
    if not told.isdecimal():
        raise PointageRefuse("Cette personne n’est plus dans la liste : rechargez la page.")
    if len(told) > 11:
        raise PointageRefuse("Cette personne n’est plus dans la liste : rechargez la page.")
    person = None
    for people in (
        lambda: attendus(seance),
        lambda: permissions.offered_participants(by),
    ):  # the second costs more
        person = person or people().filter(pk=int(told)).select_related("organisation").first()
    if person is None:
        raise PointageRefuse("Cette personne n’est plus dans la liste : rechargez la page.")
    return person


def _uuid(text, *, needed=False):
    if not text and not needed:
        return None
    try:
        return UUID(str(text))
    except ValueError:
        raise DemandeIllisible("La demande n’est pas complète : rechargez la page.") from None


def _hour(data, name="heure"):
    text = str(data.get(name, "")).strip()
    if not text:
        return None
    try:
        return datetime.time.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        raise PointageRefuse(f"« {text} » n’est pas une heure : écrivez par exemple 14:05.") from None


def _instant(text):
    """When a phone says that it was done; None when it cannot be read."""
    try:
        instant = parse_datetime(str(text or ""))
    except ValueError:
        return None
    return instant if instant is not None and instant.tzinfo is not None else None


def suggest(seance, text, *, by, most=8):
    """People whom the account knows and who are not expected, whose name holds each word of a text."""
    words = noms.fold(text).split()
    if not words or len("".join(words)) < 2:
        return []
    people = permissions.offered_participants(by).exclude(pk__in=attendus(seance).order_by().values("pk"))
    for word in words:
        people = people.filter(cle_tri__contains=word)
    there = {person.pk for person in actes.presiding(seance)}
    found = people.select_related("organisation").order_by("cle_tri", "pk").distinct()[: most + len(there)]
    return [person for person in found if person.pk not in there][:most]
