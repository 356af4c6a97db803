"""Annexes at the desk: numbered on the séance's page, written and joined on their own."""

from django.contrib import admin
from django.template.defaultfilters import filesizeformat
from django.utils.html import format_html

from participants.admin import GestionAdmin, Lignes

from .. import fichiers
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

    @admin.display(description="document joint")
    def fichier(self, annexe):
        if not annexe.fichier_sha256:
            return "Aucun."
        try:
            size = filesizeformat(len(fichiers.read(annexe.fichier_sha256)))
        except fichiers.FichierAbsent:
            size = "fichier manquant"
        return format_html("{} ({})<br><code>{}</code>", annexe.fichier_nom, size, annexe.fichier_sha256)
