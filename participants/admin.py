"""People and organisations at the secretariat's desk, and the ways that every admin of the portal shares."""

from django import forms
from django.apps import apps
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import models
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.text import capfirst
from django.views.decorators.http import require_http_methods

from . import admin_journal, fusion, journal, noms, permissions
from .a_la_demande import on_demand
from .admin_champs import Champs
from .admin_droits import LignesSelonDroits, PageSelonDroits, among
from .admin_import import Importable
from .comptes import ouverture
from .models import Compte, Evenement, Graphie, Organisation, Participant, Secteur

# ── Shared: pages ───────────────────────────────────────────────────────────────────────────────────────


class GestionAdmin(PageSelonDroits, Champs, admin_journal.Journalise, admin.ModelAdmin):
    """The portal's ModelAdmin."""

    list_per_page = 50
    save_on_top = False
    show_facets = admin.ShowFacets.NEVER  # one query more for each filter value

    def changelist_view(self, request, extra_context=None):
        title = {"title": capfirst(self.opts.verbose_name_plural)}
        return super().changelist_view(request, title | (extra_context or {}))

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["can_read_journal"] = permissions.can_read_journal(request.user)
        if obj is not None:
            context |= {"title": str(obj), "subtitle": capfirst(self.opts.verbose_name)}
        return super().render_change_form(request, context, add, change, form_url, obj)


def signe(field, description):
    """A column or line that tells which account acted: by name, the address is nobody's business."""

    @admin.display(description=description)
    def display(row):
        compte = getattr(row, field)
        return compte.signature if compte else None

    return display


class RecherchePliee:
    """Search in folded keys: « beranger » finds « Béranger »."""

    def get_search_results(self, request, queryset, search_term):
        return super().get_search_results(request, queryset, noms.fold(search_term))


class LectureSeule:
    """Rows that are made elsewhere and only read here."""

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class Lignes(LignesSelonDroits, Champs, admin.TabularInline):
    """An inline set out as cards that fit a phone: labels in sight, one « Ajouter » at the end."""

    template = "admin/lignes.html"
    extra = 0
    rang = ""  # field that numbers the rows; with it they can be moved
    ajouter = "Ajouter une ligne"

    class Media:
        js = [forms.Script("gestion/lignes.js", type="module")]

    def get_queryset(self, request):
        # A row may be told by those that it names, and by the one that it stands under.
        return super().get_queryset(request).select_related(*self.autocomplete_fields, self.parent_key.name)

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        formset.ajouter, formset.champ_rang = self.ajouter, self.rang
        return formset


# ── People ──────────────────────────────────────────────────────────────────────────────────────────────


class GraphieInline(Lignes):
    model = Graphie
    fields = ["texte"]
    ajouter = "Ajouter une graphie"


@admin.register(Participant)
class ParticipantAdmin(RecherchePliee, Importable, GestionAdmin):
    import_resource = "participants.resources.ParticipantResource"
    import_aide = "Une personne est reconnue à son adresse électronique, sinon à son nom."
    list_display = ["nom_de_tri", "fonction", "organisation", "secteur", "courriel", "opposition"]
    list_display_links = ["nom_de_tri"]
    list_select_related = ["organisation__secteur"]
    list_filter = [
        "organisation__secteur",
        ("courriel", admin.EmptyFieldListFilter),
        ("opposition_le", admin.EmptyFieldListFilter),
    ]
    search_fields = ["cle_tri", "organisation__cle", "graphies__cle"]
    search_help_text = "Nom, prénom, organisation ou autre graphie, avec ou sans accents ; ou une adresse."
    ordering = ["cle_tri", "pk"]
    autocomplete_fields = ["organisation", "compte"]
    inlines = [GraphieInline]
    actions = ["fusionner"]
    fieldsets = [
        (None, {"fields": [("prenom", "nom"), "organisation", "fonction"]}),
        ("Joindre", {"fields": ["courriel", "compte"]}),
        ("Paraître", {"fields": ["opposition_le"]}),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related(*self.list_select_related)

    def get_search_results(self, request, queryset, search_term):
        if "@" in search_term:
            # By address one finds only those whose address one may read, in a list as in an autocomplete.
            known = among(queryset, self.get_queryset(request))
            return known.filter(courriel__icontains=search_term.strip()), False
        return super().get_search_results(request, queryset, search_term)

    def save_model(self, request, obj, form, change):
        if not change:
            obj.saisi_par = request.user
        super().save_model(request, obj, form, change)

    def get_urls(self):
        view = require_http_methods(["GET", "HEAD", "POST"])(
            on_demand("participants.doublons_au_bureau.doublons_view", self)
        )
        page = path("doublons/", self.admin_site.admin_view(view), name="participants_participant_doublons")
        return [page, *super().get_urls()]

    def changelist_view(self, request, extra_context=None):
        tools = {}
        if self.has_merge_permission(request):
            tools["doublons"] = reverse("admin:participants_participant_doublons")
        return super().changelist_view(request, tools | (extra_context or {}))

    def has_merge_permission(self, request):
        return permissions.is_administrator(request.user)

    @admin.action(description="Fusionner deux fiches d’une même personne", permissions=["merge"])
    def fusionner(self, request, queryset):
        """Show what each of the two fiches would give to the other; merge once one of them is chosen."""
        people = list(queryset.order_by("pk")[:3])
        if len(people) != 2:
            self.message_user(request, "Choisissez deux fiches, pas plus, pas moins.", messages.ERROR)
            return None
        choices = [self._merge_choice(request, *pair) for pair in (people, people[::-1])]
        chosen = [choice for choice in choices if str(choice["garde"].pk) == request.POST.get("garder")]
        if chosen and not chosen[0]["motifs"]:
            fusion.fusionner(chosen[0]["garde"], chosen[0]["absorbe"], by=request.user)
            self.message_user(request, "Les deux fiches n’en font plus qu’une.")
            return None
        context = self.admin_site.each_context(request) | {
            "title": "Fusionner deux fiches",
            "opts": self.opts,
            "choix": choices,
            "possible": not all(choice["motifs"] for choice in choices),
        }
        return TemplateResponse(request, "admin/fusionner.html", context)

    @staticmethod
    def _merge_choice(request, garde, absorbe):
        choice = {"garde": garde, "absorbe": absorbe, "deplaces": [], "motifs": []}
        try:
            choice["deplaces"] = fusion.fusionner(garde, absorbe, by=request.user, simuler=True).deplaces
        except fusion.FusionRefusee as refused:
            choice["motifs"] = refused.motifs
        return choice

    @staticmethod
    def autocomplete_text(participant):
        """Namesakes are told apart by their organisation."""
        organisation = participant.organisation_affichee
        return f"{participant} – {organisation}" if organisation else str(participant)

    @admin.display(description="nom", ordering="cle_tri")
    def nom_de_tri(self, participant):
        return format_html("{} {}", participant.nom, participant.prenom)

    @admin.display(description="secteur", ordering="organisation__secteur__cle")
    def secteur(self, participant):
        return participant.organisation.secteur if participant.organisation else None

    @admin.display(description="nommé(e) en public", boolean=True)
    def opposition(self, participant):
        return participant.opposition_le is None


@admin.register(Graphie)
class GraphieAdmin(RecherchePliee, GestionAdmin):
    list_display = ["texte", "participant"]
    list_select_related = ["participant"]
    search_fields = ["cle", "participant__cle_tri"]
    autocomplete_fields = ["participant"]
    ordering = ["participant__cle_tri", "cle", "pk"]


@admin.register(Organisation)
class OrganisationAdmin(RecherchePliee, GestionAdmin):
    list_display = ["nom", "localite", "secteur"]
    list_select_related = ["secteur"]
    list_filter = ["secteur"]
    search_fields = ["cle"]
    search_help_text = "Nom ou localité, avec ou sans accents."
    ordering = ["cle", "pk"]
    autocomplete_fields = ["secteur"]
    fields = ["nom", "localite", "secteur"]


@admin.register(Secteur)
class SecteurAdmin(RecherchePliee, GestionAdmin):
    list_display = ["nom"]
    search_fields = ["cle"]
    ordering = ["cle", "pk"]
    fields = ["nom"]


class CompteForm(forms.ModelForm):
    """An account; nobody shuts himself out, nor takes an address that is somebody's."""

    def clean_email(self):
        address = ouverture.fold(self.cleaned_data["email"])
        if self.instance.pk and "email" in self.changed_data:
            try:
                ouverture.refuse_taken(self.instance, address)
            except ouverture.CompteRefuse as refus:
                raise ValidationError(str(refus)) from None
        return address

    def clean(self):
        super().clean()
        if self.instance == self.requested_by and not (
            self.cleaned_data.get("is_active") and self.cleaned_data.get("is_superuser")
        ):
            raise ValidationError(
                "C’est votre propre compte : une autre personne de l’administration doit le fermer."
            )


@admin.register(Compte)
class CompteAdmin(GestionAdmin):
    form = CompteForm
    list_display = ["email", "participant", "is_superuser", "is_active", "last_login"]
    list_select_related = ["participant"]
    list_filter = ["is_superuser", "is_active"]
    search_fields = ["email", "participant__cle_tri"]
    ordering = ["email"]
    fields = ["email", "is_active", "is_superuser", "cree_le", "last_login"]
    readonly_fields = ["cree_le", "last_login"]
    actions = ["retirer_le_second_facteur", "deconnecter_partout"]

    def get_form(self, request, obj=None, **kwargs):
        form = super().get_form(request, obj, **kwargs)
        form.requested_by = request.user
        return form

    def save_model(self, request, obj, form, change):
        """An address changes by the rules of the door: sessions end, the person's address follows."""
        if not change:
            obj.set_unusable_password()
        elif "email" in form.changed_data:
            ouverture.change_address(obj, obj.email, by=request.user)
        super().save_model(request, obj, form, change)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and obj != request.user

    @admin.action(description="Retirer le second facteur (téléphone ou clé perdus)", permissions=["change"])
    def retirer_le_second_facteur(self, request, queryset):
        for compte in queryset:
            ouverture.drop_second_factor(compte, by=request.user)
        self.message_user(request, "Le second facteur est retiré ; un code par courriel suffit à nouveau.")

    @admin.action(description="Déconnecter de tous les appareils", permissions=["change"])
    def deconnecter_partout(self, request, queryset):
        for compte in queryset:
            ouverture.close_everywhere(compte, by=request.user)
        self.message_user(request, "Ces comptes ne sont plus connectés nulle part.")


class ActeFilter(admin.SimpleListFilter):
    """The acts of the log, in the order of its vocabulary."""

    title = "acte"
    parameter_name = "acte"

    def lookups(self, request, model_admin):
        return [(acte.value, acte.value) for acte in journal.Acte]

    def queryset(self, request, queryset):
        return queryset.filter(acte=self.value()) if self.value() else queryset


@admin.register(Evenement)
class EvenementAdmin(LectureSeule, GestionAdmin):
    """The audit log: read by the administration, changed by nobody."""

    list_display = ["quand", "acte", "objet", "au_sujet_de", "qui"]
    list_select_related = ["par", "personne"]
    list_filter = [ActeFilter, ("quand", admin.DateFieldListFilter)]
    date_hierarchy = "quand"
    search_fields = ["objet", "par__email", "personne__cle_tri"]
    search_help_text = "Ce qui a changé, une personne ou l’adresse du compte qui a agi."
    fields = ["quand", "acte", "ligne", "au_sujet_de", "qui", "precisions"]
    readonly_fields = fields

    def has_view_permission(self, request, obj=None):
        return permissions.can_read_journal(request.user)

    def has_module_permission(self, request):
        return self.has_view_permission(request)

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("par", "personne")

    def get_search_results(self, request, queryset, search_term):
        """Names are kept folded, what is said of objects and the addresses are not."""
        for word in search_term.split():
            queryset = queryset.filter(
                models.Q(objet__icontains=word)
                | models.Q(par__email__icontains=word)
                | models.Q(personne__cle_tri__contains=noms.fold(word))
            )
        return queryset, False

    @admin.display(description="par", ordering="par__email")
    def qui(self, evenement):
        if evenement.par_id is None:
            return "commande ou lien personnel"
        return evenement.par or f"compte n° {evenement.par_id}, supprimé"

    @admin.display(description="au sujet de", ordering="personne__cle_tri")
    def au_sujet_de(self, evenement):
        if evenement.personne_id is None:
            return None
        return evenement.personne or f"participant n° {evenement.personne_id}, supprimé"

    @admin.display(description="objet")
    def ligne(self, evenement):
        """The object, with the way to it while it is there."""
        model = apps.get_model(evenement.modele) if evenement.modele else None
        if model not in self.admin_site._registry or not model.objects.filter(pk=evenement.cle).exists():
            return evenement.objet
        address = reverse(
            f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[evenement.cle]
        )
        return format_html('<a href="{}">{}</a>', address, evenement.objet)

    @admin.display(description="détails")
    def precisions(self, evenement):
        return format_html_join(mark_safe("<br>"), "{} : {}", admin_journal.describe(evenement)) or None
