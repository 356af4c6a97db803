"""Remarks on a PV: made by a reader on a frozen version, or said aloud at a séance."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from participants.models import Compte, Participant

from .proces_verbal import ProcesVerbal, VersionPV
from .seance import Seance


class OrigineRemarque(models.TextChoices):
    LECTURE = "lecture", "faite à la lecture"
    SEANCE = "seance", "faite en séance"
    REPRISE = "reprise", "reprise d’un document"


class TypeRemarque(models.TextChoices):
    CORRECTION = "correction", "correction"
    AJOUT = "ajout", "ajout"
    PRECISION = "precision", "précision"
    SUPPRESSION = "suppression", "suppression"
    OBSERVATION = "observation", "observation"


class DecisionRemarque(models.TextChoices):
    OUVERTE = "ouverte", "à traiter"
    ACCEPTEE = "acceptee", "acceptée"
    MODIFIEE = "modifiee", "acceptée autrement"
    REFUSEE = "refusee", "refusée"
    ACTEE = "actee", "actée"


class RemarqueQuerySet(models.QuerySet):
    def ouvertes(self):
        return self.filter(decision=DecisionRemarque.OUVERTE)


class Remarque(models.Model):
    """What somebody asks to be changed in a PV, and what was decided."""

    origine = models.CharField("origine", max_length=8, choices=OrigineRemarque.choices)
    auteur = models.ForeignKey(Participant, models.PROTECT, verbose_name="auteur", related_name="remarques")
    saisie_par = models.ForeignKey(
        Compte, models.PROTECT, verbose_name="saisie par", null=True, blank=True, related_name="+"
    )
    saisie_le = models.DateTimeField("saisie le", default=timezone.now)
    type = models.CharField(
        "type", max_length=12, choices=TypeRemarque.choices, default=TypeRemarque.OBSERVATION
    )
    texte = models.TextField("texte", blank=True)
    proposition = models.TextField(
        "nouvelle formulation",
        blank=True,
        help_text="Ce qui prendrait la place du passage cité, ou le suivrait.",
    )
    decision = models.CharField(
        "décision", max_length=10, choices=DecisionRemarque.choices, default=DecisionRemarque.OUVERTE
    )
    motif_decision = models.TextField("réponse", blank=True)
    decidee_le = models.DateTimeField("traitée le", null=True, blank=True, editable=False)
    retenue = models.TextField(
        "formulation retenue",
        blank=True,
        help_text="D’une remarque acceptée autrement : ce qui s’écrit au lieu de ce qu’elle propose.",
    )
    reservee = models.BooleanField(
        "réservée",
        default=False,
        help_text="Elle vise un point à huis clos ou une annexe réservée : aucune édition publique ne la cite.",
    )
    appliquee_le = models.DateTimeField("appliquée au texte le", null=True, blank=True, editable=False)
    seance = models.ForeignKey(
        Seance,
        models.CASCADE,
        verbose_name="dite à la séance",
        null=True,
        blank=True,
        related_name="remarques",
    )
    rang = models.PositiveSmallIntegerField("rang", default=0)
    proces_verbal = models.ForeignKey(
        ProcesVerbal,
        models.PROTECT,
        verbose_name="procès-verbal visé",
        null=True,
        blank=True,
        related_name="remarques",
    )
    version = models.ForeignKey(
        VersionPV,
        models.PROTECT,
        verbose_name="version lue",
        null=True,
        blank=True,
        related_name="remarques",
    )
    paragraphe = models.PositiveIntegerField("paragraphe", null=True, blank=True)
    page = models.PositiveIntegerField("page", null=True, blank=True)
    citation = models.TextField("passage cité", blank=True)
    citation_avant = models.CharField("avant le passage", max_length=200, blank=True)
    citation_apres = models.CharField("après le passage", max_length=200, blank=True)

    objects = RemarqueQuerySet.as_manager()

    class Meta:
        verbose_name = "remarque"
        ordering = ["seance", "rang", "pk"]
        constraints = [
            models.CheckConstraint(
                name="remarque_origine_connue",
                condition=Q(origine__in=OrigineRemarque.values),
                violation_error_message="Cette origine n’existe pas.",
            ),
            models.CheckConstraint(
                name="remarque_type_connu",
                condition=Q(type__in=TypeRemarque.values),
                violation_error_message="Ce type de remarque n’existe pas.",
            ),
            models.CheckConstraint(
                name="remarque_decision_connue",
                condition=Q(decision__in=DecisionRemarque.values),
                violation_error_message="Cette décision n’existe pas.",
            ),
            models.CheckConstraint(
                name="remarque_lecture_sur_version",
                condition=~Q(origine=OrigineRemarque.LECTURE)
                | (
                    Q(version__isnull=False)
                    & Q(proces_verbal__isnull=False)
                    & Q(paragraphe__isnull=False)
                    & ~Q(citation="")
                ),
                violation_error_message=(
                    "Une remarque de lecture porte sur une version, un paragraphe et un passage exact."
                ),
            ),
            models.CheckConstraint(
                name="remarque_seance_requise",
                condition=~Q(origine=OrigineRemarque.SEANCE) | Q(seance__isnull=False),
                violation_error_message="Une remarque faite en séance nomme cette séance.",
            ),
            models.CheckConstraint(
                name="remarque_reprise_sur_pv",
                condition=~Q(origine=OrigineRemarque.REPRISE) | Q(proces_verbal__isnull=False),
                violation_error_message="Une remarque reprise d’un document nomme le procès-verbal visé.",
            ),
            models.CheckConstraint(
                name="remarque_retenue_autrement",
                condition=Q(retenue="") | Q(decision=DecisionRemarque.MODIFIEE),
                violation_error_message="Seule une remarque acceptée autrement retient une autre formulation.",
            ),
            models.CheckConstraint(
                name="remarque_non_vide",
                condition=~Q(texte="") | ~Q(proposition="") | Q(type=TypeRemarque.SUPPRESSION),
                violation_error_message="Dites votre remarque, ou proposez une formulation.",
            ),
            models.CheckConstraint(
                name="remarque_appliquee_acceptee",
                condition=Q(appliquee_le__isnull=True)
                | Q(decision__in=[DecisionRemarque.ACCEPTEE, DecisionRemarque.MODIFIEE]),
                violation_error_message="Seule une remarque acceptée s’applique au texte.",
            ),
        ]

    def __str__(self):
        return f"{self.auteur} : {(self.texte or self.proposition or self.get_type_display())[:60]}"

    @property
    def est_ouverte(self):
        return self.decision == DecisionRemarque.OUVERTE

    @property
    def formulation(self):
        """The new wording: the one that was retained, else the one proposed."""
        return self.retenue or self.proposition
