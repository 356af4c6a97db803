"""What the big screen kept of the séances, as it came."""

from django.contrib import admin

from participants.admin import GestionAdmin, LectureSeule

from ..models import Passage


@admin.register(Passage)
class PassageAdmin(LectureSeule, GestionAdmin):
    list_display = ["quand", "seance", "genre", "point", "minutes", "annule"]
    list_select_related = ["seance__chantier", "point"]
    list_filter = ["seance__chantier", "genre", "annule"]
    date_hierarchy = "quand"
    ordering = ["-quand", "pk"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("seance__chantier", "point")
