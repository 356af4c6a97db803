"""The audit log is written in one place, without a name."""

import datetime
from io import StringIO

import pytest
from django.core.management import call_command

from participants import journal
from participants.immuable import ImmuableRefus
from participants.journal import Acte
from participants.models import Compte, Evenement
from tests.factories import (
    CompteFactory,
    CopresidenceFactory,
    EvenementFactory,
    ParticipantFactory,
    VersionPVFactory,
)
from tests.test_models_house import FACTORIES

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


# ── A row made, changed, deleted ────────────────────────────────────────────────────────────────────────


def test_a_role_given_and_taken_keeps_keys_and_dates():
    row, by = CopresidenceFactory(), CompteFactory()
    kept = {
        "chantier": row.chantier_id,
        "participant": row.participant_id,
        "depuis": row.depuis.isoformat(),
        "rang": row.rang,
    }
    for tell, acte in [(journal.added, "rôle donné"), (journal.removed, "rôle retiré")]:
        evenement = tell(row, by=by)
        assert (evenement.acte, evenement.details) == (acte, kept)
        assert (evenement.modele, evenement.cle) == ("chantiers.copresidence", row.pk)
        assert evenement.personne == row.participant


def test_a_change_keeps_what_became_what_and_never_what_was_typed():
    participant = ParticipantFactory(fonction="juge", courriel="alix@example.org")
    compte = CompteFactory()
    participant.compte, participant.fonction, participant.courriel = compte, "avocate", "a@example.org"
    told = journal.difference(
        participant, {"compte": None, "fonction": "juge"}, ["compte", "fonction", "courriel"]
    )
    assert told == {
        "champs": ["compte", "fonction", "courriel"],
        "avant": {"compte": None},
        "apres": {"compte": compte.pk},
    }


def test_no_fact_of_any_model_is_typed_text():
    for factory in FACTORIES.values():
        row = factory()
        typed = [value for value in journal.facts(row).values() if isinstance(value, str)]
        choices = [value for field in row._meta.fields for value, _ in field.flatchoices]
        assert set(typed) <= set(choices), row


def test_the_log_knows_the_person_of_an_account():
    participant = ParticipantFactory(avec_compte=True)
    assert journal.added(participant.compte, by=None).personne == participant
    assert journal.added(CompteFactory(), by=None).personne is None


def test_an_administrator_made_by_the_command_stands_in_the_log():
    CompteFactory()
    call_command("createsuperuser", "--noinput", email="alix@example.org", stdout=StringIO())
    compte = Compte.objects.get(is_superuser=True)
    assert not compte.has_usable_password()
    line = Evenement.objects.get()
    assert (line.acte, line.cle, line.par) == ("compte ouvert", compte.pk, None)
    assert line.details["is_superuser"] is True


# ── Written once, forgotten in time ─────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "change",
    [
        lambda row: row.save(),
        lambda row: row.delete(),
        lambda row: Evenement.objects.update(acte="rien"),
        lambda row: Evenement.objects.filter(pk=row.pk).delete(),
        lambda row: Evenement._base_manager.all().delete(),
        lambda row: Evenement.objects.bulk_update([row], ["acte"]),
        lambda row: row.par.evenements.update(par=None),
    ],
)
def test_a_line_is_never_changed_nor_deleted(change):
    row = journal.record(Acte.EXPORTATION, "annuaire", by=CompteFactory())
    before = Evenement.objects.values().get()
    with pytest.raises(ImmuableRefus):
        change(row)
    assert Evenement.objects.values().get() == before


def test_forget_deletes_what_was_kept_for_three_years():
    today = datetime.date(2026, 3, 10)
    days = [datetime.date(2023, 3, 9), datetime.date(2023, 3, 10), datetime.date(2026, 3, 9)]
    for day in days:
        EvenementFactory(quand=datetime.datetime.combine(day, datetime.time(12), datetime.UTC))
    assert journal.forget(today) == 1
    assert [row.quand.date() for row in Evenement.objects.order_by("quand")] == days[1:]


def test_forget_counts_from_the_29th_of_february_too():
    assert journal.forget(datetime.date(2028, 2, 29)) == 0
