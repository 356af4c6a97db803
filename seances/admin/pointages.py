"""What was pointed at a séance, by whom and when, with undoing; and who came to the séances of the chantier."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render

from .. import permissions, pointage
from .adresses import documents

SIGNES = {
    "present": ("●", "présent"),
    "preside": ("◆", "préside"),
    "excuse": ("E", "excusé"),
    "absent": ("A", "absent"),
    "remplace": ("R", "remplacé"),
    "": ("·", "hors de la liste"),
}


def pointages_view(model_admin, request, pk):
    """The history of the attendance; a POST undoes an act: {acte}."""
    seances = permissions.editable_seances(request.user).select_related("chantier", "proces_verbal")
    seance = get_object_or_404(seances, pk=pk)
    if request.method == "POST":
        try:
            pointage.undo(seance, UUID(request.POST.get("acte", "")), acte=uuid4(), by=request.user)
        except pointage.PointageRefuse as refusal:
            messages.error(request, str(refusal))
        except ValueError:
            messages.error(request, "Choisissez le pointage à annuler.")
        else:
            messages.success(request, "Le pointage est annulé.")
        return HttpResponseRedirect(request.path)
    held, people = pointage.assiduite(seance.chantier)
    return render(
        request,
        "admin/seances/seance/pointages.html",
        {
            **model_admin.admin_site.each_context(request),
            "title": "Pointages",
            "subtitle": str(seance),
            "seance": seance,
            "documents": documents(seance),
            "opts": model_admin.opts,
            "ferme": pointage.why_closed(seance),
            "traces": pointage.historique(seance),
            "seances": held,
            "personnes": [(row, [SIGNES[each] for each in row.statuts]) for row in people],
            "signes": [pair for name, pair in SIGNES.items() if name],
        },
    )
