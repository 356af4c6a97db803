"""The whole portal asked at random by each role: nothing breaks, nothing leaks, nothing typed comes back as a script.

What is drawn: an address of the tables, a method, names that the forms and links of the portal have, and values that
break programs. With --complet, ten times as many.
"""

import json
import random
import re

import pytest
from django.db import transaction

from .test_tables import LIGNES, SECRETS, Ligne, is_own, read_text
from .world import ROLES

pytestmark = [pytest.mark.django_db, pytest.mark.une_base]

DEMANDES = 150
GRAINE = 9
SCRIPT = "<script>fuite()</script>"
VALEURS = [
    "",
    "0",
    "1",
    "-1",
    "2",
    "9" * 30,
    "1e999",
    "NaN",
    "null",
    "true",
    "é" * 3000,
    "\x00",
    "a\x00b",
    "\ud7ff\uffff",
    "😀" * 50,
    "2024-02-30",
    "0000-00-00",
    "2024-03-12",
    "25:61",
    "14:05",
    "' OR 1=1 --",
    "../../../etc/passwd",
    "{}",
    "[]",
    '{"a": [1, {"b": null}]}',
    "%s%n%00",
    "javascript:fuite()",
    "\r\nSet-Cookie: a=b",
    f"\"'>{SCRIPT}",
    "a@example.org",
    "<p>Un texte.</p>",
    "present",
    "on",
]
NOM = re.compile(r'\bname="([^"]{1,60})"')
PARAMETRE = re.compile(r'href="[^"]*\?([a-z_]{1,30})=')


@pytest.fixture(scope="module")
def noms(world):
    """Names of what forms and links send."""
    found = {
        "page",
        "q",
        "compte",
        "revision",
        "texte",
        "next",
        "o",
        "depuis",
        "qui",
        "geste",
        "acte",
        "base",
    }
    for ligne in LIGNES:
        if ligne.methode == "GET" and ligne.attendu["administration"] == "200":
            said = asked(world, "administration", "GET", ligne.adresse)[1]
            found |= {*NOM.findall(said)} | {*PARAMETRE.findall(said)}
    return sorted(found)


def asked(world, role, methode, adresse, **sent):
    """(response, what it lets read); what it wrote is taken back."""
    client, adresse = world.browser(role), adresse.format_map(world.keys)
    with transaction.atomic():
        response = client.generic(methode, adresse, **sent)
        content = b"".join(response.streaming_content) if response.streaming else response.content
        transaction.set_rollback(True)
    return response, f"{response.headers}\n{read_text(content)}"


def drawn(chance, noms):
    """A method, what is added to the address, and what is sent: form, JSON or bytes."""
    values = {chance.choice(noms): chance.choice(VALEURS) for _ in range(chance.randint(1, 5))}
    written = "&".join(f"{quoted(name)}={quoted(value)}" for name, value in values.items())
    methode = chance.choice(["GET", "POST", "POST"])
    if methode == "GET":
        return methode, written, {}
    kind = chance.choice(["application/x-www-form-urlencoded", "application/json", "text/plain"])
    if kind == "application/json":
        plain = chance.choice([values, list(values), chance.choice(VALEURS), {"compte": 1, **values}])
        return methode, "", {"data": json.dumps(plain), "content_type": kind}
    return methode, "", {"data": written, "content_type": kind}


def quoted(text):
    return "".join(f"%{byte:02x}" for byte in text.encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize("role", ROLES)
def test_nothing_breaks_and_nothing_leaks(world, noms, role, request):
    chance = random.Random(f"{GRAINE} {role}")
    times = 10 if request.config.getoption("--complet") else 1
    broken, leaked, scripts = [], set(), set()
    for _ in range(DEMANDES * times):
        ligne = chance.choice(LIGNES)
        methode, query, sent = drawn(chance, noms)
        adresse = ligne.adresse
        if query:
            adresse = (
                f"{adresse}{'&' if '?' in adresse else '?'}{query.replace('{', '%7b').replace('}', '%7d')}"
            )
        response, said = asked(world, role, methode, adresse, **sent)
        if response.status_code >= 500:
            error = getattr(response, "exc_info", None)
            broken.append((methode, adresse, sent, response.status_code, error and repr(error[1])))
        if SCRIPT in said and response["Content-Type"].startswith("text/html"):
            scripts.add((methode, adresse))
        here = Ligne(ligne.adresse, ligne.attendu, methode)
        for secret in SECRETS:
            if (
                secret.mots in said
                and secret.attendu[role] != "lit"
                and not is_own(world, role, here, secret)
            ):
                leaked.add((secret.mots, methode, adresse))
    assert broken == []
    assert leaked == set()
    assert scripts == set()
