"""A séance: when, where, and whether it is being prepared, convened or cancelled."""

import datetime
import uuid

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import Case, F, Q, Value, When
from django.urls import reverse
from django.utils import timezone

from chantiers.models import JOURS_MAXIMUM, Chantier


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


class AccordNominatif(models.TextChoices):
    """What the group answered when asked whether the public PV may name its people. Unasked is not agreed."""

    NON_DEMANDE = "non_demande", "pas demandé"
    OUI = "oui", "oui"
    NON = "non", "non"


# What calendars keep of a séance: changing one of these makes a new revision of it.
ANNONCE = frozenset({"statut", "date", "heure_debut", "heure_fin", "lieu"})


class SeanceQuerySet(models.QuerySet):
    def update(self, **changes):
        """As `Seance.save`: what changes of the announcement raises the revision, row by row."""
        told = {name.removesuffix("_id"): value for name, value in changes.items()}
        changed = Q(pk__in=[])
        for name in ANNONCE & told.keys():
            changed |= differs(name, told[name])
        if ANNONCE & told.keys():
            changes |= {
                "sequence": F("sequence") + Case(When(changed, then=1), default=0),
                "revisee_le": Case(When(changed, then=Value(timezone.now())), default=F("revisee_le")),
            }
        return super().update(**changes)

    def revise(self):
        """Raise the revision of séances whose place has another address. Returns how many."""
        return super().update(sequence=F("sequence") + 1, revisee_le=timezone.now())

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


def differs(name, value):
    """Condition on séances: their field is not this value; always true of an expression."""
    if hasattr(value, "resolve_expression"):
        return Q(pk__isnull=False)
    return Q(**{f"{name}__isnull": False}) if value is None else ~Q(**{name: value})


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
    rappel_jours = models.PositiveSmallIntegerField(
        "rappel, jours avant",
        null=True,
        blank=True,
        validators=[MaxValueValidator(JOURS_MAXIMUM)],
        help_text="Vide : comme le chantier. 0 : aucun.",
    )
    relance_jours = models.PositiveSmallIntegerField(
        "relance, jours avant",
        null=True,
        blank=True,
        validators=[MaxValueValidator(JOURS_MAXIMUM)],
        help_text="À qui n’a pas répondu. Vide : comme le chantier. 0 : aucune.",
    )
    repas_prevu = models.BooleanField(
        "repas sur place", default=False, help_text="Les personnes de la séance disent si elles mangent."
    )
    delai_notes = models.DateField("notes attendues pour le", null=True, blank=True)
    destinataire_notes = models.CharField("notes à envoyer à", max_length=250, blank=True)
    accord_nominatif = models.CharField(
        "accord du groupe pour un PV public nominatif",
        max_length=11,
        choices=AccordNominatif.choices,
        default=AccordNominatif.NON_DEMANDE,
        help_text="Sans cet accord, l’édition publique ne nomme que les personnes qui président.",
    )
    enregistree = models.BooleanField("séance enregistrée", default=False)
    conservation_enregistrement = models.DateField(
        "enregistrement conservé jusqu’au",
        null=True,
        blank=True,
        help_text="À cette date, la personne qui le garde le détruit.",
    )
    detenteur = models.CharField(
        "enregistrement gardé par",
        max_length=250,
        blank=True,
        help_text="Le portail ne garde aucun enregistrement : dites qui le détient.",
    )
    destruction_demandee_le = models.DateField(
        "destruction demandée le", null=True, blank=True, editable=False
    )
    detruit_le = models.DateField(
        "enregistrement détruit le",
        null=True,
        blank=True,
        help_text="Quand la personne qui le gardait l’a confirmé.",
    )

    uid = models.UUIDField(
        "identifiant d’agenda",
        default=uuid.uuid4,
        unique=True,
        editable=False,
        error_messages={"unique": "Une séance porte déjà cet identifiant d’agenda."},
    )
    sequence = models.PositiveIntegerField("révision de l’annonce", default=0, editable=False)
    revisee_le = models.DateTimeField("annonce révisée le", default=timezone.now, editable=False)
    annoncee_le = models.DateTimeField("annoncée le", null=True, blank=True, editable=False)

    objects = SeanceQuerySet.as_manager()

    ne_nomme_personne = True

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
            models.CheckConstraint(
                name="seance_accord_connu",
                condition=Q(accord_nominatif__in=AccordNominatif.values),
                violation_error_message="L’accord du groupe est donné, refusé ou n’a pas été demandé.",
            ),
            models.CheckConstraint(
                name="seance_enregistree_jusque_quand_et_par_qui",
                condition=Q(enregistree=False)
                | (Q(conservation_enregistrement__isnull=False) & ~Q(detenteur="")),
                violation_error_message="Un enregistrement a une date de fin de conservation et un détenteur.",
            ),
            models.CheckConstraint(
                name="seance_non_enregistree_sans_conservation",
                condition=Q(enregistree=True)
                | (
                    Q(conservation_enregistrement__isnull=True)
                    & Q(detenteur="")
                    & Q(destruction_demandee_le__isnull=True)
                    & Q(detruit_le__isnull=True)
                ),
                violation_error_message="Une séance qui n’a pas été enregistrée n’a pas d’enregistrement à conserver.",
            ),
        ]
        indexes = [models.Index(fields=["date", "heure_debut"], name="seance_par_date")]

    def __str__(self):
        return f"Chantier {self.chantier.numero}, séance {self.numero}"

    def save(self, *, update_fields=None, **options):
        """Whoever changes what calendars keep makes a new revision of the séance; nothing else does.

        The revision is that of the stored row: an instance read before somebody else's change takes none back.
        """
        written = None if update_fields is None else set(update_fields)
        watched = {
            field.attname
            for field in self._meta.concrete_fields
            if field.name in ANNONCE and (written is None or {field.name, field.attname} & written)
        } - self.get_deferred_fields()
        with transaction.atomic(using=options.get("using")):
            if not self._state.adding and (watched or written is None):
                self._follow_revision(watched)
                if written is not None:
                    update_fields = written | {"sequence", "revisee_le", "annoncee_le"}
            elif self._state.adding and self.statut != StatutSeance.PREPARATION:
                self.annoncee_le = self.annoncee_le or self.revisee_le
            super().save(update_fields=update_fields, **options)

    def get_absolute_url(self):
        return self.url("seance_detail")

    def clean(self):
        """Its number stays between those of the séances that its points were moved from and to."""
        if self.pk and not self.suit_ses_reports():
            raise ValidationError(
                "Des points de cette séance sont reportés d’une autre ou à une autre : "
                "elle garde son chantier et sa place parmi les séances."
            )

    def suit_ses_reports(self):
        """Whether every point that is moved on goes, by its chantier and number, from a séance to a later one."""
        chantier, numero = self.chantier_id, self.numero
        before = ~Q(reporte_de__seance__chantier=chantier) | Q(reporte_de__seance__numero__gte=numero)
        after = ~Q(reporte_vers__seance__chantier=chantier) | Q(reporte_vers__seance__numero__lte=numero)
        wrong = Q(reporte_de__isnull=False) & before | Q(reporte_vers__isnull=False) & after
        return not self.points.filter(wrong).exists()

    @property
    def adresse_images(self):
        """Where the pictures of its texts are found, by their sha256."""
        return f"{self.get_absolute_url()}images"

    def url(self, view, *numbers):
        """Address of one of the séance's pages, by the name of its view."""
        return reverse(f"seances:{view}", args=[self.chantier.numero, self.numero, *numbers])

    def _follow_revision(self, watched):
        rows = Seance.objects.select_for_update(of=("self",)).filter(pk=self.pk)
        before = rows.values("sequence", "revisee_le", "annoncee_le", *watched).first()
        if before is None:  # a row given its key by hand: it is new
            return
        self.sequence, self.revisee_le = before["sequence"], before["revisee_le"]
        self.annoncee_le = before["annoncee_le"]
        after = {name: self._meta.get_field(name).to_python(getattr(self, name)) for name in watched}
        if any(before[name] != value for name, value in after.items()):
            self.sequence += 1
            self.revisee_le = timezone.now()
        if "statut" in watched and before["statut"] != self.statut:
            self.annoncee_le = None if self.statut == StatutSeance.PREPARATION else self.revisee_le

    @property
    def nomme(self):
        """Whether the group agreed that the public PV names its people."""
        return self.accord_nominatif == AccordNominatif.OUI

    @property
    def enregistrement_echu(self):
        """Whether its recording should be destroyed and is not known to be."""
        return (
            self.enregistree
            and self.detruit_le is None
            and self.conservation_enregistrement < timezone.localdate()
        )

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
