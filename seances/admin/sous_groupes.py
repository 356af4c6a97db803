"""Sub-groups at the desk: members and roles; the notes they hand in."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST

from participants.admin import GestionAdmin, LectureSeule, Lignes, RecherchePliee, signe

from .. import interventions, notes, originaux, permissions
from ..forms import MembreForm, MembreFormSet, NoteForm, NumeroForm, NumeroFormSet, SeanceOuverteForm
from ..models import Commentaire, DemandeNote, MembreSousGroupe, MiseAPart, Restitution, SousGroupe
from .figer import FigeAvecLaSeance, FigeAvecLePV


class SousGroupeInline(FigeAvecLaSeance, Lignes):
    model = SousGroupe
    form = NumeroForm
    formset = NumeroFormSet
    fields = ["numero", "composition"]
    readonly_fields = ["composition"]
    ordering = ["numero"]
    show_change_link = True
    ajouter = "Ajouter un sous-groupe"

    def get_queryset(self, request):
        return (
            super()
            .get_queryset(request)
            .prefetch_related(
                Prefetch(
                    "membres", MembreSousGroupe.objects.select_related("participant").order_by("rang", "pk")
                )
            )
        )

    @admin.display(description="composition")
    def composition(self, groupe):
        if not groupe.pk:
            return "Enregistrez, puis ouvrez le sous-groupe pour y mettre ses membres."
        names = [
            f"{membre}"
            + (" (secrétaire)" if membre.est_secretaire else "")
            + (" (rapporteur)" if membre.est_rapporteur else "")
            for membre in groupe.membres.all()
        ]
        return ", ".join(names) or "Encore personne."


class MembreInline(FigeAvecLePV, Lignes):
    model = MembreSousGroupe
    form = MembreForm
    formset = MembreFormSet
    fields = [
        "rang",
        "participant",
        "nom_imprime",
        "organisation_imprimee",
        "est_secretaire",
        "est_rapporteur",
    ]
    autocomplete_fields = ["participant"]
    verbose_name_plural = "membres"
    rang = "rang"
    ordering = ["rang", "pk"]
    ajouter = "Ajouter un membre"


@admin.register(SousGroupe)
class SousGroupeAdmin(FigeAvecLePV, GestionAdmin):
    list_display = ["__str__", "seance"]
    list_select_related = ["seance__chantier", "seance__proces_verbal"]
    list_filter = ["seance__chantier"]
    search_fields = ["numero", "seance__chantier__titre"]
    ordering = ["seance__chantier__numero", "seance__numero", "numero"]
    autocomplete_fields = ["seance"]
    form = SeanceOuverteForm
    inlines = [MembreInline]
    fields = ["seance", "numero", "question"]

    @staticmethod
    def autocomplete_text(groupe):
        return f"{groupe.seance} – {groupe}"

    def get_readonly_fields(self, request, obj=None):
        # A group does not change séance: its members would have to follow.
        return [*super().get_readonly_fields(request, obj), *(["seance"] if obj else [])]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("seance__chantier", "seance__proces_verbal")

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        interventions.rebuild(form.instance.seance)


@admin.register(MembreSousGroupe)
class MembreAdmin(LectureSeule, RecherchePliee, GestionAdmin):
    list_display = ["participant", "sous_groupe", "seance", "est_secretaire", "est_rapporteur"]
    list_select_related = ["participant", "sous_groupe", "seance__chantier"]
    list_filter = ["seance__chantier", "est_secretaire", "est_rapporteur"]
    search_fields = ["participant__cle_tri"]
    ordering = ["seance__chantier__numero", "seance__numero", "sous_groupe__numero", "rang", "pk"]


@admin.register(MiseAPart)
class MiseAPartAdmin(LectureSeule, RecherchePliee, GestionAdmin):
    """To look somebody up; who is set aside is said where the groups are made."""

    list_display = ["participant", "seance", "motif"]
    list_select_related = ["participant", "seance__chantier"]
    list_filter = ["seance__chantier"]
    search_fields = ["participant__cle_tri"]
    ordering = ["seance__chantier__numero", "seance__numero", "pk"]


@admin.register(DemandeNote)
class DemandeNoteAdmin(LectureSeule, GestionAdmin):
    """To look up; notes are asked for again and opened on the page of their sub-group."""

    list_display = [
        "sous_groupe",
        "seance",
        "rouvre",
        "motif",
        signe("par", "faite par"),
        "faite_le",
        "fermee_le",
    ]
    list_select_related = ["sous_groupe__seance__chantier", "par__participant"]
    list_filter = ["sous_groupe__seance__chantier", "rouvre"]
    search_fields = ["motif"]
    ordering = ["-faite_le", "-pk"]

    @admin.display(description="séance")
    def seance(self, demande):
        return demande.sous_groupe.seance


@admin.register(Commentaire)
class CommentaireAdmin(LectureSeule, RecherchePliee, GestionAdmin):
    """To look up; a commentaire is withdrawn on the page of its sub-group."""

    list_display = ["auteur", "sous_groupe", "seance", "texte", "ecrit_le", "retire_le"]
    list_select_related = ["auteur", "sous_groupe__seance__chantier"]
    list_filter = ["sous_groupe__seance__chantier"]
    search_fields = ["auteur__cle_tri"]
    ordering = ["-ecrit_le", "-pk"]

    @admin.display(description="séance")
    def seance(self, commentaire):
        return commentaire.sous_groupe.seance


@admin.register(Restitution)
class RestitutionAdmin(FigeAvecLePV, GestionAdmin):
    """Notes as received. The original never changes; the text that the PV carries is put right until it is frozen."""

    change_form_template = "admin/seances/restitution/change_form.html"
    list_display = ["__str__", "sous_groupe", "seance", "numero", "origine", "pour", "deposee_le"]
    list_select_related = ["sous_groupe__seance__chantier", "sous_groupe__seance__proces_verbal", "pour"]
    list_filter = ["sous_groupe__seance__chantier", "origine"]
    search_fields = ["titre", "fichier_nom"]
    ordering = [
        "sous_groupe__seance__chantier__numero",
        "sous_groupe__seance__numero",
        "sous_groupe__numero",
        "numero",
    ]
    autocomplete_fields = ["sous_groupe", "pour"]
    reception = [
        "sous_groupe",
        "numero",
        "origine",
        "fichier_nom",
        "fichier_sha256",
        "pour",
        signe("deposee_par", "déposée par"),
        "deposee_le",
        "retire_le",
        signe("retire_par", "original retiré par"),
        "motif_retrait",
    ]
    fieldsets = [
        (None, {"fields": ["titre", "contenu"]}),
        ("Original reçu", {"fields": reception}),
    ]
    readonly_fields = reception

    @staticmethod
    def seance_of(obj):
        return obj.sous_groupe.seance

    @admin.display(description="séance")
    def seance(self, note):
        return note.sous_groupe.seance

    def get_queryset(self, request):
        return super().get_queryset(request).select_related(*self.list_select_related)

    def get_fieldsets(self, request, obj=None):
        return (
            super().get_fieldsets(request, obj)
            if obj
            else [(None, {"fields": [*NoteForm.Meta.fields, "fichier"]})]
        )

    def get_readonly_fields(self, request, obj=None):
        return self.readonly_fields if obj else []

    def get_form(self, request, obj=None, **kwargs):
        return super().get_form(request, obj, **({} if obj else {"form": NoteForm}) | kwargs)

    def has_delete_permission(self, request, obj=None):
        return False  # a new upload is a new row, the old one stays

    def get_urls(self):
        withdraw = self.admin_site.admin_view(self.withdraw_view)
        return [path("<int:pk>/retirer/", withdraw, name="seances_restitution_retirer"), *super().get_urls()]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        may = {"peut_retirer": permissions.can_withdraw_original(request.user)}
        return super().change_view(request, object_id, form_url, may | (extra_context or {}))

    @method_decorator(require_POST)
    def withdraw_view(self, request, pk):
        """Withdraw the original; the reason is typed on the note's page."""
        note = get_object_or_404(self.get_queryset(request), pk=pk)
        if not permissions.can_withdraw_original(request.user):
            raise PermissionDenied
        try:
            originaux.withdraw(note, motif=request.POST.get("motif", ""), by=request.user)
        except originaux.RetraitRefuse as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, "L’original est retiré ; son empreinte et le motif restent.")
        return HttpResponseRedirect(reverse("admin:seances_restitution_change", args=[pk]))

    def save_model(self, request, obj, form, change):
        if not change:
            form.deposit(request.user)
        elif "contenu" in form.changed_data:
            notes.judge_again(obj)
        super().save_model(request, obj, form, change)
        interventions.rebuild(obj.sous_groupe.seance)
        if not change and obj.numero > 1:
            messages.info(
                request, "Le dépôt précédent est gardé ; le procès-verbal porte désormais celui-ci."
            )
