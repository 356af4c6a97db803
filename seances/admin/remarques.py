"""Remarks at the desk, and what is drawn from the texts: who said what, what was decided."""

from django.contrib import admin
from django.db.models import Max

from participants.admin import GestionAdmin, LectureSeule, RecherchePliee, signe

from .. import interventions, permissions, redaction
from ..forms import AttributionForm, RemarqueForm
from ..models import Attribution, Intervention, OrigineRemarque, Remarque, Resolution
from ..pv import approbation


@admin.register(Remarque)
class RemarqueAdmin(RecherchePliee, GestionAdmin):
    """Remarks said at a séance are typed here; those of readers come from the portal and are only settled."""

    list_display = ["auteur", "extrait", "type", "decision", "origine", "seance", "saisie_le"]
    list_select_related = ["auteur", "seance__chantier"]
    list_filter = ["decision", "type", "origine", "seance__chantier"]
    search_fields = ["auteur__cle_tri"]
    date_hierarchy = "saisie_le"
    ordering = ["-saisie_le", "-pk"]
    form = RemarqueForm
    autocomplete_fields = ["auteur", "seance", "proces_verbal"]
    origine_et_saisie = ["origine", signe("saisie_par", "saisie par"), "saisie_le", "version"]
    readonly_fields = origine_et_saisie
    fieldsets = [
        (None, {"fields": ["seance", "rang", "auteur", "type", "texte"]}),
        (
            "Ce qu’elle vise",
            {"fields": ["proces_verbal", ("page", "paragraphe"), "citation", "proposition", "reservee"]},
        ),
        ("Décision", {"fields": ["decision", "motif_decision"]}),
        ("Saisie", {"fields": [tuple(origine_et_saisie)]}),
    ]

    def is_closed(self, obj):
        """A remark printed in a frozen PV."""
        return obj is not None and obj.seance is not None and redaction.is_frozen(obj.seance)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and not self.is_closed(obj)

    def has_delete_permission(self, request, obj=None):
        return (
            super().has_delete_permission(request, obj)
            and not self.is_closed(obj)
            and (obj is None or obj.origine == OrigineRemarque.SEANCE)
        )

    def get_readonly_fields(self, request, obj=None):
        if obj is not None and obj.origine == OrigineRemarque.LECTURE:
            typed = [
                field.name
                for field in Remarque._meta.fields
                if field.name not in {"decision", "motif_decision"}
            ]
            return [*super().get_readonly_fields(request, obj), *typed]
        return super().get_readonly_fields(request, obj)

    def get_fieldsets(self, request, obj=None):
        """A new one has nothing to tell yet of how it was typed, nor of a decision that others take."""
        groups = super().get_fieldsets(request, obj)
        if obj is not None:
            return groups
        unknown = {"Saisie"} | ({"Décision"} if "decision" in self.get_readonly_fields(request) else set())
        return [group for group in groups if group[0] not in unknown]

    def get_changeform_initial_data(self, request):
        """Typed from the desk of a séance: after those already there, on the PV that is looked at."""
        initial = super().get_changeform_initial_data(request)
        seances = permissions.editable_seances(request.user).select_related("chantier")
        key = initial.pop("seance", "")
        seance = seances.filter(pk=key).first() if key.isdecimal() else None
        if seance is None:
            return initial
        last = seance.remarques.aggregate(last=Max("rang"))["last"]
        meant = approbation.meant_at(seance)
        found = {"seance": seance.pk, "rang": (last or 0) + 1}
        return found | ({"proces_verbal": meant.pk} if meant else {}) | initial

    def get_form(self, request, obj=None, **kwargs):
        form = super().get_form(request, obj, **kwargs)
        form.par = request.user
        if "seance" in form.base_fields:
            form.base_fields["seance"].required = True
        return form

    def save_model(self, request, obj, form, change):
        if not change:
            obj.origine, obj.saisie_par = OrigineRemarque.SEANCE, request.user
        super().save_model(request, obj, form, change)

    @admin.display(description="remarque")
    def extrait(self, remarque):
        return remarque.texte if len(remarque.texte) <= 90 else f"{remarque.texte[:89].rstrip()}…"


@admin.register(Attribution)
class AttributionAdmin(RecherchePliee, GestionAdmin):
    """A label that the text alone cannot resolve, confirmed once."""

    list_display = ["libelle", "participant", "seance"]
    list_select_related = ["participant", "seance__chantier"]
    list_filter = ["seance__chantier"]
    search_fields = ["cle", "participant__cle_tri"]
    ordering = ["seance__chantier__numero", "seance__numero", "pk"]
    form = AttributionForm
    autocomplete_fields = ["participant", "texte_point", "restitution"]
    fields = ["texte_point", "restitution", "libelle", "participant"]

    def get_readonly_fields(self, request, obj=None):
        return ["texte_point", "restitution", "libelle"] if obj else []

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        interventions.rebuild(obj.seance)

    def delete_model(self, request, obj):
        super().delete_model(request, obj)
        interventions.rebuild(obj.seance)


@admin.register(Intervention)
class InterventionAdmin(LectureSeule, RecherchePliee, GestionAdmin):
    list_display = ["participant", "seance", "point", "paragraphe", "mots"]
    list_select_related = ["participant", "seance__chantier", "point"]
    list_filter = ["seance__chantier"]
    search_fields = ["participant__cle_tri"]
    ordering = ["-seance__date", "seance", "paragraphe"]


@admin.register(Resolution)
class ResolutionAdmin(LectureSeule, GestionAdmin):
    list_display = ["genre", "extrait", "voix", "participant", "echeance", "seance", "point", "paragraphe"]
    list_display_links = ["extrait"]
    list_select_related = ["participant", "seance__chantier", "point"]
    list_filter = ["genre", "seance__chantier", ("echeance", admin.EmptyFieldListFilter)]
    search_fields = ["texte"]
    ordering = ["-seance__date", "seance", "paragraphe", "rang"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related(*self.list_select_related)

    @admin.display(description="texte")
    def extrait(self, resolution):
        return resolution.texte[:120]

    @admin.display(description="voix")
    def voix(self, resolution):
        counts = [
            f"{count} {label}"
            for count, label in (
                (resolution.pour, "pour"),
                (resolution.contre, "contre"),
                (
                    resolution.abstentions,
                    "abstentions" if (resolution.abstentions or 0) > 1 else "abstention",
                ),
            )
            if count is not None
        ]
        return ", ".join(["à l’unanimité"] * resolution.unanime + counts)
