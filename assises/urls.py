"""Root addresses: each app brings its own, relative to the root."""

from django.contrib import admin
from django.urls import include, path, re_path

from assises.accueil import accueil
from assises.introuvable import introuvable
from assises.mesures import mesures
from assises.recherche import recherche, recherche_suggestions
from assises.robots import robots
from assises.sante import sante, sante_pret

handler400 = "assises.erreurs.bad_request"
handler500 = "assises.erreurs.server_error"

urlpatterns = [
    path("", accueil, name="accueil"),
    path("recherche/", recherche, name="recherche"),
    path("recherche/suggestions/", recherche_suggestions, name="recherche_suggestions"),
    path("robots.txt", robots, name="robots"),
    path("sante/", sante, name="sante"),
    path("sante/pret/", sante_pret, name="sante_pret"),
    path("sante/mesures/", mesures, name="mesures"),
    path("gestion/", admin.site.urls),
    path("compte/", include("participants.comptes.urls")),
    path("", include("assises.aide")),
    path("", include("chantiers.urls")),
    path("", include("seances.urls")),
    # Last: whatever ends with a slash or an extension and is nothing above. Other addresses are left to
    # APPEND_SLASH.
    re_path(r"^(?:.+/|.*\.\w+)$", introuvable),
]
