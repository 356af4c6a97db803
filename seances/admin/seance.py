"""A séance at the desk, in the order of the work; and the places where séances are held."""

from django.contrib import admin, messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from participants.a_la_demande import on_demand
from participants.admin import GestionAdmin, Lignes

from .. import convocations as lettres
from .. import interventions, permissions, preparation, redaction, workflow
from ..forms import FormSetImprime, ImprimeForm
from ..models import Lieu, Presence, PresidenceSeance, Seance, StatutPresence, StatutSeance
from ..recherche import index
from . import convocations, preparer, rediger, verifier
from .adresses import documents
from .agenda import AgendaInline
from .annexes import AnnexeInline
from .figer import FigeAvecLaSeance
from .pointages import pointages_view
from .presences import presences_view
from .sous_groupes import SousGroupeInline

# Address, label, function and the sentence that follows; offered in these states of the séance.
ACTES = {
    "preparer": (
        "Remettre en préparation",
        workflow.reopen_preparation,
        "La séance est de nouveau en préparation.",
        {StatutSeance.CONVOQUEE, StatutSeance.ANNULEE},
    ),
}

QUAND_ET_OU = {"chantier", "date", "heure_debut", "heure_fin", "lieu"}


class PresidenceInline(FigeAvecLaSeance, Lignes):
    model = PresidenceSeance
    form = ImprimeForm
    formset = FormSetImprime
    fields = ["rang", "participant", "nom_imprime", "organisation_imprimee", "fonction_imprimee"]
    autocomplete_fields = ["participant"]
    verbose_name_plural = "présidence"
    rang = "rang"
    ordering = ["rang", "pk"]
    ajouter = "Ajouter quelqu’un"


@admin.register(Seance)
class SeanceAdmin(preparer.Preparation, GestionAdmin):
    change_form_template = "admin/seances/seance/change_form.html"
    list_display = ["__str__", "date", "heure_debut", "lieu", "statut", "etat_pv", "raccourcis"]
    list_select_related = ["chantier", "lieu", "proces_verbal"]
    list_filter = ["chantier", "statut", "proces_verbal__etat"]
    date_hierarchy = "date"
    search_fields = ["chantier__numero", "chantier__titre", "numero", "lieu__nom"]
    ordering = ["-date", "chantier__numero", "-numero", "pk"]
    autocomplete_fields = ["chantier", "lieu"]
    readonly_fields = ["statut"]
    view_on_site = False
    inlines = [AgendaInline, PresidenceInline, SousGroupeInline, AnnexeInline]
    fieldsets = [
        (None, {"fields": [("chantier", "numero", "statut")]}),
        (
            "Quand et où",
            {"fields": [("date", "heure_debut", "heure_fin"), "lieu", "informations", "repas_prevu"]},
        ),
        ("Rappels", {"fields": [("relance_jours", "rappel_jours")]}),
        ("Notes des sous-groupes", {"fields": [("delai_notes", "destinataire_notes")]}),
        (
            "Après coup",
            {
                "fields": [
                    ("debut_reel", "fin_reelle"),
                    "accord_nominatif",
                    "enregistree",
                    ("conservation_enregistrement", "detenteur", "detruit_le"),
                ]
            },
        ),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("chantier", "lieu", "proces_verbal")

    def get_urls(self):
        def view(function):
            return self.admin_site.admin_view(lambda request, **kwargs: function(self, request, **kwargs))

        return [
            path("<int:pk>/presences/", view(presences_view), name="seances_seance_presences"),
            path("<int:pk>/pointages/", view(pointages_view), name="seances_seance_pointages"),
            *preparer.urls(self),
            *rediger.urls(self),
            *verifier.urls(self),
            *convocations.urls(self),
            path(
                "<int:pk>/sous-groupes/",
                self.admin_site.admin_view(on_demand("seances.admin.composition.composition_view", self)),
                name="seances_seance_composition",
            ),
            path("<int:pk>/statut/<str:acte>/", view(statut_view), name="seances_seance_statut"),
            *super().get_urls(),
        ]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        seance = self.get_object(request, object_id)
        context = self.reperes(seance) if seance else {}
        return super().change_view(request, object_id, form_url, context | (extra_context or {}))

    @staticmethod
    def reperes(seance):
        """What the page of a séance shows around its form."""
        counts = dict(
            Presence.objects.filter(seance=seance).order_by().values_list("statut").annotate(Count("pk"))
        )
        return {
            "seance": seance,
            "pv": getattr(seance, "proces_verbal", None),
            "frozen": redaction.is_frozen(seance),
            "sans_points": not redaction.is_frozen(seance) and not seance.points.exists(),
            "peut_joindre": not redaction.is_frozen(seance) and seance.date <= timezone.localdate(),
            "documents": documents(seance),
            "actes": [
                (reverse("admin:seances_seance_statut", args=[seance.pk, slug]), label)
                for slug, (label, _, _, states) in ACTES.items()
                if seance.statut in states
            ],
            "lettres": [
                (one["libelle"], one["adresse"])
                for one in convocations.possible(seance)
                if not one["refus"] and one["adresse"].endswith(("/convoquer/", "/annuler/"))
            ],
            "changements": lettres.untold(seance),
            "adresse_prevenir": convocations.address(seance, "prevenir"),
            "compte_presences": [
                (label, counts[value]) for value, label in StatutPresence.choices if counts.get(value)
            ],
        }

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if redaction.is_frozen(form.instance):
            index.follow_agenda(form.instance)
        else:
            interventions.rebuild(form.instance)
        if "accord_nominatif" in form.changed_data and workflow.follow_agreement(
            form.instance, by=request.user
        ):
            messages.info(request, "L’édition publique est retirée, puis refaite sans les noms.")
        for formset in formsets:
            for sentence in getattr(formset, "bilan", ()):
                messages.warning(request, sentence)
        form.instance.deplacee = bool(QUAND_ET_OU.intersection(form.changed_data))
        if form.instance.deplacee:
            for sentence in preparation.around(form.instance, permissions.visible_seances(request.user)):
                messages.warning(request, sentence)

    def response_change(self, request, obj):
        """A change of which people hold another word leads to the letter that tells it."""
        response = super().response_change(request, obj)
        stays = {"_continue", "_addanother", IS_POPUP_VAR} & request.POST.keys()
        if stays or not obj.deplacee or not lettres.untold(obj):
            return response
        messages.warning(
            request,
            "Les participantes et participants ont reçu autre chose : voici la lettre qui les prévient. "
            "Rien ne part avant que vous ne la confirmiez.",
        )
        return HttpResponseRedirect(convocations.address(obj, "prevenir"))

    @admin.display(description="procès-verbal", ordering="proces_verbal__etat")
    def etat_pv(self, seance):
        pv = getattr(seance, "proces_verbal", None)
        return pv.get_etat_display() if pv else "—"

    @admin.display(description="aller à")
    def raccourcis(self, seance):
        return format_html(
            '<a href="{}">Présences</a> · <a href="{}">Rédiger</a>',
            reverse("admin:seances_seance_presences", args=[seance.pk]),
            reverse("admin:seances_seance_rediger", args=[seance.pk]),
        )


@require_POST
def _statut_view(request, model_admin, pk, acte):
    seance = get_object_or_404(permissions.editable_seances(request.user), pk=pk)
    if acte not in ACTES or not model_admin.has_change_permission(request, seance):
        raise PermissionDenied
    _, transition, done, _ = ACTES[acte]
    try:
        transition(seance, by=request.user)
    except workflow.TransitionRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return HttpResponseRedirect(reverse("admin:seances_seance_change", args=[seance.pk]))


def statut_view(model_admin, request, pk, acte):
    """Convene, cancel or take back into preparation."""
    return _statut_view(request, model_admin, pk, acte)


@admin.register(Lieu)
class LieuAdmin(GestionAdmin):
    list_display = ["nom", "adresse", "code_postal", "localite"]
    search_fields = ["nom", "adresse", "code_postal", "localite"]
    ordering = ["nom", "localite", "pk"]
    fields = ["nom", "adresse", ("code_postal", "localite"), "acces"]

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if change and {"nom", "adresse", "code_postal", "localite"} & {*form.changed_data}:
            workflow.follow_place(obj)
            self.tell(request, obj)

    @staticmethod
    def tell(request, lieu):
        """Which séances of one's own people were told to come to another address."""
        rows = permissions.editable_seances(request.user).filter(lieu=lieu).select_related("chantier", "lieu")
        told = lettres.with_untold(list(rows.a_venir()))
        for seance in rows.a_venir().filter(pk__in=told):
            messages.warning(
                request,
                format_html(
                    '{} : les participantes et participants ont reçu l’ancienne adresse. <a href="{}">Les prévenir</a>',
                    seance,
                    convocations.address(seance, "prevenir"),
                ),
            )
