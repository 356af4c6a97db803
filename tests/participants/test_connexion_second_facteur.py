"""The second factor: offered to all, asked of administrators by whatever way they came in."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from participants.comptes import lettres, limites
from participants.models import Secteur
from tests import factories

from .connexion import account_in, application, enter

pytestmark = pytest.mark.django_db
SHOW = "/compte/2fa/authenticate/"
SHOW_AGAIN = "/compte/2fa/reauthenticate/"


@pytest.fixture(autouse=True)
def as_in_production(settings):
    settings.SECOND_FACTEUR_OBLIGATOIRE = True


@pytest.fixture
def administrator():
    return factories.CompteFactory(email="admin@example.org", administration=True)


# ── Asked of administrators ─────────────────────────────────────────────────────────────────────────────

CLOSED = ["/", "/gestion/", "/gestion/participants/compte/", "/participants/", "/calendrier/"]


@pytest.mark.parametrize("path", CLOSED)
def test_an_administrator_without_a_second_factor_gets_his_account_and_nothing_else(
    client, administrator, path
):
    client.force_login(administrator)
    assert client.get(path)["Location"] == f"/compte/?next={path}"
    page = client.get("/compte/")
    assert "protégez-le d’abord par un second facteur" in page.text


@pytest.mark.parametrize("path", CLOSED)
def test_a_session_that_has_not_shown_it_is_asked_for_it(client, administrator, path):
    """Made before the second factor was linked, elsewhere, or before its owner became an administrator."""
    client.force_login(administrator)
    code = application(administrator)
    assert client.get(path)["Location"] == f"{SHOW_AGAIN}?next={path}"
    assert client.post(f"{SHOW_AGAIN}?next={path}", {"code": code()})["Location"] == path
    assert client.get(path).status_code == 200


def test_nothing_is_written_without_it(client, administrator):
    client.force_login(administrator)
    application(administrator)
    answer = client.post(reverse("admin:participants_secteur_add"), {"nom": "Santé"})
    assert answer["Location"].startswith(SHOW_AGAIN)
    assert Secteur.objects.count() == 0


def test_whoever_becomes_an_administrator_loses_the_pages_of_a_session_without_it(client, mailoutbox):
    compte = factories.CompteFactory(email="lea@example.org")
    enter(client, mailoutbox, compte.email)
    assert client.get("/").status_code == 200
    compte.is_superuser = True
    compte.save()
    assert client.get("/")["Location"] == "/compte/?next=/"


def test_a_page_kept_for_another_session_of_the_same_person_is_not_given(client, administrator):
    code = application(administrator)
    client.force_login(administrator)
    client.post(SHOW_AGAIN, {"code": code()})
    for _ in range(2):
        assert client.get("/").status_code == 200
    elsewhere = Client()
    elsewhere.force_login(administrator)
    assert elsewhere.get("/")["Location"] == f"{SHOW_AGAIN}?next=/"


def test_the_second_factor_of_somebody_else_in_the_same_browser_is_no_proof(client, administrator):
    other = factories.CompteFactory(administration=True)
    code = application(other)
    client.force_login(other)
    client.post(SHOW_AGAIN, {"code": code()})
    application(administrator)
    client.force_login(administrator)
    assert client.get("/gestion/")["Location"].startswith(SHOW_AGAIN)


def test_others_are_offered_it_and_need_none(client):
    client.force_login(factories.CompteFactory())
    assert client.get("/").status_code == 200
    page = client.get("/compte/")
    assert reverse("mfa_activate_totp") in page.text and reverse("mfa_add_webauthn") in page.text


# ── Linking, entering ───────────────────────────────────────────────────────────────────────────────────


def test_an_application_is_linked_with_recovery_codes_and_a_letter(client, mailoutbox, administrator):
    client.force_login(administrator)
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    code = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
    answer = client.post(reverse("mfa_activate_totp"), {"code": code})
    assert answer["Location"] == reverse("mfa_view_recovery_codes")
    assert client.get(answer["Location"]).status_code == 200  # shown a moment ago: not asked again
    assert client.get("/gestion/").status_code == 200
    assert {each.type for each in Authenticator.objects.all()} == {"totp", "recovery_codes"}


@pytest.mark.django_db(transaction=True)
def test_a_change_to_the_second_factor_is_told_by_letter(client, mailoutbox, administrator):
    client.force_login(administrator)
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    code = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
    client.post(reverse("mfa_activate_totp"), {"code": code})
    lettres.finish()
    assert (mailoutbox[0].to, mailoutbox[0].subject) == (
        ["admin@example.org"],
        "Application d’authentification liée",
    )


def test_the_code_by_letter_is_then_half_of_the_way(client, mailoutbox, administrator):
    code = application(administrator)
    assert enter(client, mailoutbox, administrator.email)["Location"] == SHOW
    assert account_in(client) is None
    client.post(SHOW, {"code": code()})
    assert account_in(client) == administrator.pk
    assert client.get("/gestion/").status_code == 200


def test_a_recovery_code_opens_once(client, mailoutbox, administrator):
    application(administrator)
    recovery = RecoveryCodes.activate(administrator).get_unused_codes()[0]
    enter(client, mailoutbox, administrator.email)
    client.post(SHOW, {"code": recovery})
    assert account_in(client) == administrator.pk
    elsewhere = Client()
    enter(elsewhere, mailoutbox, administrator.email)
    elsewhere.post(SHOW, {"code": recovery})
    assert account_in(elsewhere) is None


def test_a_code_of_the_application_opens_once_in_whatever_worker(client, mailoutbox, administrator):
    code = application(administrator)()
    enter(client, mailoutbox, administrator.email)
    client.post(SHOW, {"code": code})
    cache.clear()  # another worker has counted nothing of it
    elsewhere = Client()
    enter(elsewhere, mailoutbox, administrator.email)
    answer = elsewhere.post(SHOW, {"code": code})
    assert account_in(elsewhere) is None
    assert "Ce code a déjà servi" in answer.text


def test_the_second_factor_is_not_guessed_by_starting_again(mailoutbox, administrator):
    code = application(administrator)
    for attempt in range(3):
        cache.clear()  # as if each try reached another worker
        intruder = Client()
        enter(intruder, mailoutbox, administrator.email, ip=f"192.0.2.{attempt}")
        for _ in range(limites.SECOND_FACTEUR.nombre):
            answer = intruder.post(SHOW, {"code": "000000"})
    assert "Trop d’essais." in answer.text
    answer = intruder.post(SHOW, {"code": code()})
    assert (account_in(intruder), "Trop d’essais." in answer.text) == (None, True)


def test_whoever_has_a_second_factor_needs_it_to_take_it_away(client, mailoutbox):
    compte = factories.CompteFactory(email="lea@example.org")
    client.force_login(compte)
    application(compte)
    answer = client.post(reverse("mfa_deactivate_totp"))
    assert answer["Location"].startswith(SHOW_AGAIN)
    assert Authenticator.objects.count() == 1
