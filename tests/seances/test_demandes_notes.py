"""A secrétaire is asked for the note of his group: once after the séance, once before the deadline, once after it."""

import datetime
import re

import pytest
from django.utils import timezone

from participants.models import Evenement
from seances import courrier, liens, notes, workflow
from seances.models import Envoi, LienPersonnel
from tests import factories

pytestmark = pytest.mark.django_db


def days(count):
    return timezone.localdate() + datetime.timedelta(days=count)


def at(day, hour=10):
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(hour)))


@pytest.fixture
def groupe():
    """A sub-group of yesterday that owes its note, with a secrétaire who has an address."""
    seance = factories.SeanceFactory(
        convoquee=True,
        date=days(-1),
        heure_fin=datetime.time(16),
        delai_notes=days(6),
        chantier__contact="un@example.org",
    )
    groupe = factories.SousGroupeFactory(seance=seance)
    factories.MembreSousGroupeFactory(
        sous_groupe=groupe,
        secretaire=True,
        participant__prenom="Zoé",
        participant__courriel="zoe@example.org",
    )
    factories.MembreSousGroupeFactory(sous_groupe=groupe, participant__courriel="autre@example.org")
    return groupe


def asked():
    return list(Envoi.objects.order_by("pk").values_list("message", flat=True))


def test_each_letter_leaves_once_when_its_moment_comes(groupe):
    moments = []
    for day, hour in [(-1, 15), (-1, 17), (0, 8), (3, 12), (4, 8), (4, 9), (6, 20), (7, 8), (7, 9), (20, 9)]:
        moments.append(workflow.ask_notes(at(days(day), hour)))
        workflow.ask_notes(at(days(day), hour))
    assert moments == [0, 1, 0, 0, 0, 1, 0, 0, 1, 0]
    assert asked() == ["note", "note_rappel", "note_retard"]
    assert Evenement.objects.filter(acte="lettres aux participants").count() == 3
    assert {each.participant.prenom for each in Envoi.objects.all()} == {"Zoé"}


def test_without_a_deadline_the_note_is_asked_once(groupe):
    groupe.seance.delai_notes = None
    groupe.seance.save()
    for day in range(28):
        workflow.ask_notes(at(days(day)))
    assert asked() == ["note"]


def nobody_writes(groupe):
    groupe.membres.update(est_secretaire=False)


def handed_in(groupe):
    notes.deposit(groupe, name="a.txt", data=b"Voici.")


def frozen(groupe):
    factories.ProcesVerbalFactory(seance=groupe.seance, diffuse=True)


def cancelled(groupe):
    type(groupe.seance).objects.filter(pk=groupe.seance_id).update(statut="annulee")


def long_ago(groupe):
    type(groupe.seance).objects.filter(pk=groupe.seance_id).update(date=days(-31), delai_notes=days(-25))


@pytest.mark.parametrize("because", [nobody_writes, handed_in, frozen, cancelled, long_ago])
def test_nobody_is_asked_for_what_is_not_owed(groupe, because):
    because(groupe)
    assert workflow.ask_notes(at(days(0))) == 0
    assert asked() == []


def test_the_letter_opens_the_page_that_takes_the_note(groupe, mailoutbox, client):
    workflow.ask_notes(at(days(0)))
    courrier.deliver()
    [letter] = mailoutbox
    assert (letter.to, letter.reply_to) == (["zoe@example.org"], ["un@example.org"])
    assert letter.subject.replace("\u00a0", " ").startswith(
        "Note à déposer : groupe 1, chantier 1, séance du"
    )
    assert "autre@example.org" not in letter.message().as_string()
    [link] = re.findall(r"https?://\S+/lien/\S+", letter.body)
    assert client.get(link.partition("/lien/")[1] + link.partition("/lien/")[2]).status_code == 200
    assert liens.find(link.rstrip("/").rpartition("/")[2]).sous_groupe == groupe
    assert "{" not in letter.body and "&" not in letter.body


def test_all_letters_to_one_person_carry_one_link_until_it_is_revoked(groupe):
    zoe = groupe.membres.get(est_secretaire=True).participant
    first = liens.for_note(zoe, groupe)
    assert liens.for_note(zoe, groupe) == first
    liens.revoke(LienPersonnel.objects.all(), by=None)
    assert liens.for_note(zoe, groupe) != first
    assert LienPersonnel.objects.count() == 2


@pytest.mark.parametrize(
    ("because", "told"),
    [
        (handed_in, "La note a été déposée entre-temps."),
        (frozen, "Le procès-verbal est figé"),
        (nobody_writes, "Cette personne n’est plus secrétaire du groupe."),
    ],
)
def test_a_letter_that_has_nothing_to_ask_any_more_does_not_leave(groupe, mailoutbox, because, told):
    workflow.ask_notes(at(days(0)))
    because(groupe)
    courrier.deliver()
    assert mailoutbox == []
    envoi = Envoi.objects.get()
    assert (envoi.etat, envoi.raison.startswith(told)) == ("sans_objet", True)


def test_a_note_that_nobody_confirmed_is_still_asked_for(groupe, mailoutbox):
    workflow.ask_notes(at(days(0)))
    factories.RestitutionFactory(sous_groupe=groupe, confirmee_le=None)
    courrier.deliver()
    assert len(mailoutbox) == 1


@pytest.mark.parametrize(("day", "told"), [(4, "Rappel : note à déposer"), (8, "Note en retard")])
def test_a_reminder_says_what_it_is(groupe, mailoutbox, day, told):
    workflow.ask_notes(at(days(day)))
    courrier.deliver()
    [letter] = mailoutbox
    assert letter.subject.replace("\u00a0", " ").startswith(told)


@pytest.mark.parametrize("rows", [1, 3])
def test_asking_costs_three_queries_while_nothing_is_new(groupe, django_assert_num_queries, rows):
    for _ in range(rows - 1):
        other = factories.SousGroupeFactory(seance=groupe.seance)
        factories.MembreSousGroupeFactory(sous_groupe=other, secretaire=True, participant__avec_courriel=True)
    workflow.ask_notes(at(days(0)))
    assert len(asked()) == rows
    with django_assert_num_queries(5):  # with the transaction's two
        workflow.ask_notes(at(days(0)))
