"""The addresses of the JSON API: read only, permissions as on the pages, errors in French, never a redirect."""

import json as plain_json
from functools import wraps
from hashlib import sha256

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest
from django.core.paginator import EmptyPage, Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.csrf import csrf_exempt

from .. import permissions, reperes
from ..api import reponses
from ..api.description import ERREURS, description
from ..lus import lu_of
from .interventions import wants_pseudonyms
from .proces_verbal import newest

PAR_PAGE = 50
JSON = "application/json; charset=utf-8"


def answers_json(view):
    """Decorator: what the view returns as JSON with its ETag; what it refuses as « statut » and « erreur »."""

    @csrf_exempt  # it writes nothing: whoever posts is told so, in JSON too
    @login_not_required
    @wraps(view)
    def answer(request, *args, **kwargs):
        if request.method not in {"GET", "HEAD"}:
            response = refusal(405)
            response["Allow"] = "GET, HEAD"
            return response
        try:
            plain = view(request, *args, **kwargs)
        except Http404:
            return refusal(404 if request.user.is_authenticated else 401)
        except BadRequest as error:
            return refusal(400, str(error))
        return sent(request, plain)

    return answer


def refusal(status, words=""):
    response = HttpResponse(_dumps({"statut": status, "erreur": words or ERREURS[status]}), status=status)
    response["Content-Type"] = JSON
    patch_cache_control(response, private=True, no_store=True)
    return response


def sent(request, plain):
    content = _dumps(plain)
    etag = f'"{sha256(content).hexdigest()}"'
    response = HttpResponse(content, content_type=JSON)
    response["ETag"] = etag
    patch_cache_control(response, private=True, no_cache=True)
    return get_conditional_response(request, etag, response=response)


def _dumps(plain):
    return plain_json.dumps(plain, ensure_ascii=False, indent=1).encode() + b"\n"


def addresses(request):
    """Builds the address of a view from the numbers that it takes."""
    return lambda name, *numbers: request.build_absolute_uri(reverse(f"seances:{name}", args=numbers))


def paged(request, rows, make):
    """A page of rows, `make(rows of the page)` as its results. Raises BadRequest for a page that is none."""
    asked = request.GET.get("page", "1")
    paginator = Paginator(rows, PAR_PAGE)
    try:
        if not (asked.isascii() and asked.isdigit()):
            raise EmptyPage
        page = paginator.page(int(asked))
    except EmptyPage:
        raise BadRequest(f"« page » est un nombre de 1 à {paginator.num_pages}.") from None
    numbers = {"self": page.number, "premiere": 1, "derniere": paginator.num_pages}
    if page.has_previous():
        numbers["precedente"] = page.number - 1
    if page.has_next():
        numbers["suivante"] = page.number + 1
    return {
        "total": paginator.count,
        "page": page.number,
        "pages": paginator.num_pages,
        "liens": {name: _at(request, number) for name, number in numbers.items()},
        "resultats": make(list(page.object_list)),
    }


def _at(request, number):
    query = request.GET.copy()
    query["page"] = number
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")


@answers_json
def index(request):
    here = addresses(request)
    links = {name: here(f"api_{name}") for name in ("openapi", "chantiers")}
    return {"titre": "Portail des Assises", "liens": links}


@answers_json
def openapi(request):
    return description(request.build_absolute_uri("/").rstrip("/"))


@answers_json
def chantiers(request):
    here = addresses(request)

    def make(rows):
        return [reponses.chantier(row, here) for row in reperes.without_declined(rows, request.user)]

    return paged(request, reperes.chantiers_with_reperes(request.user), make)


@answers_json
def chantier(request, chantier):
    row = get_object_or_404(reperes.chantiers_with_reperes(request.user), numero=chantier)
    reperes.without_declined([row], request.user)
    return reponses.chantier(row, addresses(request))


@answers_json
def seances(request, chantier):
    get_object_or_404(permissions.visible_chantiers(request.user), numero=chantier)
    here = addresses(request)
    rows = (
        permissions.visible_seances(request.user)
        .filter(chantier__numero=chantier)
        .select_related("chantier", "lieu")
        .order_by("-date", "-numero")
    )
    return paged(
        request,
        rows,
        lambda found: [reponses.seance(row, here) for row in reperes.with_pv(found, request.user)],
    )


def fetch(request, chantier, numero):
    rows = permissions.visible_seances(request.user).with_document()
    return get_object_or_404(rows, chantier__numero=chantier, numero=numero)


@answers_json
def seance(request, chantier, seance):
    [row] = reperes.with_pv([fetch(request, chantier, seance)], request.user)
    return reponses.seance_whole(row, request.user, addresses(request))


def frozen(request, chantier, seance, *, people=False):
    """The Lu of a frozen text. Raises Http404 where this reader has none."""
    row = fetch(request, chantier, seance)
    figee = newest(request, row)
    if figee is None:
        raise Http404
    return lu_of(row, figee, people=people)


@answers_json
def proces_verbal(request, chantier, seance):
    return reponses.proces_verbal(frozen(request, chantier, seance), addresses(request))


@answers_json
def interventions(request, chantier, seance):
    hidden = wants_pseudonyms(request)
    lu = frozen(request, chantier, seance, people=hidden)
    return paged(request, reponses.interventions(lu, pseudonymes=hidden), lambda rows: rows)


@answers_json
def inconnu(request, reste):
    raise Http404
