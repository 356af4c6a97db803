"""What every test starts from: files of its own, and empty counters."""

import pytest
from django.core.cache import caches

from participants.comptes import lettres


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
