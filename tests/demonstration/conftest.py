"""The demonstration, loaded once for all that looks at it, and taken back at the end."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import TestCase, override_settings


@pytest.fixture(scope="package")
def demo(django_db_setup, django_db_blocker, tmp_path_factory):
    files = override_settings(DEBUG=True, MEDIA_ROOT=tmp_path_factory.mktemp("media"))
    with django_db_blocker.unblock(), files, transaction.atomic():
        with TestCase.captureOnCommitCallbacks(execute=True):
            call_command("demo", "--sans-serveur", stdout=StringIO())
        yield
        transaction.set_rollback(True)


@pytest.fixture
def own_files():
    """Stored files are those of the demonstration."""
