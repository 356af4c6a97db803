"""One's own answer to a convocation, for whoever is logged in."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from .. import permissions, remplacements, reponses
from ..formulaires import ReponseForm


@require_http_methods(["GET", "HEAD", "POST"])
def reponse(request, chantier, seance):
    """The same form as on the page of the séance, alone: with its errors, or where a letter leads."""
    visible = permissions.visible_seances(request.user).select_related("chantier")
    seance = get_object_or_404(visible, chantier__numero=chantier, numero=seance)
    if not permissions.can_answer(request.user, seance):
        raise PermissionDenied
    participant = request.user.participant
    presence = reponses.presence_of(seance, participant)
    form = ReponseForm(
        request.POST if request.method == "POST" else None,
        presence=presence,
        candidates=remplacements.candidates(seance, participant),
        choisi=request.GET.get("reponse", ""),
    )
    if form.is_valid() and form.answer(seance, participant, by=request.user):
        messages.success(
            request, "Votre réponse est enregistrée. Vous pouvez la changer jusqu’au début de la séance."
        )
        return redirect(f"{seance.get_absolute_url()}#ma-reponse")
    return render(
        request,
        "seances/reponse.html",
        {
            "seance": seance,
            "chantier": seance.chantier,
            "form": form,
            "presence": presence,
            "ferme": reponses.why_closed(seance),
            "reponses": reponses.given(presence),
            "remplacant_decline": remplacements.declined(presence),
        },
        status=422 if form.errors else 200,
    )
