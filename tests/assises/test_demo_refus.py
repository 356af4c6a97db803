"""When the demonstration is not loaded: over other data, in production."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from participants.models import Compte
from tests.factories import ParticipantFactory

pytestmark = pytest.mark.django_db


def test_demo_does_not_mix_with_other_data(settings):
    settings.DEBUG = True
    ParticipantFactory()
    with pytest.raises(CommandError, match="ne s’y mêle pas"):
        call_command("demo", "--sans-serveur", stdout=StringIO())


def test_demo_is_not_loaded_in_production(settings):
    settings.DEBUG = False
    with pytest.raises(CommandError, match="portail de développement"):
        call_command("demo", "--sans-serveur", stdout=StringIO())
    assert not Compte.objects.exists()
