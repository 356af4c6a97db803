"""Who presides, who was there, who was excused, who stood in for whom: as of that day."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from participants.models import Organisation, Participant

from .seance import Seance


class Imprime(models.Model):
    """What a PV prints of a person that day. A later change of job or name changes no old PV."""

    nom_imprime = models.CharField("nom imprimé", max_length=250, blank=True)
    organisation_imprimee = models.CharField("organisation imprimée", max_length=300, blank=True)
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        verbose_name="organisation du jour",
        null=True,
        blank=True,
        related_name="+",
    )
    fonction_imprimee = models.CharField("fonction imprimée", max_length=250, blank=True)
    rang = models.PositiveSmallIntegerField("rang", default=0)

    class Meta:
        abstract = True

    def __str__(self):
        return self.nom_imprime or str(self.participant)

    def fill_from_participant(self):
        """Start from the Participant's data where nothing was typed."""
        self.nom_imprime = self.nom_imprime or self.participant.nom_complet
        self.fonction_imprimee = self.fonction_imprimee or self.participant.fonction
        if not self.organisation_imprimee:
            self.organisation_imprimee = self.participant.organisation_affichee
            self.organisation = self.participant.organisation


class PresidenceSeance(Imprime):
    """Who presided that séance. Those who preside are in no list of présents."""

    seance = models.ForeignKey(Seance, models.CASCADE, verbose_name="séance", related_name="presidences")
    participant = models.ForeignKey(
        Participant, models.PROTECT, verbose_name="participant", related_name="presidences"
    )

    class Meta:
        verbose_name = "présidence de séance"
        verbose_name_plural = "présidences de séance"
        ordering = ["seance", "rang", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["seance", "participant"],
                name="presidence_unique",
                violation_error_message="Cette personne préside déjà cette séance.",
            )
        ]

    def clean(self):
        if Presence.objects.filter(seance_id=self.seance_id, participant_id=self.participant_id).exists():
            raise ValidationError("Cette personne figure déjà dans la liste des présences de la séance.")


class Reponse(models.TextChoices):
    SANS_REPONSE = "sans_reponse", "sans réponse"
    VIENT = "vient", "vient"
    EXCUSE = "excuse", "s’excuse"
    REMPLACE = "remplace", "se fait remplacer"


class StatutPresence(models.TextChoices):
    A_POINTER = "a_pointer", "à pointer"
    PRESENT = "present", "présent"
    EXCUSE = "excuse", "excusé"
    ABSENT = "absent", "absent"


class Presence(Imprime):
    """One person's answer before a séance, and what happened."""

    seance = models.ForeignKey(Seance, models.CASCADE, verbose_name="séance", related_name="presences")
    participant = models.ForeignKey(
        Participant, models.PROTECT, verbose_name="participant", related_name="presences"
    )
    reponse = models.CharField(
        "réponse", max_length=12, choices=Reponse.choices, default=Reponse.SANS_REPONSE
    )
    motif = models.CharField("motif de la réponse", max_length=300, blank=True)
    remplacant_annonce = models.CharField("se fera remplacer par", max_length=250, blank=True)
    designe = models.ForeignKey(
        Participant,
        models.PROTECT,
        verbose_name="personne qui viendra à sa place",
        null=True,
        blank=True,
        related_name="remplacements_annonces",
    )
    repondu_le = models.DateTimeField("répondu le", null=True, blank=True)
    statut = models.CharField(
        "statut", max_length=10, choices=StatutPresence.choices, default=StatutPresence.A_POINTER
    )
    remplace = models.ForeignKey(
        Participant,
        models.PROTECT,
        verbose_name="en remplacement de",
        null=True,
        blank=True,
        related_name="remplacements",
    )
    remplace_imprime = models.CharField("nom imprimé de la personne remplacée", max_length=250, blank=True)
    invite = models.BooleanField("invité", default=False)
    a_distance = models.BooleanField("à distance", default=False)
    arrivee = models.TimeField("arrivée", null=True, blank=True, help_text="Si elle est tardive.")
    depart = models.TimeField("départ", null=True, blank=True, help_text="S’il est anticipé.")

    class Meta:
        verbose_name = "présence"
        ordering = ["seance", "rang", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["seance", "participant"],
                name="presence_unique",
                violation_error_message="Cette personne figure déjà dans la liste de cette séance.",
            ),
            models.UniqueConstraint(
                fields=["seance", "remplace"],
                condition=Q(remplace__isnull=False),
                name="presence_remplace_une_fois",
                violation_error_message="Cette personne est déjà remplacée par quelqu’un d’autre.",
            ),
            models.CheckConstraint(
                name="presence_reponse_connue",
                condition=Q(reponse__in=Reponse.values),
                violation_error_message="Cette réponse n’existe pas.",
            ),
            models.CheckConstraint(
                name="presence_motif_de_qui_ne_vient_pas",
                condition=Q(motif="") | Q(reponse__in=[Reponse.EXCUSE, Reponse.REMPLACE]),
                violation_error_message="Seul qui ne vient pas donne un motif.",
            ),
            models.CheckConstraint(
                name="presence_remplacant_annonce",
                condition=Q(remplacant_annonce="") | Q(reponse=Reponse.REMPLACE),
                violation_error_message="Seul qui se fait remplacer annonce par qui.",
            ),
            models.CheckConstraint(
                name="presence_designe_de_qui_se_fait_remplacer",
                condition=Q(designe__isnull=True)
                | Q(reponse=Reponse.REMPLACE) & ~Q(designe=F("participant")),
                violation_error_message="Seul qui se fait remplacer désigne quelqu’un, et quelqu’un d’autre.",
            ),
            models.UniqueConstraint(
                fields=["seance", "designe"],
                condition=Q(designe__isnull=False),
                name="presence_designe_une_fois",
                violation_error_message="Cette personne remplace déjà quelqu’un d’autre à cette séance.",
            ),
            models.CheckConstraint(
                name="presence_statut_connu",
                condition=Q(statut__in=StatutPresence.values),
                violation_error_message="Ce statut n’existe pas.",
            ),
            models.CheckConstraint(
                name="presence_remplacant_present",
                condition=Q(remplace__isnull=True) | Q(statut=StatutPresence.PRESENT),
                violation_error_message="Seule une personne présente peut en remplacer une autre.",
            ),
            models.CheckConstraint(
                name="presence_pas_soi_meme",
                condition=Q(remplace__isnull=True) | ~Q(remplace=F("participant")),
                violation_error_message="Une personne ne peut pas se remplacer elle-même.",
            ),
            models.CheckConstraint(
                name="presence_depart_apres_arrivee",
                condition=Q(arrivee__isnull=True) | Q(depart__isnull=True) | Q(depart__gt=F("arrivee")),
                violation_error_message="Le départ doit venir après l’arrivée.",
            ),
        ]

    def clean(self):
        if PresidenceSeance.objects.filter(
            seance_id=self.seance_id, participant_id=self.participant_id
        ).exists():
            raise ValidationError(
                "Cette personne préside la séance : elle n’est dans aucune liste de présences."
            )
