"""What becomes of the points of an agenda: moved on to a later séance with a trace, and taken back.

A row is never written alone: those that follow it change their number and their hours. Whoever calls has asked
`permissions.can_edit_seance`.
"""

from django.db import transaction

from participants import journal

from . import horaire, redaction
from .models import Intervenant, NaturePoint, PointOrdreDuJour, Seance, StatutSeance
from .models.agenda import NATURES_GENERATRICES
from .recherche import index

HORAIRE = ["heure_debut", "heure_fin", "heure_fixe", "duree_minutes"]
# A point that arrives stands before those that close an agenda.
DE_LA_FIN = {NaturePoint.PRATIQUE, NaturePoint.ANNEXES, NaturePoint.DIVERS}


class ReportRefuse(Exception):
    """A point cannot be moved on, or taken back; said to whoever asked."""


# ── Reading ─────────────────────────────────────────────────────────────────────────────────────────────


def following(seance):
    """The séance that points are moved on to: the next one of the chantier that is not called off; None."""
    later = Seance.objects.filter(chantier=seance.chantier_id, numero__gt=seance.numero)
    later = later.exclude(statut=StatutSeance.ANNULEE).select_related("chantier", "proces_verbal")
    return later.order_by("numero").first()


def before_the_end(points):
    """Where a point that arrives takes its place: before those that close the agenda."""
    place = len(points)
    while place and points[place - 1].nature in DE_LA_FIN:
        place -= 1
    return place


# ── Hours ───────────────────────────────────────────────────────────────────────────────────────────────


def hours_of(ligne):
    """What a row keeps of a line: its duration only where its hours do not say it."""
    told = ligne.debut is not None and ligne.fin is not None
    return {
        "heure_debut": ligne.debut,
        "heure_fin": ligne.fin,
        "heure_fixe": ligne.fixe,
        "duree_minutes": None if told else ligne.duree,
    }


def set_hours(points, lignes):
    """Give rows, in memory, the hours of their lines."""
    for point, ligne in zip(points, lignes, strict=True):
        for name, value in hours_of(ligne).items():
            setattr(point, name, value)


def chained(lignes, debut):
    """Lines in a chain, or as they are where the chain would pass midnight: somebody will shorten one."""
    try:
        return horaire.chain(lignes, debut)
    except horaire.PasseMinuit:
        return lignes


# ── Writing ─────────────────────────────────────────────────────────────────────────────────────────────


def copy(point, *, reporte=False):
    """A new row, not saved, for the same point at another séance; its hours are settled there."""
    return PointOrdreDuJour(
        titre=point.titre,
        nature=point.nature,
        huis_clos=point.huis_clos,
        duree_minutes=point.duree,
        reporte_de=point if reporte else None,
    )


def write(seance, points, presenters):
    """Save a whole agenda that was made in memory. presenters: of each point, rows to copy Intervenants from."""
    for position, point in enumerate(points, 1):
        point.seance, point.position = seance, position
    PointOrdreDuJour.objects.bulk_create(points)
    Intervenant.objects.bulk_create(
        Intervenant(
            point=point, participant_id=row.participant_id, nom_imprime=row.nom_imprime, rang=row.rang
        )
        for point, rows in zip(points, presenters, strict=True)
        for row in rows
    )
    redaction.ensure_textes(seance)
    index.follow_agenda(seance)


def _rewrite(seance, points, lignes):
    """Number the rows of an agenda in this order and chain their hours; one of them may be new."""
    set_hours(points, chained(lignes, seance.heure_debut))
    seance.points.step_aside()
    for position, point in enumerate(points, 1):
        point.position = position
        point.save()
    redaction.ensure_textes(seance)


def _open(seance):
    """The locked row of a séance whose agenda may change. Raises ReportRefuse."""
    locked = Seance.objects.select_for_update(of=("self",)).select_related("proces_verbal").get(pk=seance.pk)
    if redaction.is_frozen(locked):
        raise ReportRefuse(
            f"Le procès-verbal de la séance {locked.numero} est figé : son ordre du jour ne change plus."
        )
    return locked


@transaction.atomic
def carry_over(point, *, by):
    """Move an unfinished point on to the next séance, before the points that close its agenda.

    Returns the new point. Raises ReportRefuse.
    """
    target = following(point.seance)
    if target is None:
        raise ReportRefuse(
            "Ce chantier n’a pas encore de séance suivante : créez-la, puis reportez ce point."
        )
    target = _open(target)
    if PointOrdreDuJour.objects.filter(reporte_de=point).exists():
        raise ReportRefuse(f"Le point « {point.titre} » est déjà reporté.")
    rows = list(target.points.order_by("position"))
    lines = horaire.read(rows, target.heure_debut)
    place = before_the_end(rows)
    new = copy(point, reporte=True)
    new.seance = target
    if new.nature in NATURES_GENERATRICES and any(row.nature == new.nature for row in rows):
        new.nature = NaturePoint.DEBAT  # one of each; its text will say the rest
    rows.insert(place, new)
    lines.insert(place, horaire.Ligne(duree=new.duree))
    _rewrite(target, rows, lines)
    Intervenant.objects.bulk_create(
        Intervenant(point=new, participant_id=row.participant_id, nom_imprime=row.nom_imprime, rang=row.rang)
        for row in point.intervenants.all()
    )
    index.follow_agenda(target)
    journal.added(new, by=by)
    return new


@transaction.atomic
def take_back(point, *, by):
    """Undo `carry_over`: the point leaves the later séance, unless something was written under it there.

    point: the one that was moved on. Raises ReportRefuse.
    """
    new = PointOrdreDuJour.objects.filter(reporte_de=point).select_related("seance", "texte").first()
    if new is None:
        raise ReportRefuse(f"Le point « {point.titre} » n’est pas reporté.")
    target = _open(new.seance)
    texte = getattr(new, "texte", None)
    if texte is not None and texte.revisions.exists():
        raise ReportRefuse(
            f"Le point « {new.titre} » a déjà un texte à la séance {target.numero} : il y reste. "
            "Pour l’en retirer, passez par l’ordre du jour de cette séance."
        )
    rows = list(target.points.order_by("position"))
    lines = horaire.read(rows, target.heure_debut)
    place = [row.pk for row in rows].index(new.pk)
    journal.removed(new, by=by)
    new.delete()
    _rewrite(target, rows[:place] + rows[place + 1 :], lines[:place] + lines[place + 1 :])
    index.follow_agenda(target)
    return target
