"""Propositions at the desk: found and read here, picked, worded and decided on the portal's own pages."""

from django.contrib import admin

from participants.admin import GestionAdmin, LectureSeule

from ..models import EtapeProposition, Proposition, SourceProposition, SoutienProposition


@admin.register(Proposition)
class PropositionAdmin(LectureSeule, GestionAdmin):
    list_display = ["numero", "intitule", "type", "etat", "niveau", "articles", "chantier"]
    list_display_links = ["intitule"]
    list_select_related = ["chantier"]
    list_filter = ["type", "etat", "niveau", "chantier"]
    search_fields = ["intitule", "articles", "precisions"]
    ordering = ["chantier__numero", "numero"]


@admin.register(SourceProposition)
class SourcePropositionAdmin(LectureSeule, GestionAdmin):
    list_display = ["citation", "proposition", "version", "paragraphe", "locuteur_imprime", "secteur"]
    list_select_related = ["proposition", "version__proces_verbal__seance__chantier", "secteur"]
    list_filter = ["proposition__chantier"]
    search_fields = ["citation"]
    ordering = ["-relevee_le", "pk"]


@admin.register(EtapeProposition)
class EtapePropositionAdmin(LectureSeule, GestionAdmin):
    list_display = ["proposition", "etat", "le", "seance", "par"]
    list_select_related = ["proposition", "seance__chantier", "par"]
    list_filter = ["etat", "proposition__chantier"]
    ordering = ["-quand", "-pk"]


@admin.register(SoutienProposition)
class SoutienPropositionAdmin(LectureSeule, GestionAdmin):
    list_display = ["proposition", "secteur", "participant", "seance", "note_le"]
    list_select_related = ["proposition", "secteur", "participant", "seance__chantier"]
    list_filter = ["secteur", "proposition__chantier"]
    ordering = ["-note_le", "-pk"]
