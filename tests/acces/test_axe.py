"""axe and the width of the window on every page of the tables that a role gets; run before a release.

The browser asks no server: what the role's client was given is kept, and given again, so the world need not be
committed, and nothing asks the database while a browser runs.
"""

import mimetypes
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from tests.test_accessibilite import DOUBLE, ENSUITE, ETATS, GRANDE, visit

from .test_tables import LIGNES

pytestmark = [pytest.mark.django_db, pytest.mark.une_base, pytest.mark.complet]

SERVEUR = "http://testserver"
LECTEURS = ["visiteur", "participant", "secrétaire", "rédactrice", "coprésidente", "administration"]


def pages_of(role):
    """Addresses that a role reads, each once."""
    return list(
        dict.fromkeys(
            each.adresse for each in LIGNES if each.methode == "GET" and each.attendu[role] == "200"
        )
    )


def answering(pages):
    """A handler of the browser's requests. pages: {path: response}."""

    def fulfil(route):
        path = route.request.url.removeprefix(SERVEUR)
        if path in pages:
            response = pages[path]
            headers = {name: value for name, value in response.items() if name != "Content-Length"}
            return route.fulfill(status=response.status_code, headers=headers, body=response.content)
        found = finders.find(urlsplit(path).path.removeprefix(settings.STATIC_URL))
        if not found:
            return route.fulfill(status=404)
        kind = mimetypes.guess_type(found)[0] or "application/octet-stream"
        return route.fulfill(body=Path(found).read_bytes(), content_type=kind)

    return fulfil


@pytest.mark.parametrize("role", LECTEURS)
def test_nothing_is_wrong_on_any_page(world, role):
    pages = {}
    for adresse in pages_of(role):
        path = adresse.format_map(world.keys)
        response = world.browser(role).get(path)
        if response["Content-Type"].startswith("text/html"):
            pages[path] = response
    assert len(pages) > 20
    addresses = [SERVEUR + path for path in pages]
    problems = []
    for etats, flags in (([*ETATS, *ENSUITE], []), (GRANDE, [DOUBLE])):
        problems += visit(
            addresses, etats, lambda context: context.route("**/*", answering(pages)), flags=flags
        )
    assert problems == [], "\n".join(map(str, problems))
