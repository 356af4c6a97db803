"""What the texts of a séance decide, vote and give somebody to do."""

from django.db import models
from django.db.models import Q

from participants.models import Participant

from .agenda import PointOrdreDuJour
from .seance import Seance


class GenreResolution(models.TextChoices):
    DECISION = "decision", "décision"
    VOTE = "vote", "vote"
    TACHE = "tache", "tâche"


class Resolution(models.Model):
    """One line, derived from the text as interventions are; never edited, rebuilt at will."""

    seance = models.ForeignKey(Seance, models.CASCADE, verbose_name="séance", related_name="resolutions")
    point = models.ForeignKey(
        PointOrdreDuJour, models.CASCADE, verbose_name="point", related_name="resolutions"
    )
    paragraphe = models.PositiveIntegerField("paragraphe")
    rang = models.PositiveSmallIntegerField("place dans le paragraphe", default=1)
    genre = models.CharField("genre", max_length=8, choices=GenreResolution.choices)
    texte = models.TextField("texte")
    pour = models.PositiveSmallIntegerField("pour", null=True, blank=True)
    contre = models.PositiveSmallIntegerField("contre", null=True, blank=True)
    abstentions = models.PositiveSmallIntegerField("abstentions", null=True, blank=True)
    unanime = models.BooleanField("à l’unanimité", default=False)
    participant = models.ForeignKey(
        Participant,
        models.SET_NULL,
        verbose_name="à faire par",
        null=True,
        blank=True,
        related_name="taches",
    )
    echeance = models.DateField("échéance", null=True, blank=True)

    class Meta:
        verbose_name = "décision, vote ou tâche"
        verbose_name_plural = "décisions, votes et tâches"
        ordering = ["seance", "paragraphe", "rang"]
        constraints = [
            models.UniqueConstraint(
                fields=["seance", "paragraphe", "rang"],
                name="resolution_place_unique",
                violation_error_message="Une décision, un vote ou une tâche est déjà noté à cette place.",
            ),
            models.CheckConstraint(
                name="resolution_genre_connu",
                condition=Q(genre__in=GenreResolution.values),
                violation_error_message="Ce n’est ni une décision, ni un vote, ni une tâche.",
            ),
            models.CheckConstraint(
                name="resolution_voix_d_un_vote",
                condition=~Q(genre=GenreResolution.TACHE)
                | Q(pour__isnull=True, contre__isnull=True, abstentions__isnull=True, unanime=False),
                violation_error_message="Une tâche ne se vote pas : les voix vont avec une décision ou un vote.",
            ),
            models.CheckConstraint(
                name="resolution_a_faire_d_une_tache",
                condition=Q(genre=GenreResolution.TACHE) | Q(participant__isnull=True, echeance__isnull=True),
                violation_error_message="Une personne et une échéance vont avec une tâche.",
            ),
        ]

    def __str__(self):
        return f"{self.get_genre_display()} : {self.texte[:80]}"
