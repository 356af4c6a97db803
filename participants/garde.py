"""Keeping pages: what a view answered a moment ago to the same reader, as long as nothing has changed since.

A page is kept for one address, one account (or all the anonymous) and one state of the data (`fraicheur`): rights
come from the data too, so whoever lost one asks in vain at the very next request. The date is part of the state, and
what depends on the hour is a minute old at most. Each process keeps its own pages and need not tell the others.
"""

from dataclasses import dataclass
from datetime import date
from functools import partial
from hashlib import sha256

from django.contrib.messages import get_messages
from django.core.cache import caches
from django.http import HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control

from . import fraicheur

ADRESSE = 200  # characters: a longer address is not one that many ask for
PLAIN = [("Content-Type", "text/html; charset=utf-8")]


def kept(view=None, *, texte=False):
    """Decorator: the page of this view is kept. What it says is read from the address, the account, the date and the
    tables that count, nothing else. texte: from those of working texts too.
    """
    if view is None:
        return partial(kept, texte=texte)
    view.state = partial(state, texte)
    return view


def state(texte):
    return fraicheur.empreinte(texte=texte), timezone.localdate()


@dataclass(frozen=True)
class Page:
    """state: (empreinte, date) asked before anything else was read for this page."""

    state: tuple[int, date]
    content: bytes
    etag: str


class PagesGardees:
    """Middleware: answers with the page kept, or keeps the page made by a view that is `kept`.

    It stands above the middleware that reads the account, and right around the views: what others say of the
    response is said anew each time.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def process_view(self, request, view, args, kwargs):
        if not hasattr(view, "state") or request.method not in ("GET", "HEAD"):
            return None
        address = request.build_absolute_uri()
        if len(address) > ADRESSE or get_messages(request):
            return None
        # The state first: an account read before it might keep a right that was taken from it meanwhile.
        now = view.state()
        key = f"{request.user.pk or ''}:{address}"
        page = caches["pages"].get(key)
        if page is not None and page.state == now:
            return answer(request, page)
        request.to_keep = key, now
        return None

    def __call__(self, request):
        response = self.get_response(request)
        if not (hasattr(request, "to_keep") and may_be_kept(request, response)):
            return response
        key, now = request.to_keep
        page = Page(now, response.content, f'"{sha256(response.content).hexdigest()}"')
        caches["pages"].set(key, page)
        return answer(request, page)


def may_be_kept(request, response):
    """A whole page and nothing more: no cookie, no token of a form, no nonce, no message, no header of its own."""
    return (
        response.status_code == 200
        and not response.streaming
        and list(response.items()) == PLAIN
        and not response.cookies
        and not request.META.get("CSRF_COOKIE_NEEDS_UPDATE")
        and not request.csp_nonce
        and not get_messages(request)
    )


def answer(request, page):
    """The page, or 304 for whoever has it already."""
    response = HttpResponse(page.content, headers={"ETag": page.etag})
    patch_cache_control(response, private=True, no_cache=True)
    return get_conditional_response(request, page.etag, response=response)
