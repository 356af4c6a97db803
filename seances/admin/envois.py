"""The queue of letters, read by the administration: what left, what waits, what failed and why."""

from django.contrib import admin

from participants.admin import GestionAdmin, LectureSeule

from .. import courrier
from ..models import Envoi


@admin.register(Envoi)
class EnvoiAdmin(LectureSeule, GestionAdmin):
    list_display = ["message", "destinataire", "etat", "essais", "cree_le", "envoye_le", "raison"]
    list_select_related = ["participant", "compte"]
    list_filter = ["etat", "message"]
    date_hierarchy = "cree_le"
    ordering = ["-cree_le", "-pk"]
    fields = [*list_display, "prochain_essai", "message_id"]
    actions = ["remettre"]

    @admin.display(description="destinataire", ordering="participant")
    def destinataire(self, envoi):
        return envoi.nom_destinataire

    @admin.action(description="Remettre dans la file ce qui a échoué")
    def remettre(self, request, queryset):
        count = courrier.put_back(queryset, by=request.user)
        self.message_user(request, f"Remis dans la file : {count}.")
