"""The frozen versions of a PV: which there are, what changed from one to another, their archive copies."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from participants import journal
from participants.garde import kept

from .. import copie_archive, pdf, permissions, workflow
from ..pv import json
from .fichiers import PDF
from .proces_verbal import fetch, file_name


def readable(request, chantier, seance):
    """The séance, and its versions that this reader may open. Raises Http404 for who reads editions only."""
    seance = fetch(request, chantier, seance)
    if not permissions.can_read_versions(request.user, seance):
        raise Http404
    versions = permissions.readable_versions(request.user, seance)
    return seance, versions.select_related("retrait", "figee_par__participant")


@require_safe
@kept
def version_list(request, chantier, seance):
    """Every version, newest first. ?de=1&a=2 goes to what changed between two."""
    seance, versions = readable(request, chantier, seance)
    versions = list(versions)
    if not versions:
        raise Http404
    asked = [request.GET.get(name, "") for name in ("de", "a")]
    if all(number.isdecimal() and len(number) < 6 for number in asked):
        return redirect("seances:version_compare", chantier, seance.numero, *sorted(map(int, asked)))
    for version, older in zip(versions, [*versions[1:], None], strict=True):
        version.precedente = older
        version.auteur = version.figee_par.signature if version.figee_par else ""
    return render(
        request,
        "seances/version_list.html",
        {
            "seance": seance,
            "chantier": seance.chantier,
            "versions": versions,
            "edition": permissions.served_edition(seance),
            "can_read_archive_copy": permissions.can_read_archive_copy(request.user, seance),
        },
    )


@require_safe
@kept
def version_compare(request, chantier, seance, avant, apres):
    # Loaded by the first who compares: pages do without.
    from ..pv.differences import compare
    from ..pv.html_differences import render_differences

    seance, versions = readable(request, chantier, seance)
    found = {version.numero: version for version in versions.defer(None).filter(numero__in=(avant, apres))}
    if set(found) != {avant, apres}:
        raise Http404
    trees = [json.read_frozen(found[numero].contenu) for numero in (avant, apres)]
    changed = render_differences(compare(*trees), adresse=seance.url("version_detail", apres))
    return render(
        request,
        "seances/version_compare.html",
        {
            "seance": seance,
            "chantier": seance.chantier,
            "avant": found[avant],
            "apres": found[apres],
            # Rendered by pv.html_differences, which escapes.
            "differences": mark_safe(changed),
        },
    )


@require_safe
def version_archive(request, chantier, seance, numero):
    """The archive copy of a version, its notes attached as received: for those who preside, and told to the log."""
    seance, versions = readable(request, chantier, seance)
    version = get_object_or_404(versions.defer(None), numero=numero)
    if not permissions.can_read_archive_copy(request.user, seance):
        raise PermissionDenied
    etag = copie_archive.etag_of(version)
    response = get_conditional_response(request, etag)
    if response is None:
        mention, teinte = workflow.mention_of(version), seance.chantier.teinte
        with pdf.turn():
            content = copie_archive.render(version, mention=mention, teinte=teinte)
        response = HttpResponse(content, content_type=PDF)
        response["Content-Disposition"] = (
            f'attachment; filename="{file_name(seance, f"-version{numero}-archive.pdf")}"'
        )
        response["ETag"] = etag
    patch_cache_control(response, private=True, no_cache=True)
    if request.method == "GET" and response.status_code == 200:
        journal.record(journal.Acte.TELECHARGEMENT, version, by=request.user, copie="archive")
    return response
