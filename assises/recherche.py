"""The search page, and what it proposes while somebody types."""

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from seances.recherche import question, suggestions
from seances.recherche.chercher import chercher
from seances.recherche.filtres import filter_of

RESULTATS = 20


@login_not_required
@require_safe
def recherche(request):
    found = filter_of(request)
    asked = question.read(request.GET.get("q", ""))
    criteres = found.criteres
    results = chercher(request.user, asked, criteres) if criteres is not None else None
    page = Paginator(results.trouves if results else [], RESULTATS).get_page(request.GET.get("page"))
    return render(
        request,
        "assises/recherche.html",
        {
            "filter": found,
            "question": asked,
            "results": results,
            "page": page,
            "affine": any(request.GET.get(name) for name in found.filters if name != "q"),
        },
    )


@login_not_required
@require_safe
def recherche_suggestions(request):
    """Names, points of agendas and words that begin as what is being typed, among what this reader may read."""
    return JsonResponse({"suggestions": suggestions.suggest(request.user, request.GET.get("q", ""))})
