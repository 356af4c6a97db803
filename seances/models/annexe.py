"""Annexes: texts and documents that a PV carries at its end."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from ..fields import SHA256, EmpreinteField, TexteRicheField
from .seance import Seance


class Annexe(models.Model):
    """A text, a document, or both."""

    seance = models.ForeignKey(Seance, models.CASCADE, verbose_name="séance", related_name="annexes")
    numero = models.PositiveSmallIntegerField("numéro", validators=[MinValueValidator(1)])
    titre = models.CharField("titre", max_length=300)
    contenu = TexteRicheField("contenu", blank=True)
    fichier_nom = models.CharField("nom du fichier", max_length=250, blank=True)
    fichier_type = models.CharField("type du fichier", max_length=100, blank=True)
    fichier_sha256 = EmpreinteField("empreinte du fichier")
    publique = models.BooleanField(
        "publique", default=True, help_text="Paraît avec l’édition publique du procès-verbal."
    )
    ajoutee_le = models.DateTimeField("ajoutée le", null=True, default=timezone.now, editable=False)
    ouverte_le = models.DateTimeField("rendue publique le", null=True, editable=False)

    class Meta:
        verbose_name = "annexe"
        ordering = ["seance", "numero"]
        constraints = [
            models.UniqueConstraint(
                fields=["seance", "numero"],
                name="annexe_numero_unique",
                violation_error_message="Cette séance a déjà une annexe de ce numéro.",
            ),
            models.CheckConstraint(
                name="annexe_numero_positif",
                condition=Q(numero__gte=1),
                violation_error_message="Les annexes sont numérotées à partir de 1.",
            ),
            models.CheckConstraint(
                name="annexe_fichier_nomme",
                condition=(Q(fichier_sha256="") & Q(fichier_nom=""))
                | (Q(fichier_sha256__regex=SHA256) & ~Q(fichier_nom="")),
                violation_error_message="Un document joint a un nom et une empreinte.",
            ),
        ]

    def __str__(self):
        return self.titre

    def save(self, *, update_fields=None, **options):
        """Keep since when an annex that was not public is."""
        named = update_fields is None or "publique" in update_fields
        opens = self.publique and named and not self._state.adding
        if opens and Annexe.objects.filter(pk=self.pk, publique=False).exists():
            self.ouverte_le = timezone.now()
            update_fields = update_fields and {*update_fields, "ouverte_le"}
        super().save(update_fields=update_fields, **options)
