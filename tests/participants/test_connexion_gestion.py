"""Accounts at the desk: no password anywhere, addresses changed by the rules of the door, lost second factors."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib import admin
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse

from participants.models import Compte, Evenement
from tests import factories

from .connexion import application, ask

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator():
    return factories.CompteFactory(email="admin@example.org", administration=True)


@pytest.fixture
def client(client, administrator):
    client.force_login(administrator)
    return client


@pytest.fixture
def lea():
    return factories.ParticipantFactory(
        courriel="lea@example.org", compte=factories.CompteFactory(email="lea@example.org")
    )


def change(client, compte, **data):
    address = reverse("admin:participants_compte_change", args=[compte.pk])
    return client.post(address, {"email": compte.email, "is_active": "on"} | data)


def addresses():
    """Every address of the admin that a page answers to, each with the row that it wants."""
    rows = {model: str(row.pk) for model in admin.site._registry for row in model._base_manager.all()[:1]}
    names = {name for name in get_resolver().namespace_dict["admin"][1].reverse_dict if isinstance(name, str)}
    for name in sorted(names):
        yield from (reverse(f"admin:{name}"),) if not arguments(name) else ()
    for model, pk in rows.items():
        for page in ("change", "delete", "history"):
            yield reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=[pk])


def arguments(name):
    try:
        reverse(f"admin:{name}")
    except NoReverseMatch:
        return True
    return False


def test_no_page_of_the_admin_asks_for_a_password(client, lea):
    factories.SeanceFactory()
    pages = list(addresses())
    assert reverse("admin:participants_compte_change", args=[Compte.objects.order_by("pk")[0].pk]) in pages
    asking = [
        page
        for page in pages
        if (answer := client.get(page)).status_code == 200
        and answer.get("Content-Type", "").startswith("text/html")
        and ('type="password"' in answer.text or 'name="password' in answer.text)
    ]
    assert asking == []
    assert len(pages) > 30


@pytest.mark.parametrize(
    "path",
    ["password_change/", "password_change/done/", "participants/compte/1/password/", "auth/user/1/password/"],
)
def test_the_password_pages_of_django_are_gone(client, path):
    for answer in (
        client.get(f"/gestion/{path}", follow=True),
        client.post(f"/gestion/{path}", {"password1": "x", "password2": "x"}, follow=True),
    ):
        assert answer.status_code == 404
    assert not Compte.objects.get().has_usable_password()


def test_the_tables_of_the_library_are_not_at_the_desk():
    """They hold the secrets of second factors, and of single sign-on."""
    assert [model for model in admin.site._registry if model.__module__.startswith("allauth.")] == []


def test_an_address_changed_at_the_desk_ends_the_sessions_and_is_logged(client, administrator, lea):
    elsewhere = Client()
    elsewhere.force_login(lea.compte)
    assert change(client, lea.compte, email="Lea.Neuve@example.org").status_code == 302
    lea.refresh_from_db()
    assert (lea.compte.email, lea.courriel) == ("lea.neuve@example.org", "lea.neuve@example.org")
    assert elsewhere.get("/compte/").status_code == 302
    logged = Evenement.objects.get(acte="adresse changée")
    assert (logged.par, logged.cle) == (administrator, lea.compte_id)


@pytest.mark.parametrize("taken_by", ["account", "person"])
def test_an_address_of_somebody_else_is_refused_at_the_desk(client, lea, taken_by):
    if taken_by == "account":
        factories.CompteFactory(email="prise@example.org")
    else:
        factories.ParticipantFactory(courriel="prise@example.org")
    answer = change(client, lea.compte, email="prise@example.org")
    assert answer.status_code == 200
    assert "email" in answer.context["adminform"].form.errors
    lea.compte.refresh_from_db()
    assert lea.compte.email == "lea@example.org"


def test_closing_an_account_ends_its_sessions(client, lea):
    elsewhere = Client()
    elsewhere.force_login(lea.compte)
    change(client, lea.compte, is_active="")
    assert elsewhere.get("/compte/").status_code == 302


def act(client, action, compte):
    return client.post(
        reverse("admin:participants_compte_changelist"), {"action": action, "_selected_action": [compte.pk]}
    )


def test_a_lost_second_factor_is_taken_away_at_the_desk(client, mailoutbox, administrator, lea):
    TOTP.activate(lea.compte, generate_totp_secret())
    elsewhere = Client()
    elsewhere.force_login(lea.compte)
    act(client, "retirer_le_second_facteur", lea.compte)
    assert Authenticator.objects.count() == 0
    assert elsewhere.get("/compte/").status_code == 302
    assert [(each.acte, each.par) for each in Evenement.objects.all()] == [
        ("second facteur modifié", administrator)
    ]


def test_somebody_is_disconnected_everywhere_at_the_desk(client, lea):
    elsewhere = Client()
    elsewhere.force_login(lea.compte)
    act(client, "deconnecter_partout", lea.compte)
    assert elsewhere.get("/compte/").status_code == 302
    assert client.get("/compte/").status_code == 200


def test_a_change_of_one_s_second_factor_is_logged(client, administrator):
    code = application(administrator)
    client.post(reverse("mfa_reauthenticate"), {"code": code()})
    assert client.post(reverse("mfa_deactivate_totp"))["Location"] == reverse("mfa_index")
    assert [each.acte for each in Evenement.objects.all()] == ["second facteur modifié"]


def test_an_address_typed_at_the_desk_on_a_person_opens_nobody_s_account(client, mailoutbox, lea):
    """The whole way: a co-president's own address on Léa's record, then a code for it."""
    address = reverse("admin:participants_participant_change", args=[lea.pk])
    page = client.get(address)
    form = page.context["adminform"].form
    data = {name: "" if value is None else value for name, value in form.initial.items()}
    data |= {"courriel": "intrus@example.org", "graphies-TOTAL_FORMS": 0, "graphies-INITIAL_FORMS": 0}
    assert client.post(address, data).status_code == 302
    lea.refresh_from_db()
    assert lea.courriel == "intrus@example.org"
    ask(Client(), "intrus@example.org")
    assert mailoutbox == []
    assert lea.compte.email == "lea@example.org"
