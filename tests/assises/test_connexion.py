"""The door of the portal as the settings hang it: a code by e-mail, no password, no sign-up."""

import re

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db


@pytest.fixture
def anne(django_user_model):
    return django_user_model.objects.create(email="anne@example.be")


def test_a_known_address_receives_a_code_that_opens_the_portal(client, mailoutbox, anne):
    asked = client.post("/compte/login/code/", {"email": "Anne@example.be", "next": "/sante/"})
    assert (asked.status_code, asked["Location"]) == (302, "/compte/login/code/confirm/?next=%2Fsante%2F")
    assert [letter.to for letter in mailoutbox] == [["anne@example.be"]]
    code = re.search(r"^\s*([0-9A-Z]{3,}(?:-[0-9A-Z]+)*)\s*$", mailoutbox[0].body, re.MULTILINE)[1]

    confirmed = client.post("/compte/login/code/confirm/?next=%2Fsante%2F", {"code": code})

    assert (confirmed.status_code, confirmed["Location"]) == (302, "/sante/")
    assert client.session["_auth_user_id"] == str(anne.pk)


def test_a_wrong_code_opens_nothing(client, mailoutbox, anne):
    client.post("/compte/login/code/", {"email": anne.email})
    client.post("/compte/login/code/confirm/", {"code": "FAUX-CODE"})
    assert "_auth_user_id" not in client.session


def test_an_unknown_address_gets_the_same_answer_and_no_letter(client, mailoutbox, anne):
    known = client.post("/compte/login/code/", {"email": anne.email})
    mailoutbox.clear()
    unknown = client.post("/compte/login/code/", {"email": "inconnu@example.be"})
    assert (unknown.status_code, unknown["Location"]) == (known.status_code, known["Location"])
    assert mailoutbox == []


@pytest.mark.parametrize("name", ["account_signup", "account_set_password", "account_reset_password"])
def test_no_page_asks_for_a_password(client, name):
    response = client.post(reverse(name), {"email": "anne@example.be", "password1": "x", "password2": "x"})
    assert response.status_code == 302
    assert response["Location"].startswith("/compte/login/code/")


def test_a_password_opens_nothing(client, anne):
    anne.set_password("mot-de-passe")
    anne.save()
    response = client.post("/compte/login/", {"login": "anne@example.be", "password": "mot-de-passe"})
    assert response["Location"] == "/compte/login/code/"
    assert "_auth_user_id" not in client.session


def test_a_second_factor_is_offered(client, anne):
    client.force_login(anne)
    assert client.get(reverse("mfa_index")).status_code == 200
