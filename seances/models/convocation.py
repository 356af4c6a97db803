"""What the participants of a séance were told, when, and of what state of it; and what they answered, each time."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from participants.models import Compte, Participant

from .presence import Presence, Reponse
from .seance import Seance


class GenreConvocation(models.TextChoices):
    CONVOCATION = "convocation", "convocation"
    MODIFICATION = "modification", "changement annoncé"
    ANNULATION = "annulation", "annulation"
    RELANCE = "relance", "demande de réponse"
    RAPPEL = "rappel", "rappel"


# Told to everybody: what somebody reads in the last one is what he believes.
ANNONCES = (GenreConvocation.CONVOCATION, GenreConvocation.MODIFICATION, GenreConvocation.ANNULATION)
RAPPELS = (GenreConvocation.RELANCE, GenreConvocation.RAPPEL)


class ConvocationQuerySet(models.QuerySet):
    def annonces(self):
        return self.filter(genre__in=ANNONCES)


class Convocation(models.Model):
    """Letters decided together about one séance, and when and where it was to be held at that moment."""

    seance = models.ForeignKey(Seance, models.CASCADE, verbose_name="séance", related_name="convocations")
    numero = models.PositiveSmallIntegerField("numéro", validators=[MinValueValidator(1)], editable=False)
    genre = models.CharField("genre", max_length=12, choices=GenreConvocation.choices, editable=False)
    automatique = models.BooleanField("automatique", default=False, editable=False)
    le = models.DateTimeField("le", default=timezone.now, editable=False)
    par = models.ForeignKey(
        Compte,
        models.SET_NULL,
        verbose_name="par",
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    message = models.TextField("message joint", blank=True, editable=False)
    date = models.DateField("date annoncée", editable=False)
    heure_debut = models.TimeField("début annoncé", null=True, blank=True, editable=False)
    heure_fin = models.TimeField("fin annoncée", null=True, blank=True, editable=False)
    lieu = models.CharField("lieu annoncé", max_length=600, blank=True, editable=False)

    objects = ConvocationQuerySet.as_manager()

    ne_nomme_personne = True

    class Meta:
        verbose_name = "convocation"
        ordering = ["seance", "-numero"]
        constraints = [
            models.UniqueConstraint(
                fields=["seance", "numero"],
                name="convocation_numero_unique",
                violation_error_message="Cette séance a déjà une convocation de ce numéro.",
            ),
            models.UniqueConstraint(
                fields=["seance", "genre", "date"],
                condition=Q(automatique=True),
                name="convocation_automatique_une_fois",
                violation_error_message="Ce rappel est déjà parti pour cette date.",
            ),
            models.CheckConstraint(
                name="convocation_numero_positif",
                condition=Q(numero__gte=1),
                violation_error_message="Les convocations d’une séance sont numérotées à partir de 1.",
            ),
            models.CheckConstraint(
                name="convocation_genre_connu",
                condition=Q(genre__in=GenreConvocation.values),
                violation_error_message="Ce genre de convocation n’existe pas.",
            ),
            models.CheckConstraint(
                name="convocation_automatique_est_un_rappel",
                condition=Q(automatique=False) | Q(genre__in=RAPPELS),
                violation_error_message="Seul un rappel part de lui-même.",
            ),
        ]

    def __str__(self):
        return f"{self.get_genre_display().capitalize()} – {self.seance}"


class ReponseDonnee(models.Model):
    """One answer that somebody gave. The last one counts, and his Presence says it too; the others are history."""

    presence = models.ForeignKey(
        Presence, models.CASCADE, verbose_name="présence", editable=False, related_name="reponses"
    )
    reponse = models.CharField("réponse", max_length=12, choices=Reponse.choices, editable=False)
    motif = models.CharField("motif", max_length=300, blank=True, editable=False)
    remplacant_annonce = models.CharField("remplacé(e) par", max_length=250, blank=True, editable=False)
    remplacant_courriel = models.EmailField("adresse donnée", blank=True, editable=False)
    remplacant = models.ForeignKey(
        Participant,
        models.PROTECT,
        verbose_name="personne annoncée",
        null=True,
        blank=True,
        editable=False,
        related_name="annonces_comme_remplacant",
    )
    par = models.ForeignKey(
        Compte,
        models.SET_NULL,
        verbose_name="par",
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    donnee_le = models.DateTimeField("donnée le", default=timezone.now, editable=False)

    class Meta:
        verbose_name = "réponse donnée"
        verbose_name_plural = "réponses données"
        ordering = ["-donnee_le", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="reponse_donnee_connue",
                condition=Q(reponse__in=Reponse.values),
                violation_error_message="Cette réponse n’existe pas.",
            ),
            models.CheckConstraint(
                name="reponse_donnee_remplacant_de_qui_se_fait_remplacer",
                condition=Q(reponse=Reponse.REMPLACE)
                | Q(remplacant__isnull=True, remplacant_annonce="", remplacant_courriel=""),
                violation_error_message="Seule une réponse « se fait remplacer » nomme quelqu’un.",
            ),
        ]

    def __str__(self):
        return f"{self.get_reponse_display().capitalize()} – {self.presence}"
