"""People and organisations, the account that opens the portal, and the audit trail."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least, Lower
from django.urls import reverse
from django.utils import timezone

from . import noms
from .fields import AvecCle, CleField, refuse_duplicate_key
from .immuable import Immuable


class CompteManager(BaseUserManager):
    def create_user(self, email, **fields):
        """An account without password: one enters with a code sent by e-mail."""
        compte = self.model(email=self.normalize_email(email).lower(), **fields)
        compte.set_unusable_password()
        compte.save(using=self._db)
        return compte

    def create_superuser(self, email, password=None, **fields):
        return self.create_user(email, is_superuser=True, **fields)

    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)


class Compte(AbstractBaseUser):
    """An account: an e-mail address and nothing to remember. Rights come from the data."""

    email = models.EmailField(
        "adresse électronique",
        unique=True,
        error_messages={"unique": "Un compte existe déjà pour cette adresse."},
    )
    is_active = models.BooleanField("actif", default=True)
    is_superuser = models.BooleanField(
        "administration", default=False, help_text="Ouvre la gestion de tout le portail."
    )
    cree_le = models.DateTimeField("créé le", default=timezone.now, editable=False)

    objects = CompteManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    nature_journal = "compte"

    class Meta:
        verbose_name = "compte"
        ordering = ["email"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="compte_adresse_unique",
                violation_error_message="Un compte existe déjà pour cette adresse.",
            )
        ]

    def __str__(self):
        return self.email

    @property
    def signature(self):
        """Who acted, told without an address. `select_related("participant")` makes it cost nothing."""
        person = getattr(self, "participant", None)
        if person is not None:
            return person.nom_complet
        return "l’administration" if self.is_superuser else "un compte sans fiche"

    def end_sessions(self):
        """Close every session of the account, on every device.

        A session carries a fingerprint of `password`, which holds no password but a random text: renewing it
        makes all of them worthless.
        """
        self.set_unusable_password()
        self.save(update_fields=["password"])

    # Django's admin asks these; roles that come from the data are asked of the permissions modules.
    def has_perm(self, perm, obj=None):
        return self.is_active and self.is_superuser

    def has_perms(self, perm_list, obj=None):
        return all(self.has_perm(perm, obj) for perm in perm_list)

    def has_module_perms(self, app_label):
        return self.is_active and self.is_superuser


class Secteur(AvecCle):
    """A sector of activity: aide à la jeunesse, santé mentale, enseignement…"""

    nom = models.CharField("nom", max_length=100)
    cle = CleField(
        compute=lambda secteur: noms.fold(secteur.nom),
        unique=True,
        error_messages={"unique": "Ce secteur existe déjà."},
    )

    class Meta:
        verbose_name = "secteur"
        ordering = ["cle", "pk"]

    def __str__(self):
        return self.nom

    def clean(self):
        super().clean()
        refuse_duplicate_key(self)


class OrganisationQuerySet(models.QuerySet):
    def named(self, nom, localite=""):
        """Organisations of exactly this name and locality, accents and case ignored."""
        return self.filter(cle=Organisation.key_for(nom, localite))


class Organisation(AvecCle):
    """A service, at one place. The same name at two places is two organisations."""

    nom = models.CharField("nom", max_length=250)
    localite = models.CharField("localité", max_length=100, blank=True)
    secteur = models.ForeignKey(
        Secteur, models.PROTECT, verbose_name="secteur", null=True, blank=True, related_name="organisations"
    )
    cle = CleField(
        compute=lambda organisation: Organisation.key_for(organisation.nom, organisation.localite),
        unique=True,
        error_messages={"unique": "Une organisation de ce nom existe déjà à cet endroit."},
    )

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = "organisation"
        ordering = ["cle", "pk"]

    def __str__(self):
        return f"{self.nom}, {self.localite}" if self.localite else self.nom

    def clean(self):
        super().clean()
        refuse_duplicate_key(self)

    @staticmethod
    def key_for(nom, localite=""):
        return f"{noms.fold(nom)} | {noms.fold(localite)}"


class ParticipantQuerySet(models.QuerySet):
    def opposes(self):
        """Those who declined to be named in public editions."""
        return self.filter(opposition_le__isnull=False)


class Participant(AvecCle):
    """Somebody who takes part in the work of the chantiers. What a PV prints of him is kept by the PV."""

    prenom = models.CharField("prénom", max_length=100)
    nom = models.CharField("nom", max_length=100)
    fonction = models.CharField("fonction", max_length=250, blank=True)
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        verbose_name="organisation",
        null=True,
        blank=True,
        related_name="participants",
    )
    courriel = models.EmailField(
        "adresse électronique",
        blank=True,
        help_text="Personnelle : elle ne figure jamais dans un procès-verbal.",
    )
    compte = models.OneToOneField(
        Compte,
        models.SET_NULL,
        verbose_name="compte",
        null=True,
        blank=True,
        related_name="participant",
        error_messages={"unique": "Ce compte est déjà celui d’une autre personne."},
    )
    opposition_le = models.DateTimeField(
        "ne souhaite pas être nommé(e) en public depuis",
        null=True,
        blank=True,
        help_text="Dans les éditions publiques, cette personne paraît sans son nom.",
    )
    saisi_par = models.ForeignKey(
        Compte,
        models.SET_NULL,
        verbose_name="fiche saisie par",
        null=True,
        blank=True,
        editable=False,
        related_name="fiches_saisies",
    )
    cle_nom = CleField(compute=lambda p: noms.name_key(f"{p.prenom} {p.nom}"), db_index=True)
    cle_tri = CleField(compute=lambda p: noms.sort_key(p.nom, p.prenom), db_index=True)

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        verbose_name = "participant"
        ordering = ["cle_tri", "pk"]
        constraints = [
            models.CheckConstraint(
                name="participant_a_un_nom",
                condition=~Q(nom="") & ~Q(prenom=""),
                violation_error_message="Un participant a un prénom et un nom.",
            )
        ]
        indexes = [models.Index(Lower("courriel"), name="participant_adresse")]

    def __str__(self):
        return self.nom_complet

    def get_absolute_url(self):
        return f"{reverse('seances:participant_list')}?nom={self.nom}"

    @property
    def nom_complet(self):
        return f"{self.prenom} {self.nom}"

    @property
    def organisation_affichee(self):
        return str(self.organisation) if self.organisation else ""


class Graphie(AvecCle):
    """A printed spelling of a person that folding alone does not match: misspelling, shortened name."""

    participant = models.ForeignKey(
        Participant, models.CASCADE, verbose_name="participant", related_name="graphies"
    )
    texte = models.CharField("graphie", max_length=250)
    cle = CleField(compute=lambda graphie: noms.name_key(graphie.texte), db_index=True)

    class Meta:
        verbose_name = "graphie"
        ordering = ["participant", "cle", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["participant", "cle"],
                name="graphie_unique_par_participant",
                violation_error_message="Cette graphie est déjà connue pour cette personne.",
            ),
            models.CheckConstraint(
                name="graphie_non_vide",
                condition=~Q(texte=""),
                violation_error_message="Une graphie ne peut pas être vide.",
            ),
        ]

    def __str__(self):
        return self.texte

    def clean(self):
        super().clean()
        refuse_duplicate_key(self, "participant")


class FichesDistinctes(models.Model):
    """Two fiches that look like one person's and are not: somebody looked, they are not proposed again."""

    premiere = models.ForeignKey(Participant, models.CASCADE, verbose_name="première fiche", related_name="+")
    seconde = models.ForeignKey(Participant, models.CASCADE, verbose_name="seconde fiche", related_name="+")
    le = models.DateTimeField("le", default=timezone.now, editable=False)

    class Meta:
        verbose_name = "fiches distinctes"
        verbose_name_plural = "fiches distinctes"
        ordering = ["-le", "-pk"]
        constraints = [
            models.UniqueConstraint(
                Least("premiere", "seconde"),
                Greatest("premiere", "seconde"),
                name="fiches_distinctes_une_fois",
                violation_error_message="Ces deux fiches sont déjà dites distinctes.",
            ),
            models.CheckConstraint(
                name="fiches_distinctes_sont_deux",
                condition=~Q(premiere=F("seconde")),
                violation_error_message="Une fiche ne se distingue pas d’elle-même.",
            ),
        ]

    def __str__(self):
        return f"fiches n° {self.premiere_id} et n° {self.seconde_id}"


class Evenement(Immuable):
    """One line of the audit log: who did what to what, and when. `journal.record` writes it; nothing changes it.

    Its keys stay as they were written when the account or the person is gone: no constraint, nothing cascades.
    """

    quand = models.DateTimeField("quand", default=timezone.now, db_index=True)
    par = models.ForeignKey(
        Compte,
        models.DO_NOTHING,
        verbose_name="par",
        null=True,
        blank=True,
        related_name="evenements",
        db_constraint=False,
    )
    acte = models.CharField("acte", max_length=60)
    objet = models.CharField("objet", max_length=250)
    modele = models.CharField("modèle", max_length=100, blank=True)
    cle = models.PositiveBigIntegerField("clé", null=True, blank=True)
    personne = models.ForeignKey(
        Participant,
        models.DO_NOTHING,
        verbose_name="au sujet de",
        null=True,
        blank=True,
        related_name="evenements",
        db_constraint=False,
    )
    details = models.JSONField("détails", default=dict, blank=True)

    class Meta(Immuable.Meta):
        verbose_name = "événement"
        ordering = [F("quand").desc(), "-pk"]
        indexes = [models.Index(fields=["modele", "cle"], name="evenement_objet")]

    def __str__(self):
        return f"{self.acte} – {self.objet}"


class Changement(models.Model):
    """So many committed changes of what readers see. Their sum, ever growing, tells whether a kept page is fresh.

    Written by `fraicheur.py` alone: one row with each change, folded together now and then.
    """

    nombre = models.PositiveBigIntegerField("nombre de changements", default=1, editable=False)
    texte = models.BooleanField("texte de travail seul", default=False, editable=False)

    class Meta:
        verbose_name = "changement"
        ordering = ["pk"]

    def __str__(self):
        return f"{self.nombre} changement(s)"


class Tentative(models.Model):
    """One try counted against a limit at the door: a code asked for, a code typed.

    Counted in the database, so that every worker counts together. The key is a fingerprint: no address is kept.
    """

    cle = models.CharField("clé", max_length=64)
    quand = models.DateTimeField("quand", default=timezone.now, db_index=True)

    class Meta:
        verbose_name = "tentative"
        ordering = ["-quand", "-pk"]
        indexes = [models.Index(fields=["cle", "quand"], name="tentative_cle_quand")]

    def __str__(self):
        return f"{self.cle[:8]} – {timezone.localtime(self.quand):%d/%m/%Y %H:%M}"
