"""What the search holds, read by the administration: derived from the texts, never edited."""

from django.contrib import admin

from participants.admin import GestionAdmin, LectureSeule

from ..models import EntreeIndex, TexteIndexe


@admin.register(TexteIndexe)
class TexteIndexeAdmin(LectureSeule, GestionAdmin):
    list_display = ["seance", "nature", "version", "entrees_nombre"]
    list_select_related = ["seance__chantier"]
    list_filter = ["nature", "seance__chantier"]
    ordering = ["seance__chantier__numero", "seance__numero", "nature"]


@admin.register(EntreeIndex)
class EntreeIndexAdmin(LectureSeule, GestionAdmin):
    """Searched on the page of the search: this list has no field for it."""

    list_display = ["contenu", "texte", "genre", "paragraphe", "locuteur"]
    list_select_related = ["texte__seance__chantier"]
    list_filter = ["genre", "texte__nature"]
    show_full_result_count = False
    ordering = ["texte", "paragraphe", "point", "pk"]
