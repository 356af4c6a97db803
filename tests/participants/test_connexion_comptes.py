"""Whose an address is: accounts opened by their first code, shared addresses, addresses that change."""

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from participants.comptes import lettres, ouverture
from participants.models import Compte, Evenement, Participant
from tests import factories

from .connexion import account_in, ask, code_of, enter

pytestmark = pytest.mark.django_db
ADRESSE = "/compte/adresse/"
CODES = "/compte/adresse/codes/"


def log():
    return [(each.acte, each.par.email if each.par else None) for each in Evenement.objects.order_by("pk")]


# ── The first code opens the account ────────────────────────────────────────────────────────────────────


def test_the_account_of_a_person_is_made_and_linked_by_the_right_code_not_before(client, mailoutbox):
    person = factories.ParticipantFactory(courriel="Lea@Example.org")
    ask(client, "lea@example.org")
    assert (Compte.objects.count(), Evenement.objects.count()) == (0, 0)
    client.post("/compte/login/code/confirm/", {"code": "BBBB-BBBB"})
    assert Compte.objects.count() == 0
    client.post("/compte/login/code/confirm/", {"code": code_of(mailoutbox[0])})
    compte = Compte.objects.get()
    person.refresh_from_db()
    assert (compte.email, person.compte, account_in(client)) == ("lea@example.org", compte, compte.pk)
    assert not compte.has_usable_password()
    assert log() == [("compte ouvert", compte.email), ("compte lié à une personne", compte.email)]


def test_an_account_made_by_the_administration_finds_its_person(client, mailoutbox):
    compte = factories.CompteFactory(email="lea@example.org")
    person = factories.ParticipantFactory(courriel="lea@example.org")
    enter(client, mailoutbox, "lea@example.org")
    person.refresh_from_db()
    assert person.compte == compte


def test_entering_again_changes_nothing(client, mailoutbox):
    factories.ParticipantFactory(courriel="lea@example.org")
    enter(client, mailoutbox, "lea@example.org")
    before = Evenement.objects.count()
    enter(Client(), mailoutbox, "lea@example.org")
    assert (Compte.objects.count(), Evenement.objects.count()) == (1, before)


def test_a_closed_account_is_not_opened_again_by_its_person(client, mailoutbox):
    factories.CompteFactory(email="lea@example.org", ferme=True)
    factories.ParticipantFactory(courriel="lea@example.org")
    ask(client, "lea@example.org")
    assert mailoutbox == []
    assert ouverture.open_account("lea@example.org") is None


def test_an_account_closed_meanwhile_stays_closed(client, mailoutbox):
    compte = factories.CompteFactory(email="lea@example.org")
    ask(client, "lea@example.org")
    Compte.objects.filter(pk=compte.pk).update(is_active=False)
    answer = client.post("/compte/login/code/confirm/", {"code": code_of(mailoutbox[0])})
    assert account_in(client) is None
    assert "Ce code n’est pas le bon." in answer.text


# ── Nobody takes over somebody else's account ───────────────────────────────────────────────────────────


def test_an_address_typed_on_somebody_who_has_an_account_opens_nothing(client, mailoutbox):
    """A co-president who puts his own address on a person does not become that person."""
    compte = factories.CompteFactory(email="lea@example.org")
    person = factories.ParticipantFactory(courriel="lea@example.org", compte=compte)
    Participant.objects.filter(pk=person.pk).update(courriel="intrus@example.org")
    ask(client, "intrus@example.org")
    assert mailoutbox == []
    assert ouverture.open_account("intrus@example.org") is None
    enter(client, mailoutbox, "lea@example.org")  # the account stays with the address that was proven
    assert account_in(client) == compte.pk
    person.refresh_from_db()
    assert person.compte == compte


def test_an_account_with_a_person_is_not_given_a_second_one(client, mailoutbox):
    compte = factories.CompteFactory(email="lea@example.org")
    lea = factories.ParticipantFactory(courriel="autre@example.org", compte=compte)
    other = factories.ParticipantFactory(courriel="lea@example.org")
    enter(client, mailoutbox, "lea@example.org")
    other.refresh_from_db()
    assert (other.compte, compte.participant) == (None, lea)


def test_a_name_typed_with_the_address_of_an_account_takes_it_from_nobody(client, mailoutbox):
    compte = factories.CompteFactory(email="lea@example.org")
    lea = factories.ParticipantFactory(courriel="lea@example.org", compte=compte)
    factories.ParticipantFactory(courriel="LEA@example.org")
    enter(client, mailoutbox, "lea@example.org")
    assert Compte.objects.get().participant == lea


# ── An address that several people share ────────────────────────────────────────────────────────────────


@pytest.fixture
def shared():
    return [
        factories.ParticipantFactory(courriel=each) for each in ("equipe@example.org", "Equipe@Example.org")
    ]


def test_a_shared_address_opens_an_account_of_nobody(client, mailoutbox, shared):
    enter(client, mailoutbox, "equipe@example.org")
    assert account_in(client) == Compte.objects.get().pk
    assert [Participant.objects.get(pk=each.pk).compte for each in shared] == [None, None]
    assert "n’est encore lié à aucune personne" in client.get("/compte/").text
    assert log() == [("compte ouvert", "equipe@example.org")]


def test_who_it_is_is_confirmed_once(client, mailoutbox, shared):
    enter(client, mailoutbox, "equipe@example.org")
    compte, by = Compte.objects.get(), factories.CompteFactory()
    assert ouverture.unclaimed(Participant.objects.all()) == [(compte, shared)]
    ouverture.confirm_owner(compte, shared[1], by=by)
    shared[1].refresh_from_db()
    assert shared[1].compte == compte
    assert ouverture.unclaimed(Participant.objects.all()) == []
    assert log()[-1] == ("compte lié à une personne", by.email)
    with pytest.raises(ouverture.CompteRefuse, match="déjà lié"):
        ouverture.confirm_owner(compte, shared[0], by=by)


def test_nobody_else_s_account_is_confirmed(shared):
    other = factories.CompteFactory(email="autre@example.org")
    with pytest.raises(ouverture.CompteRefuse, match="n’est plus celle du compte"):
        ouverture.confirm_owner(other, shared[0], by=other)
    shared[0].refresh_from_db()
    assert shared[0].compte is None


def test_an_account_that_nobody_entered_waits_for_no_confirmation(shared):
    factories.CompteFactory(email="equipe@example.org")
    assert ouverture.unclaimed(Participant.objects.all()) == []


@pytest.mark.parametrize("count", [1, 3])
def test_unclaimed_accounts_cost_the_same_for_any_number(django_assert_num_queries, count):
    for number in range(count):
        for _ in range(2):
            factories.ParticipantFactory(courriel=f"equipe{number}@example.org")
        factories.CompteFactory(email=f"equipe{number}@example.org", last_login=factories.INSTANT)
    with django_assert_num_queries(2):
        assert len(ouverture.unclaimed(Participant.objects.all())) == count


# ── Changing one's address ──────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def lea(client):
    person = factories.ParticipantFactory(
        courriel="lea@example.org", compte=factories.CompteFactory(email="lea@example.org")
    )
    client.force_login(person.compte)
    return person


def ask_change(client, address):
    answer = client.post(ADRESSE, {"email": address})
    lettres.finish()
    return answer


def codes(mailbox):
    return {letter.to[0]: code_of(letter) for letter in mailbox[-2:]}


def give(client, ancien, nouveau):
    return client.post(CODES, {"code_ancien": ancien, "code_nouveau": nouveau})


def state(person):
    person.refresh_from_db()
    return person.courriel, Compte.objects.get(pk=person.compte_id).email


def test_an_address_changes_when_both_have_confirmed(client, mailoutbox, lea):
    elsewhere = Client()
    elsewhere.force_login(lea.compte)
    assert ask_change(client, "Lea.Neuve@example.org")["Location"] == CODES
    sent = codes(mailoutbox)
    assert sorted(sent) == ["lea.neuve@example.org", "lea@example.org"]
    assert state(lea) == ("lea@example.org", "lea@example.org")
    answer = give(client, sent["lea@example.org"], sent["lea.neuve@example.org"])
    assert answer["Location"] == "/compte/"
    assert state(lea) == ("lea.neuve@example.org", "lea.neuve@example.org")
    assert client.get("/compte/").status_code == 200
    assert elsewhere.get("/compte/").status_code == 302
    assert log() == [("adresse changée", "lea.neuve@example.org")]
    lettres.finish()
    assert (mailoutbox[-1].to, mailoutbox[-1].subject) == (
        ["lea@example.org"],
        "L’adresse de votre compte a changé",
    )
    enter(Client(), mailoutbox, "lea.neuve@example.org")
    ask(Client(), "lea@example.org")
    assert mailoutbox[-1].to == ["lea.neuve@example.org"]


@pytest.mark.parametrize("right", [(True, False), (False, True), (False, False)])
def test_one_code_alone_changes_nothing(client, mailoutbox, lea, right):
    ask_change(client, "neuve@example.org")
    sent = codes(mailoutbox)
    typed = [
        sent[each] if ok else "BBBB-BBBB"
        for each, ok in zip(["lea@example.org", "neuve@example.org"], right, strict=True)
    ]
    answer = give(client, *typed)
    assert answer.text.count("Ce code n’est pas le bon.") == 2 - sum(right)
    assert state(lea) == ("lea@example.org", "lea@example.org")
    assert log() == []


def test_the_codes_of_both_addresses_are_not_the_same_nor_exchanged(client, mailoutbox, lea):
    ask_change(client, "neuve@example.org")
    sent = codes(mailoutbox)
    give(client, sent["neuve@example.org"], sent["lea@example.org"])
    assert state(lea) == ("lea@example.org", "lea@example.org")


def test_the_codes_of_a_change_have_five_tries(client, mailoutbox, lea):
    ask_change(client, "neuve@example.org")
    sent = codes(mailoutbox)
    for _ in range(5):
        give(client, sent["lea@example.org"], "BBBB-BBBB")
    assert give(client, sent["lea@example.org"], sent["neuve@example.org"])["Location"] == ADRESSE
    assert state(lea) == ("lea@example.org", "lea@example.org")


@pytest.mark.parametrize("taken_by", ["account", "person"])
def test_the_address_of_somebody_else_is_refused_to_whoever_holds_it(client, mailoutbox, lea, taken_by):
    """Whether it is taken is told to whoever proved to read its letters, to nobody else."""
    if taken_by == "account":
        factories.CompteFactory(email="prise@example.org")
    else:
        factories.ParticipantFactory(courriel="Prise@example.org")
    answer = ask_change(client, "prise@example.org")
    assert answer["Location"] == CODES
    sent = codes(mailoutbox)
    answer = client.post(
        CODES,
        {"code_ancien": sent["lea@example.org"], "code_nouveau": sent["prise@example.org"]},
        follow=True,
    )
    assert "demandez à l’administration du portail" in answer.text
    assert state(lea) == ("lea@example.org", "lea@example.org")


def test_a_portal_that_writes_to_strangers_writes_little(client, mailoutbox, lea):
    for _ in range(3):
        assert ask_change(client, "neuve@example.org").status_code == 302
    answer = ask_change(client, "neuve@example.org")
    assert "Trop de demandes." in answer.text
    assert len(mailoutbox) == 6


def test_the_same_address_is_no_change(client, mailoutbox, lea):
    assert "C’est déjà votre adresse." in ask_change(client, "LEA@example.org").text
    assert mailoutbox == []


@pytest.mark.parametrize("page", [ADRESSE, CODES, "/compte/"])
def test_an_account_is_its_owner_s_alone(client, page):
    assert client.get(page)["Location"] == f"/compte/login/code/?next={page}"


def test_the_page_of_one_s_account_costs_the_same_for_any_number_of_keys(client, lea):
    def cost(number):
        Authenticator.objects.create(
            user=lea.compte, type="webauthn", data={"name": f"Clé {number}", "credential": {}}
        )
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/compte/").status_code == 200
        return len(queries)

    assert cost(1) == cost(2) == cost(3)
