"""What every test starts from: files of its own, and empty counters."""

import gc
import os
import threading
import time

import pytest
from django.conf import settings as portal
from django.core.cache import caches
from django.core.signals import request_finished, request_started

from participants.comptes import lettres
from seances import pdf
from seances.conversion import limites
from seances.pdf import impression
from tests import bases


def pytest_addoption(parser):
    parser.addoption(
        "--autre-base",
        action="store_true",
        help="only what reads or writes the database: the rest, and the browsers, ran with the first one",
    )
    parser.addoption(
        "--complet",
        action="store_true",
        help="before a release: every role at every address, every width and size of text of every page",
    )


def pytest_make_parametrize_id(config, val, argname):
    """A file is named by its size: the archives hold the hour at which each process made them."""
    return f"{argname} de {len(val)} octets" if isinstance(val, bytes) and len(val) > 20 else None


@pytest.hookimpl(tryfirst=True)  # the plugin that shares out the tests reads the groups in its turn
def pytest_collection_modifyitems(config, items):
    """What shares something that costs much to make runs in one process: see `GROUPES`."""
    for item in items:
        for name, fixtures in GROUPES.items():
            if fixtures & {*item.fixturenames}:
                item.add_marker(pytest.mark.xdist_group(name))
        if PAR_MODULE & {*item.fixturenames}:
            item.add_marker(pytest.mark.xdist_group(item.module.__name__))
    kept, left_out = [], []
    for item in items:
        (kept if is_wanted(item, config) else left_out).append(item)
    config.hook.pytest_deselected(items=left_out)
    items[:] = kept


# Name of the group -> fixtures whose tests stay together, in one process: they cost too much to be made in each.
GROUPES = {
    "demonstration": {"demo"},
    "sauvegardes": {"atelier"},
}
NAVIGATEUR = {"chromium", "live_server"}
PAR_MODULE = {"world", *NAVIGATEUR}  # what a module makes for itself


def is_wanted(item, config):
    if item.get_closest_marker("complet") and not config.getoption("--complet"):
        return False
    return not config.getoption("--autre-base") or depends_on_the_database(item)


def depends_on_the_database(item):
    """Whether another database could answer otherwise. `une_base`: what is long, and said by the portal alone."""
    return touches_database(item) and not drives_browser(item) and not item.get_closest_marker("une_base")


def touches_database(item):
    return item.get_closest_marker("django_db") is not None or {"db", "transactional_db"} & {
        *item.fixturenames
    }


def drives_browser(item):
    return NAVIGATEUR & {*item.fixturenames}


def pytest_collection_finish(session):
    """What is loaded stays: the collector of garbage need not look at it again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, tmp_path_factory):
    """SQLite's database is a file, as in use: each thread has its own connection and waits for the others."""
    base = portal.DATABASES["default"]
    if base["ENGINE"] != "django.db.backends.sqlite3":
        base["TEST"]["TEMPLATE"] = bases.template(os.environ["DATABASE_URL"])
    else:
        base["TEST"]["NAME"] = str(tmp_path_factory.mktemp("base") / "base.sqlite3")
        bases.copy(base["TEST"]["NAME"])
        base["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"  # it ends with the tests


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_keepdb):
    """SQLite's file is there before the tests, and goes with their folder."""
    return django_db_keepdb or portal.DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3"


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    """Stored files go to a folder of the test."""
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture(autouse=True)
def empty_cache(settings):
    """Login limits are counted in a cache, pages are kept in another: no test sees those of another."""
    for name in settings.CACHES:
        caches[name].clear()


@pytest.fixture(autouse=True)
def letters_leave(monkeypatch):
    """Letters of the door leave from a thread, here at once: none arrives in the next test."""
    monkeypatch.setattr(lettres, "DELAI", 0)
    yield
    lettres.finish()


PDFS = {}  # (page, its styles) -> PDF: seances/pdf/ gives the same bytes for the same page


@pytest.fixture(autouse=True)
def pdfs_made_once(monkeypatch):
    """A PDF that another test had made of the same page is not made again; one with pictures or attachments is."""
    make = impression._write

    def made(page, styles, joints, sigles):
        if impression.IMAGES in page or joints is not None:
            return make(page, styles, joints, sigles)
        key = page, tuple(styles), tuple(sigles)
        if key not in PDFS:
            PDFS[key] = make(page, styles, joints, sigles)
        return PDFS[key]

    monkeypatch.setattr(impression, "_write", made)


@pytest.fixture(autouse=True)
def places_come_free(monkeypatch):
    """Other tests convert and print at the same time: one waits for its turn longer than a person would."""
    monkeypatch.setattr(limites, "ATTENTE", 60)
    monkeypatch.setattr(pdf, "ATTENTE", 60)


@pytest.fixture
def live_server(live_server):
    """Ends when the server has answered all that browsers asked: nothing writes to a database that is being emptied."""
    asked, main = [], threading.main_thread()

    def count(signal, **kwargs):
        if threading.current_thread() is not main:
            asked.append(1 if signal is request_started else -1)

    for signal in (request_started, request_finished):
        signal.connect(count)
    yield live_server
    limit = time.monotonic() + 10
    while sum(asked) and time.monotonic() < limit:
        time.sleep(0.01)
    for signal in (request_started, request_finished):
        signal.disconnect(count)
    assert sum(asked) == 0
