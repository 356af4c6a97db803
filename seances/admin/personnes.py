"""What concerns a person by himself: whether he is named in public, and what he asks of his data."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST

from participants.admin import GestionAdmin, LectureSeule, ParticipantAdmin, signe
from participants.models import Participant

from .. import permissions, workflow
from ..models import Demande, EtatDemande, GenreDemande

admin.site.unregister(Participant)


@admin.register(Participant)
class PersonneAdmin(ParticipantAdmin):
    """Setting or emptying the date of an objection is the act itself, with all that follows from it."""

    def save_model(self, request, obj, form, change):
        objects = obj.opposition_le is not None
        changed = "opposition_le" in form.changed_data
        if changed:
            obj.opposition_le = form.initial.get("opposition_le") if change else None
        super().save_model(request, obj, form, change)
        if changed and objects:
            editions = workflow.object_to_publication(obj, by=request.user)
            if editions:
                count = len(editions)
                messages.info(
                    request,
                    "L’édition publique qui nommait cette personne est retirée, puis refaite sans son nom."
                    if count == 1
                    else f"Les {count} éditions publiques qui nommaient cette personne sont retirées, "
                    "puis refaites sans son nom.",
                )
        elif changed:
            workflow.lift_objection(obj, by=request.user)
            messages.info(request, "Les éditions publiques d’aujourd’hui restent comme elles sont.")


@admin.register(Demande)
class DemandeAdmin(LectureSeule, GestionAdmin):
    """Made on one's own page; settled here."""

    change_form_template = "admin/seances/demande/change_form.html"
    list_display = ["__str__", "etat", "deposee_le", "traitee_le"]
    list_select_related = ["participant"]
    list_filter = ["etat", "genre"]
    ordering = ["-deposee_le", "-pk"]
    fields = [
        "participant",
        "genre",
        "etat",
        "texte",
        "deposee_le",
        "traitee_le",
        signe("traitee_par", "traitée par"),
        "reponse",
    ]

    def get_urls(self):
        def act(name):
            view = self.admin_site.admin_view(lambda request, pk: self.act(request, pk, name))
            return path(f"<int:pk>/{name}/", view, name=f"seances_demande_{name}")

        return [act("faite"), act("refuser"), act("effacer"), *super().get_urls()]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        demande = self.get_object(request, object_id)
        context = {}
        if demande is not None and demande.etat == EtatDemande.OUVERTE:
            erasure = demande.genre == GenreDemande.EFFACEMENT
            context = {
                "peut_traiter": permissions.can_settle_demande(request.user, demande),
                "effacement": erasure,
                "why_not_erase": workflow.why_not_erase(demande.participant) if erasure else "",
                "fiche": reverse("admin:participants_participant_change", args=[demande.participant_id]),
            }
        return super().change_view(request, object_id, form_url, context | (extra_context or {}))

    @method_decorator(require_POST)
    def act(self, request, pk, name):
        demande = get_object_or_404(self.get_queryset(request), pk=pk)
        if not permissions.can_settle_demande(request.user, demande):
            raise PermissionDenied
        try:
            done = getattr(self, name)(request, demande)
        except workflow.TransitionRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, done)
        return HttpResponseRedirect(reverse("admin:seances_demande_change", args=[pk]))

    def faite(self, request, demande):
        workflow.settle(demande, by=request.user)
        return "La correction est notée comme faite."

    def refuser(self, request, demande):
        workflow.refuse(demande, reponse=request.POST.get("reponse", ""), by=request.user)
        return "La demande est refusée ; la personne lit votre réponse sur sa page."

    def effacer(self, request, demande):
        if demande.genre != GenreDemande.EFFACEMENT:
            raise PermissionDenied
        workflow.erase(demande.participant, by=request.user)
        return "Les coordonnées sont effacées ; les procès-verbaux approuvés restent comme archives."
