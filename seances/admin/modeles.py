"""Agendas to start from: their lines in order, each with its nature and how long it lasts."""

from django.contrib import admin

from participants.admin import GestionAdmin, LectureSeule, Lignes

from ..forms_agenda import LigneModeleForm, ModeleForm, PointsFormSet
from ..models import LigneModele, ModeleOrdreDuJour


class LigneModeleInline(Lignes):
    model = LigneModele
    form = LigneModeleForm
    formset = PointsFormSet
    fields = ["position", "titre", "nature", "duree_minutes"]
    verbose_name_plural = "lignes"
    rang = "position"
    ordering = ["position"]
    ajouter = "Ajouter une ligne"


@admin.register(ModeleOrdreDuJour)
class ModeleAdmin(GestionAdmin):
    form = ModeleForm
    list_display = ["nom", "pour"]
    list_select_related = ["chantier"]
    list_filter = ["chantier"]
    empty_value_display = "tous les chantiers"
    search_fields = ["nom"]
    ordering = ["chantier__numero", "nom", "pk"]
    autocomplete_fields = ["chantier"]
    inlines = [LigneModeleInline]
    fields = ["nom", "chantier"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("chantier")

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        form.par = request.user
        return form

    @admin.display(description="pour", ordering="chantier__numero")
    def pour(self, modele):
        return modele.chantier


@admin.register(LigneModele)
class LigneModeleAdmin(LectureSeule, GestionAdmin):
    list_display = ["titre", "modele", "position", "nature", "duree_minutes"]
    list_select_related = ["modele"]
    search_fields = ["titre"]
    ordering = ["modele__nom", "modele", "position"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("modele")
