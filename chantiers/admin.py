"""Chantiers at the secretariat's desk: what they ask, who presides and belongs; and the glossary."""

from django.contrib import admin

from participants.admin import GestionAdmin, Lignes, RecherchePliee
from participants.admin_champs import LigneForm

from . import permissions
from .forms import FormSetInscriptions, FormSetNumerote, LigneNumeroteeForm
from .models import Chantier, Copresidence, Definition, Inscription, Question, Terme, Thematique


class CopresidenceInline(Lignes):
    model = Copresidence
    form = LigneForm
    fields = ["participant", "depuis", "jusque", "rang"]
    autocomplete_fields = ["participant"]
    ordering = ["rang", "pk"]
    ajouter = "Ajouter une coprésidence"


class InscriptionInline(Lignes):
    model = Inscription
    form = LigneForm
    formset = FormSetInscriptions
    fields = ["participant", "depuis", "jusque", "redacteur"]
    autocomplete_fields = ["participant"]
    ordering = ["participant__cle_tri", "pk"]
    ajouter = "Inscrire quelqu’un"

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        formset.may_give_roles = permissions.can_give_roles(request.user)
        return formset


class QuestionInline(Lignes):
    model = Question
    form = LigneNumeroteeForm
    formset = FormSetNumerote
    fields = ["rang", "texte"]
    ordering = ["rang"]
    rang = "rang"
    ajouter = "Ajouter une question"


@admin.register(Chantier)
class ChantierAdmin(GestionAdmin):
    list_display = ["numero", "titre", "thematique", "visibilite", "contact"]
    list_display_links = ["numero", "titre"]
    list_select_related = ["thematique"]
    list_filter = ["visibilite", "thematique"]
    search_fields = ["numero", "titre", "thematique__cle"]
    ordering = ["numero"]
    autocomplete_fields = ["thematique"]
    inlines = [QuestionInline, CopresidenceInline, InscriptionInline]
    fieldsets = [
        (None, {"fields": [("numero", "titre"), "thematique", "objectif"]}),
        ("Rappels des séances", {"fields": [("relance_jours", "rappel_jours")]}),
        ("Porte et couleur", {"fields": ["visibilite", "contact", "couleur"]}),
    ]


class PeriodeAdmin(GestionAdmin):
    list_select_related = ["participant", "chantier"]
    list_filter = ["chantier"]
    search_fields = ["participant__cle_tri"]
    autocomplete_fields = ["participant", "chantier"]


@admin.register(Copresidence)
class CopresidenceAdmin(RecherchePliee, PeriodeAdmin):
    list_display = ["participant", "chantier", "depuis", "jusque"]
    ordering = ["chantier__numero", "rang", "pk"]


@admin.register(Inscription)
class InscriptionAdmin(RecherchePliee, PeriodeAdmin):
    list_display = ["participant", "chantier", "depuis", "jusque", "redacteur"]
    ordering = ["chantier__numero", "participant__cle_tri", "pk"]


@admin.register(Thematique)
class ThematiqueAdmin(RecherchePliee, GestionAdmin):
    list_display = ["titre"]
    search_fields = ["cle"]
    ordering = ["cle", "pk"]
    fields = ["titre"]


@admin.register(Question)
class QuestionAdmin(GestionAdmin):
    list_display = ["texte", "chantier", "rang"]
    list_select_related = ["chantier"]
    list_filter = ["chantier"]
    search_fields = ["texte"]
    ordering = ["chantier__numero", "rang"]
    autocomplete_fields = ["chantier"]


class DefinitionInline(Lignes):
    model = Definition
    form = LigneForm
    fields = ["secteur", "texte", "source"]
    autocomplete_fields = ["secteur"]
    ordering = ["secteur__cle", "pk"]
    ajouter = "Ajouter un sens"


@admin.register(Terme)
class TermeAdmin(RecherchePliee, GestionAdmin):
    list_display = ["mot", "publie"]
    list_filter = ["publie"]
    search_fields = ["cle"]
    ordering = ["cle", "pk"]
    fields = ["mot", "publie"]
    inlines = [DefinitionInline]


@admin.register(Definition)
class DefinitionAdmin(RecherchePliee, GestionAdmin):
    list_display = ["terme", "secteur", "texte"]
    list_select_related = ["terme", "secteur"]
    list_filter = ["secteur"]
    search_fields = ["terme__cle"]
    ordering = ["terme__cle", "secteur__cle", "pk"]
    autocomplete_fields = ["terme", "secteur"]
