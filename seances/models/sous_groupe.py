"""Sub-groups, their members and roles, and the notes that their secretaries hand in."""

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from participants.models import Compte, Participant

from ..fields import SHA256, EmpreinteField, TexteRicheField
from .presence import Imprime
from .seance import Seance


class SousGroupe(models.Model):
    """A part of those present that works on one question."""

    seance = models.ForeignKey(Seance, models.CASCADE, verbose_name="séance", related_name="sous_groupes")
    numero = models.PositiveSmallIntegerField("numéro", validators=[MinValueValidator(1)])
    question = TexteRicheField("question", blank=True)

    ne_nomme_personne = True

    class Meta:
        verbose_name = "sous-groupe"
        ordering = ["seance", "numero"]
        constraints = [
            models.UniqueConstraint(
                fields=["seance", "numero"],
                name="sous_groupe_numero_unique",
                violation_error_message="Cette séance a déjà un sous-groupe de ce numéro.",
            ),
            models.CheckConstraint(
                name="sous_groupe_numero_positif",
                condition=Q(numero__gte=1),
                violation_error_message="Les sous-groupes sont numérotés à partir de 1.",
            ),
        ]

    def __str__(self):
        return f"Groupe {self.numero}"


class MembreQuerySet(models.QuerySet):
    """Whatever writes a member writes the séance of his sub-group."""

    def bulk_create(self, objs, *args, **kwargs):
        objs = list(objs)
        for membre in objs:
            membre.follow_sous_groupe()
        return super().bulk_create(objs, *args, **kwargs)

    def bulk_update(self, objs, fields, *args, **kwargs):
        objs = list(objs)
        for membre in objs:
            membre.follow_sous_groupe()
        return super().bulk_update(objs, with_seance(fields), *args, **kwargs)

    def update(self, **kwargs):
        groupe = kwargs.get("sous_groupe", kwargs.get("sous_groupe_id"))
        if groupe is not None and not {"seance", "seance_id"} & kwargs.keys():
            kwargs["seance"] = SousGroupe.objects.values("seance").filter(pk=getattr(groupe, "pk", groupe))[
                :1
            ]
        return super().update(**kwargs)


def with_seance(fields):
    """Names of the fields to write: the séance with its sub-group."""
    return [*fields, "seance"] if {"sous_groupe", "sous_groupe_id"} & set(fields) else list(fields)


class MembreSousGroupe(Imprime):
    """Somebody in a sub-group, with his roles there. One person may hold both."""

    sous_groupe = models.ForeignKey(
        SousGroupe, models.CASCADE, verbose_name="sous-groupe", related_name="membres"
    )
    seance = models.ForeignKey(Seance, models.CASCADE, editable=False, related_name="+")
    participant = models.ForeignKey(
        Participant, models.PROTECT, verbose_name="participant", related_name="sous_groupes"
    )
    est_secretaire = models.BooleanField("secrétaire", default=False)
    est_rapporteur = models.BooleanField("rapporteur", default=False)

    objects = MembreQuerySet.as_manager()

    nature_journal = "role"

    class Meta:
        base_manager_name = "objects"
        verbose_name = "membre d’un sous-groupe"
        verbose_name_plural = "membres d’un sous-groupe"
        ordering = ["sous_groupe", "rang", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["seance", "participant"],
                name="membre_un_seul_groupe",
                violation_error_message="Cette personne est déjà dans un sous-groupe de cette séance.",
            ),
            models.UniqueConstraint(
                fields=["sous_groupe"],
                condition=Q(est_secretaire=True),
                name="sous_groupe_un_secretaire",
                violation_error_message="Ce sous-groupe a déjà un secrétaire.",
            ),
            models.UniqueConstraint(
                fields=["sous_groupe"],
                condition=Q(est_rapporteur=True),
                name="sous_groupe_un_rapporteur",
                violation_error_message="Ce sous-groupe a déjà un rapporteur.",
            ),
        ]

    def follow_sous_groupe(self):
        """Take the séance of the sub-group; nothing to take while none is chosen."""
        groupe = getattr(self, "sous_groupe", None)
        if groupe is not None:
            self.seance_id = groupe.seance_id

    def clean(self):
        self.follow_sous_groupe()

    def save(self, *args, update_fields=None, **kwargs):
        self.follow_sous_groupe()
        if update_fields is not None:
            update_fields = with_seance(update_fields)
        super().save(*args, update_fields=update_fields, **kwargs)


class MiseAPart(models.Model):
    """Somebody who is in no sub-group on purpose, and why: whoever writes the PV, whoever goes from group to group."""

    seance = models.ForeignKey(Seance, models.CASCADE, verbose_name="séance", related_name="mises_a_part")
    participant = models.ForeignKey(
        Participant, models.PROTECT, verbose_name="participant", related_name="mises_a_part"
    )
    motif = models.CharField("motif", max_length=200)

    class Meta:
        verbose_name = "mise à part"
        verbose_name_plural = "mises à part"
        ordering = ["seance", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["seance", "participant"],
                name="mise_a_part_unique",
                violation_error_message="Cette personne est déjà mise à part de cette séance.",
            ),
            models.CheckConstraint(
                name="mise_a_part_motivee",
                condition=~Q(motif=""),
                violation_error_message="Dites pourquoi cette personne n’est dans aucun sous-groupe.",
            ),
        ]

    def __str__(self):
        return f"{self.participant} – {self.motif}"

    def clean(self):
        if MembreSousGroupe.objects.filter(
            seance_id=self.seance_id, participant_id=self.participant_id
        ).exists():
            raise ValidationError("Cette personne est dans un sous-groupe de cette séance.")


class OrigineNote(models.TextChoices):
    FICHIER = "fichier", "fichier envoyé"
    SAISIE = "saisie", "texte écrit dans le portail"
    IMPORT = "import", "procès-verbal importé"


class FideliteNote(models.TextChoices):
    """What the PV says of a note beside its file; the words are those of its tree."""

    CONFORME = "conforme", "rapportée sans modification"
    ADRESSES = "adresses", "rapportée sans modification, adresses électroniques retirées"
    PDF = "pdf", "texte repris d’un PDF"
    NOMS = "noms", "noms remplacés à la demande des personnes"
    ECART = "ecart", "des mots diffèrent de ceux du fichier"


class RestitutionQuerySet(models.QuerySet):
    def confirmees(self):
        """Notes whose sender saw how they read in the PV, and said so."""
        return self.filter(confirmee_le__isnull=False)

    def courantes(self):
        """The newest confirmed note of each sub-group, the one that the PV carries."""
        newest = (
            Restitution.objects.confirmees()
            .filter(sous_groupe=models.OuterRef("sous_groupe"))
            .order_by("-numero")
            .values("pk")[:1]
        )
        return self.filter(pk=models.Subquery(newest))


class Restitution(models.Model):
    """A note as handed in: the bytes received, and the text that the PV carries. A new upload is a new row."""

    sous_groupe = models.ForeignKey(
        SousGroupe, models.PROTECT, verbose_name="sous-groupe", related_name="restitutions"
    )
    numero = models.PositiveSmallIntegerField("numéro")
    titre = models.CharField("titre", max_length=200, blank=True)
    contenu = TexteRicheField("contenu", blank=True)
    origine = models.CharField("origine", max_length=10, choices=OrigineNote.choices)
    fichier_nom = models.CharField("nom du fichier", max_length=250)
    fichier_sha256 = EmpreinteField("empreinte du fichier", blank=False)
    pour = models.ForeignKey(
        Participant,
        models.PROTECT,
        verbose_name="au nom de",
        null=True,
        blank=True,
        related_name="restitutions",
    )
    deposee_par = models.ForeignKey(
        Compte, models.PROTECT, verbose_name="déposée par", null=True, blank=True, related_name="restitutions"
    )
    deposee_le = models.DateTimeField("déposée le", default=timezone.now)
    confirmee_le = models.DateTimeField("confirmée le", null=True, blank=True, editable=False)
    fidelite = models.CharField(
        "fidélité", max_length=10, choices=FideliteNote.choices, blank=True, editable=False
    )
    controle_sha256 = EmpreinteField("empreinte du texte contrôlé", editable=False)
    rapport = models.JSONField("rapport de lecture", default=dict, blank=True, editable=False)
    retire_le = models.DateTimeField("original retiré le", null=True, blank=True, editable=False)
    retire_par = models.ForeignKey(
        Compte,
        models.PROTECT,
        verbose_name="original retiré par",
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    motif_retrait = models.TextField("motif du retrait", blank=True, editable=False)

    objects = RestitutionQuerySet.as_manager()

    class Meta:
        verbose_name = "restitution"
        ordering = ["sous_groupe", "numero"]
        constraints = [
            models.UniqueConstraint(
                fields=["sous_groupe", "numero"],
                name="restitution_numero_unique",
                violation_error_message="Ce dépôt existe déjà.",
            ),
            models.CheckConstraint(
                name="restitution_numero_positif",
                condition=Q(numero__gte=1),
                violation_error_message="Les dépôts sont numérotés à partir de 1.",
            ),
            models.CheckConstraint(
                name="restitution_origine_connue",
                condition=Q(origine__in=OrigineNote.values),
                violation_error_message="Cette origine n’existe pas.",
            ),
            models.CheckConstraint(
                name="restitution_a_son_empreinte",
                condition=Q(fichier_sha256__regex=SHA256),
                violation_error_message="Une restitution garde l’empreinte de son fichier.",
            ),
            models.CheckConstraint(
                name="restitution_fidelite_connue",
                condition=Q(fidelite__in=["", *FideliteNote.values]),
                violation_error_message="Cette fidélité n’existe pas.",
            ),
            models.CheckConstraint(
                name="restitution_fidelite_controlee",
                condition=Q(fidelite="", controle_sha256="")
                | (~Q(fidelite="") & Q(controle_sha256__regex=SHA256)),
                violation_error_message="La fidélité d’une note vaut pour le texte qui a été contrôlé.",
            ),
            models.CheckConstraint(
                name="restitution_retrait_motive",
                condition=(Q(retire_le__isnull=True) & Q(retire_par__isnull=True) & Q(motif_retrait=""))
                | (Q(retire_le__isnull=False) & Q(retire_par__isnull=False) & ~Q(motif_retrait="")),
                violation_error_message="Un original ne se retire qu’avec un motif écrit.",
            ),
        ]

    def __str__(self):
        return self.titre or f"Note du {self.sous_groupe}"

    @property
    def est_pour_autrui(self):
        """Whether somebody else than the one who uploaded is the one in whose name."""
        return self.pour is not None and (
            self.deposee_par_id is None or self.pour.compte_id != self.deposee_par_id
        )
