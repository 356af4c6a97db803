"""Personal links at the desk: made for one person, shown once, listed, revoked."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.views.decorators.cache import never_cache

from participants.admin import GestionAdmin, LectureSeule, RecherchePliee, signe

from .. import liens, permissions, reponses
from ..models import ActeLien, LienPersonnel, MembreSousGroupe, Presence
from .adresses import documents


@admin.register(LienPersonnel)
class LienPersonnelAdmin(LectureSeule, RecherchePliee, GestionAdmin):
    """The links that were made. What they open is written nowhere: a link that was lost is made again."""

    list_display = ["participant", "acte", "ou", "cree_le", "expire_le", "utilise_le", "revoque_le"]
    list_select_related = ["participant", "seance__chantier", "sous_groupe__seance__chantier"]
    list_filter = ["acte"]
    search_fields = ["participant__cle_tri"]
    ordering = ["-cree_le", "-pk"]
    date_hierarchy = "cree_le"
    actions = ["revoquer"]
    fields = readonly_fields = [
        "participant",
        "acte",
        "ou",
        "cree_le",
        signe("cree_par", "créé par"),
        "expire_le",
        "utilise_le",
        "revoque_le",
    ]

    def get_queryset(self, request):
        return (
            super().get_queryset(request).select_related(*self.list_select_related, "cree_par__participant")
        )

    def has_revoke_permission(self, request):
        return self.has_view_permission(request)

    @admin.display(description="où")
    def ou(self, lien):
        where = str(lien.seance_visee)
        return f"{where}, groupe {lien.sous_groupe.numero}" if lien.sous_groupe else where

    @admin.action(description="Révoquer les liens choisis", permissions=["revoke"])
    def revoquer(self, request, queryset):
        count = liens.revoke(queryset, by=request.user)
        messages.success(request, f"{count} lien(s) révoqué(s) : qui les suit n’y trouve plus rien.")

    def get_urls(self):
        made = self.admin_site.admin_view(lambda request, seance: liens_view(self, request, seance))
        return [
            path("seance/<int:seance>/", never_cache(made), name="seances_lienpersonnel_seance"),
            *super().get_urls(),
        ]


def liens_view(model_admin, request, seance):
    """Whoever is asked for something before or after a séance, each with a button that makes his link."""
    editable = permissions.editable_seances(request.user).select_related("chantier", "proces_verbal")
    seance = get_object_or_404(editable, pk=seance)
    lines = [*asked(seance), *secretaires(seance)]
    made = None
    if request.method == "POST":
        line = next((one for one in lines if one["cle"] == request.POST.get("ligne")), None)
        if line is None:
            raise PermissionDenied
        try:
            address = liens.make(line["acte"], line["participant"], line["cible"], by=request.user)
        except liens.LienRefuse as refusal:
            messages.error(request, str(refusal))
        else:
            made = line | {"adresse": address}
    return render(
        request,
        "admin/seances/lienpersonnel/seance.html",
        {
            **model_admin.admin_site.each_context(request),
            "title": "Liens personnels",
            "subtitle": str(seance),
            "opts": model_admin.opts,
            "seance": seance,
            "documents": documents(seance),
            "lignes": lines,
            "fait": made,
        },
    )


def asked(seance):
    """Those who are asked whether they come, with what they have answered."""
    if reponses.why_closed(seance):
        return
    answers = {row.participant_id: row for row in Presence.objects.filter(seance=seance)}
    for person in permissions.asked_participants(seance).order_by("cle_tri", "pk"):
        answer = answers.get(person.pk)
        yield {
            "cle": f"{ActeLien.REPONDRE}-{person.pk}",
            "acte": ActeLien.REPONDRE,
            "participant": person,
            "cible": seance,
            "etat": answer.get_reponse_display() if answer else "sans réponse",
            "presence": answer,
        }


def secretaires(seance):
    """Those who hand in the note of their sub-group."""
    rows = (
        MembreSousGroupe.objects.filter(seance=seance, est_secretaire=True)
        .select_related("participant", "sous_groupe__seance__proces_verbal")
        .order_by("sous_groupe__numero")
    )
    for row in rows:
        yield {
            "cle": f"{ActeLien.DEPOSER_NOTE}-{row.participant_id}",
            "acte": ActeLien.DEPOSER_NOTE,
            "participant": row.participant,
            "cible": row.sous_groupe,
            "etat": f"secrétaire du groupe {row.sous_groupe.numero}",
            "presence": None,
        }
