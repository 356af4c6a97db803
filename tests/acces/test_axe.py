"""axe and the width of the window on every page of the tables that a role gets; run before a release.

The browser asks no server: each request is answered by the client of the role, so the world need not be committed.
"""

import mimetypes
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from tests.navigateur.conftest import chromium  # noqa: F401
from tests.test_accessibilite import ENSUITE, ETATS, examine

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


def answering(client):
    """A handler of the browser's requests."""

    def fulfil(route):
        parts = urlsplit(route.request.url)
        if parts.path.startswith(settings.STATIC_URL):
            found = finders.find(parts.path.removeprefix(settings.STATIC_URL))
            if not found:
                return route.fulfill(status=404)
            kind = mimetypes.guess_type(found)[0] or "application/octet-stream"
            return route.fulfill(body=Path(found).read_bytes(), content_type=kind)
        response = client.get(f"{parts.path}?{parts.query}" if parts.query else parts.path)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        return route.fulfill(status=response.status_code, headers=dict(response.items()), body=body)

    return fulfil


@pytest.mark.parametrize("role", LECTEURS)
def test_nothing_is_wrong_on_any_page(world, chromium, role):  # noqa: F811
    client = world.browser(role)
    context = chromium.new_context(accept_downloads=False)
    context.route("**/*", answering(client))
    page, found, seen = context.new_page(), [], 0
    for adresse in pages_of(role):
        path = adresse.format_map(world.keys)
        if client.get(path)["Content-Type"].startswith("text/html"):
            seen += 1
            found += examine(page, SERVEUR + path, [*ETATS, *ENSUITE])
    context.close()
    assert found == []
    assert seen > 20
