"""Pages: each against a bare Django view of as many queries and bytes, in one process, in turns.

Requests are WSGI calls in process, the answer read to its end. One round is a few requests of the page, then a
few of the bare view; the ratio of a page is the median over the rounds of bare / page. A page that the portal keeps
is measured twice: read again, and read for the first time after a change, against a bare view of as many queries as
each of them makes.
"""

import gc
from dataclasses import dataclass
from io import BytesIO
from statistics import median
from time import perf_counter, process_time
from wsgiref.util import FileWrapper

from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.http import HttpRequest
from django.test import Client
from django.test.utils import CaptureQueriesContext

from participants.models import Changement, Compte

from . import bare
from .material import ADMINISTRATION

BARE = 8  # requests of the bare view in one round
BLOCK = 0.02  # seconds that the requests of a page in one round take, at least one
ROUNDS = (12, 60)  # at least, at most
BUDGET = {False: 6.0, True: 1.5}  # seconds spent on one subject, whole and --rapide


@dataclass(frozen=True)
class Sujet:
    """One address. cible: of its ratio to the bare view; cible_s: seconds at most. None: only told."""

    nom: str
    taille: str
    chemin: str
    administrateur: bool = False
    cible: float | None = None
    cible_s: float | None = None


def subjects(material):
    """Every Sujet, in the order of the table."""
    for taille, place in material["tailles"].items():
        fige, projet = (
            "/chantiers/{}/seances/{}/".format(*place["fige"]),
            "/chantiers/{}/seances/{}/".format(*place["projet"]),
        )
        yield Sujet("PV figé, visiteur", taille, f"{fige}pv/", cible=0.5)
        yield Sujet("PV figé, administrateur", taille, f"{fige}pv/", True, cible=0.5)
        yield Sujet("PV en projet, administrateur", taille, f"{projet}pv/projet/", True, cible=0.15)
        yield Sujet("PDF figé, visiteur", taille, f"{fige}pv.pdf", cible_s=0.010)
        yield Sujet("Séance, visiteur", taille, fige)
        yield Sujet("Séance, administrateur", taille, fige, True)
    chantier = material["tailles"]["1×"]["fige"][0]
    yield Sujet("Accueil, visiteur", "", "/", cible=0.4)
    yield Sujet("Accueil, administrateur", "", "/", True, cible=0.4)
    yield Sujet("Chantiers", "", "/chantiers/", cible=0.4)
    yield Sujet("Un chantier et ses séances", "", f"/chantiers/{chantier}/", cible=0.4)
    yield Sujet("Calendrier", "", f"/calendrier/?mois={material['mois']}", cible=0.4)
    yield Sujet("Annuaire, administrateur", "", "/participants/", True, cible=0.4)


def main(material, rapide):
    """Measure every subject.

    Returns {"sujets": [{nom, taille, chemin, cible, cible_s, octets, requetes, requetes_changement, page_s, nue_s,
    intergiciels_s, changement_s, nue_changement_s: one median a round, and the same of CPU, page_cpu_s …}],
    "demandes": [[taille, chemin, Cookie header], …]}.
    """
    portal = get_wsgi_application()
    bare_app, behind = bare.handlers(settings.MIDDLEWARE)
    cookie = login()
    found = []
    for number, sujet in enumerate(subjects(material), 1):
        found.append(measure(number, sujet, (portal, bare_app, behind), cookie, BUDGET[rapide]))
    demandes = [
        [sujet.taille, sujet.chemin, cookie if sujet.administrateur else ""] for sujet in subjects(material)
    ]
    return {"sujets": found, "demandes": demandes}


def login():
    """Session cookie of an administrator."""
    client, administrator = Client(), Compte.objects.get(email=ADMINISTRATION)
    client.force_login(administrator)
    request = HttpRequest()
    request.session = client.session
    record_authentication(request, administrator, method="mfa")  # as production asks of every session
    request.session.save()
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def measure(number, sujet, applications, cookie, budget):
    portal, bare_app, behind = applications
    request = environ(sujet.chemin, cookie if sujet.administrateur else "")
    body = get(portal, request)  # whatever is made once is made here
    count = selects(portal, request)
    Changement.objects.create()
    count_changement = selects(portal, request)
    text = "" if body.startswith(b"%PDF") else body.decode()
    nue = environ(bare.prepare(number, count, text)) if text else None
    nue_changement = environ(bare.prepare(-number, count_changement, text)) if text else None
    for _ in range(3):
        get(portal, request)
        if nue:
            get(bare_app, nue), get(behind, nue)
    gc.collect()
    repeat = max(1, min(BARE, int(BLOCK / timed(portal, request, 1)[0])))
    names = ("page_s", "page_cpu_s", "nue_s", "nue_cpu_s", "intergiciels_s", "intergiciels_cpu_s")
    names += ("changement_s", "changement_cpu_s", "nue_changement_s", "nue_changement_cpu_s")
    samples = {name: [] for name in names}
    end = perf_counter() + budget
    for round_ in range(ROUNDS[1]):
        if round_ >= ROUNDS[0] and perf_counter() > end:
            break
        figures = [*timed(portal, request, repeat)]
        if nue:
            figures += [*timed(bare_app, nue, BARE), *timed(behind, nue, BARE)]
            Changement.objects.create()
            figures += [*timed(portal, request, 1), *timed(bare_app, nue_changement, BARE)]
        for name, figure in zip(names, figures, strict=False):
            samples[name].append(figure)
    return {
        "nom": sujet.nom,
        "taille": sujet.taille,
        "chemin": sujet.chemin,
        "cible": sujet.cible,
        "cible_s": sujet.cible_s,
        "octets": len(body),
        "requetes": count,
        "requetes_changement": count_changement,
        **samples,
    }


# ── One request ─────────────────────────────────────────────────────────────────────────────────────────


def environ(path, cookie=""):
    """What a server passes for a GET."""
    path, _, query = path.partition("?")
    return {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "localhost",
        "HTTP_COOKIE": cookie,
        "wsgi.url_scheme": "http",
        "wsgi.file_wrapper": FileWrapper,
    }


def get(application, request):
    """The body of one answer. Raises RuntimeError unless it is a 200."""
    return b"".join(pieces(application, request))


def pieces(application, request):
    """The pieces of one answer, one after the other, as a server hands them on. Raises as `get` does."""
    status = []
    sent = {"wsgi.input": BytesIO(request.get("corps", b""))}
    answer = application(request | sent, lambda line, headers: status.append(line))
    try:
        yield from answer
    finally:
        answer.close()
    if not status[0].startswith("200"):
        raise RuntimeError(f"{request['PATH_INFO']}: {status[0]}")


def selects(application, request):
    """How many rows or lists one answer asks of the database."""
    with CaptureQueriesContext(connection) as queries:
        get(application, request)
    return sum(1 for query in queries if query["sql"].lstrip("( ").upper().startswith("SELECT"))


def timed(application, request, times):
    """(seconds, seconds of this process's CPU) of one request: medians over a few."""
    walls, cpus = [], []
    for _ in range(times):
        wall, cpu = perf_counter(), process_time()
        for _ in pieces(application, request):
            pass
        walls.append(perf_counter() - wall)
        cpus.append(process_time() - cpu)
    return median(walls), median(cpus)
