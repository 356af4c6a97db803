"""The same pages of the small portal and of one with a thousand times the rows, in one process.

Each page is asked for after a change, so that it is made anew: what a page that was kept costs does not depend on how
many rows there are.
"""

import gc
import time

from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.test.utils import CaptureQueriesContext

from participants.models import Changement, Participant
from seances.models import Intervention, Seance

from . import peuplement
from .pages import environ, get, login

FOIS = {False: 60, True: 20}  # whole and --rapide
GRAND = {False: (1_000, 10_000, 100_000), True: (100, 1_000, 10_000)}  # chantiers, séances, people
PAGES = (
    ("Accueil", "/"),
    ("Chantiers", "/chantiers/"),
    ("Un chantier", "{chantier}"),
    ("Statistiques d’un chantier", "{chantier}statistiques/"),
    ("Séance", "{seance}"),
    ("Procès-verbal figé", "{seance}pv/"),
    ("Projet de procès-verbal", "{projet}pv/projet/"),
    ("Calendrier", "/calendrier/"),
    ("Calendrier d’un chantier (.ics)", "{chantier}calendrier.ics"),
    ("Glossaire", "/glossaire/"),
    ("Annuaire", "/participants/"),
    ("Annuaire, un nom", "/participants/?q=collard"),
    ("API, chantiers", "/api/chantiers/"),
    ("API, interventions d’une séance", "/api{seance}interventions/"),
    ("Bureau", "/gestion/"),
    ("Bureau, séances", "/gestion/seances/seance/"),
    ("Bureau, participants", "/gestion/participants/participant/"),
    ("Bureau, une séance", "/gestion/seances/seance/{pk}/change/"),
)
VISITEUR = ("/gestion/", "/participants/", "pv/projet/")  # what a visitor does not see


def main(material, rapide):
    """Returns {"lignes": {"chantiers", "séances", "personnes", "interventions"}, "peuplement_s", "pages": [{nom, qui,
    petit: [s], grand: [s], requetes: [small, large]}]}."""
    portal = get_wsgi_application()
    cookie = login()
    place = material["tailles"]["1×"]
    here = addresses(place["fige"], place["projet"])
    small = measure(portal, cookie, here, FOIS[rapide])
    start = time.perf_counter()
    peuplement.fill(*GRAND[rapide])
    seconds = time.perf_counter() - start
    large = measure(portal, cookie, here, FOIS[rapide])
    return {
        "lignes": {
            "séances": Seance.objects.count(),
            "personnes": Participant.objects.count(),
            "interventions": Intervention.objects.count(),
        },
        "peuplement_s": seconds,
        "pages": [
            {
                "nom": nom,
                "qui": qui,
                "petit": before[0],
                "grand": large[nom, qui][0],
                "requetes": [before[1], large[nom, qui][1]],
            }
            for (nom, qui), before in small.items()
        ],
    }


def addresses(fige, projet):
    """What stands in the addresses of PAGES."""
    return {
        "chantier": f"/chantiers/{fige[0]}/",
        "seance": "/chantiers/{}/seances/{}/".format(*fige),
        "projet": "/chantiers/{}/seances/{}/".format(*projet),
        "pk": Seance.objects.get(chantier__numero=projet[0], numero=projet[1]).pk,
    }


def measure(portal, cookie, here, times):
    """{(page, reader): ([seconds], queries)}"""
    found = {}
    for nom, pattern in PAGES:
        for qui, header in (("visiteur", ""), ("administrateur", cookie)):
            if qui == "visiteur" and any(part in pattern for part in VISITEUR):
                continue
            request = environ(pattern.format(**here), header)
            found[nom, qui] = one_page(portal, request, times)
    return found


def one_page(portal, request, times):
    for _ in range(3):
        Changement.objects.create()
        get(portal, request)
    Changement.objects.create()
    with CaptureQueriesContext(connection) as queries:
        get(portal, request)
    count = len(queries)  # the next request forgets them
    gc.collect()
    samples = []
    for _ in range(times):
        Changement.objects.create()
        start = time.perf_counter()
        get(portal, request)
        samples.append(time.perf_counter() - start)
    return samples, count
