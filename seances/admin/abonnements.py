"""Subscriptions to calendars, read by the administration: how many, and which are still read."""

from django.contrib import admin

from participants.admin import GestionAdmin, LectureSeule

from ..models import Abonnement


@admin.register(Abonnement)
class AbonnementAdmin(LectureSeule, GestionAdmin):
    """What the address gives is written nowhere; its owner alone ends it, from his own page."""

    list_display = ["__str__", "compte", "cree_le", "lu_le"]
    list_select_related = ["compte"]
    date_hierarchy = "cree_le"
    ordering = ["-cree_le", "-pk"]
    fields = readonly_fields = ["compte", "appareil", "cree_le", "lu_le"]
