"""The subjects of work: what a chantier asks, who presides it, who belongs to it."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from participants import noms
from participants.fields import AvecCle, CleField, refuse_duplicate_key
from participants.models import Participant

COULEURS = 12
JOURS_MAXIMUM = 60  # before a séance, for its reminders


class Visibilite(models.TextChoices):
    PUBLIQUE = "publique", "publique"
    PRIVEE = "privee", "privée"


class Thematique(AvecCle):
    """A theme that groups chantiers."""

    titre = models.CharField("titre", max_length=200)
    cle = CleField(
        compute=lambda thematique: noms.fold(thematique.titre),
        unique=True,
        error_messages={"unique": "Cette thématique existe déjà."},
    )

    class Meta:
        verbose_name = "thématique"
        ordering = ["cle", "pk"]

    def __str__(self):
        return self.titre

    def clean(self):
        super().clean()
        refuse_duplicate_key(self)


class ChantierQuerySet(models.QuerySet):
    def publics(self):
        return self.filter(visibilite=Visibilite.PUBLIQUE)


class Chantier(models.Model):
    """A workstream of the Assises: a numbered subject, its co-presidents and its séances."""

    numero = models.PositiveSmallIntegerField(
        "numéro",
        unique=True,
        validators=[MinValueValidator(1)],
        error_messages={"unique": "Un chantier porte déjà ce numéro."},
    )
    titre = models.CharField("titre", max_length=200)
    thematique = models.ForeignKey(
        Thematique,
        models.PROTECT,
        verbose_name="thématique",
        null=True,
        blank=True,
        related_name="chantiers",
    )
    objectif = models.TextField("objectif", blank=True)
    contact = models.EmailField(
        "adresse de contact",
        blank=True,
        help_text="Publique : la seule adresse électronique que les procès-verbaux impriment.",
    )
    visibilite = models.CharField(
        "visibilité", max_length=10, choices=Visibilite.choices, default=Visibilite.PUBLIQUE
    )
    couleur = models.PositiveSmallIntegerField(
        "couleur",
        default=0,
        validators=[MaxValueValidator(COULEURS)],
        help_text="De 1 à 12 ; 0 : selon le numéro du chantier.",
    )

    rappel_jours = models.PositiveSmallIntegerField(
        "rappel, jours avant la séance",
        default=2,
        validators=[MaxValueValidator(JOURS_MAXIMUM)],
        help_text="Aux personnes attendues. 0 : aucun.",
    )
    relance_jours = models.PositiveSmallIntegerField(
        "relance, jours avant la séance",
        default=7,
        validators=[MaxValueValidator(JOURS_MAXIMUM)],
        help_text="À qui n’a pas encore répondu. 0 : aucune.",
    )

    objects = ChantierQuerySet.as_manager()

    ne_nomme_personne = True

    class Meta:
        verbose_name = "chantier"
        ordering = ["numero"]
        constraints = [
            models.CheckConstraint(
                name="chantier_numero_positif",
                condition=Q(numero__gte=1),
                violation_error_message="Le numéro d’un chantier commence à 1.",
            ),
            models.CheckConstraint(
                name="chantier_visibilite_connue",
                condition=Q(visibilite__in=Visibilite.values),
                violation_error_message="Un chantier est public ou privé.",
            ),
            models.CheckConstraint(
                name="chantier_couleur_connue",
                condition=Q(couleur__lte=COULEURS),
                violation_error_message="La couleur est un numéro de 0 à 12.",
            ),
        ]

    def __str__(self):
        return f"Chantier {self.numero} – {self.titre}"

    def get_absolute_url(self):
        return reverse("seances:chantier_detail", args=[self.numero])

    @property
    def est_public(self):
        return self.visibilite == Visibilite.PUBLIQUE

    @property
    def teinte(self):
        """Number of the chantier's colour in the tried set, 1 to 12."""
        return self.couleur or (self.numero - 1) % COULEURS + 1


class PeriodeQuerySet(models.QuerySet):
    def en_cours(self, on):
        """Those in force on a date."""
        return self.filter(depuis__lte=on).filter(Q(jusque__isnull=True) | Q(jusque__gte=on))


class Periode(models.Model):
    """Somebody's place in a chantier, from one day until another."""

    depuis = models.DateField("depuis")
    jusque = models.DateField("jusqu’au", null=True, blank=True)

    objects = PeriodeQuerySet.as_manager()

    class Meta:
        abstract = True


class Copresidence(Periode):
    """Who presides a chantier, from when until when."""

    chantier = models.ForeignKey(
        Chantier, models.CASCADE, verbose_name="chantier", related_name="copresidences"
    )
    participant = models.ForeignKey(
        Participant, models.PROTECT, verbose_name="participant", related_name="copresidences"
    )
    rang = models.PositiveSmallIntegerField("rang", default=0)

    nature_journal = "role"

    class Meta:
        verbose_name = "coprésidence"
        ordering = ["chantier", "rang", "pk"]
        constraints = [
            models.CheckConstraint(
                name="copresidence_fin_apres_debut",
                condition=Q(jusque__isnull=True) | Q(jusque__gte=F("depuis")),
                violation_error_message="La coprésidence ne peut pas finir avant d’avoir commencé.",
            ),
            models.UniqueConstraint(
                fields=["chantier", "participant"],
                condition=Q(jusque__isnull=True),
                name="copresidence_en_cours_unique",
                violation_error_message="Cette personne préside déjà ce chantier.",
            ),
        ]

    def __str__(self):
        return f"{self.participant} (chantier {self.chantier.numero})"


class Inscription(Periode):
    """Who takes part in a chantier, from when until when; a rédacteur also writes its PVs."""

    chantier = models.ForeignKey(
        Chantier, models.CASCADE, verbose_name="chantier", related_name="inscriptions"
    )
    participant = models.ForeignKey(
        Participant, models.PROTECT, verbose_name="participant", related_name="inscriptions"
    )
    redacteur = models.BooleanField("rédige les procès-verbaux", default=False)

    nature_journal = "role"

    class Meta:
        verbose_name = "inscription"
        ordering = ["chantier", "participant__cle_tri", "pk"]
        constraints = [
            models.CheckConstraint(
                name="inscription_fin_apres_debut",
                condition=Q(jusque__isnull=True) | Q(jusque__gte=F("depuis")),
                violation_error_message="L’inscription ne peut pas finir avant d’avoir commencé.",
            ),
            models.UniqueConstraint(
                fields=["chantier", "participant"],
                condition=Q(jusque__isnull=True),
                name="inscription_en_cours_unique",
                violation_error_message="Cette personne est déjà inscrite à ce chantier.",
            ),
        ]

    def __str__(self):
        return f"{self.participant} (chantier {self.chantier.numero})"


class Question(models.Model):
    """A question that the chantier has to answer."""

    chantier = models.ForeignKey(Chantier, models.CASCADE, verbose_name="chantier", related_name="questions")
    rang = models.PositiveSmallIntegerField("rang")
    texte = models.TextField("question")

    class Meta:
        verbose_name = "question"
        ordering = ["chantier", "rang"]
        constraints = [
            models.UniqueConstraint(
                fields=["chantier", "rang"],
                name="question_rang_unique",
                violation_error_message="Deux questions de ce chantier portent le même rang.",
            )
        ]

    def __str__(self):
        return self.texte
