"""Agendas kept to start from: those of the administration for every chantier, and each chantier's own."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from chantiers.models import Chantier

from .agenda import DUREE_MAX, NATURES_GENERATRICES, NaturePoint


class ModeleOrdreDuJour(models.Model):
    """An agenda without a date."""

    nom = models.CharField("nom", max_length=120)
    chantier = models.ForeignKey(
        Chantier,
        models.CASCADE,
        verbose_name="chantier",
        null=True,
        blank=True,
        related_name="modeles",
        help_text="Vide : proposé à tous les chantiers.",
    )

    ne_nomme_personne = True

    class Meta:
        verbose_name = "modèle d’ordre du jour"
        verbose_name_plural = "modèles d’ordre du jour"
        ordering = ["chantier__numero", "nom", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["chantier", "nom"],
                name="modele_nom_unique",
                violation_error_message="Ce chantier a déjà un modèle de ce nom.",
            ),
            models.UniqueConstraint(
                fields=["nom"],
                condition=Q(chantier__isnull=True),
                name="modele_commun_nom_unique",
                violation_error_message="Un modèle commun porte déjà ce nom.",
            ),
        ]

    def __str__(self):
        return self.nom


class LigneModele(models.Model):
    """A point to be."""

    modele = models.ForeignKey(
        ModeleOrdreDuJour, models.CASCADE, verbose_name="modèle", related_name="lignes"
    )
    position = models.PositiveSmallIntegerField("position", validators=[MinValueValidator(1)])
    titre = models.CharField("titre", max_length=300)
    nature = models.CharField("nature", max_length=12, choices=NaturePoint.choices, default=NaturePoint.DEBAT)
    duree_minutes = models.PositiveSmallIntegerField(
        "durée en minutes",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(DUREE_MAX)],
    )

    class Meta:
        verbose_name = "ligne d’un modèle"
        verbose_name_plural = "lignes des modèles"
        ordering = ["modele", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["modele", "position"],
                name="ligne_modele_position_unique",
                violation_error_message="Deux lignes de ce modèle portent le même numéro.",
            ),
            models.UniqueConstraint(
                fields=["modele", "nature"],
                condition=Q(nature__in=NATURES_GENERATRICES),
                name="ligne_modele_nature_unique",
                violation_error_message="Ce modèle a déjà un point de cette nature.",
            ),
            models.CheckConstraint(
                name="ligne_modele_position_positive",
                condition=Q(position__gte=1),
                violation_error_message="Les lignes sont numérotées à partir de 1.",
            ),
            models.CheckConstraint(
                name="ligne_modele_nature_connue",
                condition=Q(nature__in=NaturePoint.values),
                violation_error_message="Cette nature de point n’existe pas.",
            ),
            models.CheckConstraint(
                name="ligne_modele_duree_possible",
                condition=Q(duree_minutes__isnull=True) | Q(duree_minutes__range=(1, DUREE_MAX)),
                violation_error_message="Une durée va d’une minute à douze heures.",
            ),
        ]

    def __str__(self):
        return f"{self.position}. {self.titre}"
