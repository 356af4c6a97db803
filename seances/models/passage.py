"""What the big screen keeps of a séance while it is held: when each point was really taken up."""

import uuid

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from .agenda import PointOrdreDuJour
from .seance import Seance

RALLONGE_MAX = 120  # minutes


class GenrePassage(models.TextChoices):
    POINT = "point", "passage à un point"
    PAUSE = "pause", "pause"
    RALLONGE = "rallonge", "temps ajouté à un point"
    FIN = "fin", "fin de la séance"


SUR_UN_POINT = [GenrePassage.POINT, GenrePassage.RALLONGE]


class PassageQuerySet(models.QuerySet):
    def retenus(self):
        """Those that nobody took back."""
        return self.filter(annule=False)


class Passage(models.Model):
    """One thing that happened, at one moment. Nothing else is kept: what lasted how long follows from the moments.

    Made in a browser, which gives it its `cle`: sent again after a cut of the network, it is the same row. One that is
    taken back stays, marked, so that a late copy of it does not bring it back.
    """

    seance = models.ForeignKey(Seance, models.CASCADE, verbose_name="séance", related_name="passages")
    cle = models.UUIDField(
        "clé",
        default=uuid.uuid4,
        unique=True,
        editable=False,
        error_messages={"unique": "Ce passage est déjà noté."},
    )
    genre = models.CharField("genre", max_length=8, choices=GenrePassage.choices)
    point = models.ForeignKey(
        PointOrdreDuJour,
        models.CASCADE,
        verbose_name="point",
        null=True,
        blank=True,
        related_name="passages",
    )
    minutes = models.PositiveSmallIntegerField("minutes ajoutées", null=True, blank=True)
    quand = models.DateTimeField("quand")
    annule = models.BooleanField("annulé", default=False)

    objects = PassageQuerySet.as_manager()

    ne_nomme_personne = True

    class Meta:
        verbose_name = "passage"
        ordering = ["seance", "quand", "pk"]
        constraints = [
            models.CheckConstraint(
                name="passage_genre_connu",
                condition=Q(genre__in=GenrePassage.values),
                violation_error_message="Ce genre de passage n’existe pas.",
            ),
            models.CheckConstraint(
                name="passage_sur_un_point",
                condition=Q(genre__in=SUR_UN_POINT, point__isnull=False)
                | ~Q(genre__in=SUR_UN_POINT) & Q(point__isnull=True),
                violation_error_message=(
                    "Un passage ou du temps ajouté dit de quel point ; une pause ou la fin, d’aucun."
                ),
            ),
            models.CheckConstraint(
                name="passage_minutes_ajoutees",
                condition=Q(
                    genre=GenrePassage.RALLONGE, minutes__isnull=False, minutes__range=(1, RALLONGE_MAX)
                )
                | ~Q(genre=GenrePassage.RALLONGE) & Q(minutes__isnull=True),
                violation_error_message="Seul du temps ajouté se compte, d’une minute à deux heures.",
            ),
        ]

    def __str__(self):
        return f"{self.get_genre_display()}, {self.quand:%d/%m/%Y %H:%M}"

    def clean(self):
        if self.point_id and self.point.seance_id != self.seance_id:
            raise ValidationError({"point": "Ce point est à l’ordre du jour d’une autre séance."})
