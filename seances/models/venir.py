"""Coming to a séance: who shares a car, and who eats. Kept until it is over, no longer."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from participants.models import Participant

from .seance import Seance

PLACES = 8


class GenreCovoiturage(models.TextChoices):
    OFFRE = "offre", "propose des places"
    DEMANDE = "demande", "cherche une place"


class Covoiturage(models.Model):
    """Places that somebody offers in a car, or looks for. Read by the people of the séance alone."""

    seance = models.ForeignKey(
        Seance, models.CASCADE, verbose_name="séance", editable=False, related_name="covoiturages"
    )
    participant = models.ForeignKey(
        Participant, models.CASCADE, verbose_name="personne", editable=False, related_name="covoiturages"
    )
    genre = models.CharField("vous", max_length=7, choices=GenreCovoiturage.choices)
    depart = models.CharField("localité de départ", max_length=100)
    heure = models.TimeField("heure de départ", null=True, blank=True)
    places = models.PositiveSmallIntegerField("places", default=1)
    message = models.CharField("message", max_length=200, blank=True)
    adresse_visible = models.BooleanField("montrer mon adresse aux personnes de la séance", default=False)
    modifie_le = models.DateTimeField("modifié le", default=timezone.now, editable=False)

    class Meta:
        verbose_name = "covoiturage"
        ordering = ["seance", "genre", "depart", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["seance", "participant"],
                name="covoiturage_unique",
                violation_error_message="Cette personne a déjà une annonce pour cette séance.",
            ),
            models.CheckConstraint(
                name="covoiturage_genre_connu",
                condition=Q(genre__in=GenreCovoiturage.values),
                violation_error_message="On propose des places ou on en cherche.",
            ),
            models.CheckConstraint(
                name="covoiturage_places",
                condition=Q(places__gte=1, places__lte=PLACES),
                violation_error_message=f"De 1 à {PLACES} places.",
            ),
            models.CheckConstraint(
                name="covoiturage_depart",
                condition=~Q(depart=""),
                violation_error_message="Dites d’où vous partez.",
            ),
        ]

    def __str__(self):
        return f"{self.get_genre_display().capitalize()}, {self.depart}"


class EtatContact(models.TextChoices):
    DEMANDE = "demande", "demandé"
    DONNE = "donne", "donné"
    REFUSE = "refuse", "refusé"


class DemandeContact(models.Model):
    """Somebody asks whoever shares a car how to reach him. Accepted, each reads the other's address."""

    covoiturage = models.ForeignKey(
        Covoiturage, models.CASCADE, verbose_name="covoiturage", editable=False, related_name="demandes"
    )
    participant = models.ForeignKey(
        Participant, models.CASCADE, verbose_name="demandé par", editable=False, related_name="+"
    )
    etat = models.CharField(
        "état", max_length=7, choices=EtatContact.choices, default=EtatContact.DEMANDE, editable=False
    )
    cree_le = models.DateTimeField("demandé le", default=timezone.now, editable=False)

    class Meta:
        verbose_name = "demande de contact"
        verbose_name_plural = "demandes de contact"
        ordering = ["cree_le", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["covoiturage", "participant"],
                name="demande_contact_unique",
                violation_error_message="Ce contact est déjà demandé.",
            ),
            models.CheckConstraint(
                name="demande_contact_etat_connu",
                condition=Q(etat__in=EtatContact.values),
                violation_error_message="Un contact est demandé, donné ou refusé.",
            ),
        ]

    def __str__(self):
        return f"Contact {self.get_etat_display()}"


class Repas(models.Model):
    """Whether somebody eats at the séance, and what the kitchen should know."""

    seance = models.ForeignKey(
        Seance, models.CASCADE, verbose_name="séance", editable=False, related_name="repas"
    )
    participant = models.ForeignKey(
        Participant, models.CASCADE, verbose_name="personne", editable=False, related_name="repas"
    )
    mange = models.BooleanField("mange sur place")
    souhait = models.CharField("pour la cuisine", max_length=100, blank=True)
    modifie_le = models.DateTimeField("modifié le", default=timezone.now, editable=False)

    class Meta:
        verbose_name = "repas"
        verbose_name_plural = "repas"
        ordering = ["seance", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["seance", "participant"],
                name="repas_unique",
                violation_error_message="Cette personne a déjà répondu pour le repas.",
            ),
            models.CheckConstraint(
                name="repas_souhait_de_qui_mange",
                condition=Q(mange=True) | Q(souhait=""),
                violation_error_message="Qui ne mange pas n’a rien à dire à la cuisine.",
            ),
        ]

    def __str__(self):
        return "Mange sur place" if self.mange else "Ne mange pas sur place"
