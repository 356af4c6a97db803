"""The world of the tables, built once and taken back at the end."""

import logging

import pytest
from django.db import transaction
from django.test import override_settings

from .world import World


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, tmp_path_factory):
    files = override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media"))
    with django_db_blocker.unblock(), files, transaction.atomic():
        yield World()
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def own_files(settings, caplog):
    """Stored files are those of the world. Refusals are what is asked for: the log keeps quiet about them."""
    settings.SECOND_FACTEUR_OBLIGATOIRE = True
    caplog.set_level(logging.CRITICAL, "django.request")
