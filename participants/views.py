"""The directory of people."""

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_safe

from . import permissions
from .filters import ParticipantFilter

PARTICIPANTS = 50


@require_safe
def participant_list(request):
    if not permissions.can_read_directory(request.user):
        raise PermissionDenied
    found = ParticipantFilter(
        request.GET,
        queryset=permissions.visible_participants(request.user).select_related("organisation__secteur"),
    )
    return render(
        request,
        "participants/participant_list.html",
        {
            "filter": found,
            "searching": any(found.form.data.get(name) for name in found.filters),
            "page": Paginator(found.qs, PARTICIPANTS).get_page(request.GET.get("page")),
            "addresses": permissions.can_see_addresses(request.user),
        },
    )
