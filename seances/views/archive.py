"""The archive of a chantier."""

from django.contrib.auth.decorators import login_not_required
from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from participants import journal

from .. import permissions, workflow
from ..archive import Archive


@login_not_required
@require_safe
def chantier_archive(request, chantier):
    """All that this reader may read of its PVs, as a ZIP made while it is sent."""
    row = get_object_or_404(permissions.visible_chantiers(request.user), numero=chantier)
    archive = Archive(
        row,
        request.user,
        adresse=request.build_absolute_uri("/").rstrip("/"),
        mention_of=workflow.mention_of,
    )
    if archive.notes and request.method == "GET":
        notes = [note.pk for note in archive.notes]
        journal.record(journal.Acte.TELECHARGEMENT, row, by=request.user, format="zip", notes=notes)
    response = StreamingHttpResponse(archive.pieces(), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="chantier{chantier}.zip"'
    patch_cache_control(response, private=True, no_cache=True)
    return response
