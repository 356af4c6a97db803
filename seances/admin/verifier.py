"""The checks of a PV before it is sent out, each with the way to where it is put right."""

from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from .. import permissions, relecture
from .adresses import documents


def urls(model_admin):
    """Address of the checks, under a séance of the admin."""
    asked = require_safe(lambda request, **kwargs: verifier_view(model_admin, request, **kwargs))
    return [
        path("<int:pk>/verifier/", model_admin.admin_site.admin_view(asked), name="seances_seance_verifier")
    ]


def by_gravity(seance):
    """What was found in the working text: {"bloquants", "avertissements"}, each a list of (Constat, address)."""
    groupes = dict(seance.sous_groupes.values_list("numero", "pk"))
    found = {"bloquants": [], "avertissements": []}
    for constat in relecture.findings_of(seance):
        kind = "bloquants" if constat.gravite == "bloquant" else "avertissements"
        found[kind].append((constat, address_of(seance, constat.endroit, groupes)))
    return found


def address_of(seance, endroit, groupes):
    """Where at the desk an Endroit of the document is put right."""
    page = reverse("admin:seances_seance_change", args=[seance.pk])
    match endroit.lieu:
        case "point":
            return f"{reverse('admin:seances_seance_rediger', args=[seance.pk])}#point-{endroit.numero}"
        case "presences":
            return reverse("admin:seances_seance_presences", args=[seance.pk])
        case "sous_groupe" | "restitution" if endroit.numero in groupes:
            return reverse("admin:seances_sousgroupe_change", args=[groupes[endroit.numero]])
        case "redaction" if hasattr(seance, "proces_verbal"):
            return reverse("admin:seances_procesverbal_change", args=[seance.proces_verbal.pk])
        case "ordre_du_jour":
            return f"{page}#points-group"
        case _:
            return page


def verifier_view(model_admin, request, pk):
    seances = permissions.editable_seances(request.user).select_related("chantier", "proces_verbal")
    seance = get_object_or_404(seances, pk=pk)
    pv = getattr(seance, "proces_verbal", None)
    return render(
        request,
        "admin/seances/seance/verifier.html",
        {
            **model_admin.admin_site.each_context(request),
            "title": "Vérifier le procès-verbal",
            "subtitle": str(seance),
            "opts": model_admin.opts,
            "seance": seance,
            "documents": documents(seance),
            "pv": pv,
            "constats": by_gravity(seance) if pv is not None else None,
        },
    )
