"""What is new: the page, the feeds, and the weekly letter."""

import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import http_date
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from participants.garde import kept
from participants.indexation import indexable

from .. import flux, lettre_nouveautes, permissions, visites
from ..nouveautes import Regard, what_is_new
from .liens import secret


@indexable
@login_not_required
@require_safe
def nouveautes(request):
    """For the anonymous what is public; for the others what they may read, since their last visit and before."""
    context = {}
    if request.user.is_authenticated:
        now = timezone.now()
        mark = visites.look(request.user, now)
        context = {
            "depuis": mark,
            "jusque": now.isoformat(),
            "lettre": lettre_nouveautes.is_asked(request.user),
        }
    lines = what_is_new(Regard(request.user))
    mark = context.get("depuis")
    context["neuves"] = [one for one in lines if mark and one.quand > mark]
    context["autres"] = lines[len(context["neuves"]) :]
    return render(request, "seances/nouveautes.html", context)


@require_POST
def nouveautes_vues(request):
    """All that the page showed is seen."""
    try:
        until = datetime.datetime.fromisoformat(request.POST.get("jusque", ""))
        if timezone.is_naive(until):
            raise ValueError
    except ValueError:
        messages.error(
            request, "La page n’a pas dit ce qu’elle montrait : rien n’a changé. Essayez à nouveau."
        )
    else:
        visites.see(request.user, until)
        messages.success(request, "C’est noté : ce que cette page montrait n’est plus nouveau pour vous.")
    return redirect("seances:nouveautes")


@login_not_required
@require_safe
@kept
def nouveautes_atom(request):
    return _feed("Portail des Assises : quoi de neuf", reverse("seances:nouveautes"), request.path)


@login_not_required
@require_safe
@kept
def chantier_nouveautes_atom(request, chantier):
    chantier = get_object_or_404(permissions.visible_chantiers(AnonymousUser()), numero=chantier)
    title = f"Chantier {chantier.numero}, {chantier.titre} : quoi de neuf"
    return _feed(title, chantier.get_absolute_url(), request.path, chantier)


def _feed(title, page, address, chantier=None):
    content, newest = flux.public_feed(title=title, page=page, address=address, chantier=chantier)
    headers = {
        "Content-Type": "application/atom+xml; charset=utf-8",
        "Last-Modified": http_date(newest.timestamp()),
    }
    return HttpResponse(content, headers=headers)


# ── The weekly letter ───────────────────────────────────────────────────────────────────────────────────


@require_POST
def lettre(request):
    """Ask for the letter, or give it up."""
    if request.POST.get("lettre") == "oui":
        lettre_nouveautes.ask(request.user, by=request.user)
        messages.success(
            request, "Vous recevrez la lettre le lundi, s’il y a du neuf. La première part lundi prochain."
        )
    else:
        lettre_nouveautes.give_up(request.user, by=request.user)
        messages.success(request, "Vous ne recevrez plus la lettre de la semaine.")
    return redirect("compte")


@login_not_required
@csrf_exempt
@secret
@require_http_methods(["GET", "HEAD", "POST"])
def lien_lettre(request, jeton):
    """Give the letter up from the letter itself, without logging in: GET shows, POST acts (RFC 8058).

    Mail programs post without cookie and follow no redirection: the answer is the page itself.
    """
    compte = lettre_nouveautes.find(jeton)
    if compte is None:
        return render(request, "seances/lien_ferme.html", {"pourquoi": "inconnu", "refus": ""}, status=404)
    if request.method == "POST":
        lettre_nouveautes.give_up(compte, by=None)
    return render(request, "seances/lien_lettre.html", {"abonne": lettre_nouveautes.is_asked(compte)})
