"""The queue of letters, with a real mail server: none is lost, none leaves twice but the one in flight at a kill."""

import datetime
import time
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from participants.models import Evenement
from seances import courrier
from seances.models import Envoi, EtatEnvoi, VersionPV
from tests import factories

from . import poste

pytestmark = pytest.mark.django_db


def queue(count):
    """Letters to so many people, about a PV that they may read."""
    version = factories.VersionPVFactory()
    pv = version.proces_verbal
    pv.remarques_jusqu_au = timezone.localdate()
    pv.save()
    for number in range(count):
        participant = factories.ParticipantFactory(courriel=f"p{number}@example.org")
        factories.InscriptionFactory(chantier=pv.seance.chantier, participant=participant)
        factories.EnvoiFactory(cle=version.pk, participant=participant)
    return sorted(f"p{number}@example.org" for number in range(count))


def states():
    return sorted(Envoi.objects.values_list("etat", flat=True))


def time_passes(**delay):
    for envoi in Envoi.objects.a_envoyer():
        envoi.prochain_essai -= datetime.timedelta(**delay)
        envoi.save()


@pytest.fixture
def boite(settings):
    with poste.opened() as boite:
        poste.sends_to(settings, boite.port)
        yield boite


def test_each_person_gets_one_letter_of_his_own(boite):
    addresses = queue(3)
    assert courrier.deliver() == courrier.Tournee(envoyes=3)
    assert sorted(boite.addresses) == addresses
    assert [letter["To"] for _, letter in boite.letters] == boite.addresses
    assert {letter["Message-ID"] for _, letter in boite.letters} == set(
        Envoi.objects.values_list("message_id", flat=True)
    )
    assert states() == ["envoye"] * 3
    assert courrier.deliver() == courrier.Tournee()


def test_a_letter_that_is_lent_is_nobody_elses(boite):
    queue(1)
    lent = courrier.take()
    assert courrier.take() is None
    time_passes(minutes=6)
    again = courrier.take()
    assert (again.pk, again.message_id, again.essais) == (lent.pk, lent.message_id, 2)


def test_a_sender_that_comes_back_too_late_changes_nothing(boite):
    queue(1)
    late = courrier.take()
    time_passes(minutes=6)
    courrier.take()
    courrier._fail(late, courrier.Tournee(), "Trop tard.")
    assert states() == ["a_envoyer"]


def test_a_dead_server_loses_nothing(settings):
    addresses = queue(3)
    port = poste.free_port()
    poste.sends_to(settings, port)
    assert courrier.deliver() == courrier.Tournee(remis=1, panne=True)
    assert courrier.deliver() == courrier.Tournee(remis=1, panne=True)
    assert states() == ["a_envoyer"] * 3
    assert (
        list(Envoi.objects.exclude(raison="").values_list("raison", flat=True))
        == ["ConnectionRefusedError"] * 2
    )
    with poste.opened(port) as boite:
        assert courrier.deliver() == courrier.Tournee(envoyes=1)
        time_passes(minutes=1)
        assert courrier.deliver() == courrier.Tournee(envoyes=2)
    assert sorted(boite.addresses) == addresses
    assert (states(), set(Envoi.objects.values_list("raison", flat=True))) == (["envoye"] * 3, {""})


@pytest.mark.parametrize(
    ("answer", "etat", "raison"),
    [
        ("550 no such user", "echoue", "Le serveur de courrier refuse cette adresse (550)."),
        ("450 try later", "a_envoyer", "SMTPRecipientsRefused"),
    ],
)
def test_a_refused_address_keeps_nobody_else_waiting(boite, answer, etat, raison):
    queue(3)
    boite.refuse["p1@example.org"] = answer
    courrier.deliver()
    assert boite.addresses == ["p0@example.org", "p2@example.org"]
    refused = Envoi.objects.exclude(etat=EtatEnvoi.ENVOYE).get()
    assert (refused.participant.courriel, refused.etat, refused.raison) == ("p1@example.org", etat, raison)


def test_a_letter_waits_longer_and_longer_then_fails(settings):
    queue(1)
    poste.sends_to(settings, poste.free_port())
    waits = []
    for _ in range(courrier.ESSAIS - 1):
        before = timezone.now()
        courrier.deliver()
        waits.append(round((Envoi.objects.get().prochain_essai - before).total_seconds() / 60))
        time_passes(hours=1)
    assert waits[:8] == [1, 2, 4, 8, 16, 32, 60, 60]
    assert sum(waits) / 60 > 48
    assert courrier.deliver() == courrier.Tournee(echoues=1, panne=True)
    assert states() == ["echoue"]


def test_what_failed_is_put_back_by_the_administration(boite):
    queue(2)
    Envoi.objects.filter(participant__courriel="p0@example.org").update(
        etat=EtatEnvoi.ECHOUE, raison="Refusée.", essais=9
    )
    by = factories.CompteFactory(administration=True)
    assert courrier.put_back(Envoi.objects.all(), by=by) == 1
    assert (states(), Evenement.objects.get().par) == (["a_envoyer"] * 2, by)
    assert courrier.deliver() == courrier.Tournee(envoyes=2)


@pytest.mark.parametrize(
    ("change", "raison", "etat"),
    [
        (lambda envoi: forget(envoi.participant), "Cette personne n’a plus d’adresse.", "echoue"),
        (
            lambda envoi: envoi.participant.inscriptions.all().delete(),
            "Cette personne ne lit plus les procès-verbaux de cette séance.",
            "sans_objet",
        ),
        (
            lambda envoi: factories.RetraitVersionFactory(version=VersionPV.objects.get()),
            "La version a été retirée entre-temps.",
            "sans_objet",
        ),
    ],
)
def test_what_has_no_purpose_any_more_is_not_sent(boite, change, raison, etat):
    queue(1)
    change(Envoi.objects.get())
    name = "echoues" if etat == "echoue" else "sans_objet"
    assert courrier.deliver() == courrier.Tournee(**{name: 1})
    envoi = Envoi.objects.get()
    assert (boite.letters, envoi.raison, envoi.etat) == ([], raison, etat)


def forget(participant):
    participant.courriel = ""
    participant.save()


def test_the_command_sends_what_waits_and_tells_it(boite):
    queue(2)
    out = StringIO()
    call_command("envoyer", une_fois=True, stdout=out)
    assert (
        out.getvalue()
        == "Envoyés : 2, remis à plus tard : 0, échoués : 0, sans objet : 0, dans la file : 0.\n"
    )


def test_the_command_puts_reminders_in_the_queue(boite, monkeypatch):
    monkeypatch.setattr("seances.workflow.convocations.HEURE_DES_RAPPELS", datetime.time.min)
    seance = factories.SeanceFactory(
        convoquee=True, date=timezone.localdate() + datetime.timedelta(days=2), chantier__relance_jours=0
    )
    reader = factories.ParticipantFactory(courriel="alix@example.org")
    factories.InscriptionFactory(chantier=seance.chantier, participant=reader)
    factories.ConvocationFactory(seance=seance)
    for _ in range(2):
        call_command("envoyer", une_fois=True, stdout=StringIO())
    # A long subject begins on a line of its own.
    assert [letter["Subject"].partition(" :")[0].strip() for _, letter in boite.letters] == ["Rappel"]


def test_the_loan_of_a_letter_is_an_option(boite):
    queue(1)
    courrier.take(datetime.timedelta(seconds=1))
    time_passes(seconds=1)
    assert courrier.take(datetime.timedelta(seconds=1)) is not None
    with pytest.raises(CommandError, match="au moins 1"):
        call_command("envoyer", une_fois=True, bail=0)


@pytest.mark.parametrize("count", [1, 3])
def test_each_letter_costs_the_same(boite, django_assert_num_queries, count):
    queue(count)
    with django_assert_num_queries(5 * count + 1):
        courrier.deliver()


# ── In processes of their own ───────────────────────────────────────────────────────────────────────────

QUEUED = "SELECT COUNT(*) FROM seances_envoi WHERE etat = 'a_envoyer'"
LATER = "UPDATE seances_envoi SET prochain_essai = cree_le WHERE etat = 'a_envoyer'"


@pytest.fixture
def addresses(transactional_db):
    return queue(30)


@pytest.fixture
def base(addresses, tmp_path):
    """The database with thirty letters in the queue, as workers see it."""
    base = poste.Base(tmp_path)
    yield base
    base.close()


def wait_for(condition):
    limit = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < limit
        time.sleep(0.02)


def test_a_killed_worker_loses_nothing_and_repeats_only_the_letter_in_flight(addresses, base):
    with poste.opened() as boite:
        boite.silent_after = 8
        worker = base.worker(boite.port)
        wait_for(lambda: len(boite.letters) == 8)
        worker.kill()
        worker.communicate()
        boite.silent_after = None
        assert base.execute(QUEUED) == [(23,)]
        base.execute(LATER)
        told, _ = base.worker(boite.port, "--une-fois").communicate()
    assert told == "Envoyés : 23, remis à plus tard : 0, échoués : 0, sans objet : 0, dans la file : 0.\n"
    in_flight = boite.addresses[7]
    assert sorted(boite.addresses) == sorted([*addresses, in_flight])
    twice = [letter["Message-ID"] for recipients, letter in boite.letters if recipients == [in_flight]]
    assert len(set(twice)) == 1


def test_several_workers_send_each_letter_once_and_stop_when_asked(addresses, base):
    with poste.opened() as boite:
        workers = [base.worker(boite.port) for _ in range(3)]
        assert [worker.stdout.readline() for worker in workers] == [
            "Les courriels partent. Arrêter : Ctrl+C.\n"
        ] * 3
        wait_for(lambda: len(boite.letters) >= 30)
        wait_for(lambda: base.execute(QUEUED) == [(0,)])
        for worker in workers:
            worker.terminate()
        ended = [worker.wait(timeout=20) for worker in workers]
    assert sorted(boite.addresses) == addresses
    assert ended == [0, 0, 0]
