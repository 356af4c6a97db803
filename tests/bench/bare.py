"""Bare Django: as many primary-key queries and the same bytes through a template, and nothing else."""

from django.contrib.auth.decorators import login_not_required
from django.core.handlers.wsgi import WSGIHandler
from django.db import transaction
from django.http import HttpResponse, JsonResponse
from django.template import Context, Engine
from django.test import override_settings
from django.urls import path
from django.utils.safestring import mark_safe

from seances.models import Lieu

TEMPLATE = Engine().from_string("{{ corps }}")
BODIES = {}  # subject -> (number of queries, text to send)


@login_not_required
def page(request, sujet):
    queries, body = BODIES[sujet]
    for _ in range(queries):
        Lieu.objects.get(pk=page.pk)
    return HttpResponse(TEMPLATE.render(Context({"corps": body})))


@login_not_required
def write(request):
    """One row written in a transaction of its own, one answer in JSON."""
    with transaction.atomic():
        Lieu.objects.filter(pk=page.pk).update(acces=len(request.body))
    return JsonResponse({})


def route(get_response):
    """Middleware: the addresses of this module in place of the portal's."""

    def middleware(request):
        request.urlconf = __name__
        return get_response(request)

    return middleware


urlpatterns = [path("ecrire/", write), path("<str:sujet>/", page)]


def handlers(portal_middleware):
    """Two WSGI applications: bare, and bare behind the middleware of the portal."""
    page.pk = Lieu.objects.values_list("pk", flat=True).first()
    made = []
    for middleware in ([], portal_middleware):
        with override_settings(MIDDLEWARE=[*middleware, f"{__name__}.route"]):
            made.append(WSGIHandler())
    return made


def prepare(sujet, queries, body):
    """Let `/<sujet>/` send this text after so many queries."""
    BODIES[str(sujet)] = queries, mark_safe(body)
    return f"/{sujet}/"


def prepare_write():
    """Address of the view that writes one row."""
    return "/ecrire/"
