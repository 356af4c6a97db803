"""The directory and the attendance as files for spreadsheets; who took which is kept in the log."""

from django.core.exceptions import PermissionDenied
from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from participants import classeur, journal
from participants.filters import ParticipantFilter
from participants.journal import Acte

from .. import listes, permissions


@require_safe
def participants(request, ending):
    """The people of the directory that the filter of its page leaves."""
    if not permissions.can_read_directory(request.user):
        raise PermissionDenied
    visible = permissions.visible_participants(request.user)
    found = ParticipantFilter(request.GET, queryset=visible).qs
    return sent(request, listes.Personnes(request.user, found), "participants", "participants", ending)


@require_safe
def chantier_presences(request, chantier, ending):
    """Who came to the séances of a chantier whose names this reader may know."""
    row = get_object_or_404(permissions.visible_chantiers(request.user), numero=chantier)
    seances = permissions.named_seances(request.user).filter(chantier=row)
    get_object_or_404(seances[:1])
    name = f"presences-chantier{chantier}"
    return sent(request, listes.Presences(request.user, seances), name, row, ending)


@require_safe
def seance_presences(request, chantier, seance, ending):
    named = permissions.named_seances(request.user).filter(chantier__numero=chantier, numero=seance)
    row = get_object_or_404(named)
    name = f"presences-chantier{chantier}-seance{seance}"
    return sent(request, listes.Presences(request.user, named), name, row, ending)


def sent(request, liste, name, objet, ending):
    """The file; a line of the log for whoever takes it away."""
    if request.method == "GET":
        journal.record(
            Acte.EXPORTATION,
            objet,
            by=request.user,
            liste=name.partition("-")[0],
            format=ending,
            adresses=len(liste.adresses),
        )
    pieces = classeur.pieces(
        ending, liste.colonnes, liste.rows(), feuille=name.partition("-")[0].capitalize()
    )
    response = StreamingHttpResponse(pieces, content_type=classeur.FORMATS[ending])
    response["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    patch_cache_control(response, private=True, no_store=True)
    return response
