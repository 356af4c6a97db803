"""Serving stored files. No file has an address of its own: a view asks permissions first, then its bytes are sent.

By whom they are sent is one setting, FICHIERS_PAR: the portal, the web server in front of it (X-Accel-Redirect,
X-Sendfile), or the storage itself under a signed address that lives a minute.
"""

import logging

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from participants import journal

from .. import fichiers, permissions
from ..annonce import public_file_name

logger = logging.getLogger(__name__)

PDF, INCONNU = "application/pdf", "application/octet-stream"
# What a browser may know the kind of; the rest (a page, a drawing with scripts) is bytes to it and nothing more.
CONNUS = {
    PDF,
    "application/vnd.oasis.opendocument.presentation",
    "application/vnd.oasis.opendocument.spreadsheet",
    "application/vnd.oasis.opendocument.text",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "image/jpeg",
    "image/png",
    "text/csv",
    "text/markdown",
    "text/plain",
}
SIGNATURE_SECONDES = 60


class Flux(FileResponse):
    """An open file sent in pieces of which a long PDF makes some dozens, not thousands."""

    block_size = 1 << 16


class FichiersIntacts:
    """Middleware: bytes that are not what was stored are given to nobody; the audit log tells it, once a day each."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if not isinstance(exception, fichiers.FichierAltere | fichiers.FichierAbsent):
            return None
        logger.error("Stored file not whole: %s", exception)
        journal.record_once_a_day(journal.Acte.FICHIER_ALTERE, f"adresse {request.path}"[:250])
        return render(request, "seances/fichier_altere.html", status=500)


def stored_file(request, sha256, kind, name):
    """The answer that gives the bytes of a sha256, which is also their ETag. Whoever calls has asked permissions.

    kind: content type. Only a PDF opens in the browser, whatever else is downloaded.
    """
    etag = f'"{sha256}"'
    unchanged = get_conditional_response(request, etag)
    if unchanged is not None:
        return unchanged
    kind = kind if kind in CONNUS else INCONNU
    response = send(sha256, kind, content_disposition_header(kind != PDF, name))
    response["ETag"] = etag
    return response


def send(sha256, kind, disposition):
    """The bytes of a sha256, or where the web server or the reader finds them, as FICHIERS_PAR says."""
    par, _, prefix = settings.FICHIERS_PAR.partition(":")
    if par != "portail":
        fichiers.check(sha256)
    if par == "signature":
        response = HttpResponseRedirect(
            fichiers.signed_address(sha256, kind=kind, disposition=disposition, seconds=SIGNATURE_SECONDES)
        )
        patch_cache_control(response, private=True, no_store=True)
        return response
    if par == "portail":
        response = Flux(fichiers.open_stream(sha256))
    else:
        response = HttpResponse()
        if par == "x-accel":
            response["X-Accel-Redirect"] = f"{prefix}{fichiers.name_of(sha256)}"
        else:
            response["X-Sendfile"] = fichiers.path_of(sha256)
    response["Content-Type"], response["Content-Disposition"] = kind, disposition
    patch_cache_control(response, private=True)
    return response


@login_not_required
@require_safe
def annexe_fichier(request, chantier, seance, numero):
    """A document joined to a séance; for a visitor only a public one, with the public edition."""
    visible = permissions.visible_seances(request.user).select_related("chantier")
    seance = get_object_or_404(visible, chantier__numero=chantier, numero=seance)
    annexes = permissions.readable_annexes(request.user, seance).exclude(fichier_sha256="")
    annexe = get_object_or_404(annexes, numero=numero)
    named = permissions.can_read_versions(request.user, seance)
    name = annexe.fichier_nom if named else public_file_name(annexe)
    return stored_file(request, annexe.fichier_sha256, annexe.fichier_type, name)
