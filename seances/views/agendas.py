"""Séances for calendar programs: files that one downloads or subscribes to, and one's own secret addresses."""

from hashlib import sha256

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from participants.garde import kept

from .. import abonnements, permissions
from ..formulaires_venir import AbonnementForm

NOM = "Assises de la prévention"
TEXTE = "text/plain; charset=utf-8"
ORDRE = ("date", "heure_debut", "chantier__numero", "numero")


def calendar_file(content, name):
    return HttpResponse(
        content,
        headers={
            "Content-Type": "text/calendar; charset=utf-8",
            "Content-Disposition": f'inline; filename="{name}.ics"',
        },
    )


@login_not_required
@require_safe
@kept
def calendrier_ics(request):
    from .. import ics  # loads icalendar, which pages do without

    seances = permissions.visible_seances(request.user).with_reperes().order_by(*ORDRE)
    content = ics.feed(seances, request.user, name=NOM, path=reverse("seances:calendrier"))
    return calendar_file(content, "calendrier")


@login_not_required
@require_safe
@kept
def chantier_ics(request, chantier):
    from .. import ics  # loads icalendar, which pages do without

    chantier = get_object_or_404(permissions.visible_chantiers(request.user), numero=chantier)
    seances = permissions.visible_seances(request.user).filter(chantier=chantier).with_reperes()
    content = ics.feed(
        seances.order_by(*ORDRE), request.user, name=str(chantier), path=chantier.get_absolute_url()
    )
    return calendar_file(content, f"chantier-{chantier.numero}")


@login_not_required
@require_safe
@kept
def seance_ics(request, chantier, seance):
    from .. import ics  # loads icalendar, which pages do without

    seance = get_object_or_404(
        permissions.visible_seances(request.user).annoncees().with_reperes(),
        chantier__numero=chantier,
        numero=seance,
    )
    name = f"chantier-{seance.chantier.numero}-seance-{seance.numero}"
    return calendar_file(ics.download(seance, request.user), name)


# ── One's own calendar, by a secret address ─────────────────────────────────────────────────────────────


@login_not_required
@require_safe
def abonnement_ics(request, jeton):
    """The séances of whoever made the address, for a program that has no session.

    Unknown, ended, or of a closed account: one answer for all, which calendar programs understand.
    """
    from .. import ics  # loads icalendar, which pages do without

    found = abonnements.find(jeton)
    if found is None:
        response = HttpResponse("Cette adresse de calendrier ne sert plus.\n", status=404, content_type=TEXTE)
        patch_cache_control(response, private=True, no_store=True)
        return response
    seances = permissions.subscribed_seances(found.compte).with_reperes().order_by(*ORDRE)
    content = ics.feed(
        seances, found.compte, name="Mes séances des Assises", path=reverse("seances:calendrier")
    )
    abonnements.mark_read(found)
    response = calendar_file(content, "mes-seances")
    response["ETag"] = f'"{sha256(content).hexdigest()}"'
    response["Referrer-Policy"] = "no-referrer"
    patch_cache_control(response, private=True, no_cache=True)
    return get_conditional_response(request, response["ETag"], response=response)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def abonnement_list(request):
    """One's secret addresses. A new one is shown in the answer to its making, and never again."""
    form = AbonnementForm(request.POST if request.method == "POST" else None, label_suffix="")
    adresse = form.subscribe(request.user) if form.is_valid() else None
    return render(
        request,
        "seances/abonnement_list.html",
        {
            "form": form if not adresse else AbonnementForm(label_suffix=""),
            "adresses": adresse and abonnements.addresses(adresse),
            "abonnements": request.user.abonnements.all(),
        },
        status=422 if form.errors else 200,
    )


@require_POST
def abonnement_retirer(request, numero):
    """Put an end to one of one's addresses."""
    abonnements.end(get_object_or_404(request.user.abonnements, pk=numero), by=request.user)
    messages.success(
        request, "Cette adresse ne donne plus rien. Retirez aussi le calendrier de votre agenda."
    )
    return redirect("seances:abonnement_list")
