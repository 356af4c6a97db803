"""The directory of people, and whose a shared address is."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from participants.comptes import ouverture
from participants.filters import ParticipantFilter
from participants.garde import kept

from .. import listes, permissions

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
            "tableurs": listes.addresses("participants", query=request.GET.urlencode()),
            "confirms": permissions.can_confirm_addresses(request.user),
        },
    )


@require_safe
def adresse_list(request):
    """Accounts of an address that several people share, each with those among whom this reader may choose."""
    if not permissions.can_confirm_addresses(request.user):
        raise PermissionDenied
    comptes = ouverture.unclaimed(permissions.confirmable_participants(request.user))
    return render(request, "participants/adresse_list.html", {"comptes": comptes})


@require_POST
def adresse_confirm(request, compte, participant):
    """Say whose an account is."""
    if not permissions.can_confirm_addresses(request.user):
        raise PermissionDenied
    people = permissions.confirmable_participants(request.user).filter(pk=participant)
    person = get_object_or_404(people)
    waiting = {each.pk: each for each, _ in ouverture.unclaimed(people)}
    if compte not in waiting:
        messages.error(request, "Ce compte n’attend plus de confirmation.")
        return redirect("seances:adresse_list")
    try:
        ouverture.confirm_owner(waiting[compte], person, by=request.user)
    except ouverture.CompteRefuse as refus:
        messages.error(request, str(refus))
    else:
        messages.success(request, f"Ce compte est maintenant celui de {person}.")
    return redirect("seances:adresse_list")
