"""The weekly letter: for whoever asked, once a week at most, of what he may read then, and given up in one act."""

import datetime

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from assises.journaux import SECRET
from participants.models import Compte, Evenement, Participant
from seances import conservation, courrier, lettre_nouveautes, visites, workflow
from seances.models import AbonnementLettre, Envoi, Message, Seance, Visite
from tests import factories

from . import poste
from .nouvelles import account, in_days, published

pytestmark = pytest.mark.django_db


def monday(weeks, hour=9, minute=0):
    """A Monday so many weeks after this week's."""
    day = lettre_nouveautes.monday_of(timezone.now()) + datetime.timedelta(weeks=weeks)
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(hour, minute)))


@pytest.fixture
def boite(settings):
    with poste.opened() as boite:
        poste.sends_to(settings, boite.port)
        yield boite


@pytest.fixture
def prive():
    return factories.ChantierFactory(numero=7, titre="Chantier « caché » & l’école", prive=True)


@pytest.fixture
def member(prive):
    """Somebody of a private chantier who asked for the letter an hour before this week ended."""
    compte = account("inscrit", prive)
    lettre_nouveautes.ask(compte, by=compte, now=monday(1, 0) - datetime.timedelta(hours=1))
    return compte


def happens(prive, when):
    """A séance of the private chantier is convened at a moment."""
    seance = factories.SeanceFactory(
        chantier=prive, date=when.date() + datetime.timedelta(days=10), convoquee=True
    )
    rows = Seance.objects.filter(pk=seance.pk)
    super(type(rows), rows).update(revisee_le=when, annoncee_le=when)
    return seance


def sunday(weeks):
    return monday(weeks) - datetime.timedelta(hours=9, minutes=30)


def test_nobody_gets_it_who_did_not_ask(prive, boite):
    account("inscrit", prive)
    happens(prive, sunday(1))
    assert workflow.tell_news(monday(1)) == 0
    courrier.deliver()
    assert boite.letters == []


def test_it_tells_in_words_and_links_what_its_account_may_read(member, prive, boite, settings):
    seance = happens(prive, sunday(1))
    assert workflow.tell_news(monday(1)) == 1
    assert courrier.deliver() == courrier.Tournee(envoyes=1)
    [(recipients, letter)] = boite.letters
    assert recipients == [member.email]
    assert letter["Subject"].strip() == "Quoi de neuf aux Assises : Séance convoquée, Chantier 7, séance 1"
    text = letter.get_body(("plain",)).get_content()
    html = letter.get_body(("html",)).get_content()
    address = f"{settings.SITE_URL}{seance.get_absolute_url()}"
    assert address in text and f'href="{address}"' in html
    assert "Chantier « caché » & l’école" in text and "Chantier « caché » &amp; l’école" in html
    leaving = lettre_nouveautes.leaving(member)
    assert letter["List-Unsubscribe"].strip() == f"<{leaving}>"
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert leaving in text and leaving in html


def test_it_waits_for_monday_at_nine_and_leaves_once(member, prive):
    happens(prive, sunday(1))
    moments = [
        monday(0, 12),
        monday(1, 8, 59),
        monday(1),
        monday(1, 10),
        monday(2) - datetime.timedelta(days=1),
    ]
    assert [workflow.tell_news(moment) for moment in moments] == [0, 0, 1, 0, 0]
    assert [row.participant_id for row in Envoi.objects.all()] == [None]
    acts = Evenement.objects.order_by("pk").values_list("acte", flat=True)
    assert list(acts) == ["ajout", "lettres aux participants"]


def test_a_worker_that_slept_on_monday_sends_it_later_in_the_week(member, prive):
    happens(prive, sunday(1))
    assert workflow.tell_news(monday(1) + datetime.timedelta(days=3)) == 1


def test_nothing_leaves_when_nothing_is_new_and_nothing_is_told_twice(member, prive, boite):
    told = []
    for week, has_news in enumerate([False, True, False, True], 1):
        if has_news:
            happens(prive, sunday(week))
        told.append(workflow.tell_news(monday(week)))
        Envoi.objects.update(prochain_essai=timezone.now())
        courrier.deliver()
    assert told == [0, 1, 0, 1]
    bodies = [letter.get_body(("plain",)).get_content() for _, letter in boite.letters]
    assert [body.count("Séance convoquée") for body in bodies] == [1, 1]
    assert "séance 1" in bodies[0] and "séance 2" in bodies[1]


def test_giving_up_and_asking_again_makes_no_second_letter_in_a_week(member, prive, boite):
    happens(prive, sunday(1))
    workflow.tell_news(monday(1))
    courrier.deliver()
    lettre_nouveautes.give_up(member, by=member)
    lettre_nouveautes.ask(member, by=member, now=monday(1, 10))
    AbonnementLettre.objects.update(semaine=monday(0).date(), du=sunday(1) - datetime.timedelta(1))
    AbonnementLettre.objects.update(au=sunday(1) - datetime.timedelta(1))
    workflow.tell_news(monday(1, 11))
    courrier.deliver()
    assert len(boite.letters) == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.EnvoiFactory(
            message=Message.NOUVEAUTES, cle=monday(1).toordinal(), participant=None, compte=member
        )


def test_rights_are_those_of_the_moment_when_it_leaves(member, prive, boite):
    happens(prive, sunday(1))
    workflow.tell_news(monday(1))
    Participant.objects.get(compte=member).inscriptions.update(jusque=in_days(-1))
    assert courrier.deliver() == courrier.Tournee(sans_objet=1)
    assert boite.letters == []
    assert Envoi.objects.get().raison == "Rien de neuf ne peut plus être lu."


def test_an_administrator_is_told_what_his_parts_give_him(prive, boite):
    """A letter shows no second factor."""
    compte = factories.CompteFactory(administration=True)
    lettre_nouveautes.ask(compte, by=compte, now=monday(0))
    public = factories.SeanceFactory(date=monday(2).date(), convoquee=True)
    happens(prive, sunday(1))
    rows = Seance.objects.filter(pk=public.pk)
    super(type(rows), rows).update(revisee_le=sunday(1))
    workflow.tell_news(monday(1))
    courrier.deliver()
    [(_, letter)] = boite.letters
    assert "caché" not in letter.get_body(("plain",)).get_content()


def test_it_goes_to_the_proven_address_of_the_account(member, prive, boite):
    Participant.objects.filter(compte=member).update(courriel="saisie@example.org")
    happens(prive, sunday(1))
    workflow.tell_news(monday(1))
    courrier.deliver()
    assert boite.addresses == [member.email]


def test_what_never_left_is_told_by_the_next_one(member, prive, boite):
    happens(prive, sunday(1))
    boite.refuse[member.email] = "550 no such user"
    workflow.tell_news(monday(1))
    assert courrier.deliver() == courrier.Tournee(echoues=1)
    boite.refuse.clear()
    happens(prive, sunday(2))
    assert workflow.tell_news(monday(2)) == 1
    courrier.deliver()
    [(_, letter)] = boite.letters
    body = letter.get_body(("plain",)).get_content()
    assert "séance 1" in body and "séance 2" in body


def test_a_letter_that_still_waits_makes_place_for_the_next_one(member, prive, boite):
    happens(prive, sunday(1))
    workflow.tell_news(monday(1))
    happens(prive, sunday(2))
    workflow.tell_news(monday(2))
    assert courrier.deliver() == courrier.Tournee(envoyes=1, sans_objet=1)
    [(_, letter)] = boite.letters
    body = letter.get_body(("plain",)).get_content()
    assert "séance 1" in body and "séance 2" in body


def test_it_is_queued_with_the_week_or_not_at_all(member, prive, monkeypatch):
    happens(prive, sunday(1))
    before = AbonnementLettre.objects.values().get()

    def killed(*args):
        raise RuntimeError

    monkeypatch.setattr(lettre_nouveautes, "enqueue", killed)
    with pytest.raises(RuntimeError):
        workflow.tell_news(monday(1))
    assert (AbonnementLettre.objects.values().get(), Envoi.objects.count()) == (before, 0)
    monkeypatch.undo()
    assert workflow.tell_news(monday(1)) == 1


def test_the_worker_queues_it(member, prive, boite, monkeypatch):
    monkeypatch.setattr(lettre_nouveautes, "HEURE", datetime.time(0))
    happens(prive, timezone.now() - datetime.timedelta(hours=1))
    AbonnementLettre.objects.update(semaine=monday(-2).date(), du=monday(-2), au=monday(-2))
    call_command("envoyer", "--une-fois", verbosity=0)
    assert boite.addresses == [member.email]


@pytest.mark.parametrize("rows", [1, 3])
def test_looking_costs_one_query_when_nobody_is_due(member, rows, django_assert_num_queries):
    for _ in range(rows):
        factories.AbonnementLettreFactory(semaine=monday(1).date())
    AbonnementLettre.objects.update(semaine=monday(1).date())
    with django_assert_num_queries(1):
        workflow.tell_news(monday(1, 15))


@pytest.mark.parametrize("rows", [1, 3])
def test_a_letter_costs_the_same_for_any_number(member, prive, rows, django_assert_num_queries):
    for _ in range(rows):
        published(happens(prive, sunday(1)))
    with django_assert_num_queries(18):
        workflow.tell_news(monday(1))


# ── Asking and giving up ────────────────────────────────────────────────────────────────────────────────


def test_it_is_asked_for_in_one_own_account_and_off_at_first(client):
    compte = account()
    client.force_login(compte)
    assert "Vous ne la recevez pas." in client.get("/compte/").text
    for _ in range(2):
        client.post("/nouveautes/lettre/", {"lettre": "oui"})
    [row] = AbonnementLettre.objects.all()
    assert row.compte == compte and row.semaine == lettre_nouveautes.monday_of(timezone.now())
    assert "Vous la recevez." in client.get("/compte/").text
    held = client.get("/mes-donnees/").context["held"]["nouveautes"]
    assert held["lettre_demandee_le"] == row.demandee_le
    client.post("/nouveautes/lettre/", {"lettre": "non"})
    assert not AbonnementLettre.objects.exists()
    assert [event.acte for event in Evenement.objects.order_by("pk")] == ["ajout", "suppression"]


def test_the_link_shows_on_get_and_acts_on_post_without_session_or_token(member):
    browser = Client(enforce_csrf_checks=True)
    path = lettre_nouveautes.leaving(member).removeprefix("http://127.0.0.1:8000")
    shown = browser.get(path)
    assert (shown.status_code, shown["Referrer-Policy"]) == (200, "no-referrer")
    assert "no-store" in shown["Cache-Control"] and "Ne plus la recevoir" in shown.text
    assert AbonnementLettre.objects.count() == 1
    for _ in range(2):  # what a mail program posts, at the first try and again
        done = browser.post(path, {"List-Unsubscribe": "One-Click"})
        assert done.status_code == 200 and not done.cookies
        assert "Vous ne recevez pas la lettre" in done.text
    assert not AbonnementLettre.objects.exists()
    assert SECRET.sub(r"\1…", f"POST {path}") == "POST /lien/…/lettre/"


def test_a_letter_that_waits_does_not_leave_once_it_is_given_up(member, prive, boite):
    happens(prive, sunday(1))
    workflow.tell_news(monday(1))
    lettre_nouveautes.give_up(member, by=None)
    assert courrier.deliver() == courrier.Tournee(sans_objet=1)
    assert Envoi.objects.get().raison == "La lettre n’est plus demandée."


@pytest.mark.parametrize("change", [lambda link: link[:-2] + "AA", lambda link: link.replace("1:", "2:", 1)])
def test_a_forged_link_does_nothing(client, member, change):
    factories.AbonnementLettreFactory()
    jeton = lettre_nouveautes.SIGNATURE.sign(member.pk)
    forged = change(jeton) if change(jeton) != jeton else "2:forged"
    assert client.post(f"/lien/{forged}/lettre/").status_code == 404
    assert AbonnementLettre.objects.count() == 2


def test_the_link_of_a_closed_account_is_no_link(client, member):
    path = lettre_nouveautes.leaving(member).removeprefix("http://127.0.0.1:8000")
    Compte.objects.filter(pk=member.pk).update(is_active=False)
    assert client.get(path).status_code == 404


# ── Keeping ─────────────────────────────────────────────────────────────────────────────────────────────


def test_nothing_is_left_of_an_erased_account(member, prive):
    visites.look(member)
    Participant.objects.get(compte=member).inscriptions.update(jusque=in_days(-1))
    workflow.erase(Participant.objects.get(compte=member), by=None)
    assert (Visite.objects.count(), AbonnementLettre.objects.count()) == (0, 0)


def test_a_closed_account_gets_no_letter_and_keeps_nothing(member, prive):
    happens(prive, sunday(1))
    visites.look(member)
    Compte.objects.filter(pk=member.pk).update(is_active=False)
    assert workflow.tell_news(monday(1)) == 0
    due = conservation.due()
    assert (due.visites, due.lettres_demandees) == (1, 1)
    conservation.apply(due)
    assert (Visite.objects.count(), AbonnementLettre.objects.count()) == (0, 0)


def test_a_visit_of_long_ago_is_forgotten():
    today = datetime.date(2026, 11, 23)
    recent = datetime.datetime(2025, 11, 24, 12, tzinfo=datetime.UTC)
    kept = factories.VisiteFactory(depuis=recent, derniere_le=recent)
    factories.VisiteFactory()  # of 2024
    conservation.apply(conservation.due(today))
    assert [row.pk for row in Visite.objects.all()] == [kept.pk]
