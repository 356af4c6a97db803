"""What a chantier draws from its PVs: problems, causes and possible actions, and what becomes of them."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from chantiers.models import Chantier
from participants import noms
from participants.fields import AvecCle, CleField
from participants.immuable import Immuable
from participants.models import Compte, Participant, Secteur

from .proces_verbal import EditionPublique, VersionPV
from .seance import Seance


class TypeProposition(models.TextChoices):
    PROBLEME = "probleme", "problème"
    CAUSE = "cause", "cause"
    ACTION = "action", "action possible"


class EtatProposition(models.TextChoices):
    A_L_ETUDE = "a_l_etude", "à l’étude"
    RETENUE = "retenue", "retenue"
    ECARTEE = "ecartee", "écartée"
    TRANSMISE = "transmise", "transmise"


class NiveauProposition(models.TextChoices):
    TERRAIN = "terrain", "de terrain"
    INSTITUTIONNEL = "institutionnel", "institutionnel"
    LEGISLATIF = "legislatif", "législatif"


class Proposition(AvecCle):
    """A problem, a cause or a possible action of a chantier, in a few words; what it quotes are its sources.

    etat, and every wording that it had, follow from its EtapeProposition: `workflow.propositions` writes both.
    """

    chantier = models.ForeignKey(
        Chantier, models.PROTECT, verbose_name="chantier", related_name="propositions"
    )
    numero = models.PositiveIntegerField("numéro", editable=False)
    type = models.CharField("type", max_length=10, choices=TypeProposition.choices)
    intitule = models.CharField(
        "intitulé",
        max_length=250,
        help_text="En quelques mots. Les visiteurs le lisent dès qu’un passage cité est dans l’édition publique.",
    )
    cle = CleField(compute=lambda proposition: noms.fold(f"{proposition.intitule} {proposition.articles}"))
    precisions = models.TextField(
        "précisions", blank=True, help_text="Pour les personnes du chantier seulement."
    )
    niveau = models.CharField("niveau", max_length=15, choices=NiveauProposition.choices, blank=True)
    articles = models.CharField(
        "articles du Code", max_length=100, blank=True, help_text="Par exemple : art. 3, 4° et art. 5."
    )
    repond_a = models.ForeignKey(
        "self",
        models.SET_NULL,
        verbose_name="répond à",
        null=True,
        blank=True,
        related_name="reponses",
        help_text="Le problème qu’une cause explique, la cause ou le problème auquel une action répond.",
    )
    etat = models.CharField(
        "état",
        max_length=10,
        choices=EtatProposition.choices,
        default=EtatProposition.A_L_ETUDE,
        editable=False,
    )
    transmise_a = models.CharField("transmise à", max_length=200, blank=True, editable=False)

    class Meta:
        verbose_name = "proposition"
        # The table before it had one source in each row; it goes in a release of its own.
        db_table = "seances_propositionsuivie"
        ordering = ["chantier", "numero"]
        constraints = [
            models.UniqueConstraint(
                fields=["chantier", "numero"],
                name="proposition_numero_unique",
                violation_error_message="Une proposition de ce chantier a déjà ce numéro.",
            ),
            models.CheckConstraint(
                name="proposition_type_connu",
                condition=Q(type__in=TypeProposition.values),
                violation_error_message="Ce type de proposition n’existe pas.",
            ),
            models.CheckConstraint(
                name="proposition_etat_connu",
                condition=Q(etat__in=EtatProposition.values),
                violation_error_message="Cet état de proposition n’existe pas.",
            ),
            models.CheckConstraint(
                name="proposition_niveau_connu",
                condition=Q(niveau__in=["", *NiveauProposition.values]),
                violation_error_message="Ce niveau n’existe pas.",
            ),
            models.CheckConstraint(
                name="proposition_intitulee",
                condition=~Q(intitule=""),
                violation_error_message="Une proposition a un intitulé.",
            ),
            models.CheckConstraint(
                name="proposition_transmise_a_quelqu_un",
                condition=Q(etat=EtatProposition.TRANSMISE) & ~Q(transmise_a="")
                | ~Q(etat=EtatProposition.TRANSMISE) & Q(transmise_a=""),
                violation_error_message="Une proposition transmise dit à qui, et elle seule.",
            ),
            models.CheckConstraint(
                name="proposition_repond_a_une_autre",
                condition=Q(repond_a__isnull=True) | ~Q(type=TypeProposition.PROBLEME) & ~Q(repond_a=F("id")),
                violation_error_message="Une cause ou une action répond à une autre proposition ; un problème, à "
                "aucune.",
            ),
        ]

    def __str__(self):
        return f"{self.numero}. {self.intitule}"

    def get_absolute_url(self):
        return reverse("seances:proposition_detail", args=[self.chantier.numero, self.numero])


class SourceProposition(models.Model):
    """A passage of a frozen version from which a proposition was picked, as its reader had it.

    locuteur, secteur: who said it and whence he came that day. What the public edition now served makes of the passage
    stands beside: `propositions.follow` derives it, `permissions` asks that the edition be served.
    """

    proposition = models.ForeignKey(
        Proposition, models.CASCADE, verbose_name="proposition", related_name="sources"
    )
    version = models.ForeignKey(
        VersionPV, models.PROTECT, verbose_name="version citée", related_name="propositions"
    )
    paragraphe = models.PositiveIntegerField("paragraphe cité")
    citation = models.TextField("passage cité")
    citation_avant = models.CharField("avant le passage", max_length=200, blank=True)
    citation_apres = models.CharField("après le passage", max_length=200, blank=True)
    locuteur = models.ForeignKey(
        Participant, models.SET_NULL, verbose_name="locuteur", null=True, blank=True, related_name="+"
    )
    locuteur_imprime = models.CharField("nom imprimé", max_length=250, blank=True)
    secteur = models.ForeignKey(
        Secteur, models.SET_NULL, verbose_name="secteur", null=True, blank=True, related_name="+"
    )
    relevee_par = models.ForeignKey(
        Compte, models.SET_NULL, verbose_name="relevée par", null=True, blank=True, related_name="+"
    )
    relevee_le = models.DateTimeField("relevée le", default=timezone.now)
    edition = models.ForeignKey(
        EditionPublique,
        models.SET_NULL,
        verbose_name="édition publique",
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    paragraphe_public = models.PositiveIntegerField(
        "paragraphe public", null=True, blank=True, editable=False
    )
    citation_publique = models.TextField("passage public", blank=True, editable=False)
    locuteur_public = models.CharField("nom public", max_length=250, blank=True, editable=False)
    secteur_public = models.BooleanField("secteur public", default=False, editable=False)

    class Meta:
        verbose_name = "source d’une proposition"
        verbose_name_plural = "sources des propositions"
        ordering = ["proposition", "version", "paragraphe"]
        constraints = [
            models.UniqueConstraint(
                fields=["proposition", "version", "paragraphe"],
                name="source_proposition_unique",
                violation_error_message="Cette proposition cite déjà ce paragraphe.",
            ),
            models.CheckConstraint(
                name="source_proposition_cite",
                condition=~Q(citation=""),
                violation_error_message="Une proposition cite le passage dont elle vient.",
            ),
            models.CheckConstraint(
                name="source_proposition_publique_entiere",
                condition=Q(edition__isnull=False, paragraphe_public__isnull=False) & ~Q(citation_publique="")
                | Q(
                    edition__isnull=True,
                    paragraphe_public__isnull=True,
                    citation_publique="",
                    locuteur_public="",
                    secteur_public=False,
                ),
                violation_error_message="Un passage public nomme son édition, son paragraphe et ses mots.",
            ),
        ]

    def __str__(self):
        return f"{self.citation[:80]} (§ {self.paragraphe})"


class EtapeProposition(Immuable):
    """One step in the life of a proposition: picked, worded otherwise, retained, set aside, passed on.

    It keeps the proposition as it stood from then on, so that what a séance opened with is found again. le: the day on
    which it was noted. seance: where it was decided, or where the first passage was said.
    """

    proposition = models.ForeignKey(
        Proposition, models.CASCADE, verbose_name="proposition", related_name="etapes"
    )
    etat_avant = models.CharField("état avant", max_length=10, choices=EtatProposition.choices, blank=True)
    etat = models.CharField("état", max_length=10, choices=EtatProposition.choices)
    transmise_a = models.CharField("transmise à", max_length=200, blank=True)
    type = models.CharField("type", max_length=10, choices=TypeProposition.choices)
    intitule = models.CharField("intitulé", max_length=250)
    niveau = models.CharField("niveau", max_length=15, choices=NiveauProposition.choices, blank=True)
    articles = models.CharField("articles du Code", max_length=100, blank=True)
    seance = models.ForeignKey(
        Seance, models.PROTECT, verbose_name="à la séance", null=True, blank=True, related_name="+"
    )
    motif = models.TextField("motif", blank=True)
    le = models.DateField("le", default=timezone.localdate)
    quand = models.DateTimeField("noté le", default=timezone.now)
    par = models.ForeignKey(
        Compte, models.PROTECT, verbose_name="par", null=True, blank=True, related_name="+"
    )

    class Meta(Immuable.Meta):
        verbose_name = "étape d’une proposition"
        verbose_name_plural = "étapes des propositions"
        ordering = ["proposition", "le", "pk"]
        constraints = [
            models.CheckConstraint(
                name="etape_proposition_etats_connus",
                condition=Q(etat__in=EtatProposition.values)
                & Q(etat_avant__in=["", *EtatProposition.values]),
                violation_error_message="Une étape mène d’un état connu à un état connu.",
            ),
            models.CheckConstraint(
                name="etape_proposition_transmise_a_quelqu_un",
                condition=Q(etat=EtatProposition.TRANSMISE) & ~Q(transmise_a="")
                | ~Q(etat=EtatProposition.TRANSMISE) & Q(transmise_a=""),
                violation_error_message="Une étape qui transmet dit à qui, et elle seule.",
            ),
        ]

    def __str__(self):
        return f"{self.proposition_id} : {self.get_etat_display()}"

    @property
    def nature(self):
        """« relevee », « etat » or « mots »: what this step changed."""
        if not self.etat_avant:
            return "relevee"
        return "mots" if self.etat == self.etat_avant else "etat"


class SoutienProposition(models.Model):
    """That a secteur, or somebody in its name, supports a proposition, noted by hand."""

    proposition = models.ForeignKey(
        Proposition, models.CASCADE, verbose_name="proposition", related_name="soutiens"
    )
    secteur = models.ForeignKey(
        Secteur, models.PROTECT, verbose_name="secteur", null=True, blank=True, related_name="+"
    )
    participant = models.ForeignKey(
        Participant,
        models.PROTECT,
        verbose_name="participant",
        null=True,
        blank=True,
        related_name="soutiens",
    )
    seance = models.ForeignKey(
        Seance, models.PROTECT, verbose_name="à la séance", null=True, blank=True, related_name="+"
    )
    note_par = models.ForeignKey(
        Compte, models.SET_NULL, verbose_name="noté par", null=True, blank=True, related_name="+"
    )
    note_le = models.DateTimeField("noté le", default=timezone.now)

    class Meta:
        verbose_name = "soutien d’une proposition"
        verbose_name_plural = "soutiens des propositions"
        ordering = ["proposition", "pk"]
        constraints = [
            models.CheckConstraint(
                name="soutien_proposition_de_quelqu_un",
                condition=Q(secteur__isnull=False) | Q(participant__isnull=False),
                violation_error_message="Un soutien est celui d’un secteur ou d’une personne.",
            ),
            models.UniqueConstraint(
                fields=["proposition", "participant"],
                name="soutien_proposition_personne_unique",
                violation_error_message="Le soutien de cette personne est déjà noté.",
            ),
            models.UniqueConstraint(
                fields=["proposition", "secteur"],
                condition=Q(participant__isnull=True),
                name="soutien_proposition_secteur_unique",
                violation_error_message="Le soutien de ce secteur est déjà noté.",
            ),
        ]

    def __str__(self):
        return str(self.participant or self.secteur)
