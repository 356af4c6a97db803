"""The words of the field: a Terme, each of its meanings, and what participants suggest."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from participants import noms
from participants.fields import AvecCle, CleField, refuse_duplicate_key
from participants.models import Compte, Participant, Secteur

from .. import sigles
from .chantier import Chantier

SANS_LETTRE = "Écrivez un mot ou un sigle : il faut au moins une lettre ou un chiffre."
TEXTE_CHERCHE = 4000  # folded characters of a definition in which one searches


class TermeQuerySet(models.QuerySet):
    def publies(self):
        """Those that anybody reads: published, and with something to read."""
        return self.filter(publie=True).filter(
            models.Exists(Definition.objects.filter(terme=models.OuterRef("pk")))
        )

    def with_sens(self):
        definitions = Definition.objects.select_related("secteur").order_by("secteur__cle", "pk")
        return self.prefetch_related(models.Prefetch("definitions", definitions))


class Terme(AvecCle):
    """A word or an acronym of the field, that may mean several things."""

    mot = models.CharField("mot ou sigle", max_length=100)
    cle = CleField(
        compute=lambda terme: noms.fold(terme.mot),
        unique=True,
        error_messages={"unique": "Ce terme est déjà dans le glossaire."},
    )
    sigle = models.BooleanField(
        "sigle",
        default=False,
        help_text="Un sigle est expliqué à sa première mention sur les pages et dans les PDF, écrit exactement ainsi.",
    )
    publie = models.BooleanField(
        "publié",
        default=False,
        help_text="Seul un terme publié, avec un sens au moins, se lit et s’explique.",
    )
    chantiers = models.ManyToManyField(
        Chantier,
        verbose_name="chantiers",
        blank=True,
        related_name="termes",
        help_text="Les chantiers qui l’emploient ; aucun : ce mot est de tous.",
    )

    objects = TermeQuerySet.as_manager()

    ne_nomme_personne = True

    class Meta:
        verbose_name = "terme"
        ordering = ["cle", "pk"]

    def __str__(self):
        return self.mot

    def get_absolute_url(self):
        asked = urlencode({"mot": self.mot})
        return f"{reverse('chantiers:glossaire')}?{asked}#{self.ancre}"

    @property
    def ancre(self):
        return f"terme-{sigles.anchor(self.mot) or self.pk}"

    def clean(self):
        super().clean()
        self.mot = " ".join(self.mot.split())
        if not noms.fold(self.mot):
            raise ValidationError({"mot": SANS_LETTRE})
        refuse_duplicate_key(self)


class Definition(AvecCle):
    """One meaning of a term, in one sector or for all."""

    terme = models.ForeignKey(Terme, models.CASCADE, verbose_name="terme", related_name="definitions")
    secteur = models.ForeignKey(
        Secteur,
        models.PROTECT,
        verbose_name="secteur",
        null=True,
        blank=True,
        related_name="definitions",
        help_text="Vide : ce sens vaut pour tous les secteurs.",
    )
    texte = models.TextField("définition")
    cle = CleField(compute=lambda definition: noms.fold(definition.texte), max_length=TEXTE_CHERCHE)
    source = models.CharField("source", max_length=250, blank=True)

    class Meta:
        verbose_name = "définition"
        ordering = ["terme", "secteur__cle", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["terme", "secteur"],
                name="definition_unique_par_secteur",
                violation_error_message="Ce terme a déjà une définition pour ce secteur.",
            ),
            models.UniqueConstraint(
                fields=["terme"],
                condition=Q(secteur__isnull=True),
                name="definition_generale_unique",
                violation_error_message="Ce terme a déjà une définition générale.",
            ),
        ]

    def __str__(self):
        return f"{self.terme} : {self.texte}"


class EtatSuggestion(models.TextChoices):
    OUVERTE = "ouverte", "en attente"
    ACCEPTEE = "acceptee", "acceptée"
    MODIFIEE = "modifiee", "acceptée, modifiée"
    REFUSEE = "refusee", "refusée"
    RETIREE = "retiree", "retirée"


ETATS_ACCEPTES = [EtatSuggestion.ACCEPTEE, EtatSuggestion.MODIFIEE]


class SuggestionQuerySet(models.QuerySet):
    def ouvertes(self):
        return self.filter(etat=EtatSuggestion.OUVERTE)


class Suggestion(AvecCle):
    """A word, or one more meaning of it, that a participant proposes for the glossary, and what became of it."""

    participant = models.ForeignKey(
        Participant, models.PROTECT, verbose_name="proposée par", related_name="suggestions"
    )
    chantier = models.ForeignKey(
        Chantier, models.PROTECT, verbose_name="chantier", related_name="suggestions"
    )
    mot = models.CharField("mot ou sigle", max_length=100)
    cle = CleField(compute=lambda suggestion: noms.fold(suggestion.mot))
    secteur = models.ForeignKey(
        Secteur,
        models.PROTECT,
        verbose_name="secteur",
        null=True,
        blank=True,
        related_name="suggestions",
        help_text="Le secteur où ce mot a ce sens ; vide : tous.",
    )
    texte = models.TextField("définition", max_length=1000)
    source = models.CharField("source", max_length=250, blank=True)
    etat = models.CharField(
        "état",
        max_length=8,
        choices=EtatSuggestion.choices,
        default=EtatSuggestion.OUVERTE,
        editable=False,
    )
    deposee_le = models.DateTimeField("déposée le", default=timezone.now, editable=False)
    traitee_le = models.DateTimeField("traitée le", null=True, blank=True, editable=False)
    traitee_par = models.ForeignKey(
        Compte,
        models.SET_NULL,
        verbose_name="traitée par",
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    reponse = models.TextField("réponse", blank=True, editable=False)
    terme = models.ForeignKey(
        Terme,
        models.SET_NULL,
        verbose_name="terme du glossaire",
        null=True,
        blank=True,
        editable=False,
        related_name="suggestions",
    )

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        verbose_name = "suggestion pour le glossaire"
        verbose_name_plural = "suggestions pour le glossaire"
        ordering = ["-deposee_le", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="suggestion_etat_connu",
                condition=Q(etat__in=EtatSuggestion.values),
                violation_error_message="Une suggestion est en attente, acceptée, modifiée, refusée ou retirée.",
            ),
            models.CheckConstraint(
                name="suggestion_traitee_datee",
                condition=(Q(etat=EtatSuggestion.OUVERTE) & Q(traitee_le__isnull=True))
                | (~Q(etat=EtatSuggestion.OUVERTE) & Q(traitee_le__isnull=False)),
                violation_error_message="Une suggestion traitée dit quand elle l’a été ; elle seule le dit.",
            ),
            models.CheckConstraint(
                name="suggestion_refusee_motivee",
                condition=~Q(etat=EtatSuggestion.REFUSEE) | ~Q(reponse=""),
                violation_error_message="Un refus dit pourquoi.",
            ),
            models.CheckConstraint(
                name="suggestion_acceptee_mene_au_terme",
                condition=Q(etat__in=ETATS_ACCEPTES) | Q(terme__isnull=True),
                violation_error_message="Seule une suggestion acceptée mène à un terme.",
            ),
            models.UniqueConstraint(
                fields=["participant", "cle", "secteur"],
                condition=Q(etat=EtatSuggestion.OUVERTE),
                name="suggestion_ouverte_unique_par_secteur",
                violation_error_message="Ce mot est déjà proposé pour ce secteur ; la suggestion est en attente.",
            ),
            models.UniqueConstraint(
                fields=["participant", "cle"],
                condition=Q(etat=EtatSuggestion.OUVERTE, secteur__isnull=True),
                name="suggestion_ouverte_unique",
                violation_error_message="Ce mot est déjà proposé pour tous ; la suggestion est en attente.",
            ),
        ]

    def __str__(self):
        return f"Suggestion : {self.mot}"

    def clean(self):
        super().clean()
        self.mot = " ".join(self.mot.split())
        self.cle = noms.fold(self.mot)  # by which what waits already is told before it is saved
        if not self.cle:
            raise ValidationError({"mot": SANS_LETTRE})

    @property
    def est_ouverte(self):
        return self.etat == EtatSuggestion.OUVERTE
