"""Who is in which sub-group of a séance: who has to be, what is proposed, and the one writer of a whole composition.

Nobody is forgotten: whoever is present (or expected, until somebody is pointed) is in one group, or set aside for a
reason. What somebody composed in front of an older state is not written over a newer one: the fingerprint of the state
that he had opened tells.
"""

import hashlib
import json
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property

from django.db import transaction

from participants import journal, noms
from participants.models import Participant

from . import composition, interventions, pointage, redaction
from .models import (
    MembreSousGroupe,
    MiseAPart,
    Presence,
    PresidenceSeance,
    Reponse,
    Seance,
    SousGroupe,
    StatutPresence,
)

REDIGE = "rédige le procès-verbal"
MOTIFS = (REDIGE, "passe d’un groupe à l’autre", "préside", "suit à distance", "part avant les sous-groupes")


class RepartitionRefusee(ValueError):
    """The composition is not written; `raisons` say why, one sentence each."""

    def __init__(self, *raisons):
        self.raisons = raisons
        super().__init__(" ".join(raisons))


@dataclass(frozen=True)
class Place:
    """Where one person is. groupe: number, None for no group; motif: why he is set aside, "" when he is not."""

    groupe: int | None = None
    motif: str = ""
    secretaire: bool = False
    rapporteur: bool = False


@dataclass(frozen=True)
class Convive:
    """Somebody who may be placed. requis: must be in a group or set aside. presence: his row of that day, if any."""

    participant: Participant
    requis: bool
    presence: Presence | None = None
    preside: bool = False
    seances: int = 0

    @property
    def nom(self):
        return (self.presence and self.presence.nom_imprime) or self.participant.nom_complet

    @property
    def organisation(self):
        """As printed that day."""
        printed = self.presence and self.presence.organisation_imprimee
        return printed or self.participant.organisation_affichee

    @property
    def service(self):
        """His Organisation that day, None when unknown."""
        return (self.presence and self.presence.organisation) or self.participant.organisation

    def personne(self, *, groupe=None, avant=None):
        """Himself as `composition` knows people."""
        service = self.service
        # Printed that day without being known: its words alone tell it from others.
        printed = noms.fold(self.organisation)
        return composition.Personne(
            cle=self.participant.pk,
            service=f"n° {service.pk}" if service else printed,
            organisation=noms.fold(service.nom) if service else printed,
            secteur=service.secteur.nom if service and service.secteur else "",
            localite=noms.fold(service.localite) if service else "",
            experience=self.seances,
            groupe=groupe,
            avant=avant,
        )


@dataclass
class Etat:
    """The composition of a séance as it is. places: {participant: Place}; questions: {number: HTML}."""

    seance: Seance
    convives: list[Convive]
    places: dict[int, Place]
    questions: dict[int, str]
    avec_note: frozenset[int] = frozenset()
    pointee: bool = False
    proposes: dict[int, Place] = field(default_factory=dict)

    @cached_property
    def empreinte(self):
        """Fingerprint of what is stored: two people who compose at once notice each other."""
        told = [
            sorted(self.questions.items()),
            sorted(
                (pk, place.groupe or 0, place.motif, place.secretaire, place.rapporteur)
                for pk, place in self.places.items()
            ),
        ]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()

    @property
    def numeros(self):
        return sorted(self.questions)


# ── As it is ────────────────────────────────────────────────────────────────────────────────────────────


def load(seance):
    """The Etat of a séance, in a constant number of queries."""
    rows = {
        row.participant_id: row
        for row in Presence.objects.filter(seance=seance).select_related("organisation__secteur")
    }
    membres = list(
        MembreSousGroupe.objects.filter(seance=seance).select_related("sous_groupe").order_by("rang", "pk")
    )
    aside = dict(MiseAPart.objects.filter(seance=seance).values_list("participant", "motif"))
    presiding = {person.pk for person in pointage.presiding(seance)}
    pointee = any(row.statut == StatutPresence.PRESENT for row in rows.values())
    required = required_people(seance, rows, pointee) - presiding
    places = {
        row.participant_id: Place(row.sous_groupe.numero, "", row.est_secretaire, row.est_rapporteur)
        for row in membres
    } | {pk: Place(None, motif) for pk, motif in aside.items()}
    invited = {pk for pk, row in rows.items() if row.invite and row.statut == StatutPresence.PRESENT}
    people = Participant.objects.filter(pk__in=required | presiding | invited | set(places)).select_related(
        "organisation__secteur"
    )
    past = past_seances(seance, [person.pk for person in people])
    convives = [
        Convive(
            person,
            requis=person.pk in required,
            presence=rows.get(person.pk),
            preside=person.pk in presiding,
            seances=past[person.pk],
        )
        for person in sorted(people, key=lambda each: (each.cle_tri, each.pk))
    ]
    groupes = list(seance.sous_groupes.order_by("numero").values_list("numero", "question"))
    noted = seance.sous_groupes.filter(restitutions__isnull=False).values_list("numero", flat=True)
    return Etat(
        seance=seance,
        convives=convives,
        places=places,
        questions=dict(groupes),
        avec_note=frozenset(noted),
        pointee=pointee,
        proposes=suggested(seance, required - set(places)),
    )


def required_people(seance, rows, pointee):
    """Keys of those who must be placed: present, but invited; before anybody is pointed, whoever may come."""
    if pointee:
        return {pk for pk, row in rows.items() if row.statut == StatutPresence.PRESENT and not row.invite}
    away = {
        pk
        for pk, row in rows.items()
        if row.reponse in {Reponse.EXCUSE, Reponse.REMPLACE} or row.statut != StatutPresence.A_POINTER
    }
    return {person.pk for person in pointage.attendus(seance)} - away


def past_seances(seance, people):
    """How many earlier séances of the chantier each person attended or presided. A Counter by key."""
    past = {
        "participant__in": people,
        "seance__chantier": seance.chantier_id,
        "seance__date__lt": seance.date,
    }
    attended = Presence.objects.filter(statut=StatutPresence.PRESENT, **past)
    presided = PresidenceSeance.objects.filter(**past)
    return Counter(attended.order_by().values_list("participant", flat=True)) + Counter(
        presided.order_by().values_list("participant", flat=True)
    )


def suggested(seance, unplaced):
    """Places that go without saying, to be confirmed: whoever writes the PV is in no group."""
    pv = getattr(seance, "proces_verbal", None)
    redacteur = pv.redacteur_id if pv else None
    return {redacteur: Place(None, REDIGE)} if redacteur in unplaced else {}


def why_closed(seance):
    """Why the groups of a séance do not change any more, a sentence; empty while they may."""
    if redaction.is_frozen(seance):
        return "Le procès-verbal est figé : il imprime la composition, qui ne se modifie plus."
    return "La séance est annulée : ses sous-groupes ne se composent plus." if seance.est_annulee else ""


# ── A proposal ──────────────────────────────────────────────────────────────────────────────────────────


def propose(etat, places, nombre, *, graine, fixes):
    """(places, Composition): everybody who must be placed and is not set aside, in so many groups.

    places: {participant: Place} as it stands on the page. fixes: keys of those who stay in their group. Whoever moves
    loses his roles: they belong to a group. Raises CompositionImpossible.
    """
    people = _people(etat, places, fixes)
    found = composition.compose(people, nombre, graine=graine)
    groups = found.group_of()
    new = dict(places)
    for pk, groupe in groups.items():
        before = places.get(pk, Place())
        new[pk] = before if before.groupe == groupe else Place(groupe)
    return new, found


def measured(etat, places, nombre, fixes=frozenset()):
    """The Composition that the places make, None while nobody is in a group."""
    inside = {pk: place.groupe for pk, place in places.items() if place.groupe}
    if not inside or max(inside.values()) > nombre:
        return None
    return composition.measure(_people(etat, places, fixes), nombre, inside)


def _people(etat, places, fixes):
    found = []
    for convive in etat.convives:
        pk = convive.participant.pk
        place = places.get(pk, Place())
        if place.motif or not (convive.requis or place.groupe):
            continue
        fixe = place.groupe if pk in fixes else None
        found.append(convive.personne(groupe=fixe, avant=place.groupe))
    return found


def moves(etat, places):
    """What would change: (Convive, before, after), in words, for each person whose place or role is another."""
    found = []
    for convive in etat.convives:
        pk = convive.participant.pk
        before, after = etat.places.get(pk, Place()), places.get(pk, Place())
        if before != after:
            found.append((convive, said(before), said(after)))
    return found


def said(place):
    """A Place in a few words."""
    if place.motif:
        return f"à part ({place.motif})"
    if place.groupe is None:
        return "dans aucun groupe"
    roles = [
        word for word, held in (("secrétaire", place.secretaire), ("rapporteur", place.rapporteur)) if held
    ]
    return f"groupe {place.groupe}" + (f", {' et '.join(roles)}" if roles else "")


# ── Writing it ──────────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def keep(seance, places, questions, *, empreinte, by):
    """Write a whole composition, or nothing.

    places: {participant: Place}; whoever is not in it is in no group. questions: {number of group: HTML}; a group that
    is not in it goes. empreinte: of the Etat that was opened. Returns the number of people whose place changed.
    Raises RepartitionRefusee.
    """
    Seance.objects.select_for_update(of=("self",)).get(pk=seance.pk)
    seance = Seance.objects.select_related("chantier", "proces_verbal").get(pk=seance.pk)
    etat = load(seance)
    if refusal := why_closed(seance):
        raise RepartitionRefusee(refusal)
    if etat.empreinte != empreinte:
        raise RepartitionRefusee(
            "Quelqu’un d’autre a modifié la composition depuis que vous l’avez ouverte. Ce que vous aviez préparé est "
            "encore ici : vérifiez ce qui changerait, puis enregistrez à nouveau."
        )
    places = {
        convive.participant.pk: place
        for convive in etat.convives
        if (place := places.get(convive.participant.pk, Place())) != Place()
    }
    if reasons := faults(etat, places, questions):
        raise RepartitionRefusee(*reasons)
    changed = moves(etat, places)
    groupes = _write_groups(etat, questions)
    _write_members(etat, places, groupes)
    gone = [numero for numero in etat.numeros if numero not in questions]
    seance.sous_groupes.filter(numero__in=gone).delete()
    asked = [numero for numero in questions if questions[numero] != etat.questions.get(numero)]
    if changed or gone or asked:
        interventions.rebuild(seance)
        journal.record(
            journal.Acte.COMPOSITION,
            seance,
            by=by,
            lignes=[_told(etat, places, convive.participant.pk) for convive, _, _ in changed],
            questions=asked,
            groupes_retires=gone,
        )
    return len(changed)


def faults(etat, places, questions):
    """What keeps a composition from being written: a sentence each."""
    found = []
    names = {convive.participant.pk: convive.nom for convive in etat.convives}
    forgotten = [
        convive.nom for convive in etat.convives if convive.requis and convive.participant.pk not in places
    ]
    if forgotten:
        found.append(f"Sans groupe ni raison d’être à part : {', '.join(forgotten)}.")
    for pk, place in places.items():
        if place.groupe is not None and place.groupe not in questions:
            found.append(f"{names[pk]} : il n’y a pas de groupe {place.groupe}.")
    for role, label in (("secretaire", "secrétaires"), ("rapporteur", "rapporteurs")):
        holders = {}
        for pk, place in places.items():
            if getattr(place, role):
                holders.setdefault(place.groupe, []).append(names[pk])
        for groupe, people in sorted(holders.items(), key=lambda each: each[0] or 0):
            if groupe is None:
                found.append(f"{', '.join(people)} : un rôle se tient dans un groupe.")
            elif len(people) > 1:
                found.append(f"Le groupe {groupe} aurait deux {label} : {' et '.join(people)}.")
    for numero in sorted(etat.avec_note - set(questions)):
        found.append(f"Le groupe {numero} a déposé une note : il ne peut pas disparaître.")
    return found


def _write_groups(etat, questions):
    """{number: SousGroupe} of the groups that stay or begin, each with its question."""
    rows = {row.numero: row for row in etat.seance.sous_groupes.all()}
    for numero, question in sorted(questions.items()):
        row = rows.setdefault(numero, SousGroupe(seance=etat.seance, numero=numero))
        if row.pk is None or etat.questions.get(numero) != question:
            row.question = question
            row.save()
    return rows


def _write_members(etat, places, groupes):
    """Those who stay keep what is printed of them; those who come start from their attendance."""
    rows = {row.participant_id: row for row in MembreSousGroupe.objects.filter(seance=etat.seance)}
    inside = {pk: place for pk, place in places.items() if place.groupe is not None}
    MembreSousGroupe.objects.filter(pk__in=[row.pk for pk, row in rows.items() if pk not in inside]).delete()
    # Roles first leave everybody: each group has one of each at most, whoever is written first.
    MembreSousGroupe.objects.filter(seance=etat.seance).update(est_secretaire=False, est_rapporteur=False)
    aside = {pk: place.motif for pk, place in places.items() if place.groupe is None}
    MiseAPart.objects.filter(seance=etat.seance).exclude(participant__in=aside).delete()
    known = {convive.participant.pk: convive for convive in etat.convives}
    for numero, members in _by_group(etat, inside).items():
        for rang, pk in enumerate(members, 1):
            row = rows.get(pk) or _new_member(etat.seance, known[pk])
            row.sous_groupe, row.rang = groupes[numero], rang
            row.est_secretaire, row.est_rapporteur = inside[pk].secretaire, inside[pk].rapporteur
            row.save()
    for pk, motif in aside.items():
        MiseAPart.objects.update_or_create(seance=etat.seance, participant_id=pk, defaults={"motif": motif})


def _by_group(etat, inside):
    """{number: keys in printed order}: by family name, unless those who stay are in another order already."""
    order = {convive.participant.pk: rank for rank, convive in enumerate(etat.convives)}
    before = {}
    for pk, place in etat.places.items():  # in printed order
        before.setdefault(place.groupe, []).append(pk)
    found = {}
    for numero in sorted({place.groupe for place in inside.values()}):
        stay = [pk for pk in before.get(numero, ()) if pk in inside and inside[pk].groupe == numero]
        come = [pk for pk, place in inside.items() if place.groupe == numero and pk not in stay]
        by_name = sorted([*stay, *come], key=order.get)
        found[numero] = (
            by_name if stay == sorted(stay, key=order.get) else [*stay, *sorted(come, key=order.get)]
        )
    return found


def _new_member(seance, convive):
    row = MembreSousGroupe(seance=seance, participant=convive.participant)
    day = convive.presence
    if day is not None:
        row.nom_imprime, row.fonction_imprimee = day.nom_imprime, day.fonction_imprimee
        row.organisation_imprimee, row.organisation = day.organisation_imprimee, day.organisation
    row.fill_from_participant()
    return row


def _told(etat, places, pk):
    """What the audit log keeps of somebody who was moved: numbers, yes and no."""

    def facts(place):
        return {
            "groupe": place.groupe,
            "a_part": bool(place.motif),
            "secretaire": place.secretaire,
            "rapporteur": place.rapporteur,
        }

    return {
        "participant": pk,
        "avant": facts(etat.places.get(pk, Place())),
        "apres": facts(places.get(pk, Place())),
    }
