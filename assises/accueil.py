"""The home page."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.views.decorators.http import require_safe

from participants.garde import kept
from participants.indexation import indexable
from seances import attentes, nouveautes, reperes, visites
from seances.permissions import visible_seances

CHANTIERS = 24
SEANCES = 6
PROCES_VERBAUX = 5
NOUVEAUTES = 5


@indexable
@login_not_required
@require_safe
@kept
def accueil(request):
    """What is one's own and what is new, then chantiers, next séances, latest PVs."""
    return render(
        request,
        "assises/accueil.html",
        {
            "mien": attentes.mine(request.user),
            "neuf": new_for(request.user),
            "chantiers": reperes.chantiers_with_reperes(request.user)[:CHANTIERS],
            "seances": visible_seances(request.user).a_venir().with_reperes()[:SEANCES],
            "editions": reperes.latest_editions(request.user, PROCES_VERBAUX),
            "versions": reperes.latest_versions(request.user, PROCES_VERBAUX),
            "projets": reperes.working_texts(request.user, PROCES_VERBAUX),
        },
    )


def new_for(user):
    """What is new for whoever is logged in."""
    if not user.is_authenticated:
        return []
    regard = nouveautes.Regard(user, depuis=visites.mark_of(user), combien=NOUVEAUTES)
    return nouveautes.what_is_new(regard)
