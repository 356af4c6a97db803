"""The big screen of a séance: what it shows, and what it sends back, at once or after a cut of the network."""

import datetime
import itertools
import uuid

from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from . import deroulement, horaire
from .models import GenrePassage, Passage
from .models.passage import RALLONGE_MAX
from .pv import phrases

LOT = 100  # things sent at once


class Illisible(ValueError):
    """What a screen sent cannot be read."""


def is_today(seance):
    """A screen keeps the moments of the day of the séance; on another day one rehearses."""
    return seance.date == timezone.localdate()


# ── What is shown ───────────────────────────────────────────────────────────────────────────────────────


def agenda(seance):
    """The points, in order, each with `minutes`: how long it is meant to last, None when nothing says it."""
    points = list(seance.points.prefetch_related("intervenants").order_by("position"))
    for point, after in itertools.zip_longest(points, points[1:]):
        until = after.heure_debut if after else seance.heure_fin
        point.minutes = point.duree or max(horaire.between(point.heure_debut, until) or 0, 0) or None
    return points


def unrolled(seance, now=None):
    """How the séance unfolds, from the passages that were kept."""
    rows = seance.passages.retenus().order_by("quand", "pk")
    faits = [deroulement.Fait(*row) for row in rows.values_list("genre", "point", "minutes", "quand")]
    return deroulement.unroll(faits, now or timezone.now())


def held(unrolled):
    """Of each point that was taken up, « 13h42 – 14h05 » as it really was; by key."""
    return {key: _hours(tenue.debut, tenue.fin) for key, tenue in unrolled.tenues.items()}


def whole(unrolled):
    """« 13h42 – 16h10 »: from the first point to the end that was noted; nothing when no screen was used."""
    begins = min((tenue.debut for tenue in unrolled.tenues.values()), default=None)
    return _hours(begins, unrolled.depuis if unrolled.fini else None) if begins else ""


def _hours(*moments):
    return phrases.plage(*(one and timezone.localtime(one).time() for one in moments))


def state(seance):
    """What a screen needs: its clock, the agenda, what happened; in three queries, whatever the agenda."""
    return {
        "maintenant": timezone.now().isoformat(),
        "aujourdhui": is_today(seance),
        "fin": seance.heure_fin
        and timezone.make_aware(datetime.datetime.combine(seance.date, seance.heure_fin)).isoformat(),
        "points": [
            {
                "cle": point.pk,
                "numero": point.position,
                "titre": point.titre,
                "debut": phrases.heure(point.heure_debut) if point.heure_debut else "",
                "minutes": point.minutes,
                "qui": ", ".join(row.nom_imprime for row in point.intervenants.all()),
            }
            for point in agenda(seance)
        ],
        "passages": [
            {
                "cle": str(passage.cle),
                "genre": passage.genre,
                "point": passage.point_id,
                "quand": passage.quand.isoformat(),
                "minutes": passage.minutes,
            }
            for passage in seance.passages.retenus().order_by("quand", "pk")
        ],
    }


# ── What is kept ────────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def keep(seance, gestes, now=None):
    """Keep what a screen sent: [{"acte": "noter", "cle", "genre", "quand", "point"?, "minutes"?}
    or {"acte": "annuler", "cle"}], in its order.

    Sent twice, it is kept once. What is of another day, or of a point that left the agenda, is let go.
    Raises Illisible, and keeps nothing then.
    """
    now = now or timezone.now()
    if not isinstance(gestes, list) or len(gestes) > LOT:
        raise Illisible("La demande n’est pas lisible : rechargez la page.")
    points = set(seance.points.values_list("pk", flat=True))
    for geste in gestes:
        if not isinstance(geste, dict):
            raise Illisible("La demande n’est pas lisible : rechargez la page.")
        cle = _key(geste.get("cle"))
        if geste.get("acte") == "annuler":
            seance.passages.filter(cle=cle).update(annule=True)
            continue
        values = _read(geste, now)
        of_the_day = timezone.localtime(values["quand"]).date() == seance.date
        if of_the_day and (values["point_id"] is None or values["point_id"] in points):
            Passage.objects.get_or_create(cle=cle, defaults={"seance": seance, **values})


def _key(text):
    try:
        return uuid.UUID(text)
    except (AttributeError, TypeError, ValueError):
        raise Illisible("La demande n’est pas complète (cle) : rechargez la page.") from None


def _read(geste, now):
    """The values of a Passage. Raises Illisible."""
    genre, point, minutes = geste.get("genre"), geste.get("point"), geste.get("minutes")
    try:
        quand = parse_datetime(geste.get("quand"))
    except (TypeError, ValueError):
        quand = None
    pointed = genre in (GenrePassage.POINT, GenrePassage.RALLONGE)
    added = genre == GenrePassage.RALLONGE
    well_formed = (
        geste.get("acte") == "noter"
        and genre in GenrePassage.values
        and quand is not None
        and timezone.is_aware(quand)
        and (type(point) is int if pointed else point is None)
        and (type(minutes) is int and 1 <= minutes <= RALLONGE_MAX if added else minutes is None)
    )
    if not well_formed:
        raise Illisible("La demande n’est pas complète : rechargez la page.")
    return {
        "genre": genre,
        "point_id": point,
        "minutes": minutes,
        "quand": min(quand, now),  # a browser's clock may be fast
    }
