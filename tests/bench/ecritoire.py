"""The writing desk: its page, and one autosave against a bare Django POST that writes one row.

Requests are WSGI calls in process. In each round one autosave, whose text grows by a few words as a person types, then
a few bare POSTs; the ratio is the median over the rounds of bare / autosave.
"""

import gc
import json
from time import perf_counter, process_time

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.test.utils import CaptureQueriesContext

from participants.models import Compte
from seances.models import Seance, TextePoint

from . import bare
from .material import ADMINISTRATION
from .pages import Sujet, environ, get, login, measure

ROUNDS = {False: 60, True: 12}
BUDGET = {False: 6.0, True: 1.5}
NUES = 4  # bare POSTs in one round
JETON = "a" * 32  # of the forms: the cookie and the header agree


def main(material, rapide):
    """Returns {"sujets": [as pages.measure], "enregistrements": [{taille, monte, descend, requetes, page_s, …}]}."""
    applications = get_wsgi_application(), *bare.handlers(settings.MIDDLEWARE)
    cookie = f"{login()}; {settings.CSRF_COOKIE_NAME}={JETON}"
    sujets, saves = [], []
    for number, (taille, place) in enumerate(material["tailles"].items(), 1000):
        chantier, numero = place["projet"]
        seance = Seance.objects.get(chantier__numero=chantier, numero=numero)
        path = f"/gestion/seances/seance/{seance.pk}/rediger/"
        sujet = Sujet("Écritoire, administrateur", taille, path, True)
        sujets.append(measure(number, sujet, applications, cookie, BUDGET[rapide]))
        saves.append({"taille": taille} | autosave(seance, path, applications, cookie, ROUNDS[rapide]))
    return {"sujets": sujets, "enregistrements": saves}


def autosave(seance, path, applications, cookie, rounds):
    """Samples of saving the longest text of a séance again and again."""
    portal, bare_app, _ = applications
    texte = max(TextePoint.objects.filter(point__seance=seance), key=lambda row: len(row.texte))
    revision, typed = texte.revision, texte.texte
    nue = posted(bare.prepare_write(), b"{}", "")
    samples = {name: [] for name in ("page_s", "page_cpu_s", "nue_s", "nue_cpu_s")}
    told = {}
    for number in range(rounds + 3):
        typed += f"<p>Encore quelques mots, {number}.</p>"
        body = json.dumps(
            {
                "compte": Compte.objects.get(email=ADMINISTRATION).pk,
                "revision": revision,
                "texte": typed,
                "texte_apres": texte.texte_apres,
                "automatique": True,
            }
        ).encode()
        request = posted(f"{path}{texte.pk}/enregistrer/", body, cookie)
        if number < 3:  # whatever is made once is made here
            with CaptureQueriesContext(connection) as queries:
                answer = get(portal, request)
            told = {"monte": len(body), "descend": len(answer), "requetes": len(queries)}
            get(bare_app, nue)
            revision = json.loads(answer)["revision"]
            continue
        gc.collect()
        wall, cpu = perf_counter(), process_time()
        answer = get(portal, request)
        samples["page_s"].append(perf_counter() - wall)
        samples["page_cpu_s"].append(process_time() - cpu)
        revision = json.loads(answer)["revision"]
        wall, cpu = perf_counter(), process_time()
        for _ in range(NUES):
            get(bare_app, nue)
        samples["nue_s"].append((perf_counter() - wall) / NUES)
        samples["nue_cpu_s"].append((process_time() - cpu) / NUES)
    return told | samples


def posted(path, body, cookie):
    """What a server passes for a POST of JSON by the desk's script; `get` reads its body anew each time."""
    return environ(path, cookie) | {
        "REQUEST_METHOD": "POST",
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(body)),
        "HTTP_X_CSRFTOKEN": JETON,
        "HTTP_REFERER": "http://localhost/",
        "corps": body,
    }
