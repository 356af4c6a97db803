"""Annexes at the desk: numbered on the séance's page, written and joined on their own."""

from django.contrib import admin
from django.template.defaultfilters import filesizeformat
from django.utils.html import format_html

from participants.admin import GestionAdmin, Lignes

from .. import fichiers, interventions
from ..forms import AnnexeForm, NumeroForm, NumeroFormSet
from ..models import Annexe
from .figer import FigeAvecLaSeance, FigeAvecLePV


class AnnexeInline(FigeAvecLaSeance, Lignes):
    model = Annexe
    form = NumeroForm
    formset = NumeroFormSet
    fields = ["numero", "titre", "publique", "fichier_nom"]
    readonly_fields = ["fichier_nom"]
    rang = "numero"
    ordering = ["numero"]
    show_change_link = True
    ajouter = "Ajouter une annexe"


@admin.register(Annexe)
class AnnexeAdmin(FigeAvecLePV, GestionAdmin):
    form = AnnexeForm
    list_display = ["titre", "seance", "numero", "fichier_nom", "publique"]
    list_select_related = ["seance__chantier", "seance__proces_verbal"]
    list_filter = ["seance__chantier", "publique"]
    search_fields = ["titre", "fichier_nom"]
    ordering = ["seance__chantier__numero", "seance__numero", "numero"]
    autocomplete_fields = ["seance"]
    readonly_fields = ["fichier"]
    fieldsets = [
        (None, {"fields": ["seance", "numero", "titre", "contenu", "publique"]}),
        ("Document", {"fields": ["fichier", "document"]}),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("seance__chantier", "seance__proces_verbal")

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        interventions.rebuild(form.instance.seance)

    def delete_model(self, request, obj):
        super().delete_model(request, obj)
        interventions.rebuild(obj.seance)

    def delete_queryset(self, request, queryset):
        seances = {annexe.seance for annexe in queryset}
        super().delete_queryset(request, queryset)
        for seance in seances:
            interventions.rebuild(seance)

    @admin.display(description="document joint")
    def fichier(self, annexe):
        if not annexe.fichier_sha256:
            return "Aucun."
        try:
            size = filesizeformat(len(fichiers.read(annexe.fichier_sha256)))
        except fichiers.FichierAbsent:
            size = "fichier manquant"
        return format_html("{} ({})<br><code>{}</code>", annexe.fichier_nom, size, annexe.fichier_sha256)
