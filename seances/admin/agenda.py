"""The agenda at the desk: lines on the séance's page, those who present on the line's own."""

from copy import deepcopy

from django import forms
from django.contrib import admin
from django.db.models import Prefetch
from django.utils.html import format_html

from participants.admin import GestionAdmin, LectureSeule, Lignes, RecherchePliee
from participants.admin_champs import AutocompleteMultiple
from participants.admin_droits import choices

from .. import interventions
from ..forms import FormSetImprime
from ..forms_agenda import AgendaFormSet, IntervenantForm, PointForm
from ..models import Intervenant, PointOrdreDuJour
from ..pv import phrases
from .adresses import text_address
from .figer import FigeAvecLaSeance, FigeAvecLePV


class AgendaInline(FigeAvecLaSeance, Lignes):
    """The agenda, in order: drag, « Monter » and « Descendre », or type a number. Hours follow from durations."""

    model = PointOrdreDuJour
    form = PointForm
    formset = AgendaFormSet
    verbose_name_plural = "ordre du jour"
    rang = "position"
    ajouter = "Ajouter un point"
    ordering = ["position"]
    show_change_link = True
    fields = [
        "position",
        "titre",
        "nature",
        "heure_debut",
        "duree_minutes",
        "fin",
        "heure_fixe",
        "huis_clos",
        "presente_par",
        "noms_imprimes",
        "suite",
    ]
    readonly_fields = ["fin", "noms_imprimes", "suite"]

    class Media:
        js = [forms.Script("gestion/horaire.js", type="module")]

    def get_queryset(self, request):
        return (
            super()
            .get_queryset(request)
            .select_related("texte", "reporte_de__seance", "reporte_vers__seance")
            .prefetch_related(
                Prefetch(
                    "intervenants", Intervenant.objects.select_related("participant").order_by("rang", "pk")
                )
            )
        )

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        # Declared fields are shared by all forms of the class: this user's has his own.
        field = formset.form.base_fields["presente_par"] = deepcopy(formset.form.base_fields["presente_par"])
        person = Intervenant._meta.get_field("participant")
        field.queryset = choices(self.admin_site, person, request.user)
        field.widget = AutocompleteMultiple(person, self.admin_site, choices=field.choices)
        return formset

    def get_fields(self, request, obj=None):
        fields = super().get_fields(request, obj)
        if not self.has_change_permission(request, obj):
            return [field for field in fields if field != "presente_par"]
        return fields

    @admin.display(description="fin")
    def fin(self, point):
        return phrases.heure(point.heure_fin) if point.heure_fin else "–"

    @admin.display(description="report")
    def suite(self, point):
        return point.trace or "–"

    @admin.display(description="imprimé sous")
    def noms_imprimes(self, point):
        if not point.pk:
            return "—"
        return ", ".join(row.nom_imprime for row in point.intervenants.all()) or "—"


class IntervenantInline(FigeAvecLePV, Lignes):
    model = Intervenant
    form = IntervenantForm
    formset = FormSetImprime
    fields = ["rang", "participant", "nom_imprime"]
    autocomplete_fields = ["participant"]
    verbose_name_plural = "présenté par"
    rang = "rang"
    ajouter = "Ajouter quelqu’un"


@admin.register(PointOrdreDuJour)
class PointAdmin(FigeAvecLePV, GestionAdmin):
    """A line of the agenda on its own: what is rare, and who presents. Its number is given in the séance."""

    list_display = ["titre", "seance", "position", "nature", "heure_debut", "huis_clos"]
    list_select_related = ["seance__chantier", "seance__proces_verbal"]
    list_filter = ["seance__chantier", "nature", "huis_clos"]
    search_fields = ["titre"]
    ordering = ["seance__chantier__numero", "seance__numero", "position"]
    inlines = [IntervenantInline]
    # Hours follow from those of the other points: they are set in the séance.
    readonly_fields = ["seance", "position", "heure_debut", "heure_fin", "lien_texte"]
    fieldsets = [
        (
            None,
            {"fields": ["seance", "position", "titre", "nature", ("heure_debut", "heure_fin"), "huis_clos"]},
        ),
        ("Au procès-verbal", {"fields": ["titre_pv", "complements", "lien_texte"]}),
    ]

    def get_queryset(self, request):
        return (
            super().get_queryset(request).select_related("seance__chantier", "seance__proces_verbal", "texte")
        )

    def has_add_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        interventions.rebuild(form.instance.seance)

    @admin.display(description="texte")
    def lien_texte(self, point):
        texte = getattr(point, "texte", None)
        return format_html('<a href="{}">Rédiger ce point</a>', text_address(texte)) if texte else "—"


@admin.register(Intervenant)
class IntervenantAdmin(LectureSeule, RecherchePliee, GestionAdmin):
    list_display = ["nom_imprime", "participant", "point"]
    list_select_related = ["participant", "point"]
    search_fields = ["participant__cle_tri"]
    ordering = ["participant__cle_tri", "pk"]
