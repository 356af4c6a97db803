"""Entering in a real browser, the code read from a real SMTP server on loopback. Not one word to the console."""

import copy
import queue
import socket
from email import policy
from email.parser import BytesParser

import pytest
from aiosmtpd.controller import Controller
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from playwright.sync_api import expect

from participants.models import Compte, Tentative
from tests import factories
from tests.participants.connexion import code_of
from tests.participants.test_connexion_oidc import serveur  # noqa: F401

from .bureau import overflow

pytestmark = pytest.mark.django_db(transaction=True)


class Boite:
    """The letters that a mail server receives, in their order."""

    def __init__(self):
        self.letters = queue.Queue()

    async def handle_DATA(self, server, session, envelope):
        self.letters.put((envelope.rcpt_tos, BytesParser(policy=policy.default).parsebytes(envelope.content)))
        return "250 OK"

    def next_to(self, address):
        """The next letter, which must be for this address."""
        recipients, letter = self.letters.get(timeout=10)
        assert recipients == [address]
        letter.body = letter.get_body(("plain",)).get_content()
        return letter


@pytest.fixture
def poste(settings):
    """A mail server on loopback, to which the portal sends."""
    boite = Boite()
    server = Controller(boite, hostname="127.0.0.1", port=0)
    server.port = free_port()
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    yield boite
    server.stop()


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@pytest.fixture
def page(new_context, live_server, settings):
    """A page of nobody yet, as on a phone; fails on anything said to the console."""
    settings.SECOND_FACTEUR_OBLIGATOIRE = True
    settings.SITE_URL = live_server.url
    page = new_context(viewport={"width": 390, "height": 800}).new_page()
    said = []
    page.on(
        "console", lambda message: said.append(message.text) if message.type in {"error", "warning"} else None
    )
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page
    assert [text for text in said if "favicon" not in text and "Permissions-Policy" not in text] == []


def enter(page, poste, address):
    """From the login page, by the keyboard, to what the code opens."""
    page.goto("/compte/login/code/")
    page.get_by_label("Adresse électronique").fill(address)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Entrez le code reçu")).to_be_visible()
    page.get_by_label("Code").fill(code_of(poste.next_to(address)))
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/login/code/" not in url)


def narrow(page):
    """Nothing sticks out of a phone."""
    assert overflow(page) == 0


def test_a_participant_enters_and_his_account_is_made(page, poste, live_server):
    person = factories.ParticipantFactory(prenom="Léa", nom="Noël", courriel="lea@example.org")
    enter(page, poste, "lea@example.org")
    assert page.url == f"{live_server.url}/"
    page.get_by_role("link", name="Mon compte").click()
    expect(page.get_by_text("Vous entrez avec lea@example.org, au nom de Léa Noël.")).to_be_visible()
    narrow(page)
    person.refresh_from_db()
    assert person.compte.email == "lea@example.org"


def test_a_wrong_code_is_told_next_to_its_field(page, poste):
    factories.CompteFactory(email="lea@example.org")
    page.goto("/compte/login/code/")
    page.get_by_label("Adresse électronique").fill("lea@example.org")
    page.keyboard.press("Enter")
    page.get_by_label("Code").fill("BBBB-BBBB")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Code")).to_have_accessible_description("Ce code n’est pas le bon.")
    narrow(page)
    poste.next_to("lea@example.org")
    page.get_by_role("button", name="Recevoir un nouveau code").click()
    page.get_by_label("Code").fill(code_of(poste.next_to("lea@example.org")))
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Mon compte")).to_be_visible()


def test_a_president_finds_his_desk(page, poste):
    person = factories.ParticipantFactory(courriel="alix@example.org")
    factories.CopresidenceFactory(participant=person)
    enter(page, poste, "alix@example.org")
    page.get_by_role("link", name="Gestion", exact=True).click()
    expect(page.get_by_role("heading", name="Prochaines séances")).to_be_visible()


def test_an_administrator_links_an_application_then_enters_with_it(page, poste, chromium, live_server):
    Compte.objects.create_superuser("admin@example.org")
    enter(page, poste, "admin@example.org")
    expect(page.get_by_text("Votre compte ouvre l’administration du portail")).to_be_visible()
    narrow(page)
    page.get_by_role("link", name="Lier une application").click()
    expect(page.get_by_role("img", name="Code QR")).to_be_visible()
    narrow(page)
    secret = page.get_by_label("Ou recopiez-y cette clé").input_value()
    page.get_by_label("Code que donne l’application").fill(present_code(secret))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Codes de secours")).to_be_visible()
    assert page.locator(".codes li").count() == 10
    narrow(page)
    assert poste.next_to("admin@example.org")["Subject"] == "Application d’authentification liée"

    page.goto("/gestion/")
    expect(page.get_by_role("heading", name="Prochaines séances")).to_be_visible()

    page.goto("/compte/")
    page.get_by_role("button", name="Se déconnecter partout").click()
    expect(page.get_by_text("Vous êtes déconnecté(e) de tous les appareils")).to_be_visible()
    Tentative.objects.all().delete()  # half a minute later: the application shows another code
    cache.clear()
    enter(page, poste, "admin@example.org")
    page.get_by_label("Code", exact=True).fill(present_code(secret))
    page.get_by_role("button", name="Se connecter").click()
    page.goto("/gestion/")
    expect(page.get_by_role("heading", name="Prochaines séances")).to_be_visible()


def test_an_administrator_adds_a_key_then_enters_with_it(page, poste, settings):
    """A key of Chromium's own, as one that is plugged in; only its owner's touch is not asked."""
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True  # the test's server speaks http
    browser = page.context.new_cdp_session(page)
    browser.send("WebAuthn.enable")
    key = {"protocol": "ctap2", "transport": "usb", "hasUserVerification": True, "isUserVerified": True}
    key = browser.send("WebAuthn.addVirtualAuthenticator", {"options": key})["authenticatorId"]

    def uses():
        return [
            found["signCount"]
            for found in browser.send("WebAuthn.getCredentials", {"authenticatorId": key})["credentials"]
        ]

    Compte.objects.create_superuser("admin@example.org")
    enter(page, poste, "admin@example.org")
    page.get_by_role("link", name="Ajouter une clé").click()
    expect(page.get_by_label("Nom de la clé")).to_be_visible()
    narrow(page)
    page.get_by_label("Nom de la clé").fill("Clé bleue")
    page.get_by_role("button", name="Ajouter").click()
    expect(page.get_by_role("heading", name="Codes de secours")).to_be_visible()
    assert poste.next_to("admin@example.org")["Subject"] == "Clé de sécurité ajoutée"
    [added] = uses()
    page.goto("/compte/2fa/webauthn/")
    expect(page.get_by_role("link", name="Renommer Clé bleue")).to_be_visible()
    narrow(page)

    page.goto("/compte/")
    page.get_by_role("button", name="Se déconnecter partout").click()
    expect(page.get_by_text("Vous êtes déconnecté(e) de tous les appareils")).to_be_visible()
    Tentative.objects.all().delete()
    cache.clear()
    enter(page, poste, "admin@example.org")
    narrow(page)
    page.get_by_role("button", name="Utiliser une clé de sécurité").click()
    page.wait_for_url(lambda url: "/2fa/" not in url)
    assert uses() == [added + 1]
    page.goto("/gestion/")
    expect(page.get_by_role("heading", name="Prochaines séances")).to_be_visible()


def present_code(secret):
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def test_an_address_changes_with_both_codes(page, poste):
    person = factories.ParticipantFactory(courriel="lea@example.org")
    enter(page, poste, "lea@example.org")
    page.goto("/compte/adresse/")
    narrow(page)
    page.get_by_label("Nouvelle adresse électronique").fill("lea.neuve@example.org")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Confirmez la nouvelle adresse")).to_be_visible()
    narrow(page)
    received = [poste.letters.get(timeout=10) for _ in range(2)]
    for (recipient,), letter in received:
        letter.body = letter.get_body(("plain",)).get_content()
        label = (
            "Code reçu à la nouvelle adresse" if "neuve" in recipient else "Code reçu à l’adresse actuelle"
        )
        page.get_by_label(label).fill(code_of(letter))
    page.keyboard.press("Enter")
    expect(page.get_by_text("Votre adresse est changée.")).to_be_visible()
    person.refresh_from_db()
    assert person.courriel == "lea.neuve@example.org"


def test_single_sign_on_from_the_button_to_the_portal(page, serveur, settings, live_server):  # noqa: F811
    """The browser's own policy lets the form lead to the server and back."""
    settings.SITE_URL = live_server.url
    csp = copy.deepcopy(settings.CONTENT_SECURITY_POLICY)
    csp["DIRECTIVES"]["form-action"] = ["'self'", serveur.url]
    settings.CONTENT_SECURITY_POLICY = csp
    factories.ParticipantFactory(courriel="lea@example.org")
    page.goto("/compte/login/code/?next=/compte/")
    narrow(page)
    page.get_by_role("button", name="Se connecter avec l’administration").click()
    expect(page.get_by_text("Vous entrez avec lea@example.org")).to_be_visible()
