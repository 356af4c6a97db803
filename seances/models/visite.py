"""What somebody has seen of what is new in the portal, and the weekly letter that tells him of the rest."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from participants.models import Compte


class Visite(models.Model):
    """Up to when an account has seen what is new, on whatever device.

    `depuis` is the end of the visit before: what came later is shown as new. `derniere_le` is when he last looked.
    """

    compte = models.OneToOneField(
        Compte,
        models.CASCADE,
        verbose_name="compte",
        editable=False,
        related_name="visite",
        error_messages={"unique": "Ce compte a déjà sa dernière visite."},
    )
    depuis = models.DateTimeField("vu jusqu’au", default=timezone.now, editable=False)
    derniere_le = models.DateTimeField("dernière visite le", default=timezone.now, editable=False)

    class Meta:
        verbose_name = "visite"
        ordering = ["-derniere_le", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="visite_depuis_avant_la_derniere",
                condition=Q(depuis__lte=F("derniere_le")),
                violation_error_message="Une visite ne commence pas après la dernière.",
            )
        ]

    def __str__(self):
        return f"Visite du {timezone.localtime(self.derniere_le):%d/%m/%Y}"


class AbonnementLettre(models.Model):
    """The weekly letter that an account asked for; one that is given up is deleted.

    `semaine` is the Monday of the last week that was looked at: each is looked at once. `du` and `au` are between
    which moments the last letter tells what is new. That no week has two letters is held by the Envoi, whose `cle` is
    the week.
    """

    compte = models.OneToOneField(
        Compte,
        models.CASCADE,
        verbose_name="compte",
        editable=False,
        related_name="lettre",
        error_messages={"unique": "Ce compte reçoit déjà la lettre de la semaine."},
    )
    demandee_le = models.DateTimeField("demandée le", default=timezone.now, editable=False)
    semaine = models.DateField("dernière semaine vue", editable=False)
    du = models.DateTimeField("du", default=timezone.now, editable=False)
    au = models.DateTimeField("au", default=timezone.now, editable=False)

    class Meta:
        verbose_name = "abonnement à la lettre"
        verbose_name_plural = "abonnements à la lettre"
        ordering = ["demandee_le", "pk"]
        constraints = [
            models.CheckConstraint(
                name="abonnement_lettre_du_avant_au",
                condition=Q(du__lte=F("au")),
                violation_error_message="Une lettre raconte ce qui s’est passé d’un moment à un autre, plus tard.",
            )
        ]

    def __str__(self):
        return f"Lettre demandée le {timezone.localtime(self.demandee_le):%d/%m/%Y}"
