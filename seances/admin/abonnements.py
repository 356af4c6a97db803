"""Subscriptions to calendars and to the weekly letter, and last visits, read by the administration."""

from django.contrib import admin

from participants.admin import GestionAdmin, LectureSeule

from ..models import Abonnement, AbonnementLettre, Visite


@admin.register(Abonnement)
class AbonnementAdmin(LectureSeule, GestionAdmin):
    """What the address gives is written nowhere; its owner alone ends it, from his own page."""

    list_display = ["__str__", "compte", "cree_le", "lu_le"]
    list_select_related = ["compte"]
    date_hierarchy = "cree_le"
    ordering = ["-cree_le", "-pk"]
    fields = readonly_fields = ["compte", "appareil", "cree_le", "lu_le"]


@admin.register(Visite)
class VisiteAdmin(LectureSeule, GestionAdmin):
    list_display = ["__str__", "compte", "depuis"]
    list_select_related = ["compte"]
    date_hierarchy = "derniere_le"
    ordering = ["-derniere_le", "-pk"]
    fields = readonly_fields = ["compte", "depuis", "derniere_le"]


@admin.register(AbonnementLettre)
class AbonnementLettreAdmin(LectureSeule, GestionAdmin):
    """Its owner alone asks for it and gives it up."""

    list_display = ["__str__", "compte", "semaine"]
    list_select_related = ["compte"]
    date_hierarchy = "demandee_le"
    ordering = ["-demandee_le", "-pk"]
    fields = readonly_fields = ["compte", "demandee_le", "semaine", "du", "au"]
