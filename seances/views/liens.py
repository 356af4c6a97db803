"""Personal links: GET shows, POST does the one act of the link, for its person.

A mail scanner that opens every link changes nothing. No session is begun and nobody is logged in; whoever is logged
in already acts for the link's person too, and is told so. The secret of the address is the only key: there is no
cookie to forge, so no token in the form. It leaves in no Referer, is kept by no cache, and assises.journaux hides it
from the log.
"""

from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from .. import liens, remplacements, reponses, venir
from ..annonce import announced, practical
from ..formulaires import ReponseForm
from ..formulaires_venir import RepasForm
from ..models import ActeLien, Seance
from .depots import Depot


def secret(view):
    """The address of the page is a secret."""

    @wraps(view)
    def answer(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        response["Referrer-Policy"] = "no-referrer"
        return response

    return never_cache(answer)


@login_not_required
@csrf_exempt
@secret
@require_http_methods(["GET", "HEAD", "POST"])
def lien(request, jeton):
    found = liens.find(jeton)
    if found is None:
        return closed(request, "inconnu", status=404)
    refusal = liens.why_closed(found)
    if refusal or liens.is_expired(found):
        return closed(request, "ferme" if refusal else "expire", status=410, lien=found, refusal=refusal)
    show = repondre if found.acte == ActeLien.REPONDRE else deposer_note
    return show(request, found)


def closed(request, why, *, status, lien=None, refusal=""):
    """Why a link does nothing, and what to do: the same page for one that never was and one that was revoked."""
    seance = lien.seance_visee if lien else None
    return render(
        request,
        "seances/lien_ferme.html",
        {
            "pourquoi": why,
            "refus": refusal,
            "seance": seance,
            "chantier": seance.chantier if seance else None,
        },
        status=status,
    )


def repondre(request, lien):
    seance, participant = lien.seance, lien.participant
    presence = reponses.presence_of(seance, participant)
    form = ReponseForm(
        request.POST if request.method == "POST" else None,
        presence=presence,
        candidates=remplacements.candidates(seance, participant, colleagues=True),
        choisi=request.GET.get("reponse", ""),
    )
    if form.is_valid() and act(lien, lambda: form.answer(seance, participant)):
        return redirect(request.path)
    whole = Seance.objects.with_document().get(pk=seance.pk)
    document = announced(whole)
    return page(
        request,
        "seances/lien_reponse.html",
        lien,
        form,
        presence=presence,
        document=document,
        pratique=practical(whole, document, AnonymousUser()),
        reponses=reponses.given(presence),
        remplacant_decline=remplacements.declined(presence),
        repas=RepasForm(repas=venir.meal_of(seance, participant)),
        adresse_repas=reverse("seances:lien_repas", kwargs=request.resolver_match.kwargs),
    )


def deposer_note(request, lien):
    depot = Depot(request, lien.sous_groupe, pour=lien.participant, wrap=lambda do: act(lien, do))
    if depot.outcome:
        return redirect(request.path)
    mine = lien.sous_groupe.restitutions.confirmees().filter(pour=lien.participant, deposee_par__isnull=True)
    return page(
        request,
        "seances/lien_note.html",
        lien,
        depot.form,
        status=depot.status,
        groupe=lien.sous_groupe,
        derniere=mine.order_by("-numero").first(),
        **{key: value for key, value in depot.context().items() if key != "form"},
    )


def act(lien, do):
    """Do the act and keep that the link was used, together. Returns what was done, None when it was refused."""
    with transaction.atomic():
        done = do()
        if done:
            liens.mark_used(lien)
    return done


def page(request, template, lien, form, *, status=None, **context):
    """What the act needs and no more: of the séance, what was announced to everybody."""
    seance = lien.seance_visee
    return render(
        request,
        template,
        context
        | {
            "lien": lien,
            "seance": seance,
            "chantier": seance.chantier,
            "form": form,
            "autre_compte": request.user.is_authenticated and request.user.pk != lien.participant.compte_id,
        },
        status=status or (422 if form.errors else 200),
    )
