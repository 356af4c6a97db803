"""The audit log is written in one place, without a name."""

import datetime

import pytest

from participants import journal
from participants.journal import Acte
from participants.models import Evenement
from tests.factories import CompteFactory, ParticipantFactory, VersionPVFactory

pytestmark = pytest.mark.django_db


def test_record_keeps_who_did_what_to_what():
    by, version = CompteFactory(), VersionPVFactory()
    evenement = journal.record(
        Acte.VERSION_RETIREE, version, by=by, le=datetime.date(2022, 10, 18), version=1
    )
    evenement.refresh_from_db()
    assert evenement.par == by
    assert evenement.acte == "version retirée"
    assert evenement.objet == "Version 1"
    assert evenement.details == {"le": "2022-10-18", "version": 1}


def test_record_of_a_person_keeps_a_key_and_no_name():
    participant = ParticipantFactory(compte=CompteFactory())
    assert journal.record(Acte.OPPOSITION, participant, by=None).objet == f"participant n° {participant.pk}"
    assert journal.record(Acte.COMPTE_OUVERT, participant.compte, by=None).objet == (
        f"compte n° {participant.compte.pk}"
    )


def test_record_takes_words_where_there_is_no_row():
    assert journal.record(Acte.EXPORTATION, "annuaire", by=None).objet == "annuaire"


@pytest.mark.parametrize("details", [{"qui": object()}, {"qui": {1, 2}}])
def test_record_refuses_details_that_are_not_plain(details):
    with pytest.raises(TypeError):
        journal.record(Acte.MODIFICATION, "annuaire", by=None, **details)
    assert not Evenement.objects.exists()


def test_record_refuses_an_act_outside_the_vocabulary():
    with pytest.raises(ValueError, match="n’importe quoi"):
        journal.record("n’importe quoi", "annuaire", by=None)
