"""The system's Chromium, one for a module; a browser for an account; a séance whose PV is to be written."""

import os

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect, sync_playwright

from tests import factories

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 30_000  # milliseconds before a condition is given up: other tests run at the same time
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="module")
def chromium():
    # Playwright's loop runs in this thread; the ORM only needs to know that it is meant.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            yield browser
            browser.close()
    finally:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def chantier():
    return factories.ChantierFactory()


@pytest.fixture
def seance(chantier):
    seance = factories.SeanceFactory(chantier=chantier, convoquee=True)
    for titre in ("Accueil", "Débat"):
        factories.TextePointFactory(point=factories.PointOrdreDuJourFactory(seance=seance, titre=titre))
    factories.PresenceFactory(
        seance=seance, present=True, participant__prenom="Alix", participant__nom="Lambert"
    )
    return seance


@pytest.fixture
def new_context(chromium, live_server):
    """A function that makes a browser with nothing in it; at the end each is cut off and closed.

    A page that closes still saves what was typed: here to a database that is being emptied. `live_server` then waits
    for what is under way.
    """
    contexts = []

    def new(**options):
        context = chromium.new_context(base_url=live_server.url, **options)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        return context

    yield new
    for context in contexts:
        context.set_offline(True)
    for context in contexts:
        context.close()


@pytest.fixture
def open_browser(new_context, live_server):
    """A function that gives a browser of its own to an account, and its cookies."""

    def open_(compte, **options):
        client = Client()
        client.force_login(compte)
        context = new_context(**({"viewport": {"width": 1280, "height": 900}} | options))
        name = settings.SESSION_COOKIE_NAME
        context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
        return context

    return open_
