"""The procès-verbal: one working text, and the frozen versions and public editions that nothing changes."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from participants.immuable import Immuable
from participants.models import Compte, Participant

from ..fields import SHA256, EmpreinteField
from .seance import Seance


class EtatPV(models.TextChoices):
    BROUILLON = "brouillon", "brouillon"
    EN_RELECTURE = "en_relecture", "en relecture"
    DIFFUSE = "diffuse", "diffusé"
    APPROUVE = "approuve", "approuvé"
    RECTIFIE = "rectifie", "rectifié"


ETATS_FIGES = [EtatPV.DIFFUSE, EtatPV.APPROUVE, EtatPV.RECTIFIE]
ETATS_APPROUVES = [EtatPV.APPROUVE, EtatPV.RECTIFIE]


class ModeApprobation(models.TextChoices):
    SEANCE = "seance", "en séance"
    ECRIT = "ecrit", "par écrit"
    REPRIS = "repris", "repris d’un document approuvé"


class ProcesVerbal(models.Model):
    """The PV of a séance: its state and what it prints outside the points. Made when somebody starts writing."""

    seance = models.OneToOneField(
        Seance,
        models.PROTECT,
        verbose_name="séance",
        related_name="proces_verbal",
        error_messages={"unique": "Cette séance a déjà son procès-verbal."},
    )
    etat = models.CharField(
        "état", max_length=12, choices=EtatPV.choices, default=EtatPV.BROUILLON, editable=False
    )
    intitule = models.CharField(
        "intitulé", max_length=200, blank=True, help_text="Vide : « Procès-verbal du 18 octobre 2022 »."
    )
    ouverture = models.CharField(
        "ouverture", max_length=400, blank=True, help_text="Vide : heure et présidence d’après les données."
    )
    redacteur_imprime = models.CharField("rédacteur", max_length=250, blank=True)
    redacteur_fonction = models.CharField("fonction du rédacteur", max_length=250, blank=True)
    redacteur = models.ForeignKey(
        Participant,
        models.PROTECT,
        verbose_name="rédacteur (fiche)",
        null=True,
        blank=True,
        related_name="pv_rediges",
    )
    verificateur_imprime = models.CharField("vérificateur", max_length=250, blank=True)
    verificateur = models.ForeignKey(
        Participant,
        models.PROTECT,
        verbose_name="vérificateur (fiche)",
        null=True,
        blank=True,
        related_name="pv_verifies",
    )
    formule_cloture = models.BooleanField(
        "imprimer la formule de clôture",
        default=True,
        help_text="Fin de la réunion, rédacteur, vérificateur. À décocher quand un texte le dit déjà.",
    )
    remarques_jusqu_au = models.DateField("remarques jusqu’au", null=True, blank=True, editable=False)
    mode_approbation = models.CharField(
        "approbation", max_length=8, choices=ModeApprobation.choices, blank=True, editable=False
    )
    approuve_en = models.ForeignKey(
        Seance,
        models.PROTECT,
        verbose_name="approuvé à la séance",
        null=True,
        blank=True,
        editable=False,
        related_name="pv_approuves",
    )
    approuve_le = models.DateField("approuvé le", null=True, blank=True, editable=False)
    rectification = models.TextField(
        "rectification en cours", blank=True, editable=False, help_text="Son motif ; vide : aucune."
    )
    empreinte_import = EmpreinteField("empreinte du dernier import", editable=False)

    ne_nomme_personne = True

    propositions_reprises = models.JSONField(
        "propositions reprises", null=True, blank=True, editable=False
    )  # what its file recalls, where the portal would recall others

    class Meta:
        verbose_name = "procès-verbal"
        verbose_name_plural = "procès-verbaux"
        ordering = ["seance__chantier__numero", "seance__numero", "pk"]
        constraints = [
            models.CheckConstraint(
                name="pv_etat_connu",
                condition=Q(etat__in=EtatPV.values),
                violation_error_message="Cet état n’existe pas.",
            ),
            models.CheckConstraint(
                name="pv_mode_connu",
                condition=Q(mode_approbation__in=["", *ModeApprobation.values]),
                violation_error_message="Ce mode d’approbation n’existe pas.",
            ),
            models.CheckConstraint(
                name="pv_approuve_dit_comment",
                condition=(Q(etat__in=[EtatPV.APPROUVE, EtatPV.RECTIFIE]) & ~Q(mode_approbation=""))
                | (~Q(etat__in=[EtatPV.APPROUVE, EtatPV.RECTIFIE]) & Q(mode_approbation="")),
                violation_error_message="Un procès-verbal approuvé dit comment il l’a été ; lui seul le dit.",
            ),
            models.CheckConstraint(
                name="pv_approuve_en_seance",
                condition=(Q(mode_approbation=ModeApprobation.SEANCE) & Q(approuve_en__isnull=False))
                | (~Q(mode_approbation=ModeApprobation.SEANCE) & Q(approuve_en__isnull=True)),
                violation_error_message="L’approbation en séance nomme la séance.",
            ),
            models.CheckConstraint(
                name="pv_approuve_par_ecrit",
                condition=~Q(mode_approbation=ModeApprobation.ECRIT) | Q(approuve_le__isnull=False),
                violation_error_message="L’approbation par écrit porte une date.",
            ),
            models.CheckConstraint(
                name="pv_rectification_apres_approbation",
                condition=Q(rectification="") | Q(etat__in=[EtatPV.APPROUVE, EtatPV.RECTIFIE]),
                violation_error_message="Seul un procès-verbal approuvé se rectifie.",
            ),
        ]

    def __str__(self):
        return f"Procès-verbal du {self.seance}".replace("Chantier", "chantier")

    @property
    def est_fige(self):
        """Its readers have a frozen version."""
        return self.etat in ETATS_FIGES

    @property
    def est_modifiable(self):
        """Those who write it may change its texts, and what else it prints."""
        return not self.est_fige or self.rectification != ""


class RevisionPV(models.Model):
    """The whole working text as it was before it was replaced at one go, as JSON of the tree."""

    proces_verbal = models.ForeignKey(
        ProcesVerbal, models.PROTECT, verbose_name="procès-verbal", related_name="revisions"
    )
    numero = models.PositiveIntegerField("numéro")
    contenu = models.TextField("contenu")
    quand = models.DateTimeField("quand", default=timezone.now)
    par = models.ForeignKey(
        Compte, models.SET_NULL, verbose_name="par", null=True, blank=True, related_name="+"
    )
    motif = models.CharField("motif", max_length=200)

    class Meta:
        verbose_name = "révision d’un procès-verbal"
        verbose_name_plural = "révisions des procès-verbaux"
        ordering = ["proces_verbal", "-numero"]
        constraints = [
            models.UniqueConstraint(
                fields=["proces_verbal", "numero"],
                name="revision_pv_numero_unique",
                violation_error_message="Cette révision existe déjà.",
            )
        ]

    def __str__(self):
        return f"Révision {self.numero}"


class VersionPV(Immuable):
    """A frozen PV: the tree as JSON, its page and its PDF, each with the sha256 of the bytes served.

    sigles: the acronyms that the page and the PDF explain, as JSON of `chantiers.sigles.to_plain`, so that a public
    edition made later explains what was explained then; nothing where the version uses none.
    """

    proces_verbal = models.ForeignKey(
        ProcesVerbal, models.PROTECT, verbose_name="procès-verbal", related_name="versions"
    )
    numero = models.PositiveIntegerField("numéro")
    etat = models.CharField("état", max_length=12, choices=EtatPV.choices)
    figee_par = models.ForeignKey(
        Compte, models.PROTECT, verbose_name="figée par", null=True, blank=True, related_name="versions"
    )
    figee_le = models.DateTimeField("figée le", default=timezone.now)
    motif = models.TextField("motif", blank=True)
    contenu = models.TextField("contenu")
    contenu_sha256 = EmpreinteField("empreinte du contenu", blank=False)
    page_sha256 = EmpreinteField("empreinte de la page", blank=False)
    pdf_sha256 = EmpreinteField("empreinte du PDF", blank=False)
    sigles = models.TextField("sigles expliqués", blank=True)
    sigles_sha256 = EmpreinteField("empreinte des sigles")

    ne_nomme_personne = True

    class Meta(Immuable.Meta):
        verbose_name = "version figée"
        verbose_name_plural = "versions figées"
        ordering = ["proces_verbal", "-numero"]
        constraints = [
            models.UniqueConstraint(
                fields=["proces_verbal", "numero"],
                name="version_numero_unique",
                violation_error_message="Cette version existe déjà.",
            ),
            models.CheckConstraint(
                name="version_numero_positif",
                condition=Q(numero__gte=1),
                violation_error_message="Les versions sont numérotées à partir de 1.",
            ),
            models.CheckConstraint(
                name="version_a_un_contenu",
                condition=~Q(contenu=""),
                violation_error_message="Une version a un contenu.",
            ),
            models.CheckConstraint(
                name="version_etat_fige",
                condition=Q(etat__in=ETATS_FIGES),
                violation_error_message="Seul un état diffusé, approuvé ou rectifié se fige.",
            ),
            models.CheckConstraint(
                name="version_rectifiee_motivee",
                condition=~Q(etat=EtatPV.RECTIFIE) | ~Q(motif=""),
                violation_error_message="Une rectification donne son motif.",
            ),
            models.CheckConstraint(
                name="version_a_ses_empreintes",
                condition=Q(contenu_sha256__regex=SHA256)
                & Q(page_sha256__regex=SHA256)
                & Q(pdf_sha256__regex=SHA256),
                violation_error_message="Une version garde l’empreinte de son contenu, de sa page et de son PDF.",
            ),
            models.CheckConstraint(
                name="version_sigles_et_empreinte",
                condition=(Q(sigles="") & Q(sigles_sha256=""))
                | (~Q(sigles="") & Q(sigles_sha256__regex=SHA256)),
                violation_error_message="Une version garde l’empreinte des sigles qu’elle explique.",
            ),
        ]

    def __str__(self):
        return f"Version {self.numero}"


class RetraitVersion(Immuable):
    """A version withdrawn, with the reason that its readers are told."""

    version = models.OneToOneField(
        VersionPV,
        models.PROTECT,
        verbose_name="version",
        related_name="retrait",
        error_messages={"unique": "Cette version est déjà retirée."},
    )
    motif = models.TextField("motif")
    par = models.ForeignKey(
        Compte, models.PROTECT, verbose_name="par", null=True, blank=True, related_name="+"
    )
    quand = models.DateTimeField("quand", default=timezone.now)

    class Meta(Immuable.Meta):
        verbose_name = "retrait d’une version"
        verbose_name_plural = "retraits de versions"
        ordering = ["-quand", "pk"]
        constraints = [
            models.CheckConstraint(
                name="retrait_motive",
                condition=~Q(motif=""),
                violation_error_message="Un retrait donne son motif.",
            )
        ]

    def __str__(self):
        return f"Retrait de la version {self.version.numero}"


class PersonneNommee(models.Model):
    """Who stands behind a key of a frozen tree: so that a right is found again whatever was printed."""

    version = models.ForeignKey(VersionPV, models.PROTECT, verbose_name="version", related_name="personnes")
    cle = models.CharField("clé dans l’arbre", max_length=250)
    participant = models.ForeignKey(
        Participant, models.PROTECT, verbose_name="participant", related_name="mentions"
    )

    class Meta:
        verbose_name = "personne nommée"
        verbose_name_plural = "personnes nommées"
        ordering = ["version", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "cle"],
                name="personne_nommee_cle_unique",
                violation_error_message="Cette clé désigne déjà quelqu’un.",
            )
        ]

    def __str__(self):
        return f"{self.cle} : {self.participant}"


class EditionPublique(Immuable):
    """What visitors read: made from a frozen version, appended, never changed; only the newest is served.

    A row without content withdraws what came before it.
    """

    version = models.ForeignKey(VersionPV, models.PROTECT, verbose_name="version", related_name="editions")
    numero = models.PositiveIntegerField("numéro")
    publiee_par = models.ForeignKey(
        Compte, models.PROTECT, verbose_name="publiée par", null=True, blank=True, related_name="+"
    )
    publiee_le = models.DateTimeField("publiée le", default=timezone.now)
    retiree = models.BooleanField("retire la précédente", default=False)
    contenu = models.TextField("contenu", blank=True)
    contenu_sha256 = EmpreinteField("empreinte du contenu")
    page_sha256 = EmpreinteField("empreinte de la page")
    pdf_sha256 = EmpreinteField("empreinte du PDF")

    ne_nomme_personne = True

    class Meta(Immuable.Meta):
        verbose_name = "édition publique"
        verbose_name_plural = "éditions publiques"
        ordering = ["version", "-numero"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "numero"],
                name="edition_numero_unique",
                violation_error_message="Cette édition existe déjà.",
            ),
            models.CheckConstraint(
                name="edition_numero_positif",
                condition=Q(numero__gte=1),
                violation_error_message="Les éditions sont numérotées à partir de 1.",
            ),
            models.CheckConstraint(
                name="edition_contenu_ou_retrait",
                condition=(
                    Q(retiree=True)
                    & Q(contenu="")
                    & Q(contenu_sha256="")
                    & Q(page_sha256="")
                    & Q(pdf_sha256="")
                )
                | (
                    Q(retiree=False)
                    & ~Q(contenu="")
                    & Q(contenu_sha256__regex=SHA256)
                    & Q(page_sha256__regex=SHA256)
                    & Q(pdf_sha256__regex=SHA256)
                ),
                violation_error_message="Une édition a un contenu et ses empreintes ; un retrait n’en a pas.",
            ),
        ]

    def __str__(self):
        return f"Édition {self.numero} de la version {self.version.numero}"
