"""The index of the search: which texts it holds of each séance, and their paragraphs. Derived, never edited."""

from django.db import models
from django.db.models import Q

from .seance import Seance


class NatureTexte(models.TextChoices):
    """For whom a text is: those who write it, the chantier's people, visitors; the agenda for whoever knows of it."""

    AGENDA = "agenda", "ordre du jour"
    PROJET = "projet", "texte de travail"
    VERSION = "version", "version figée"
    EDITION = "edition", "édition publique"


class GenreEntree(models.TextChoices):
    PARAGRAPHE = "paragraphe", "paragraphe"
    INTERVENTION = "intervention", "intervention"
    RESTITUTION = "restitution", "note d’un sous-groupe"
    POINT = "point", "point de l’ordre du jour"


class TexteIndexe(models.Model):
    """A text of a séance in the index: a reader finds in one of its PVs and in its agenda.

    version: number of the version figée, or of that which an edition was made from; empreinte: of its content.
    noms: those that it prints of people, for whoever mistypes one.
    """

    seance = models.ForeignKey(Seance, models.CASCADE, verbose_name="séance", related_name="textes_indexes")
    nature = models.CharField("nature", max_length=8, choices=NatureTexte.choices)
    version = models.PositiveIntegerField("version", null=True, blank=True)
    empreinte = models.CharField("empreinte", max_length=64, blank=True)
    entrees_nombre = models.PositiveIntegerField("nombre d’entrées", default=0)
    noms = models.JSONField("noms imprimés", default=list, blank=True)

    ne_nomme_personne = True

    class Meta:
        verbose_name = "texte indexé"
        verbose_name_plural = "textes indexés"
        ordering = ["seance", "nature"]
        constraints = [
            models.UniqueConstraint(
                fields=["seance", "nature"],
                name="texte_indexe_unique",
                violation_error_message="Ce texte est déjà dans l’index.",
            ),
            models.CheckConstraint(
                name="texte_indexe_nature_connue",
                condition=Q(nature__in=NatureTexte.values),
                violation_error_message="Cette nature de texte n’existe pas.",
            ),
        ]

    def __str__(self):
        return f"{self.get_nature_display()} – {self.seance}"


class EntreeIndex(models.Model):
    """One paragraph of a text that can be found, or one point of an agenda.

    racines: its stems (`recherche.mots`), which each database indexes in its way; the migration says how.
    """

    texte = models.ForeignKey(TexteIndexe, models.CASCADE, verbose_name="texte", related_name="entrees")
    genre = models.CharField("genre", max_length=12, choices=GenreEntree.choices)
    paragraphe = models.PositiveIntegerField("paragraphe", default=0)
    point = models.PositiveSmallIntegerField("point", default=0)
    titre = models.TextField("titre", blank=True)
    contenu = models.TextField("contenu")
    locuteur = models.CharField("locuteur", max_length=250, blank=True)
    cle_locuteur = models.CharField("clé du locuteur", max_length=400, blank=True)
    organisation = models.CharField("clé de son organisation", max_length=400, blank=True)
    huis_clos = models.BooleanField("à huis clos", default=False)
    racines = models.TextField("racines", blank=True)

    ne_nomme_personne = True

    class Meta:
        verbose_name = "entrée de l’index"
        verbose_name_plural = "entrées de l’index"
        ordering = ["texte", "paragraphe", "point", "pk"]
        constraints = [
            models.CheckConstraint(
                name="entree_index_genre_connu",
                condition=Q(genre__in=GenreEntree.values),
                violation_error_message="Ce genre d’entrée n’existe pas.",
            ),
            models.CheckConstraint(
                name="entree_index_non_vide",
                condition=~Q(contenu=""),
                violation_error_message="Une entrée de l’index a un contenu.",
            ),
        ]

    def __str__(self):
        return self.contenu[:80]
