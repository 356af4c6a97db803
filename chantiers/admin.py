"""Chantiers at the secretariat's desk: what they ask, who presides and belongs; and the glossary."""

from django import forms
from django.contrib import admin, messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_http_methods

from participants.admin import GestionAdmin, LectureSeule, Lignes, RecherchePliee, signe
from participants.admin_champs import LigneForm
from participants.admin_import import Importable

from . import permissions, workflow
from .forms import FormSetInscriptions, FormSetNumerote, FormSetSens, LigneNumeroteeForm
from .formulaires import DecisionForm
from .models import Chantier, Copresidence, Definition, Inscription, Question, Suggestion, Terme, Thematique


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
class ChantierAdmin(Importable, GestionAdmin):
    import_resource = "chantiers.resources.ChantierResource"
    import_aide = "Un chantier est reconnu à son numéro ; ses questions sont séparées par « | »."
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
    formset = FormSetSens
    fields = ["secteur", "texte", "source"]
    autocomplete_fields = ["secteur"]
    ordering = ["secteur__cle", "pk"]
    ajouter = "Ajouter un sens"


@admin.register(Terme)
class TermeAdmin(RecherchePliee, GestionAdmin):
    list_display = ["mot", "sigle", "publie"]
    list_filter = ["publie", "sigle", "chantiers"]
    search_fields = ["cle"]
    ordering = ["cle", "pk"]
    fields = [("mot", "sigle"), "publie", "chantiers"]
    inlines = [DefinitionInline]

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        return super().formfield_for_manytomany(
            db_field, request, widget=forms.CheckboxSelectMultiple, **kwargs
        )

    def save_related(self, request, form, formsets, change):
        """A chantier that one may not choose keeps the words that it employs."""
        offered = form.fields["chantiers"].queryset.order_by().values("pk")
        kept = list(form.instance.chantiers.exclude(pk__in=offered))
        super().save_related(request, form, formsets, change)
        form.instance.chantiers.add(*kept)


@admin.register(Suggestion)
class SuggestionAdmin(LectureSeule, RecherchePliee, GestionAdmin):
    """Made on the pages of the portal; settled here."""

    change_form_template = "admin/chantiers/suggestion/change_form.html"
    list_display = ["mot", "secteur", "participant", "chantier", "etat", "deposee_le"]
    list_select_related = ["secteur", "participant", "chantier"]
    list_filter = ["etat", "chantier"]
    search_fields = ["cle"]
    ordering = ["-deposee_le", "-pk"]
    fields = [
        "mot",
        "secteur",
        "texte",
        "source",
        "participant",
        "chantier",
        "etat",
        "deposee_le",
        "traitee_le",
        signe("traitee_par", "traitée par"),
        "reponse",
        "terme",
    ]

    def get_urls(self):
        view = self.admin_site.admin_view(self.decider)
        return [path("<int:pk>/decider/", view, name="chantiers_suggestion_decider"), *super().get_urls()]

    @method_decorator(require_http_methods(["GET", "HEAD", "POST"]))
    def decider(self, request, pk):
        """Take it as it is, change it first, or refuse it with a reason."""
        rows = permissions.visible_suggestions(request.user).select_related(
            "participant", "chantier", "secteur"
        )
        suggestion = get_object_or_404(rows, pk=pk)
        form = DecisionForm(
            request.POST or None,
            initial={name: getattr(suggestion, name) for name in workflow.CHAMPS},
            label_suffix="",
        )
        if request.method == "POST" and form.is_valid():
            try:
                told = self.settle(suggestion, request, form.cleaned_data)
            except workflow.SuggestionRefusee as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, told)
                return HttpResponseRedirect(reverse("admin:chantiers_suggestion_change", args=[pk]))
        known = Terme.objects.filter(cle=suggestion.cle).with_sens().first()
        return render(
            request,
            "admin/chantiers/suggestion/decider.html",
            self.admin_site.each_context(request)
            | {
                "title": "Décider d’une suggestion",
                "subtitle": str(suggestion),
                "opts": self.opts,
                "suggestion": suggestion,
                "form": form,
                "terme": known,
            },
            status=422 if request.method == "POST" else 200,
        )

    @staticmethod
    def settle(suggestion, request, given):
        if request.POST.get("acte") == "refuser":
            workflow.refuse(suggestion, reponse=given["reponse"], by=request.user)
            return "La suggestion est refusée ; son auteur lit votre réponse sur sa page."
        workflow.accept(suggestion, **given, by=request.user)
        return "La suggestion est au glossaire."


@admin.register(Definition)
class DefinitionAdmin(RecherchePliee, GestionAdmin):
    list_display = ["terme", "secteur", "texte"]
    list_select_related = ["terme", "secteur"]
    list_filter = ["secteur"]
    search_fields = ["terme__cle"]
    ordering = ["terme__cle", "secteur__cle", "pk"]
    autocomplete_fields = ["terme", "secteur"]
