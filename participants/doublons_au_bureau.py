"""The page of the desk that proposes fiches for a merge, and keeps those that are of two people."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse

from . import doublons
from .models import FichesDistinctes, Participant

PAIRES = 25


def doublons_view(model_admin, request):
    if not model_admin.has_merge_permission(request):
        raise PermissionDenied
    if request.method == "POST":
        return _act(request)
    page = Paginator(doublons.keys(), PAIRES).get_page(request.GET.get("page"))
    distinct = FichesDistinctes.objects.select_related("premiere", "seconde")
    context = model_admin.admin_site.each_context(request) | {
        "title": "Doublons possibles",
        "opts": model_admin.opts,
        "page": page,
        "paires": doublons.paires(page.object_list),
        "distinctes": Paginator(distinct, PAIRES).get_page(request.GET.get("distinctes")),
    }
    return TemplateResponse(request, "admin/doublons.html", context)


def _act(request):
    if "reproposer" in request.POST:
        row = get_object_or_404(FichesDistinctes, pk=_number(request.POST["reproposer"]))
        doublons.propose_again(row, by=request.user)
        messages.success(request, "Ces deux fiches sont proposées à nouveau.")
    else:
        one, other = (
            get_object_or_404(Participant, pk=_number(request.POST.get(name)))
            for name in ("premiere", "seconde")
        )
        doublons.distinguish(one, other, by=request.user)
        messages.success(
            request, f"C’est retenu : {one} (n° {one.pk}) et {other} (n° {other.pk}) sont deux personnes."
        )
    return HttpResponseRedirect(request.get_full_path())


def _number(text):
    return int(text) if text and text.isdecimal() and len(text) < 18 else None
