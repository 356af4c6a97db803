"""The running mode: the agenda of a séance on a big screen, and the moments that it keeps."""

import json

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from .. import passages, permissions


def fetch(request, chantier, seance):
    """The séance, for whoever prepares it: 404 for who may not know of it, PermissionDenied for who only reads it."""
    visible = permissions.visible_seances(request.user).select_related("chantier", "lieu")
    seance = get_object_or_404(visible, chantier__numero=chantier, numero=seance)
    if not permissions.can_edit_seance(request.user, seance):
        raise PermissionDenied
    return seance


@require_safe
@never_cache
def ecran(request, chantier, seance):
    """The agenda, readable as it is; its script makes the big screen of it."""
    seance = fetch(request, chantier, seance)
    points, ici = passages.agenda(seance), passages.unrolled(seance).point
    return render(
        request,
        "seances/ecran.html",
        {
            "seance": seance,
            "chantier": seance.chantier,
            "points": points,
            "ici": ici,
            "aujourdhui": passages.is_today(seance),
            "reglages": {
                "etat": seance.url("ecran_etat"),
                "fuseau": settings.TIME_ZONE,
                "file": f"ecran-{request.user.pk}-{seance.pk}",
                "depart": passages.state(seance) | {"jeton": get_token(request)},
            },
        },
    )


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ecran_etat(request, chantier, seance):
    """What a screen shows now, in JSON; POST {"gestes": [...]} keeps what it did, then answers the same.

    Told to a script: 401 for the login, 400 for what cannot be read.
    """
    if not request.user.is_authenticated:
        return JsonResponse({"message": "Votre session a expiré : reconnectez-vous."}, status=401)
    seance = fetch(request, chantier, seance)
    if request.method == "POST":
        try:
            body = json.loads(request.body)
            passages.keep(seance, body.get("gestes") if isinstance(body, dict) else None, timezone.now())
        except (ValueError, RequestDataTooBig) as error:  # Illisible, and what is no JSON
            said = str(error) if isinstance(error, passages.Illisible) else "La demande n’est pas lisible."
            return JsonResponse({"message": said}, status=400)
    return JsonResponse(passages.state(seance) | {"jeton": get_token(request)})
