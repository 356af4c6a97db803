"""What was pointed at the door: who was noted how, by whom, when, and what it replaced."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from participants.models import Compte, Participant

from .seance import Seance


class Pointage(models.Model):
    """One change of one person's line in the attendance of a séance. Changes are appended, undoing one is another.

    avant, apres: the line as `pointage.etat_of` tells it, empty where the person was not in the list. An act that
    touches several people is one `acte`, chosen by whoever acts: sent twice, it is done once. fiche_creee: the record
    of the person was made by this act, and goes if the act is undone.
    """

    seance = models.ForeignKey(Seance, models.CASCADE, verbose_name="séance", related_name="pointages")
    acte = models.UUIDField("acte", default=uuid.uuid4)
    participant = models.ForeignKey(
        Participant,
        models.SET_NULL,
        verbose_name="participant",
        null=True,
        related_name="pointages",
    )
    fiche_creee = models.BooleanField("fiche créée", default=False)
    avant = models.JSONField("avant", null=True, blank=True)
    apres = models.JSONField("après", null=True, blank=True)
    annule = models.UUIDField("acte annulé", null=True, blank=True)
    par = models.ForeignKey(
        Compte, models.SET_NULL, verbose_name="par", null=True, blank=True, related_name="pointages"
    )
    quand = models.DateTimeField("quand", default=timezone.now)

    class Meta:
        verbose_name = "pointage"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["seance", "acte", "participant"],
                name="pointage_une_fois",
                violation_error_message="Ce pointage est déjà enregistré.",
            ),
            models.CheckConstraint(
                name="pointage_de_quelque_chose",
                condition=Q(avant__isnull=False) | Q(apres__isnull=False),
                violation_error_message="Un pointage dit ce qui était noté ou ce qui l’est.",
            ),
        ]
        indexes = [models.Index(fields=["seance", "participant"], name="pointage_d_une_personne")]

    def __str__(self):
        return f"Pointage n° {self.pk}"
