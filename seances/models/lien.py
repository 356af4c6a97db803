"""Personal links: an address in a letter that does one act for one person, and opens nothing else."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from participants.models import Compte, Participant

from ..fields import SHA256, EmpreinteField
from .seance import Seance
from .sous_groupe import SousGroupe


class ActeLien(models.TextChoices):
    REPONDRE = "repondre", "répondre à la convocation"
    DEPOSER_NOTE = "deposer_note", "déposer la note du groupe"


class LienPersonnel(models.Model):
    """What a personal link does, for whom, until when. The link itself is known to its holder alone.

    `empreinte` is the sha256 of its secret: whoever reads the database can follow no link.
    """

    empreinte = EmpreinteField(
        "empreinte du lien",
        blank=False,
        unique=True,
        editable=False,
        error_messages={"unique": "Ce lien existe déjà."},
    )
    acte = models.CharField("acte", max_length=12, choices=ActeLien.choices, editable=False)
    participant = models.ForeignKey(
        Participant, models.CASCADE, verbose_name="pour", editable=False, related_name="liens"
    )
    seance = models.ForeignKey(
        Seance,
        models.CASCADE,
        verbose_name="séance",
        null=True,
        blank=True,
        editable=False,
        related_name="liens",
    )
    sous_groupe = models.ForeignKey(
        SousGroupe,
        models.CASCADE,
        verbose_name="sous-groupe",
        null=True,
        blank=True,
        editable=False,
        related_name="liens",
    )
    cree_le = models.DateTimeField("créé le", default=timezone.now, editable=False)
    cree_par = models.ForeignKey(
        Compte,
        models.SET_NULL,
        verbose_name="créé par",
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    expire_le = models.DateTimeField("expire le", editable=False)
    revoque_le = models.DateTimeField("révoqué le", null=True, blank=True, editable=False)
    utilise_le = models.DateTimeField("utilisé le", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "lien personnel"
        verbose_name_plural = "liens personnels"
        ordering = ["-cree_le", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="lien_a_son_empreinte",
                condition=Q(empreinte__regex=SHA256),
                violation_error_message="Un lien ne se garde que par son empreinte.",
            ),
            models.CheckConstraint(
                name="lien_vise_ce_que_dit_son_acte",
                condition=Q(acte=ActeLien.REPONDRE, seance__isnull=False, sous_groupe__isnull=True)
                | Q(acte=ActeLien.DEPOSER_NOTE, seance__isnull=True, sous_groupe__isnull=False),
                violation_error_message=(
                    "Un lien fait répondre pour une séance, ou déposer la note d’un sous-groupe, rien d’autre."
                ),
            ),
            models.CheckConstraint(
                name="lien_expire_apres_sa_creation",
                condition=Q(expire_le__gt=F("cree_le")),
                violation_error_message="Un lien expire après sa création.",
            ),
        ]

    def __str__(self):
        return f"{self.get_acte_display().capitalize()} – {self.participant}"

    @property
    def seance_visee(self):
        return self.seance or self.sous_groupe.seance
