"""Preparing a séance: its next number, who presides it, and where its agenda comes from.

An agenda starts from ready-made points, from a model, or from the séance before; points of that one which were not
finished come along, with their trace. Whoever calls has asked `permissions.can_edit_seance`.
"""

from dataclasses import dataclass, replace

from django.db import transaction
from django.db.models import Q

from chantiers.models import Chantier
from participants import journal

from . import horaire, ordre_du_jour, permissions, redaction
from .horaire import Ligne
from .models import (
    LigneModele,
    ModeleOrdreDuJour,
    NaturePoint,
    PointOrdreDuJour,
    PresidenceSeance,
    Seance,
    StatutSeance,
)
from .models.agenda import NATURES_GENERATRICES
from .pv import phrases


@dataclass(frozen=True)
class Habituel:
    """A ready-made point. duree: minutes or None; d_office: whether a new agenda has it unless told otherwise."""

    nature: str
    titre: str
    duree: int | None
    d_office: bool = True


HABITUELS = (
    Habituel(NaturePoint.ACCUEIL, "Accueil et tour de table", 15),
    Habituel(NaturePoint.APPROBATION, "Approbation du procès-verbal du {date}", 10),
    Habituel(NaturePoint.RAPPEL, "Rappel de l’objectif du chantier", 10),
    Habituel(NaturePoint.DEBAT, "Débat", 45),
    Habituel(NaturePoint.SOUS_GROUPES, "Composition des sous-groupes", 15),
    Habituel(NaturePoint.RESTITUTION, "Restitution des travaux des sous-groupes", 45),
    Habituel(NaturePoint.PRATIQUE, "Prochaines séances et organisation pratique", 10),
    Habituel(NaturePoint.DIVERS, "Divers", 5, d_office=False),
    Habituel(NaturePoint.ANNEXES, "Annexes", None, d_office=False),
)

APPROBATION = "Approbation du procès-verbal de la séance précédente"  # in a model, which has no date


@dataclass(frozen=True)
class Ebauche:
    """A point of an agenda to be: its row, not saved; the hours that it asks for; rows of those who present it."""

    point: PointOrdreDuJour
    ligne: Ligne
    intervenants: tuple = ()


# ── What there is to start from ─────────────────────────────────────────────────────────────────────────


def next_number(chantier):
    last = Seance.objects.filter(chantier=chantier).order_by("-numero").first()
    return last.numero + 1 if last else 1


def previous(chantier, numero=None):
    """The séance before this number, the last one without a number; one that is called off does not count."""
    seances = Seance.objects.filter(chantier=chantier).exclude(statut=StatutSeance.ANNULEE)
    if numero is not None:
        seances = seances.filter(numero__lt=numero)
    return seances.select_related("lieu", "chantier").order_by("-numero").first()


def without_agenda(chantier):
    """Séances to come of a chantier that have a date and no agenda yet: a PV announced them."""
    return (
        Seance.objects.filter(chantier=chantier, points=None).exclude(statut=StatutSeance.ANNULEE).a_venir()
    )


def habituels(avant):
    """Ready-made points, each with its title, after the séance before; the first séance approves no PV."""
    if avant is None:
        return [each for each in HABITUELS if each.nature != NaturePoint.APPROBATION]
    return [
        replace(each, titre=each.titre.format(date=phrases.date_courte(avant.date))) for each in HABITUELS
    ]


def unfinished(seance):
    """Points of a séance that may be moved on: those that are not yet."""
    return seance.points.filter(reporte_vers=None).order_by("position")


def not_reached(seance):
    """Keys of the points that the big screen never came to, where it was used at all."""
    reached = set(seance.passages.retenus().filter(point__isnull=False).values_list("point", flat=True))
    return [pk for pk in seance.points.values_list("pk", flat=True) if pk not in reached] if reached else []


# ── Agendas to be ───────────────────────────────────────────────────────────────────────────────────────


def from_habituels(avant, natures):
    """Ready-made points of these natures."""
    return [
        Ebauche(PointOrdreDuJour(nature=each.nature, titre=each.titre), Ligne(duree=each.duree))
        for each in habituels(avant)
        if each.nature in natures
    ]


def from_modele(modele):
    return [
        Ebauche(PointOrdreDuJour(nature=ligne.nature, titre=ligne.titre), Ligne(duree=ligne.duree_minutes))
        for ligne in modele.lignes.order_by("position")
    ]


def from_seance(avant, debut, reports=()):
    """The points of the séance before, fixed starts moved with the start of the séance.

    debut: of the new one. reports: keys of the points that were not finished: their copies tell where they come from.
    """
    rows = list(avant.points.prefetch_related("intervenants").order_by("position"))
    moved = horaire.between(avant.heure_debut, debut) or 0
    [approval] = [each for each in habituels(avant) if each.nature == NaturePoint.APPROBATION]
    sketches = []
    for row, ligne in zip(rows, horaire.read(rows, avant.heure_debut), strict=True):
        point = ordre_du_jour.copy(row, reporte=row.pk in reports)
        if row.nature == NaturePoint.APPROBATION:
            point.titre = approval.titre  # the PV of another day is to be approved
        begins = horaire.shift(ligne.debut, moved) if ligne.fixe and debut is not None else None
        wanted = Ligne(debut=begins, duree=ligne.duree, fixe=begins is not None)
        sketches.append(Ebauche(point, wanted, tuple(row.intervenants.all())))
    return sketches


def with_reports(sketches, points):
    """The same agenda with unfinished points before those that close it."""
    taken = {sketch.point.reporte_de_id for sketch in sketches}
    natures = {sketch.point.nature for sketch in sketches}
    coming = []
    for row in points:
        if row.pk in taken:
            continue
        point = ordre_du_jour.copy(row, reporte=True)
        if point.nature in NATURES_GENERATRICES and point.nature in natures:
            point.nature = NaturePoint.DEBAT  # one of each; its text will say the rest
        natures.add(point.nature)
        coming.append(Ebauche(point, Ligne(duree=row.duree), tuple(row.intervenants.all())))
    place = ordre_du_jour.before_the_end([sketch.point for sketch in sketches])
    return sketches[:place] + coming + sketches[place:]


# ── Writing ─────────────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def prepare(seance, sketches, *, by):
    """Save a séance, new or without agenda, with those who preside the chantier that day and these points.

    Returns the séance.
    """
    new = seance.pk is None
    Chantier.objects.select_for_update().get(pk=seance.chantier_id)
    seance.save()
    if new:
        journal.added(seance, by=by)
    put_in_office(seance)
    points = [sketch.point for sketch in sketches]
    lignes = [sketch.ligne for sketch in sketches]
    ordre_du_jour.set_hours(points, ordre_du_jour.chained(lignes, seance.heure_debut))
    ordre_du_jour.write(seance, points, [sketch.intervenants for sketch in sketches])
    redaction.ensure_textes(seance)
    return seance


def put_in_office(seance):
    """Who presides the chantier that day presides the séance, printed as today; whoever is there already stays."""
    if seance.presidences.exists():
        return
    attending = seance.presences.order_by().values("participant")
    periods = seance.chantier.copresidences.en_cours(seance.date).exclude(participant__in=attending)
    for rang, period in enumerate(
        periods.select_related("participant__organisation").order_by("rang", "pk"), 1
    ):
        row = PresidenceSeance(seance=seance, participant=period.participant, rang=rang)
        row.fill_from_participant()
        row.save()


@transaction.atomic
def keep_as_modele(seance, *, by):
    """A model of the chantier, made of the agenda of a séance. Returns the ModeleOrdreDuJour."""
    chantier = Chantier.objects.select_for_update().get(pk=seance.chantier_id)
    taken = set(chantier.modeles.values_list("nom", flat=True))
    nom = base = f"D’après la séance {seance.numero}"
    count = 1
    while nom in taken:
        count += 1
        nom = f"{base} ({count})"
    modele = ModeleOrdreDuJour.objects.create(chantier=chantier, nom=nom)
    LigneModele.objects.bulk_create(
        LigneModele(
            modele=modele,
            position=position,
            titre=APPROBATION if point.nature == NaturePoint.APPROBATION else point.titre,
            nature=point.nature,
            duree_minutes=point.duree,
        )
        for position, point in enumerate(seance.points.order_by("position"), 1)
    )
    journal.added(modele, by=by)
    return modele


# ── Looking around ──────────────────────────────────────────────────────────────────────────────────────


def crossing(seance):
    """Other séances that day at hours that cross its own; one without hours lasts the day."""
    others = (
        Seance.objects.filter(date=seance.date).exclude(pk=seance.pk).exclude(statut=StatutSeance.ANNULEE)
    )
    if seance.heure_fin is not None:
        others = others.filter(Q(heure_debut__isnull=True) | Q(heure_debut__lt=seance.heure_fin))
    if seance.heure_debut is not None:
        others = others.filter(Q(heure_fin__isnull=True) | Q(heure_fin__gt=seance.heure_debut))
    return others.select_related("chantier", "lieu").order_by("heure_debut", "pk")


def around(seance, visible):
    """Sentences on what this séance runs into: at its place, in its chantier, or with people of its own.

    visible: séances that the reader may know about.
    """
    said, people = [], permissions.people_of_seance(seance).order_by().values("pk")
    for other in crossing(seance).filter(pk__in=visible.order_by().values("pk")):
        there = other.lieu_id is not None and other.lieu_id == seance.lieu_id
        shared = permissions.people_of_seance(other).filter(pk__in=people).count()
        if not (there or shared or other.chantier_id == seance.chantier_id):
            continue
        where = f" au même endroit ({other.lieu})" if there else ""
        hours = phrases.plage(other.heure_debut, other.heure_fin) or "sans heures fixées"
        who = ""
        if shared:
            are = "personnes sont attendues" if shared > 1 else "personne est attendue"
            who = f" : {shared} {are} aux deux"
        said.append(f"{other} se tient le même jour{where}, {hours}{who}.")
    return said
