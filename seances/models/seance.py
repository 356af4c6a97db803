"""A séance: when, where, and whether it is being prepared, convened or cancelled."""

import datetime

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from chantiers.models import Chantier


class Lieu(models.Model):
    """A place where séances are held."""

    nom = models.CharField("nom", max_length=200)
    adresse = models.CharField("adresse", max_length=250, blank=True)
    code_postal = models.CharField("code postal", max_length=10, blank=True)
    localite = models.CharField("localité", max_length=100, blank=True)
    acces = models.TextField("accès", blank=True, help_text="Train, bus, parking, accessibilité du bâtiment.")

    class Meta:
        verbose_name = "lieu"
        verbose_name_plural = "lieux"
        ordering = ["nom", "localite", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["nom", "adresse", "code_postal", "localite"],
                name="lieu_unique",
                violation_error_message="Ce lieu existe déjà.",
            )
        ]

    def __str__(self):
        return f"{self.nom}, {self.localite}" if self.localite else self.nom


class StatutSeance(models.TextChoices):
    PREPARATION = "preparation", "en préparation"
    CONVOQUEE = "convoquee", "convoquée"
    ANNULEE = "annulee", "annulée"


class SeanceQuerySet(models.QuerySet):
    def annoncees(self):
        """Convened or cancelled: what the chantier has told its people."""
        return self.exclude(statut=StatutSeance.PREPARATION)

    def a_venir(self, today=None):
        today = today or timezone.localdate()
        return self.filter(date__gte=today).order_by("date", "heure_debut", "chantier__numero", "numero")

    def passees(self, today=None):
        today = today or timezone.localdate()
        return self.filter(date__lt=today).order_by("-date", "-heure_debut", "chantier__numero", "-numero")

    def with_reperes(self):
        """What a list line shows: chantier and place."""
        return self.select_related("chantier", "lieu")

    def with_document(self):
        """What building the DocumentPV starts from."""
        return self.select_related(
            "chantier",
            "lieu",
            "proces_verbal__redacteur",
            "proces_verbal__verificateur",
        )


class Seance(models.Model):
    """A dated meeting of a chantier: agenda before, attendance during, procès-verbal after."""

    chantier = models.ForeignKey(Chantier, models.PROTECT, verbose_name="chantier", related_name="seances")
    numero = models.PositiveSmallIntegerField("numéro", validators=[MinValueValidator(1)])
    statut = models.CharField(
        "statut",
        max_length=12,
        choices=StatutSeance.choices,
        default=StatutSeance.PREPARATION,
        editable=False,
    )
    date = models.DateField("date")
    heure_debut = models.TimeField("début prévu", null=True, blank=True)
    heure_fin = models.TimeField("fin prévue", null=True, blank=True)
    debut_reel = models.TimeField("début réel", null=True, blank=True)
    fin_reelle = models.TimeField("fin réelle", null=True, blank=True)
    lieu = models.ForeignKey(
        Lieu, models.PROTECT, verbose_name="lieu", null=True, blank=True, related_name="seances"
    )
    informations = models.TextField(
        "informations pratiques", blank=True, help_text="Repas, covoiturage, matériel à apporter."
    )
    delai_notes = models.DateField("notes attendues pour le", null=True, blank=True)
    destinataire_notes = models.CharField("notes à envoyer à", max_length=250, blank=True)

    objects = SeanceQuerySet.as_manager()

    class Meta:
        verbose_name = "séance"
        ordering = ["chantier__numero", "numero", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["chantier", "numero"],
                name="seance_numero_unique",
                violation_error_message="Ce chantier a déjà une séance de ce numéro.",
            ),
            models.CheckConstraint(
                name="seance_numero_positif",
                condition=Q(numero__gte=1),
                violation_error_message="Le numéro d’une séance commence à 1.",
            ),
            models.CheckConstraint(
                name="seance_fin_apres_debut",
                condition=Q(heure_debut__isnull=True)
                | Q(heure_fin__isnull=True)
                | Q(heure_fin__gt=F("heure_debut")),
                violation_error_message="La séance doit se terminer après son début.",
            ),
            models.CheckConstraint(
                name="seance_fin_reelle_apres_debut",
                condition=Q(debut_reel__isnull=True)
                | Q(fin_reelle__isnull=True)
                | Q(fin_reelle__gt=F("debut_reel")),
                violation_error_message="La fin réelle doit venir après le début réel.",
            ),
            models.CheckConstraint(
                name="seance_statut_connu",
                condition=Q(statut__in=StatutSeance.values),
                violation_error_message="Une séance est en préparation, convoquée ou annulée.",
            ),
        ]
        indexes = [models.Index(fields=["date", "heure_debut"], name="seance_par_date")]

    def __str__(self):
        return f"Chantier {self.chantier.numero}, séance {self.numero}"

    def get_absolute_url(self):
        return self.url("seance_detail")

    def url(self, view, *numbers):
        """Address of one of the séance's pages, by the name of its view."""
        return reverse(f"seances:{view}", args=[self.chantier.numero, self.numero, *numbers])

    @property
    def est_annulee(self):
        return self.statut == StatutSeance.ANNULEE

    def moment(self, now=None):
        """« annulee », « preparation », « a_venir », « en_cours » or « tenue »: follows from statut and times."""
        if self.statut != StatutSeance.CONVOQUEE:
            return self.statut
        now = timezone.localtime(now)
        begins = self.debut_reel or self.heure_debut or datetime.time.min
        ends = self.fin_reelle or self.heure_fin or datetime.time.max
        if (now.date(), now.time()) < (self.date, begins):
            return "a_venir"
        return "en_cours" if (now.date(), now.time()) <= (self.date, ends) else "tenue"
