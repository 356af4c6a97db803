"""Who said what: what a human confirmed (Attribution), and the index derived from it."""

from django.db import models
from django.db.models import Q

from participants import noms
from participants.fields import AvecCle, CleField, refuse_duplicate_key
from participants.models import Participant

from .agenda import PointOrdreDuJour, TextePoint
from .seance import Seance
from .sous_groupe import Restitution


class Attribution(AvecCle):
    """A printed label that the text alone cannot resolve, confirmed once: this label, in this text, is that person."""

    seance = models.ForeignKey(Seance, models.CASCADE, verbose_name="séance", related_name="attributions")
    texte_point = models.ForeignKey(
        TextePoint,
        models.CASCADE,
        verbose_name="texte",
        null=True,
        blank=True,
        related_name="attributions",
    )
    restitution = models.ForeignKey(
        Restitution,
        models.CASCADE,
        verbose_name="restitution",
        null=True,
        blank=True,
        related_name="attributions",
    )
    libelle = models.CharField("libellé imprimé", max_length=250)
    cle = CleField(compute=lambda attribution: noms.fold(attribution.libelle))
    participant = models.ForeignKey(
        Participant, models.PROTECT, verbose_name="participant", related_name="attributions"
    )

    class Meta:
        verbose_name = "attribution"
        ordering = ["seance", "pk"]
        constraints = [
            models.CheckConstraint(
                name="attribution_un_texte",
                condition=(Q(texte_point__isnull=False) & Q(restitution__isnull=True))
                | (Q(texte_point__isnull=True) & Q(restitution__isnull=False)),
                violation_error_message="Une attribution vaut pour un seul texte.",
            ),
            models.UniqueConstraint(
                fields=["texte_point", "cle"],
                name="attribution_unique_par_texte",
                violation_error_message="Ce libellé est déjà attribué dans ce texte.",
            ),
            models.UniqueConstraint(
                fields=["restitution", "cle"],
                name="attribution_unique_par_restitution",
                violation_error_message="Ce libellé est déjà attribué dans cette note.",
            ),
        ]

    def __str__(self):
        return f"{self.libelle} : {self.participant}"

    def clean(self):
        super().clean()
        refuse_duplicate_key(self, "texte_point")
        refuse_duplicate_key(self, "restitution")


class Intervention(models.Model):
    """One line of the index of what was said, derived from the texts; never edited, rebuilt at will."""

    seance = models.ForeignKey(Seance, models.CASCADE, verbose_name="séance", related_name="interventions")
    participant = models.ForeignKey(
        Participant, models.CASCADE, verbose_name="locuteur", related_name="interventions"
    )
    point = models.ForeignKey(
        PointOrdreDuJour, models.CASCADE, verbose_name="point", related_name="interventions"
    )
    restitution = models.ForeignKey(
        Restitution,
        models.CASCADE,
        verbose_name="restitution",
        null=True,
        blank=True,
        related_name="interventions",
    )
    paragraphe = models.PositiveIntegerField("premier paragraphe")
    libelle = models.CharField("libellé imprimé", max_length=250)
    texte = models.TextField("texte")
    mots = models.PositiveIntegerField("mots")

    class Meta:
        verbose_name = "intervention"
        ordering = ["seance", "paragraphe"]
        constraints = [
            models.UniqueConstraint(
                fields=["seance", "paragraphe"],
                name="intervention_paragraphe_unique",
                violation_error_message="Une intervention commence déjà à ce paragraphe.",
            )
        ]

    def __str__(self):
        return f"{self.libelle} (§ {self.paragraphe})"
