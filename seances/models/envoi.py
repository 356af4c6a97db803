"""The queue of letters: what is told to whom, written with the change that it tells of."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from participants.models import Compte, Participant


class Message(models.TextChoices):
    """What a letter says; `cle` of an Envoi is the primary key of what it tells of."""

    PV_DIFFUSE = "pv_diffuse", "procès-verbal diffusé"
    PV_RETIRE = "pv_retire", "procès-verbal retiré"
    PV_APPROUVE = "pv_approuve", "procès-verbal approuvé"
    PV_RECTIFIE = "pv_rectifie", "procès-verbal rectifié"
    CONVOCATION = "convocation", "convocation"
    MODIFICATION = "modification", "changement d’une séance"
    ANNULATION = "annulation", "annulation d’une séance"
    RELANCE = "relance", "demande de réponse"
    RAPPEL = "rappel", "rappel d’une séance"
    REMPLACEMENT = "remplacement", "demande de remplacement"
    REMPLACEMENT_RETIRE = "remplacement_retire", "remplacement retiré"
    NOTE = "note", "demande de la note d’un groupe"
    NOTE_RAPPEL = "note_rappel", "rappel de la note d’un groupe"
    NOTE_RETARD = "note_retard", "note d’un groupe en retard"
    NOTE_DEMANDEE = "note_demandee", "note d’un groupe redemandée"
    DEMANDE = "demande", "demande d’une personne sur ses données"
    DEMANDE_RAPPEL = "demande_rappel", "rappel d’une demande d’une personne"
    NOUVEAUTES = "nouveautes", "lettre de la semaine"


class EtatEnvoi(models.TextChoices):
    A_ENVOYER = "a_envoyer", "à envoyer"
    ENVOYE = "envoye", "envoyé"
    ECHOUE = "echoue", "échoué"
    SANS_OBJET = "sans_objet", "sans objet"


class EnvoiQuerySet(models.QuerySet):
    def a_envoyer(self):
        return self.filter(etat=EtatEnvoi.A_ENVOYER)

    def dus(self, now):
        """Those whose turn it is, oldest first."""
        return self.a_envoyer().filter(prochain_essai__lte=now).order_by("prochain_essai", "pk")


class Envoi(models.Model):
    """One letter to one person. The address is that of the moment when it leaves: none is kept here.

    It goes to a Participant; to the account alone of an administrator who is none, or of whoever asked for a letter
    that tells what the account may read.
    """

    message = models.CharField("message", max_length=20, choices=Message.choices)
    cle = models.PositiveBigIntegerField(
        "objet",
        help_text="Clé de la version, de la convocation, de la réponse, du sous-groupe ou de la demande ; semaine.",
    )
    participant = models.ForeignKey(
        Participant,
        models.CASCADE,
        verbose_name="destinataire",
        null=True,
        blank=True,
        related_name="envois",
    )
    compte = models.ForeignKey(
        Compte, models.CASCADE, verbose_name="compte", null=True, blank=True, related_name="envois"
    )
    message_id = models.CharField(
        "Message-ID", max_length=250, unique=True, error_messages={"unique": "Cet envoi existe déjà."}
    )
    etat = models.CharField(
        "état", max_length=10, choices=EtatEnvoi.choices, default=EtatEnvoi.A_ENVOYER, editable=False
    )
    essais = models.PositiveSmallIntegerField("essais", default=0, editable=False)
    cree_le = models.DateTimeField("créé le", default=timezone.now, editable=False)
    prochain_essai = models.DateTimeField("prochain essai", default=timezone.now, editable=False)
    envoye_le = models.DateTimeField("envoyé le", null=True, blank=True, editable=False)
    raison = models.CharField("raison", max_length=200, blank=True, editable=False)

    objects = EnvoiQuerySet.as_manager()

    class Meta:
        verbose_name = "envoi"
        ordering = ["-cree_le", "-pk"]
        indexes = [models.Index(fields=["etat", "prochain_essai"], name="envoi_par_echeance")]
        constraints = [
            models.UniqueConstraint(
                fields=["message", "cle", "participant"],
                name="envoi_une_fois_par_personne",
                violation_error_message="Cette personne reçoit déjà ce message.",
            ),
            models.UniqueConstraint(
                fields=["message", "cle", "compte"],
                name="envoi_une_fois_par_compte",
                violation_error_message="Ce compte reçoit déjà ce message.",
            ),
            models.CheckConstraint(
                name="envoi_un_destinataire",
                condition=Q(participant__isnull=False, compte__isnull=True)
                | Q(participant__isnull=True, compte__isnull=False),
                violation_error_message="Un envoi va à une personne ou à un compte.",
            ),
            models.CheckConstraint(
                name="envoi_message_connu",
                condition=Q(message__in=Message.values),
                violation_error_message="Ce message n’existe pas.",
            ),
            models.CheckConstraint(
                name="envoi_etat_connu",
                condition=Q(etat__in=EtatEnvoi.values),
                violation_error_message="Un envoi est à envoyer, envoyé, échoué ou sans objet.",
            ),
            models.CheckConstraint(
                name="envoi_envoye_dit_quand",
                condition=Q(etat=EtatEnvoi.ENVOYE, envoye_le__isnull=False)
                | ~Q(etat=EtatEnvoi.ENVOYE) & Q(envoye_le__isnull=True),
                violation_error_message="Un envoi qui est parti dit quand ; lui seul le dit.",
            ),
            models.CheckConstraint(
                name="envoi_echoue_dit_pourquoi",
                condition=~Q(etat__in=[EtatEnvoi.ECHOUE, EtatEnvoi.SANS_OBJET]) | ~Q(raison=""),
                violation_error_message="Un envoi qui n’est pas parti dit pourquoi.",
            ),
        ]

    def __str__(self):
        return f"{self.get_message_display().capitalize()} – {self.nom_destinataire}"

    @property
    def destinataire(self):
        """The Participant or the Compte that it goes to."""
        return self.participant if self.participant_id else self.compte

    @property
    def nom_destinataire(self):
        """To whom, told without an address."""
        return str(self.participant) if self.participant_id else self.compte.signature
