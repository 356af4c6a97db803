"""Root addresses: each app brings its own, relative to the root."""

from django.contrib import admin
from django.urls import include, path, re_path

from assises.accueil import (
    accessibilite,
    accueil,
    aide,
    aide_administrer,
    aide_connexion,
    aide_exploitation,
    aide_participer,
    aide_recherche,
    aide_seances,
    vie_privee,
)
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
    path("aide/", aide, name="aide"),
    path("aide/connexion/", aide_connexion, name="aide_connexion"),
    path("aide/participer/", aide_participer, name="aide_participer"),
    path("aide/recherche/", aide_recherche, name="aide_recherche"),
    path("aide/seances/", aide_seances, name="aide_seances"),
    path("aide/administrer/", aide_administrer, name="aide_administrer"),
    path("aide/exploitation/", aide_exploitation, name="aide_exploitation"),
    path("vie-privee/", vie_privee, name="vie_privee"),
    path("accessibilite/", accessibilite, name="accessibilite"),
    path("robots.txt", robots, name="robots"),
    path("sante/", sante, name="sante"),
    path("sante/pret/", sante_pret, name="sante_pret"),
    path("sante/mesures/", mesures, name="mesures"),
    path("gestion/", admin.site.urls),
    path("compte/", include("participants.comptes.urls")),
    path("", include("chantiers.urls")),
    path("", include("seances.urls")),
    # Last: whatever ends with a slash or an extension and is nothing above. Other addresses are left to
    # APPEND_SLASH.
    re_path(r"^(?:.+/|.*\.\w+)$", introuvable),
]
