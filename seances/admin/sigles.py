"""The acronyms of the PVs that nobody explains, with one click to complete the glossary."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods

from chantiers import workflow
from chantiers.models import Terme
from chantiers.permissions import can_edit_glossary
from chantiers.sigles import SIGLE

from .. import sigles_inconnus

MONTRES = 200  # the most used ones
EMPLOIS = 5  # PVs told for each
BROUILLONS = 100


def urls(model_admin):
    """Address of the list, under the PVs of the admin."""
    asked = require_http_methods(["GET", "HEAD", "POST"])(lambda request: sigles_view(model_admin, request))
    return [path("sigles/", model_admin.admin_site.admin_view(asked), name="seances_procesverbal_sigles")]


def sigles_view(model_admin, request):
    """GET lists them; POST puts one into the glossary as a draft and opens it."""
    if not can_edit_glossary(request.user):
        raise PermissionDenied
    if request.method == "POST":
        return _draft(request)
    found = sigles_inconnus.unknown(request.user)
    return render(
        request,
        "admin/seances/procesverbal/sigles.html",
        {
            **model_admin.admin_site.each_context(request),
            "title": "Sigles à expliquer",
            "opts": model_admin.opts,
            "sigles": [
                (each, each.emplois[:EMPLOIS], len(each.emplois) - EMPLOIS) for each in found[:MONTRES]
            ],
            "total": len(found),
            "brouillons": Terme.objects.filter(sigle=True).exclude(
                pk__in=Terme.objects.publies().values("pk")
            )[:BROUILLONS],
        },
    )


def _draft(request):
    mot = request.POST.get("mot", "")
    if not SIGLE.fullmatch(mot):
        messages.error(request, "Choisissez un sigle de la liste.")
        return HttpResponseRedirect(request.path)
    terme = workflow.draft(mot, by=request.user)
    return HttpResponseRedirect(reverse("admin:chantiers_terme_change", args=[terme.pk]))
