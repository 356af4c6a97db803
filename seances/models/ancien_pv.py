"""An old PV on its way in: the file, what was read of it, and what somebody corrected, until it is written."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from chantiers.models import Chantier
from participants.models import Compte

from ..fields import SHA256, EmpreinteField
from .seance import Seance


class AncienPV(models.Model):
    """A draft: nothing of it is in the portal's PVs before somebody confirms it, and it goes after a while.

    chantier: whose PV it is; None for « the one that the document names », which the administration alone may say.
    corrections: what the review's fields hold, as typed, right or wrong. revision counts how often they were kept.
    """

    chantier = models.ForeignKey(
        Chantier,
        models.CASCADE,
        verbose_name="chantier",
        null=True,
        blank=True,
        related_name="anciens_pv",
    )
    fichier_nom = models.CharField("fichier", max_length=200, editable=False)
    fichier_sha256 = EmpreinteField("empreinte du fichier", blank=False, editable=False)
    lecture = models.JSONField("lecture", default=dict, editable=False)
    corrections = models.JSONField("corrections", default=dict, blank=True, editable=False)
    revision = models.PositiveIntegerField("révision", default=0, editable=False)
    depose_par = models.ForeignKey(
        Compte,
        models.SET_NULL,
        verbose_name="déposé par",
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    depose_le = models.DateTimeField("déposé le", default=timezone.now, editable=False)
    modifie_le = models.DateTimeField("relu le", default=timezone.now, editable=False)
    seance = models.ForeignKey(
        Seance,
        models.CASCADE,
        verbose_name="séance écrite",
        null=True,
        blank=True,
        editable=False,
        related_name="anciens_pv",
    )
    importe_le = models.DateTimeField("importé le", null=True, blank=True, editable=False)

    ne_nomme_personne = True

    class Meta:
        verbose_name = "ancien procès-verbal"
        verbose_name_plural = "anciens procès-verbaux"
        ordering = ["-depose_le", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="ancienpv_a_son_empreinte",
                condition=Q(fichier_sha256__regex=SHA256),
                violation_error_message="Le fichier d’un ancien PV se garde sous son empreinte.",
            ),
            models.CheckConstraint(
                name="ancienpv_importe_avec_sa_seance",
                condition=Q(importe_le__isnull=True, seance__isnull=True)
                | Q(importe_le__isnull=False, seance__isnull=False),
                violation_error_message="Un ancien PV importé a sa séance ; un autre n’en a pas encore.",
            ),
        ]

    def __str__(self):
        return self.fichier_nom
