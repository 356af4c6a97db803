"""Keeping pages: what a view answered a moment ago to the same reader, as long as nothing has changed since.

A page is kept for one address, one account (or all the anonymous) and one state of the data (`fraicheur`): rights
come from the data too, so whoever lost one asks in vain at the very next request. The date is part of the state, and
what depends on the hour is a minute old at most. Each process keeps its own pages and need not tell the others.
"""

from dataclasses import dataclass
from datetime import date
from functools import partial, wraps
from hashlib import sha256

from django.contrib.messages import get_messages
from django.core.cache import caches
from django.http import HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control

from . import fraicheur

ADRESSE = 200  # characters: a longer address is not one that many ask for
TYPES = {f"{kind}; charset=utf-8" for kind in ("text/html", "text/calendar", "application/atom+xml")}
PLAIN = {"Content-Type", "Content-Disposition", "Last-Modified"}


@dataclass(frozen=True)
class Page:
    """state: (empreinte, date) asked before anything else was read for this page."""

    state: tuple[int, date]
    content: bytes
    headers: dict[str, str]


class EtatDemande:
    """Middleware: asks the state of the data for a page that may be kept, before anybody reads the account.

    An account read before the state might keep, under the new state, a right that was taken from it meanwhile.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if hasattr(view, "texte"):
            request.state = fraicheur.empreinte(texte=view.texte), timezone.localdate()


def kept(view=None, *, texte=False):
    """Decorator, right around the view: its page is kept. What it says is read from the address, the account, the
    date and the tables that count, nothing else. texte: from those of working texts too.
    """
    if view is None:
        return partial(kept, texte=texte)

    @wraps(view)
    def read(request, *args, **kwargs):
        address = request.build_absolute_uri()
        if len(address) > ADRESSE or get_messages(request):
            return view(request, *args, **kwargs)
        key = f"{request.user.pk or ''}:{address}"
        page = caches["pages"].get(key)
        if page is None or page.state != request.state:
            response = view(request, *args, **kwargs)
            if not may_be_kept(request, response):
                return response
            etag = f'"{sha256(response.content).hexdigest()}"'
            page = Page(request.state, response.content, dict(response.items()) | {"ETag": etag})
            caches["pages"].set(key, page)
        response = HttpResponse(page.content, headers=page.headers)
        patch_cache_control(response, private=True, no_cache=True)
        return get_conditional_response(request, page.headers["ETag"], response=response)

    read.texte = texte
    return read


def may_be_kept(request, response):
    """A whole page and nothing more: no cookie, no token of a form, no nonce, no message, no header but its name."""
    return (
        response.status_code == 200
        and not response.streaming
        and response["Content-Type"] in TYPES
        and {name for name, _ in response.items()} <= PLAIN
        and not response.cookies
        and not request.META.get("CSRF_COOKIE_NEEDS_UPDATE")
        and not request.csp_nonce
        and not get_messages(request)
    )
