"""The pages that explain the portal: one for each role, those of a subject, and the two that the law asks for."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

from participants.indexation import indexable

# Name of the address: its route and its template.
ROLES = {
    "aide_visiteur": ("aide/visiteur/", "aide/aide_visiteur.html"),
    "aide_participer": ("aide/participer/", "aide/aide_participer.html"),
    "aide_note": ("aide/note/", "aide/aide_note.html"),
    "aide_rediger": ("aide/rediger/", "aide/aide_rediger.html"),
    "aide_presider": ("aide/presider/", "aide/aide_presider.html"),
    "aide_etudier": ("aide/etudier/", "aide/aide_etudier.html"),
    "aide_administrer": ("aide/administrer/", "aide/aide_administrer.html"),
}
SUJETS = {
    "aide": ("aide/", "aide/aide.html"),
    "aide_connexion": ("aide/connexion/", "aide/aide_connexion.html"),
    "aide_recherche": ("aide/recherche/", "aide/aide_recherche.html"),
    "aide_exploitation": ("aide/exploitation/", "aide/aide_exploitation.html"),
    "vie_privee": ("vie-privee/", "aide/vie_privee.html"),
    "accessibilite": ("accessibilite/", "aide/accessibilite.html"),
}


def page(template):
    """The view of a page that is the same for everybody."""

    @indexable
    @login_not_required
    @require_safe
    def view(request):
        return render(request, template)

    return view


urlpatterns = [path(route, page(template), name=name) for name, (route, template) in (SUJETS | ROLES).items()]
