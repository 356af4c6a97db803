"""Entering by code, as the tests of the door do it."""

import re

from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)

from participants.comptes import lettres

DEMANDE = "/compte/login/code/"
CODE = "/compte/login/code/confirm/"


def ask(client, address, **data):
    """Ask for a code and wait until its letter has left. Returns the answer."""
    ip = data.pop("ip", "192.0.2.1")
    answer = client.post(DEMANDE, {"email": address, **data}, REMOTE_ADDR=ip)
    lettres.finish()
    return answer


def code_of(letter):
    """The code that stands alone on its line."""
    return re.search(r"^\s*([A-Z]{4}-[A-Z]{4})\s*$", letter.body, re.MULTILINE)[1]


def enter(client, mailbox, address, **data):
    """Enter with the code of the letter that comes. Returns the last answer."""
    before = len(mailbox)
    ask(client, address, **data)
    assert [letter.to for letter in mailbox[before:]] == [[address.lower()]]
    return client.post(CODE, {"code": code_of(mailbox[-1])})


def account_in(client):
    """Primary key of the account that this browser has entered, None for none."""
    key = client.session.get("_auth_user_id")
    return int(key) if key else None


def application(compte):
    """Link an authentication application; returns what gives its present code."""
    secret = generate_totp_secret()
    TOTP.activate(compte, secret)
    return lambda: format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
