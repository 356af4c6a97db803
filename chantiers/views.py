"""The glossary: reading it, and suggesting a word or a meaning."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from participants.garde import kept
from participants.indexation import indexable

from . import permissions, workflow
from .filters import TermeFilter, letters
from .formulaires import SuggestionForm

TERMES = 60
SUGGESTIONS = 50


@indexable
@login_not_required
@require_safe
@kept
def glossaire(request):
    visible = permissions.visible_termes(request.user)
    found = TermeFilter(request.GET, queryset=visible, request=request)
    page = Paginator(found.qs.with_sens(), TERMES).get_page(request.GET.get("page"))
    return render(
        request,
        "chantiers/glossaire.html",
        {
            "filter": found,
            "searching": any(found.form.data.get(name) for name in found.filters),
            "letters": letters(visible),
            "letter": found.form.data.get("lettre", "").lower(),
            "page": page,
            "can_suggest": permissions.can_suggest(request.user),
            "can_edit": permissions.can_edit_glossary(request.user),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def suggestion_list(request):
    """What one has suggested, and one more."""
    if not permissions.can_suggest(request.user):
        raise PermissionDenied
    chantiers = permissions.suggestible_chantiers(request.user)
    initial = {"mot": request.GET.get("mot", "")[:100], "chantier": chantiers.first()}
    form = SuggestionForm(request.POST or None, chantiers=chantiers, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            workflow.suggest(request.user.participant, **form.cleaned_data, by=request.user)
        except workflow.SuggestionRefusee as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Votre suggestion est transmise à la coprésidence du chantier.")
            return redirect("chantiers:suggestion_list")
    mine = permissions.own_suggestions(request.user).select_related("secteur", "chantier", "terme")
    return render(
        request,
        "chantiers/suggestion_list.html",
        {"form": form, "suggestions": mine[:SUGGESTIONS]},
        status=422 if request.method == "POST" else 200,
    )


@require_POST
def suggestion_retirer(request, pk):
    """Take a suggestion of one's own back."""
    suggestion = get_object_or_404(permissions.own_suggestions(request.user), pk=pk)
    try:
        workflow.take_back(suggestion, by=request.user)
    except workflow.SuggestionRefusee as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Votre suggestion est retirée.")
    return redirect("chantiers:suggestion_list")
