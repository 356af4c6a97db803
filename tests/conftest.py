"""What every test starts from: files of its own, and empty counters."""

import gc

import pytest
from django.core.cache import caches

from participants.comptes import lettres
from seances.conversion import limites
from seances.pdf import impression


def pytest_addoption(parser):
    parser.addoption(
        "--autre-base",
        action="store_true",
        help="only what reads or writes the database: the rest, and the browsers, ran with the first one",
    )


def pytest_collection_modifyitems(config, items):
    for item in items:
        if drives_browser(item):
            item.add_marker("lent")
    if not config.getoption("--autre-base"):
        return
    kept, left_out = [], []
    for item in items:
        (kept if touches_database(item) and not drives_browser(item) else left_out).append(item)
    config.hook.pytest_deselected(items=left_out)
    items[:] = kept


def touches_database(item):
    return item.get_closest_marker("django_db") is not None or {"db", "transactional_db"} & {
        *item.fixturenames
    }


def drives_browser(item):
    return {"chromium", "live_server"} & {*item.fixturenames}


def pytest_collection_finish(session):
    """What is loaded stays: the collector of garbage need not look at it again and again."""
    gc.collect()
    gc.freeze()


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
    """A PDF that another test had made of the same page is not made again; one with pictures always is."""
    make = impression._write

    def made(page, styles):
        if impression.IMAGES in page:
            return make(page, styles)
        key = page, tuple(styles)
        if key not in PDFS:
            PDFS[key] = make(page, styles)
        return PDFS[key]

    monkeypatch.setattr(impression, "_write", made)


@pytest.fixture(autouse=True)
def conversions_wait(monkeypatch):
    """Other tests convert at the same time: one waits for its turn longer than a person would."""
    monkeypatch.setattr(limites, "ATTENTE", 60)
