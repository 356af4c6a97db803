"""The figures of a chantier: pictures, each with the table that says the same; and all of it as a PDF to join."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from participants.garde import kept

from .. import pdf, permissions
from ..statistiques import document
from .proces_verbal import pdf_response


def figures(request, chantier):
    """What both views show. Raises Http404 for a chantier that this reader may not know of."""
    chantier = get_object_or_404(permissions.visible_chantiers(request.user), numero=chantier)
    return document.of(chantier, request.user)


@login_not_required
@require_safe
@kept(texte=True)  # words are counted from the index, which follows the texts
def statistiques(request, chantier):
    return render(request, "seances/statistiques.html", figures(request, chantier))


@login_not_required
@require_safe
def statistiques_pdf(request, chantier):
    found = figures(request, chantier)
    with pdf.turn():
        content = document.render(found)
    return pdf_response(content, document.file_name(found["chantier"]))
