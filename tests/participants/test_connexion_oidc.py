"""Single sign-on against a real OpenID Connect server on loopback: the rules of the code, by another proof."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers import registry
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from django.test import Client

from participants.models import Compte
from tests import factories

from .connexion import account_in
from .serveur_oidc import CLIENT, SECRET, ServeurOIDC

pytestmark = pytest.mark.django_db
DEPART, DEMANDE = "/compte/oidc/", "/compte/login/code/"


@pytest.fixture
def serveur(settings, monkeypatch):
    # As settings with OIDC_SERVEUR do: a portal without single sign-on does not load its libraries.
    monkeypatch.setattr(registry, "provider_map", {"openid_connect": OpenIDConnectProvider})
    serveur = ServeurOIDC()
    settings.OIDC_NOM = "l’administration"
    settings.SITE_URL = "http://testserver"
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "OAUTH_PKCE_ENABLED": True,
            "APPS": [
                {
                    "provider_id": settings.OIDC_FOURNISSEUR,
                    "name": settings.OIDC_NOM,
                    "client_id": CLIENT,
                    "secret": SECRET,
                    "settings": {"server_url": serveur.url},
                }
            ],
        }
    }
    serveur.claims = {"email": "lea@example.org", "email_verified": True}
    yield serveur
    serveur.close()


@pytest.fixture
def lea():
    return factories.ParticipantFactory(
        courriel="lea@example.org", compte=factories.CompteFactory(email="lea@example.org")
    )


def enter(client, serveur, **data):
    """To the server and back. Returns the last answer of the portal."""
    sent = client.post(DEPART, data)
    assert (sent.status_code, sent["Location"].startswith(f"{serveur.url}/authorize?")) == (302, True)
    return client.get(serveur.come_back(sent["Location"]))


# ── Who enters ──────────────────────────────────────────────────────────────────────────────────────────


def test_a_verified_address_opens_its_account(client, serveur, lea):
    answer = enter(client, serveur, next="/calendrier/")
    assert (answer.status_code, answer["Location"]) == (302, "/calendrier/")
    assert account_in(client) == lea.compte_id


def test_the_case_of_an_address_does_not_matter(client, serveur, lea):
    serveur.claims["email"] = "Lea@Example.ORG"
    enter(client, serveur)
    assert account_in(client) == lea.compte_id


def test_a_person_without_account_gets_his_as_by_the_code(client, serveur):
    person = factories.ParticipantFactory(courriel="Lea@example.org")
    enter(client, serveur)
    person.refresh_from_db()
    assert person.compte == Compte.objects.get()
    assert account_in(client) == person.compte_id


def test_userinfo_of_the_same_person_may_name_the_address(client, serveur, lea):
    serveur.claims = {}
    serveur.userinfo = {"sub": "42", "email": "lea@example.org", "email_verified": True}
    enter(client, serveur)
    assert (account_in(client), serveur.seen) == (lea.compte_id, ["userinfo"])


def test_nothing_of_the_server_s_identity_is_kept(client, serveur, lea):
    """So the account follows the address alone: whoever gets another one enters nothing of the old."""
    enter(client, serveur)
    assert SocialAccount.objects.count() == 0
    serveur.claims["email"] = "autre@example.org"
    other = Client()
    assert enter(other, serveur).status_code == 403
    assert account_in(other) is None


def test_a_second_factor_is_asked_here_too(client, serveur, lea):
    TOTP.activate(lea.compte, generate_totp_secret())
    assert Authenticator.objects.count() == 1
    assert enter(client, serveur)["Location"] == "/compte/2fa/authenticate/"
    assert account_in(client) is None


def test_an_administrator_shows_his_second_factor_whatever_the_server(client, serveur, settings):
    settings.SECOND_FACTEUR_OBLIGATOIRE = True
    factories.CompteFactory(email="lea@example.org", administration=True)
    enter(client, serveur)
    assert client.get("/gestion/")["Location"] == "/compte/?next=/gestion/"


# ── Who does not ────────────────────────────────────────────────────────────────────────────────────────


def test_a_stranger_is_refused_and_signed_up_nowhere(client, serveur):
    answer = enter(client, serveur)
    assert answer.status_code == 403
    assert "Le portail ne vous a pas reconnu(e)" in answer.text
    assert (Compte.objects.count(), SocialAccount.objects.count(), account_in(client)) == (0, 0, None)


@pytest.mark.parametrize("said", [False, None, "false", "non", 0, "absent"])
def test_an_address_that_is_not_said_verified_opens_nothing(client, serveur, lea, said):
    serveur.claims["email_verified"] = said
    if said == "absent":
        del serveur.claims["email_verified"]
    assert enter(client, serveur).status_code == 403
    assert account_in(client) is None


def test_a_closed_account_stays_closed(client, serveur, lea):
    Compte.objects.update(is_active=False)
    assert enter(client, serveur).status_code == 403
    assert account_in(client) is None


def test_a_shared_address_opens_an_account_of_nobody(client, serveur):
    people = [factories.ParticipantFactory(courriel="lea@example.org") for _ in range(2)]
    enter(client, serveur)
    assert account_in(client) == Compte.objects.get().pk
    assert [type(each).objects.get(pk=each.pk).compte for each in people] == [None, None]


def issuer(serveur):
    serveur.lie = {"iss": "https://ailleurs.example.org"}


def audience(serveur):
    serveur.lie = {"aud": "un-autre-site"}


def expired(serveur):
    serveur.lie = {"exp": 1}


def signature(serveur):
    serveur.key = serveur.wrong


def unknown_key(serveur):
    serveur.kid = "cle-2"


def shared_secret(serveur):
    serveur.key, serveur.alg = SECRET, "HS256"


def unsigned(serveur):
    serveur.key, serveur.alg = None, "none"


def nobody(serveur):
    serveur.claims = {}


def somebody_else(serveur):
    serveur.claims = {}
    serveur.userinfo = {"sub": "43", "email": "lea@example.org", "email_verified": True}


@pytest.mark.parametrize(
    "lie",
    [issuer, audience, expired, signature, unknown_key, shared_secret, unsigned, nobody, somebody_else],
    ids=lambda lie: lie.__name__,
)
def test_a_token_that_is_not_the_server_s_opens_nothing(client, serveur, lea, lie):
    lie(serveur)
    answer = enter(client, serveur)
    assert (answer.status_code, answer["Location"], account_in(client)) == (302, DEMANDE, None)
    page = client.get(DEMANDE)
    assert "La connexion avec l’administration n’a pas abouti." in page.text


def test_an_answer_that_nobody_asked_for_opens_nothing(client, serveur, lea):
    """Somebody else's answer, given to this browser."""
    elsewhere = Client()
    sent = elsewhere.post(DEPART)
    assert client.get(serveur.come_back(sent["Location"]))["Location"] == DEMANDE
    assert account_in(client) is None


def test_an_answer_serves_once(client, serveur, lea):
    sent = client.post(DEPART)
    back = serveur.come_back(sent["Location"])
    client.get(back)
    client.post("/compte/logout/")
    assert client.get(back)["Location"] == DEMANDE
    assert account_in(client) is None


def test_nobody_links_his_account_to_an_identity_of_the_server(client, serveur, lea):
    """allauth's « connect » would let this identity open this account for ever."""
    other = factories.CompteFactory(email="autre@example.org")
    client.force_login(other)
    sent = client.post(f"{DEPART}?process=connect")
    client.get(serveur.come_back(sent["Location"]))
    assert SocialAccount.objects.count() == 0
    assert account_in(client) == lea.compte_id


def test_a_server_that_is_down_is_told_on_the_login_page(client, serveur, lea):
    serveur.down = True
    answer = client.post(DEPART, follow=True)
    assert answer.redirect_chain[-1][0] == DEMANDE
    assert "n’a pas abouti" in answer.text


# ── The button ──────────────────────────────────────────────────────────────────────────────────────────


def test_the_button_is_there_when_it_is_configured(client, serveur):
    page = client.get(f"{DEMANDE}?next=/calendrier/")
    assert "Se connecter avec l’administration" in page.text


def test_without_configuration_there_is_no_button_and_no_door(client):
    assert DEPART not in client.get(DEMANDE).text
    assert client.post(DEPART)["Location"] == f"{DEMANDE}?next={DEPART}"
    assert client.get(f"{DEPART}retour/?code=x&state=y").status_code == 302


def test_nobody_is_sent_there_by_a_link(client, serveur):
    assert client.get(DEPART).status_code == 405
