"""axe and the width of the window on every page of the tables that a role gets; run before a release.

The browser asks no server: each request is answered by the client of the role, so the world need not be committed.
"""

import mimetypes
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.staticfiles import finders

from tests.navigateur.conftest import chromium  # noqa: F401
from tests.test_accessibilite import RULES

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


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
@pytest.mark.parametrize("role", LECTEURS)
def test_nothing_is_wrong_on_any_page(world, chromium, role, width, scheme):  # noqa: F811
    client = world.browser(role)
    context = chromium.new_context(
        base_url=SERVEUR,
        viewport={"width": width, "height": 900},
        color_scheme=scheme,
        accept_downloads=False,
    )
    context.route("**/*", answering(client))
    page, found, seen = context.new_page(), [], 0
    for adresse in pages_of(role):
        path = adresse.format_map(world.keys)
        if not client.get(path)["Content-Type"].startswith("text/html"):
            continue
        page.goto(path)
        page.wait_for_load_state()
        seen += 1
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if wide > 0:
            found.append((path, "trop large", wide))
        for each in Axe().run(page, options={"runOnly": RULES, "preload": False}).response["violations"]:
            found.append((path, each["id"], each["nodes"][0]["html"][:200]))
    context.close()
    assert found == []
    assert seen > 20
