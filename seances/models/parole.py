"""Who said what: what a human confirmed (Attribution), the index derived from it, and what was picked from it."""

from django.db import models
from django.db.models import Q

from participants import noms
from participants.fields import AvecCle, CleField, refuse_duplicate_key
from participants.models import Participant

from .agenda import PointOrdreDuJour, TextePoint
from .proces_verbal import VersionPV
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


class TypeProposition(models.TextChoices):
    PROBLEME = "probleme", "problème"
    CAUSE = "cause", "cause"
    ACTION = "action", "action possible"


class EtatProposition(models.TextChoices):
    A_L_ETUDE = "a_l_etude", "à l’étude"
    RETENUE = "retenue", "retenue"
    ECARTEE = "ecartee", "écartée"
    TRANSMISE = "transmise", "transmise"


class NiveauProposition(models.TextChoices):
    TERRAIN = "terrain", "de terrain"
    INSTITUTIONNEL = "institutionnel", "institutionnel"
    LEGISLATIF = "legislatif", "législatif"


class Proposition(models.Model):
    """A problem, a cause or a possible action picked from a PV, with the paragraph it quotes."""

    seance = models.ForeignKey(Seance, models.PROTECT, verbose_name="séance", related_name="propositions")
    version = models.ForeignKey(
        VersionPV, models.PROTECT, verbose_name="version citée", null=True, blank=True, related_name="+"
    )
    paragraphe = models.PositiveIntegerField("paragraphe cité")
    citation = models.TextField("passage cité")
    type = models.CharField("type", max_length=10, choices=TypeProposition.choices)
    etat = models.CharField(
        "état", max_length=10, choices=EtatProposition.choices, default=EtatProposition.A_L_ETUDE
    )
    niveau = models.CharField("niveau", max_length=15, choices=NiveauProposition.choices, blank=True)
    articles = models.CharField("articles du Code", max_length=200, blank=True)

    class Meta:
        verbose_name = "proposition"
        ordering = ["seance", "paragraphe", "pk"]
        constraints = [
            models.CheckConstraint(
                name="proposition_type_connu",
                condition=Q(type__in=TypeProposition.values),
                violation_error_message="Ce type de proposition n’existe pas.",
            ),
            models.CheckConstraint(
                name="proposition_etat_connu",
                condition=Q(etat__in=EtatProposition.values),
                violation_error_message="Cet état de proposition n’existe pas.",
            ),
            models.CheckConstraint(
                name="proposition_niveau_connu",
                condition=Q(niveau__in=["", *NiveauProposition.values]),
                violation_error_message="Ce niveau n’existe pas.",
            ),
            models.CheckConstraint(
                name="proposition_cite",
                condition=~Q(citation=""),
                violation_error_message="Une proposition cite le passage dont elle vient.",
            ),
        ]

    def __str__(self):
        return self.citation[:80]
