"""Procès-verbaux at the desk; their frozen versions and public editions, which are only read."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html

from participants.admin import GestionAdmin, LectureSeule, signe

from ..models import EditionPublique, PersonneNommee, ProcesVerbal, RetraitVersion, VersionPV
from . import actes, decisions, publier, sigles
from .adresses import documents
from .figer import FigeAvecLePV


@admin.register(ProcesVerbal)
class ProcesVerbalAdmin(FigeAvecLePV, GestionAdmin):
    """What a PV prints outside its points. Its texts are written point by point."""

    change_form_template = "admin/seances/procesverbal/change_form.html"
    list_display = ["__str__", "etat", "redacteur_imprime", "approuve_le", "remarques_jusqu_au"]
    list_select_related = ["seance__chantier"]
    list_filter = ["etat", "seance__chantier"]
    search_fields = ["seance__chantier__titre", "redacteur_imprime", "intitule"]
    ordering = ["-seance__date", "pk"]
    autocomplete_fields = ["redacteur", "verificateur"]
    suivi = ["seance", "etat", "remarques_jusqu_au", "mode_approbation", "approuve_en", "approuve_le"]
    readonly_fields = suivi
    fieldsets = [
        (None, {"fields": [("seance", "etat")]}),
        ("Ce qu’il imprime", {"fields": ["intitule", "ouverture", "formule_cloture"]}),
        (
            "Rédaction et vérification",
            {
                "fields": [
                    ("redacteur_imprime", "redacteur_fonction", "redacteur"),
                    ("verificateur_imprime", "verificateur"),
                ]
            },
        ),
        ("Suivi", {"fields": [tuple(suivi[2:])]}),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("seance__chantier", "approuve_en__chantier")

    def has_add_permission(self, request, obj=None):
        return False  # made when somebody starts writing

    def has_delete_permission(self, request, obj=None):
        return False

    def get_urls(self):
        mine = [*actes.urls(self), *publier.urls(self), *decisions.urls(self), *sigles.urls(self)]
        return [*mine, *super().get_urls()]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        pv = self.get_object(request, object_id)
        context = {}
        if pv:
            context = {
                "seance": pv.seance,
                "documents": documents(pv.seance),
                "frozen": not pv.est_modifiable,
                "vie": actes.life(pv),
                "actes": actes.shown(pv, request.user),
                "publication": publier.state(pv, request.user),
            }
        return super().change_view(request, object_id, form_url, context | (extra_context or {}))


@admin.register(VersionPV)
class VersionAdmin(LectureSeule, GestionAdmin):
    list_display = ["proces_verbal", "numero", "etat", "figee_le", signe("figee_par", "figée par"), "lire"]
    list_select_related = ["proces_verbal__seance__chantier", "figee_par__participant"]
    list_filter = ["etat", "proces_verbal__seance__chantier"]
    date_hierarchy = "figee_le"
    ordering = ["-figee_le", "-pk"]
    fields = [
        "proces_verbal",
        "numero",
        "etat",
        "figee_le",
        signe("figee_par", "figée par"),
        "motif",
        "lire",
        "contenu_sha256",
        "page_sha256",
        "pdf_sha256",
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).defer("contenu")

    @admin.display(description="lire")
    def lire(self, version):
        seance = version.proces_verbal.seance
        numbers = [seance.chantier.numero, seance.numero, version.numero]
        return format_html(
            '<a href="{}">page</a> · <a href="{}">PDF</a>',
            reverse("seances:version_detail", args=numbers),
            reverse("seances:version_pdf", args=numbers),
        )


@admin.register(EditionPublique)
class EditionAdmin(LectureSeule, GestionAdmin):
    list_display = [
        "proces_verbal",
        "version",
        "numero",
        "publiee_le",
        signe("publiee_par", "publiée par"),
        "retiree",
    ]
    list_select_related = ["version__proces_verbal__seance__chantier", "publiee_par__participant"]
    list_filter = ["retiree", "version__proces_verbal__seance__chantier"]
    ordering = ["-publiee_le", "-pk"]
    fields = [
        "version",
        "numero",
        "publiee_le",
        signe("publiee_par", "publiée par"),
        "retiree",
        "contenu_sha256",
        "page_sha256",
        "pdf_sha256",
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).defer("contenu", "version__contenu")

    @admin.display(description="procès-verbal")
    def proces_verbal(self, edition):
        return edition.version.proces_verbal


@admin.register(RetraitVersion)
class RetraitAdmin(LectureSeule, GestionAdmin):
    list_display = ["version", "quand", signe("par", "par"), "motif"]
    fields = ["version", "quand", signe("par", "par"), "motif"]
    list_select_related = ["version__proces_verbal__seance__chantier", "par__participant"]
    ordering = ["-quand", "pk"]


@admin.register(PersonneNommee)
class PersonneNommeeAdmin(LectureSeule, GestionAdmin):
    list_display = ["participant", "version", "cle"]
    list_select_related = ["participant", "version__proces_verbal__seance__chantier"]
    search_fields = ["participant__cle_tri"]
    ordering = ["participant__cle_tri", "pk"]
