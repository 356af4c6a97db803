"""Publishing a PV: a review of what visitors would read, then the act; or taking it out of their sight."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from .. import permissions, workflow
from ..pv import html, html_sigles
from .actes import MotifForm
from .adresses import documents


def urls(model_admin):
    """Addresses of the review, under a procès-verbal of the admin."""

    def door(view, asked):
        return model_admin.admin_site.admin_view(
            asked(lambda request, **kwargs: view(model_admin, request, **kwargs))
        )

    name = "seances_procesverbal_"
    both = require_http_methods(["GET", "HEAD", "POST"])
    return [
        path("<int:pk>/publier/", door(publier_view, both), name=f"{name}publier"),
        path("<int:pk>/publier/apercu/", door(apercu_view, require_safe), name=f"{name}apercu"),
        path("<int:pk>/publier/retirer/", door(retirer_view, require_POST), name=f"{name}retirer_edition"),
    ]


def fetch(model_admin, request, pk):
    """The PV. Raises PermissionDenied for whoever does not preside."""
    pv = get_object_or_404(model_admin.get_queryset(request), pk=pk)
    if not permissions.can_preside_seance(request.user, pv.seance):
        raise PermissionDenied
    return pv


def state(pv, user):
    """What the page of a PV says of its publication: why it is not possible, and what is public now."""
    refus = workflow.why_not_publish(pv)
    if not refus and not permissions.can_preside_seance(user, pv.seance):
        refus = workflow.SEUL_PRESIDENT
    edition = permissions.served_edition(pv.seance)
    if edition is None:
        return {"refus": refus, "dit": "Rien n’est public."}
    newest = workflow.newest_public(pv)
    later = (
        "" if newest is None or newest.pk == edition.version_id else " Une version plus récente ne l’est pas."
    )
    return {"refus": refus, "dit": f"{edition} est publique.{later}"}


def act(request, pk, do, done):
    """Do an act of publication and go back to its page, with what became of it."""
    try:
        do()
    except workflow.TransitionRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return HttpResponseRedirect(reverse("admin:seances_procesverbal_publier", args=[pk]))


def publier_view(model_admin, request, pk):
    pv = fetch(model_admin, request, pk)
    if request.method == "POST":
        return act(
            request,
            pk,
            lambda: workflow.renew_edition(pv, by=request.user),
            "L’édition publique est publiée : les visiteurs la lisent dès maintenant.",
        )
    return render(
        request,
        "admin/seances/procesverbal/publier.html",
        {
            **model_admin.admin_site.each_context(request),
            "title": "Publier le procès-verbal",
            "subtitle": str(pv),
            "opts": model_admin.opts,
            "pv": pv,
            "seance": pv.seance,
            "documents": documents(pv.seance),
            "refus": workflow.why_not_publish(pv),
            "revue": workflow.review(pv),
            "form": MotifForm(pv),
        },
    )


def apercu_view(model_admin, request, pk):
    """What visitors would read, as they would."""
    pv = fetch(model_admin, request, pk)
    revue = workflow.review(pv)
    if revue is None:
        raise Http404
    sigles = html_sigles.frozen(revue.version.sigles, revue.document)
    return render(
        request,
        "admin/seances/procesverbal/apercu.html",
        {
            "pv": pv,
            "seance": pv.seance,
            "chantier": pv.seance.chantier,
            "revue": revue,
            # Rendered by pv.html, which escapes.
            "sommaire": mark_safe(html.render_sommaire(revue.document, sigles=sigles)),
            "article": mark_safe(
                html.render_article(
                    revue.document, adresse=request.path, images=pv.seance.adresse_images, sigles=sigles
                )
            ),
        },
    )


def retirer_view(model_admin, request, pk):
    pv = fetch(model_admin, request, pk)
    edition = permissions.served_edition(pv.seance)
    if edition is None:
        messages.error(request, "Rien n’est public.")
        return HttpResponseRedirect(reverse("admin:seances_procesverbal_publier", args=[pk]))
    motif = request.POST.get("motif", "")
    return act(
        request,
        pk,
        lambda: workflow.withdraw_edition(edition, by=request.user, motif=motif),
        "L’édition est retirée : les visiteurs ne lisent plus ce procès-verbal.",
    )
