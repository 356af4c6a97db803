"""Figures for whoever watches over the portal, in the text format of Prometheus; open to the holder of a token alone.

Requests are counted in a piece of memory that the workers of a server share, because it is made before they are forked
(gunicorn --preload): whichever of them is asked tells the counts of all. Each counts in a row of its own, so none waits
for another, and a worker that takes the place of an ended one goes on with its row. Nothing is kept on a disk.
"""

import contextlib
import fcntl
import mmap
import os
import tempfile
from bisect import bisect_left
from functools import cache

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError
from django.db.models import Min
from django.http import Http404, HttpResponse
from django.urls import URLPattern, get_resolver
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from participants.journal import Acte
from participants.models import Evenement
from seances.models import EditionPublique, Envoi, VersionPV

TYPE = "text/plain; version=0.0.4; charset=utf-8"
STATUTS = ("1xx", "2xx", "3xx", "4xx", "5xx")
SEUILS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)  # seconds; what takes longer is counted beyond
LARGEUR = len(STATUTS) + len(SEUILS) + 2  # of one view: its answers, its lengths of time, their sum
AUTRES = "autre"  # what is no address of the portal
RANGEES = 64  # processes at once; the last row is shared by those that come after


class Compteurs:
    """Answers and times by view, in rows of shared memory: [process, then LARGEUR figures for each view]."""

    def __init__(self, vues):
        self.vues = {vue: rank for rank, vue in enumerate(vues)}
        self.taille = 1 + LARGEUR * len(self.vues)
        with tempfile.TemporaryFile() as nameless:
            nameless.truncate(self.taille * RANGEES * 8)
            self.figures = memoryview(mmap.mmap(nameless.fileno(), 0)).cast("d")
            self.verrou = os.dup(nameless.fileno())  # a number for the lock, which workers inherit
        self.pid = self.rangee = None

    def count(self, vue, statut, seconds):
        if self.pid != os.getpid():
            self.take_row()
        start = self.rangee * self.taille + 1 + LARGEUR * self.vues.get(vue, self.vues[AUTRES])
        self.figures[start + min(max(statut // 100, 1), 5) - 1] += 1
        self.figures[start + len(STATUTS) + bisect_left(SEUILS, seconds)] += 1
        self.figures[start + LARGEUR - 1] += seconds

    def take_row(self):
        """A row that nobody alive counts in."""
        self.pid = os.getpid()
        fcntl.lockf(self.verrou, fcntl.LOCK_EX)
        try:
            for rangee in range(RANGEES):
                if not _is_alive(int(self.figures[rangee * self.taille])):
                    break
            self.rangee = rangee
            self.figures[rangee * self.taille] = self.pid
        finally:
            fcntl.lockf(self.verrou, fcntl.LOCK_UN)

    def totals(self):
        """{view: its LARGEUR figures, all processes together}, of the views that were asked for."""
        found = {}
        for vue, rank in self.vues.items():
            start = 1 + LARGEUR * rank
            rows = [
                self.figures[rangee * self.taille + start : rangee * self.taille + start + LARGEUR]
                for rangee in range(RANGEES)
                if self.figures[rangee * self.taille]
            ]
            figures = [sum(column) for column in zip(*rows, strict=True)]
            if any(figures):
                found[vue] = figures
        return found


def _is_alive(pid):
    if not pid:
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


@cache
def compteurs():
    """Those of this server: made with its first request, which `assises.wsgi` asks before workers are forked."""
    return Compteurs(sorted({AUTRES, *_names(get_resolver())}))


def _names(resolver, namespace=""):
    for entry in resolver.url_patterns:
        if not isinstance(entry, URLPattern):
            yield from _names(entry, f"{namespace}{entry.namespace}:" if entry.namespace else namespace)
        elif entry.name:
            yield f"{namespace}{entry.name}"


@login_not_required
@never_cache
@require_safe
def mesures(request):
    """The figures; whoever does not show the token learns no more than from any closed address."""
    token = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not settings.METRICS_TOKEN or not constant_time_compare(token, settings.METRICS_TOKEN):
        raise Http404
    return HttpResponse("\n".join([*_requests(), *_portal(), ""]), content_type=TYPE)


def _requests():
    totals = compteurs().totals()
    yield "# HELP assises_requests_total Réponses du portail, par vue et par sorte de statut."
    yield "# TYPE assises_requests_total counter"
    for vue, figures in totals.items():
        for statut, count in zip(STATUTS, figures, strict=False):
            if count:
                yield f'assises_requests_total{{view="{vue}",status="{statut}"}} {count:.0f}'
    name = "assises_request_duration_seconds"
    yield f"# HELP {name} Temps de réponse, par vue."
    yield f"# TYPE {name} histogram"
    for vue, figures in totals.items():
        below = 0
        for limit, count in zip((*SEUILS, "+Inf"), figures[len(STATUTS) :], strict=False):
            below += count
            yield f'{name}_bucket{{view="{vue}",le="{limit}"}} {below:.0f}'
        yield f'{name}_sum{{view="{vue}"}} {figures[-1]:.6f}'
        yield f'{name}_count{{view="{vue}"}} {below:.0f}'


def _portal():
    """What the database tells; without it, that it does not answer."""
    found = {}
    with contextlib.suppress(DatabaseError):
        waiting = Envoi.objects.a_envoyer()
        found["assises_letters_waiting", "Lettres dans la file d’envoi."] = waiting.count()
        oldest = waiting.aggregate(oldest=Min("cree_le"))["oldest"]
        found["assises_oldest_letter_age_seconds", "Âge de la plus ancienne lettre de la file."] = (
            _age(oldest) or 0
        )
        last = (
            Evenement.objects.filter(acte=Acte.SAUVEGARDE).order_by("-quand").values_list("quand", flat=True)
        )
        if (age := _age(last.first())) is not None:
            found["assises_last_backup_age_seconds", "Âge de la dernière sauvegarde."] = age
        found["assises_versions", "Versions figées."] = VersionPV.objects.count()
        editions = EditionPublique.objects.filter(retiree=False)
        found["assises_public_editions", "Éditions publiques."] = editions.count()
        found["assises_database_up", "La base de données répond."] = 1
    found.setdefault(("assises_database_up", "La base de données répond."), 0)
    for (name, meaning), value in found.items():
        yield f"# HELP {name} {meaning}"
        yield f"# TYPE {name} gauge"
        yield f"{name} {value:.0f}"


def _age(moment):
    return None if moment is None else max((timezone.now() - moment).total_seconds(), 0)
