"""The door: a code by e-mail, the same answer for every address, and nothing to guess."""

import re
import time

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from participants.comptes import codes, limites
from participants.models import Compte, Tentative
from tests import factories

from .connexion import CODE, DEMANDE, account_in, ask, code_of, enter

pytestmark = pytest.mark.django_db


@pytest.fixture
def anne():
    return factories.CompteFactory(email="anne@example.org")


# ── Entering ────────────────────────────────────────────────────────────────────────────────────────────


def test_a_known_address_receives_a_code_that_opens_the_portal(client, mailoutbox, anne):
    answer = enter(client, mailoutbox, "Anne@Example.org", next="/calendrier/")
    assert (answer.status_code, answer["Location"]) == (302, "/calendrier/")
    assert account_in(client) == anne.pk


def test_without_a_page_in_mind_one_enters_at_home(client, mailoutbox, anne):
    assert enter(client, mailoutbox, anne.email)["Location"] == "/"


def test_nobody_is_led_to_another_site(client, mailoutbox, anne):
    assert enter(client, mailoutbox, anne.email, next="https://ailleurs.example.org/")["Location"] == "/"


def test_a_code_is_read_however_it_is_typed(client, mailoutbox, anne):
    ask(client, anne.email)
    typed = code_of(mailoutbox[0]).lower().replace("-", " ")
    client.post(CODE, {"code": f" {typed} "})
    assert account_in(client) == anne.pk


def test_a_wrong_code_opens_nothing_and_says_so(client, mailoutbox, anne):
    ask(client, anne.email)
    answer = client.post(CODE, {"code": "BBBB-BBBB"})
    assert (answer.status_code, account_in(client)) == (200, None)
    assert "Ce code n’est pas le bon." in answer.text


def test_a_code_opens_only_the_browser_that_asked_for_it(client, mailoutbox, anne):
    ask(client, anne.email)
    elsewhere = Client()
    ask(elsewhere, anne.email, ip="198.51.100.7")
    elsewhere.post(CODE, {"code": code_of(mailoutbox[0])})
    assert account_in(elsewhere) is None
    client.post(CODE, {"code": code_of(mailoutbox[0])})
    assert account_in(client) == anne.pk


def test_a_code_serves_once(client, mailoutbox, anne):
    enter(client, mailoutbox, anne.email)
    client.post("/compte/logout/")
    client.post(CODE, {"code": code_of(mailoutbox[0])})
    assert account_in(client) is None


def test_a_code_is_worth_ten_minutes(client, mailoutbox, anne):
    ask(client, anne.email)
    session = client.session
    session["connexion"] |= {"quand": time.time() - codes.DUREE - 1}
    session.save()
    answer = client.post(CODE, {"code": code_of(mailoutbox[0])}, follow=True)
    assert account_in(client) is None
    assert "trop de temps" in answer.text


def test_the_code_itself_is_kept_nowhere(client, mailoutbox, anne):
    ask(client, anne.email)
    code = code_of(mailoutbox[0])
    stored = str(Session.objects.get(pk=client.session.session_key).get_decoded())
    assert code not in stored and code.replace("-", "") not in stored


def test_the_letter_says_what_it_is_for_and_carries_no_link(client, mailoutbox, anne):
    ask(client, anne.email)
    assert mailoutbox[0].subject == "Votre code pour le Portail des Assises"
    assert "http" not in mailoutbox[0].body


# ── The same for every address ──────────────────────────────────────────────────────────────────────────

ADDRESSES = [f"{name}@example.org" for name in ("anne", "seul", "deux", "clos", "rien")]


@pytest.fixture
def everybody(anne):
    """Somebody with an account, without, two who share an address, and an account that is closed."""
    factories.ParticipantFactory(courriel="seul@example.org")
    factories.ParticipantFactory(courriel="Deux@example.org")
    factories.ParticipantFactory(courriel="deux@Example.org")
    factories.CompteFactory(email="clos@example.org", ferme=True)


def shape(answer):
    """All that an answer shows, without the values that are new at each request."""
    headers = {
        name: value for name, value in answer.items() if name not in {"Expires", "Date", "X-Request-ID"}
    }
    cookies = {
        name: {key: bool(value) if key == "expires" else value for key, value in morsel.items()}
        for name, morsel in answer.cookies.items()
    }
    text = re.sub(r'value="\w{64}"|nonce="[^"]*"', "", answer.text)
    return (
        answer.status_code,
        headers,
        cookies,
        {name: len(each.value) for name, each in answer.cookies.items()},
        text,
    )


def told(address, ip="192.0.2.1", times=1):
    """Everything that a stranger sees who asks for a code and types a wrong one."""
    for _ in range(times):
        client = Client()
        asked = ask(client, address, ip=ip)
    page, wrong = client.get(CODE), client.post(CODE, {"code": "BBBB-BBBB"})
    return [(*shape(each)[:-1], shape(each)[-1].replace(address, "ADRESSE")) for each in (asked, page, wrong)]


def test_the_answer_is_the_same_for_every_address(everybody):
    answers = {address: told(address) for address in ADDRESSES}
    assert answers == dict.fromkeys(ADDRESSES, answers["rien@example.org"])


def test_the_answer_is_the_same_over_the_limit(mailoutbox, everybody):
    unlimited = told("rien@example.org")
    assert told("anne@example.org", times=9) == unlimited
    assert len(mailoutbox) == 3


def test_who_gets_a_letter(client, mailoutbox, everybody):
    for address in ADDRESSES:
        ask(client, address)
    assert sorted(letter.to[0] for letter in mailoutbox) == [
        "anne@example.org",
        "deux@example.org",
        "seul@example.org",
    ]


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_address_costs_the_same_queries(client, everybody, django_assert_num_queries, address):
    ask(client, "autre@example.org", ip="198.51.100.1")  # the session is there
    # Forget old tries 1, three limits 2 each, account and person 2, session: read 1, savepoint and write 3.
    with django_assert_num_queries(13):
        ask(client, address)


def test_the_letter_leaves_after_the_answer(client, settings, anne):
    """A mail server that takes seconds keeps nobody waiting, and one that fails is not told."""
    settings.EMAIL_BACKEND = "tests.participants.poste.LenteEtEnPanne"
    begun = time.perf_counter()
    answer = client.post(DEMANDE, {"email": anne.email})
    assert (answer.status_code, time.perf_counter() - begun < 0.5) == (302, True)


def test_a_letter_that_fails_is_logged_without_its_address(client, settings, caplog, anne):
    settings.EMAIL_BACKEND = "tests.participants.poste.LenteEtEnPanne"
    ask(client, anne.email)
    assert [record.getMessage() for record in caplog.records if record.levelname == "ERROR"] == [
        "A letter was not sent: SMTPRecipientsRefused"
    ]


# ── Nothing to guess ────────────────────────────────────────────────────────────────────────────────────


def test_a_code_has_five_tries(client, mailoutbox, anne):
    ask(client, anne.email)
    for _ in range(5):
        assert client.post(CODE, {"code": "BBBB-BBBB"}).status_code == 200
    answer = client.post(CODE, {"code": code_of(mailoutbox[0])}, follow=True)
    assert account_in(client) is None
    assert "trop d’essais" in answer.text


def test_tries_are_not_given_back_with_an_old_session(client, mailoutbox, anne):
    """Whoever could put the session back as it was, or asks twice at once, still has five tries."""
    ask(client, anne.email)
    kept = client.session["connexion"]
    for _ in range(2):
        for _ in range(5):
            client.post(CODE, {"code": "BBBB-BBBB"})
        session = client.session
        session["connexion"] = kept
        session.save()
    client.post(CODE, {"code": code_of(mailoutbox[0])})
    assert account_in(client) is None


@pytest.mark.une_base
def test_a_thousand_wrong_codes_get_nowhere(mailoutbox, anne):
    """From many places, starting again each time: at most twelve codes exist, with five tries each."""
    tried = 0
    for attempt in range(200):
        intruder = Client(REMOTE_ADDR=f"2001:db8:{attempt:x}::1")
        ask(intruder, anne.email, ip=f"2001:db8:{attempt:x}::1")
        for number in range(5):
            intruder.post(CODE, {"code": f"BBBB-{number}{attempt:03}"})
            tried += 1
        assert account_in(intruder) is None
    assert tried == 1000
    assert len(mailoutbox) == limites.DEMANDES_ADRESSE.nombre == 12


def test_beyond_the_limit_not_even_a_code_seen_before_opens(mailoutbox, anne):
    first = Client()
    for _ in range(4):
        ask(first, anne.email)
    assert len(mailoutbox) == 3
    first.post(CODE, {"code": code_of(mailoutbox[-1])})  # the fourth demand made another, sent to nobody
    assert account_in(first) is None


def test_one_network_does_not_go_through_all_addresses(client):
    for number in range(100):
        assert client.post(DEMANDE, {"email": f"a{number}@example.org"}).status_code == 302
    answer = client.post(DEMANDE, {"email": "a100@example.org"})
    assert answer.status_code == 429
    assert "Trop de demandes viennent de votre réseau." in answer.text


def test_one_household_of_ipv6_is_one_network(rf):
    seen = {
        limites.client_ip(rf.get("/", REMOTE_ADDR=ip))
        for ip in ("2001:db8::1", "2001:db8::ffff", "2001:db8:0:1::1")
    }
    assert seen == {"2001:db8::", "2001:db8:0:1::"}


def test_the_last_proxy_tells_the_address_and_nobody_else_does(rf, settings):
    headers = {"REMOTE_ADDR": "10.0.0.1", "HTTP_X_FORWARDED_FOR": "203.0.113.9, 198.51.100.4"}
    assert limites.client_ip(rf.get("/", **headers)) == "10.0.0.1"
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert limites.client_ip(rf.get("/", **headers)) == "198.51.100.4"
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 3  # whoever comes past the proxies
    assert limites.client_ip(rf.get("/", **headers)) == "10.0.0.1"


def test_a_portal_behind_a_socket_lets_people_in(client, mailoutbox, anne):
    ask(client, anne.email, ip="")
    assert len(mailoutbox) == 1


def test_counts_keep_no_address_and_are_dropped_after_a_day(client, anne):
    ask(client, anne.email)
    assert Tentative.objects.count() == 3
    assert not [row for row in Tentative.objects.all() if "anne" in row.cle or "192" in row.cle]
    Tentative.objects.update(quand=factories.INSTANT)
    ask(client, anne.email)
    assert Tentative.objects.filter(quand=factories.INSTANT).count() == 0


# ── Staying, leaving ────────────────────────────────────────────────────────────────────────────────────


def test_a_session_survives_the_browser(client, mailoutbox, anne):
    answer = enter(client, mailoutbox, anne.email)
    assert answer.cookies["sessionid"]["max-age"] == 30 * 24 * 3600
    assert answer.cookies["sessionid"]["httponly"] is True


def test_disconnecting_everywhere_ends_every_session_this_one_too(client, mailoutbox, anne):
    other = Client()
    for each in (client, other):
        each.force_login(anne)
        assert each.get("/compte/").status_code == 200
    answer = client.post("/compte/deconnecter-partout/")
    assert answer["Location"] == DEMANDE
    for each in (client, other):
        assert each.get("/compte/")["Location"] == f"{DEMANDE}?next=/compte/"
    anne.refresh_from_db()
    assert [(each.acte, each.par) for each in anne.evenements.all()] == [("déconnexion partout", anne)]
    assert enter(client, mailoutbox, anne.email).status_code == 302


def test_disconnecting_everywhere_touches_no_other_account(client, anne):
    beatrice = Client()
    beatrice.force_login(factories.CompteFactory())
    client.force_login(anne)
    client.post("/compte/deconnecter-partout/")
    assert beatrice.get("/compte/").status_code == 200


# ── No password ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "path",
    [
        "password/change/",
        "password/set/",
        "password/reset/",
        "signup/",
        "email/",
        "confirm-email/",
        "reauthenticate/",
        "3rdparty/",
        "inactive/",
        "2fa/webauthn/login/",
    ],
)
def test_other_doors_of_the_library_do_not_exist(client, anne, path):
    client.force_login(anne)
    assert client.get(f"/compte/{path}").status_code == 404


def test_a_password_opens_nothing(client, anne):
    anne.set_password("mot-de-passe")
    anne.save()
    answer = client.post("/compte/login/", {"login": anne.email, "password": "mot-de-passe"})
    assert answer["Location"] == DEMANDE
    assert account_in(client) is None
    assert Compte.objects.count() == 1
