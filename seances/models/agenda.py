"""The agenda: its lines, public and sorted; and apart from them, the texts of the PV and their revisions."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from participants.models import Compte, Participant

from .. import horaire
from ..fields import TexteRicheField
from .seance import Seance


class NaturePoint(models.TextChoices):
    ACCUEIL = "accueil", "accueil"
    APPROBATION = "approbation", "approbation du procès-verbal"
    RAPPEL = "rappel", "rappel"
    DEBAT = "debat", "débat"
    SOUS_GROUPES = "sous_groupes", "composition des sous-groupes"
    RESTITUTION = "restitution", "restitution des travaux"
    PRATIQUE = "pratique", "organisation pratique"
    ANNEXES = "annexes", "annexes"
    DIVERS = "divers", "divers"


# Between the text before and the text after, these add what the data holds: so one of each per séance.
# The last « rappel » of a séance adds the propositions of its chantier, if there are any.
NATURES_GENERATRICES = [
    NaturePoint.APPROBATION,
    NaturePoint.SOUS_GROUPES,
    NaturePoint.RESTITUTION,
    NaturePoint.PRATIQUE,
    NaturePoint.ANNEXES,
]

DUREE_MAX = 12 * 60  # minutes
HORS_DU_CHEMIN = 10_000  # no agenda is that long, and a small integer holds it


class PointQuerySet(models.QuerySet):
    def step_aside(self):
        """Positions out of the way, so that rows can be numbered anew without meeting."""
        return self.update(position=F("position") + HORS_DU_CHEMIN)


class PointOrdreDuJour(models.Model):
    """A numbered line of the agenda. What was said under it is its TextePoint.

    Its hours are what is printed; `horaire` finds them from durations. `duree_minutes` stands only where the hours do
    not say it yet.
    """

    seance = models.ForeignKey(Seance, models.CASCADE, verbose_name="séance", related_name="points")
    position = models.PositiveSmallIntegerField("position", validators=[MinValueValidator(1)])
    titre = models.CharField("titre", max_length=300)
    titre_pv = models.CharField(
        "titre dans le procès-verbal",
        max_length=300,
        blank=True,
        help_text="Seulement s’il diffère de celui de l’ordre du jour.",
    )
    nature = models.CharField("nature", max_length=12, choices=NaturePoint.choices, default=NaturePoint.DEBAT)
    heure_debut = models.TimeField("début", null=True, blank=True)
    heure_fin = models.TimeField("fin", null=True, blank=True)
    heure_fixe = models.BooleanField(
        "début fixe",
        default=False,
        help_text="Ce point garde son heure quand ceux qui le précèdent changent.",
    )
    duree_minutes = models.PositiveSmallIntegerField(
        "durée (min)",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(DUREE_MAX)],
    )
    reporte_de = models.OneToOneField(
        "self",
        models.SET_NULL,
        verbose_name="reporté de",
        null=True,
        blank=True,
        editable=False,
        related_name="reporte_vers",
        error_messages={"unique": "Ce point est déjà reporté à une autre séance."},
    )
    huis_clos = models.BooleanField(
        "à huis clos", default=False, help_text="Ce point ne paraît dans aucune édition publique."
    )
    complements = models.BooleanField(
        "ajouter ce que la nature apporte",
        default=True,
        help_text="Remarques, composition, notes, prochaines séances ou annexes. "
        "À décocher quand le texte le dit déjà.",
    )

    objects = PointQuerySet.as_manager()

    class Meta:
        verbose_name = "point de l’ordre du jour"
        verbose_name_plural = "points de l’ordre du jour"
        ordering = ["seance", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["seance", "position"],
                name="point_position_unique",
                violation_error_message="Deux points de cette séance portent le même numéro.",
            ),
            models.UniqueConstraint(
                fields=["seance", "nature"],
                condition=Q(nature__in=NATURES_GENERATRICES),
                name="point_nature_unique",
                violation_error_message="Cette séance a déjà un point de cette nature.",
            ),
            models.CheckConstraint(
                name="point_position_positive",
                condition=Q(position__gte=1),
                violation_error_message="Les points sont numérotés à partir de 1.",
            ),
            models.CheckConstraint(
                name="point_nature_connue",
                condition=Q(nature__in=NaturePoint.values),
                violation_error_message="Cette nature de point n’existe pas.",
            ),
            models.CheckConstraint(
                name="point_fin_apres_debut",
                condition=Q(heure_debut__isnull=True)
                | Q(heure_fin__isnull=True)
                | Q(heure_fin__gt=F("heure_debut")),
                violation_error_message="Le point doit se terminer après son début.",
            ),
            models.CheckConstraint(
                name="point_duree_possible",
                condition=Q(duree_minutes__isnull=True) | Q(duree_minutes__range=(1, DUREE_MAX)),
                violation_error_message="Une durée va d’une minute à douze heures.",
            ),
            models.CheckConstraint(
                name="point_duree_dite_une_fois",
                condition=Q(duree_minutes__isnull=True)
                | Q(heure_debut__isnull=True)
                | Q(heure_fin__isnull=True),
                violation_error_message="La durée de ce point suit de ses heures.",
            ),
            models.CheckConstraint(
                name="point_fixe_a_une_heure",
                condition=Q(heure_fixe=False) | Q(heure_debut__isnull=False),
                violation_error_message="Un début fixe a une heure.",
            ),
            models.CheckConstraint(
                name="point_pas_reporte_de_soi",
                condition=Q(reporte_de__isnull=True) | ~Q(reporte_de=F("pk")),
                violation_error_message="Un point ne peut pas être reporté de lui-même.",
            ),
        ]

    def __str__(self):
        return f"{self.position}. {self.titre}"

    def clean(self):
        """A point is moved on to a later séance of its chantier."""
        if self.reporte_de_id in (None, self.pk):
            return
        before, after = self.reporte_de.seance, self.seance
        if before.chantier_id != after.chantier_id:
            raise ValidationError("Un point est reporté à une séance du même chantier.")
        if before.numero >= after.numero:
            raise ValidationError("Un point est reporté à une séance qui vient après la sienne.")

    @property
    def trace(self):
        """« reporté de la séance 2, point 4 », « reporté à la séance 3 », both or nothing."""
        said, later = [], getattr(self, "reporte_vers", None) if self.pk else None
        if self.reporte_de_id:
            before = self.reporte_de
            said.append(f"reporté de la séance {before.seance.numero}, point {before.position}")
        if later:
            said.append(f"reporté à la séance {later.seance.numero}")
        return "\u00a0; ".join(said)

    @property
    def duree(self):
        """Minutes, as its hours say or as they were given; None when nothing says it."""
        return horaire.between(self.heure_debut, self.heure_fin) or self.duree_minutes


class Intervenant(models.Model):
    """Somebody who presents a point, as the agenda prints him; linked to a Participant when known."""

    point = models.ForeignKey(
        PointOrdreDuJour, models.CASCADE, verbose_name="point", related_name="intervenants"
    )
    participant = models.ForeignKey(
        Participant,
        models.PROTECT,
        verbose_name="participant",
        null=True,
        blank=True,
        related_name="presentations",
    )
    nom_imprime = models.CharField("nom imprimé", max_length=250)
    rang = models.PositiveSmallIntegerField("rang", default=1)

    class Meta:
        verbose_name = "intervenant"
        ordering = ["point", "rang", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["point", "participant"],
                condition=Q(participant__isnull=False),
                name="intervenant_unique",
                violation_error_message="Cette personne présente déjà ce point.",
            ),
            models.CheckConstraint(
                name="intervenant_nomme",
                condition=~Q(nom_imprime=""),
                violation_error_message="Un intervenant a un nom.",
            ),
        ]

    def __str__(self):
        return self.nom_imprime


class TextePoint(models.Model):
    """What the PV says under a point: before and after what its nature adds."""

    point = models.OneToOneField(
        PointOrdreDuJour,
        models.CASCADE,
        verbose_name="point",
        related_name="texte",
        error_messages={"unique": "Ce point a déjà son texte."},
    )
    texte = TexteRicheField("texte", blank=True)
    texte_apres = TexteRicheField(
        "texte après les compléments",
        blank=True,
        help_text="Suit les remarques, la composition, les notes ou les annexes que le point ajoute.",
    )
    revision = models.PositiveIntegerField("révision", default=0, editable=False)

    class Meta:
        verbose_name = "texte d’un point"
        verbose_name_plural = "textes des points"
        ordering = ["point__seance", "point__position"]

    def __str__(self):
        return f"Texte du point {self.point.position}"


class SortRevision(models.TextChoices):
    """What became of a saved state."""

    APPLIQUEE = "appliquee", "appliquée"
    EN_ATTENTE = "en_attente", "à départager"
    REGLEE = "reglee", "départagée"


class RevisionTexteQuerySet(models.QuerySet):
    def en_attente(self):
        """States that met a newer one, and whose writer has yet to choose."""
        return self.filter(sort=SortRevision.EN_ATTENTE)

    def appliquees(self):
        """States that the text has been in."""
        return self.filter(sort=SortRevision.APPLIQUEE)

    def next_number(self):
        """Number of the next state of one text; its rows must be locked by their séance."""
        return (self.aggregate(last=models.Max("numero"))["last"] or 0) + 1


class RevisionTexte(models.Model):
    """One saved state of a text. Every save keeps one, also the save that met a newer text: nothing typed is lost.

    The text itself is at `TextePoint.revision`; states that were set aside have numbers of their own.
    """

    texte_point = models.ForeignKey(
        TextePoint, models.CASCADE, verbose_name="texte", related_name="revisions"
    )
    numero = models.PositiveIntegerField("numéro")
    texte = TexteRicheField("texte", blank=True)
    texte_apres = TexteRicheField("texte après les compléments", blank=True)
    par = models.ForeignKey(
        Compte, models.SET_NULL, verbose_name="par", null=True, blank=True, related_name="revisions"
    )
    quand = models.DateTimeField("quand", default=timezone.now)
    motif = models.CharField("motif", max_length=200, blank=True)
    base = models.PositiveIntegerField(
        "écrite à partir de la révision", null=True, blank=True, help_text="Vide : inconnue."
    )
    automatique = models.BooleanField("enregistrée en cours de frappe", default=False)
    sort = models.CharField(
        "sort", max_length=10, choices=SortRevision.choices, default=SortRevision.APPLIQUEE
    )

    objects = RevisionTexteQuerySet.as_manager()

    class Meta:
        verbose_name = "révision d’un texte"
        verbose_name_plural = "révisions des textes"
        ordering = ["texte_point", "-numero"]
        constraints = [
            models.UniqueConstraint(
                fields=["texte_point", "numero"],
                name="revision_texte_numero_unique",
                violation_error_message="Cette révision existe déjà.",
            ),
            models.CheckConstraint(
                name="revision_texte_sort_connu",
                condition=Q(sort__in=SortRevision.values),
                violation_error_message="Une révision est appliquée, à départager ou départagée.",
            ),
            models.UniqueConstraint(
                fields=["texte_point", "par"],
                condition=Q(sort="en_attente"),
                name="revision_texte_une_en_attente",
                violation_error_message="Cette personne a déjà un texte à départager pour ce point.",
            ),
        ]

    def __str__(self):
        return f"Révision {self.numero}"


class Plume(models.Model):
    """Who has the text of a point in hand at the moment; a row that is not renewed no longer counts."""

    texte_point = models.ForeignKey(TextePoint, models.CASCADE, verbose_name="texte", related_name="plumes")
    compte = models.ForeignKey(Compte, models.CASCADE, verbose_name="compte", related_name="+")
    vue_le = models.DateTimeField("vue le", default=timezone.now)

    class Meta:
        verbose_name = "plume"
        ordering = ["texte_point", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["texte_point", "compte"],
                name="plume_unique",
                violation_error_message="Cette personne écrit déjà ce point.",
            )
        ]

    def __str__(self):
        return f"{self.compte} écrit {self.texte_point}"
