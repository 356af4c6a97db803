"""One's own calendar at a secret address: who makes it, what it gives, when it ends."""

import datetime

import pytest
from django.urls import reverse
from icalendar import Calendar

from assises.journaux import SECRET
from participants.models import Evenement
from seances import abonnements, conservation, workflow
from seances.models import Abonnement
from tests import factories

pytestmark = pytest.mark.django_db
LIST = "/calendrier/abonnements/"


def member(**chantier):
    return factories.InscriptionFactory(
        participant__avec_compte=True, chantier=factories.ChantierFactory(**chantier)
    )


def made(client, compte, **data):
    """The secret address that the account makes on its page, as a path."""
    client.force_login(compte)
    response = client.post(LIST, data)
    assert (response.status_code, "no-store" in response["Cache-Control"]) == (200, True)
    client.logout()
    return response.context["adresses"].https.removeprefix("http://127.0.0.1:8000")


def uids(response):
    return {str(event["UID"]) for event in Calendar.from_ical(response.content).events}


def test_the_address_gives_the_seances_of_its_owner_to_a_program_without_session(client):
    part = member(prive=True)
    mine = factories.SeanceFactory(chantier=part.chantier, convoquee=True)
    factories.SeanceFactory(chantier=part.chantier)  # in preparation
    attended = factories.SeanceFactory(chantier__prive=True, convoquee=True)
    factories.PresenceFactory(seance=attended, participant=part.participant, present=True)
    factories.SeanceFactory(chantier__prive=True, convoquee=True)
    factories.SeanceFactory(convoquee=True)  # public, and not his: the public address gives it

    address = made(client, part.participant.compte)
    response = client.get(address)

    assert uids(response) == {str(mine.uid), str(attended.uid)}
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert (response["Cache-Control"], response["Referrer-Policy"]) == ("private, no-cache", "no-referrer")
    again = client.get(address, headers={"if-none-match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_an_administrator_receives_by_it_what_his_parts_give_him(client):
    """It shows no second factor, so it opens nothing by that right."""
    compte = factories.CompteFactory(administration=True)
    factories.SeanceFactory(chantier__prive=True, convoquee=True)
    own = factories.SeanceFactory(chantier__prive=True, convoquee=True)
    participant = factories.ParticipantFactory(compte=compte)
    factories.InscriptionFactory(chantier=own.chantier, participant=participant)
    assert uids(client.get(made(client, compte))) == {str(own.uid)}


def test_rights_are_asked_of_the_data_each_time(client):
    part = member(prive=True)
    factories.SeanceFactory(chantier=part.chantier, convoquee=True)
    address = made(client, part.participant.compte)
    assert len(uids(client.get(address))) == 1
    part.jusque = datetime.date(2024, 6, 1)
    part.save()
    assert uids(client.get(address)) == set()


def test_only_the_fingerprint_is_kept_and_the_log_hides_the_secret(client):
    part = member()
    address = made(client, part.participant.compte, appareil="Mon téléphone")
    secret = address.split("/")[2]

    [row] = Abonnement.objects.all()
    assert secret not in repr(vars(row)) and (row.appareil, row.lu_le) == ("Mon téléphone", None)
    assert [evenement.acte for evenement in Evenement.objects.all()] == ["ajout"]
    assert secret not in repr(Evenement.objects.values())
    assert SECRET.sub(r"\1…", f"GET {address} 200") == "GET /abonnement/…/calendrier.ics 200"
    client.force_login(part.participant.compte)
    page = client.get(LIST).text
    assert "Mon téléphone" in page and secret not in page
    held = client.get("/mes-donnees/").context["held"]["abonnements"]
    assert held == [{"appareil": "Mon téléphone", "cree_le": row.cree_le, "lu_le": None}]


def test_its_owner_alone_ends_it(client):
    part, other = member(), member()
    address = made(client, part.participant.compte)
    [row] = Abonnement.objects.all()
    assert client.get(address).status_code == 200
    end = reverse("seances:abonnement_retirer", args=[row.pk])

    client.force_login(other.participant.compte)
    assert client.post(end).status_code == 404
    client.force_login(part.participant.compte)
    assert client.post(end).status_code == 302

    client.logout()
    response = client.get(address)
    assert (response.status_code, response["Content-Type"]) == (404, "text/plain; charset=utf-8")
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("closing", ["closed", "erased"])
def test_a_closed_account_has_no_calendar(client, closing):
    part = member()
    participant, compte = part.participant, part.participant.compte
    address = made(client, compte)
    if closing == "erased":
        part.jusque = datetime.date(2024, 6, 1)
        part.save()
        workflow.erase(participant, by=None)
        assert Abonnement.objects.count() == 0
    else:
        compte.is_active = False
        compte.save()
    assert client.get(address).status_code == 404


def test_an_account_has_so_many_and_no_more(client, monkeypatch):
    monkeypatch.setattr(abonnements, "ABONNEMENTS", 2)
    compte = member().participant.compte
    made(client, compte), made(client, compte)
    client.force_login(compte)
    response = client.post(LIST, {"appareil": "Ma tablette"})
    assert response.status_code == 422
    assert "Vous avez déjà 2 adresses" in response.text and "Ma tablette" in response.text
    assert Abonnement.objects.count() == 2


def test_what_nothing_reads_for_a_year_is_erased():
    today = datetime.date(2026, 11, 23)
    limit = datetime.date(2025, 11, 23)
    old = datetime.datetime(2025, 11, 1, tzinfo=datetime.UTC)
    read = factories.AbonnementFactory(cree_le=old, lu_le=limit)
    unread = factories.AbonnementFactory(cree_le=old, lu_le=limit - datetime.timedelta(days=1))
    never = factories.AbonnementFactory(cree_le=old)
    fresh = factories.AbonnementFactory(cree_le=datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC))
    closed = factories.AbonnementFactory(cree_le=fresh.cree_le, compte__ferme=True)

    due = conservation.due(today)
    assert [each.pk for each in due.abonnements] == [unread.pk, never.pk, closed.pk]
    conservation.apply(due)
    assert {each.pk for each in Abonnement.objects.all()} == {read.pk, fresh.pk}


@pytest.mark.parametrize("rows", [1, 3])
def test_reading_costs_the_same_for_any_number(client, django_assert_num_queries, rows):
    part = member()
    for _ in range(rows):
        factories.SeanceFactory(chantier=part.chantier, convoquee=True, avec_lieu=True)
    address = made(client, part.participant.compte)
    client.get(address)
    with django_assert_num_queries(9):
        client.get(address)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_for_any_number(client, django_assert_num_queries, rows):
    compte = member().participant.compte
    for _ in range(rows):
        made(client, compte)
    client.force_login(compte)
    client.get(LIST)
    with django_assert_num_queries(5):
        assert client.get(LIST).status_code == 200
