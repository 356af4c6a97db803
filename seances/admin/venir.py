"""Shared cars and meals, read by the administration. What somebody wishes for his meal is not among it."""

from django.contrib import admin

from participants.admin import GestionAdmin, LectureSeule

from ..models import Covoiturage, DemandeContact, Repas


@admin.register(Covoiturage)
class CovoiturageAdmin(LectureSeule, GestionAdmin):
    list_display = ["seance", "participant", "genre", "depart", "heure", "places"]
    list_select_related = ["seance__chantier", "participant"]
    ordering = ["-seance__date", "pk"]
    fields = readonly_fields = [*list_display, "message", "adresse_visible", "modifie_le"]


@admin.register(DemandeContact)
class DemandeContactAdmin(LectureSeule, GestionAdmin):
    list_display = ["covoiturage", "participant", "etat", "cree_le"]
    list_select_related = ["covoiturage", "participant"]
    ordering = ["-cree_le", "-pk"]
    fields = readonly_fields = list_display


@admin.register(Repas)
class RepasAdmin(LectureSeule, GestionAdmin):
    list_display = ["seance", "participant", "mange", "modifie_le"]
    list_select_related = ["seance__chantier", "participant"]
    ordering = ["-seance__date", "pk"]
    fields = readonly_fields = list_display
