"""The directory of people."""

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_safe

from participants.filters import ParticipantFilter
from participants.garde import kept

from .. import permissions

PARTICIPANTS = 50


@require_safe
@kept
def participant_list(request):
    if not permissions.can_read_directory(request.user):
        raise PermissionDenied
    visible = permissions.visible_participants(request.user).select_related("organisation__secteur")
    found = ParticipantFilter(request.GET, queryset=visible)
    page = Paginator(found.qs, PARTICIPANTS).get_page(request.GET.get("page"))
    shown = [participant.pk for participant in page.object_list]
    readable = permissions.participants_with_address(request.user).filter(pk__in=shown)
    return render(
        request,
        "participants/participant_list.html",
        {
            "filter": found,
            "searching": any(found.form.data.get(name) for name in found.filters),
            "page": page,
            "addresses": set(readable.values_list("pk", flat=True)),
        },
    )
