"""Subscriptions: a secret address from which a calendar program reads the séances of one account."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from participants.models import Compte

from ..fields import SHA256, EmpreinteField


class Abonnement(models.Model):
    """Whose calendar an address gives. The address itself is known to its holder alone.

    `empreinte` is the sha256 of its secret, as for a personal link. One that is ended is deleted.
    """

    compte = models.ForeignKey(
        Compte, models.CASCADE, verbose_name="compte", editable=False, related_name="abonnements"
    )
    empreinte = EmpreinteField(
        "empreinte de l’adresse",
        blank=False,
        unique=True,
        editable=False,
        error_messages={"unique": "Cette adresse existe déjà."},
    )
    appareil = models.CharField("où vous l’utiliserez", max_length=60, blank=True)
    cree_le = models.DateTimeField("créé le", default=timezone.now, editable=False)
    lu_le = models.DateField("lu pour la dernière fois le", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "abonnement au calendrier"
        verbose_name_plural = "abonnements au calendrier"
        ordering = ["cree_le", "pk"]
        constraints = [
            models.CheckConstraint(
                name="abonnement_a_son_empreinte",
                condition=Q(empreinte__regex=SHA256),
                violation_error_message="Une adresse d’abonnement ne se garde que par son empreinte.",
            )
        ]

    def __str__(self):
        return f"Abonnement du {timezone.localtime(self.cree_le):%d/%m/%Y}"
