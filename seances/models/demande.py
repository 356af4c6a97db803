"""What a person asks about the data held about him: to correct them, to erase them."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from participants.models import Compte, Participant


class GenreDemande(models.TextChoices):
    CORRECTION = "correction", "correction"
    EFFACEMENT = "effacement", "effacement"


class EtatDemande(models.TextChoices):
    OUVERTE = "ouverte", "en attente"
    FAITE = "faite", "faite"
    REFUSEE = "refusee", "refusée"
    RETIREE = "retiree", "retirée"


class DemandeQuerySet(models.QuerySet):
    def ouvertes(self):
        return self.filter(etat=EtatDemande.OUVERTE)


class Demande(models.Model):
    """A request that somebody makes on his own page, and what became of it."""

    participant = models.ForeignKey(
        Participant, models.PROTECT, verbose_name="personne", related_name="demandes"
    )
    genre = models.CharField("demande", max_length=10, choices=GenreDemande.choices, editable=False)
    etat = models.CharField(
        "état", max_length=8, choices=EtatDemande.choices, default=EtatDemande.OUVERTE, editable=False
    )
    texte = models.TextField("ce qui est demandé", blank=True, editable=False)
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

    objects = DemandeQuerySet.as_manager()

    class Meta:
        verbose_name = "demande"
        ordering = ["-deposee_le", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="demande_genre_connu",
                condition=Q(genre__in=GenreDemande.values),
                violation_error_message="On demande une correction ou un effacement.",
            ),
            models.CheckConstraint(
                name="demande_etat_connu",
                condition=Q(etat__in=EtatDemande.values),
                violation_error_message="Une demande est en attente, faite, refusée ou retirée.",
            ),
            models.CheckConstraint(
                name="demande_traitee_datee",
                condition=(Q(etat=EtatDemande.OUVERTE) & Q(traitee_le__isnull=True))
                | (~Q(etat=EtatDemande.OUVERTE) & Q(traitee_le__isnull=False)),
                violation_error_message="Une demande traitée dit quand elle l’a été ; elle seule le dit.",
            ),
            models.CheckConstraint(
                name="demande_refusee_motivee",
                condition=~Q(etat=EtatDemande.REFUSEE) | ~Q(reponse=""),
                violation_error_message="Un refus dit pourquoi.",
            ),
            models.UniqueConstraint(
                fields=["participant", "genre"],
                condition=Q(etat=EtatDemande.OUVERTE),
                name="demande_ouverte_unique",
                violation_error_message="Une demande de ce genre est déjà en attente.",
            ),
        ]

    def __str__(self):
        return f"Demande de {self.get_genre_display()}, {self.participant}"
