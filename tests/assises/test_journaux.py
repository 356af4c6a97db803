"""The log lines hide the secret of a personal link, whoever writes them."""

import contextlib
import io
import json
import logging
import logging.config
import re

import pytest
from django.conf import settings
from django.urls import ResolverMatch, URLResolver

from assises.journaux import DEMANDE, SansSecret


@pytest.mark.parametrize(
    ("message", "args", "line"),
    [
        ("Not Found: %s", ("/lien/abc-_123/",), "Not Found: /lien/…/"),
        ('"%s" %s %s', ("POST /lien/abc/ HTTP/1.1", "200", "12"), '"POST /lien/…/ HTTP/1.1" 200 12'),
        (
            "Gone: https://assises.example.org/lien/abc?x=1",
            (),
            "Gone: https://assises.example.org/lien/…?x=1",
        ),
        ("Not Found: %s", ("/lien/",), "Not Found: /lien/"),
        ("%d%% de /liens/ici", (3,), "3% de /liens/ici"),
        ("Refused: %s <a.b+c@example.org>", ("d@mail.example.org",), "Refused: …@… <…@…>"),
        ("Key (courriel)=(zoe@example.org) exists", (), "Key (courriel)=(…@…) exists"),
    ],
)
def test_the_secret_of_a_link_is_hidden(message, args, line):
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, message, args, None)
    assert SansSecret().filter(record)
    assert record.getMessage() == line


@pytest.mark.parametrize("logger", ["django.request", "django.server", "django.security.csrf", "autre"])
def test_every_line_of_the_portal_passes_there(logger):
    with logged("line") as stream:
        logging.getLogger(logger).warning("Not Found: %s", "/lien/abc/")
    assert stream.getvalue().endswith(f" WARNING {logger} Not Found: /lien/…/\n")


@contextlib.contextmanager
def logged(formatter):
    """What the portal logs meanwhile, in the form of development (line) or of production (json)."""
    stream = io.StringIO()
    changed = {"stream": stream, "formatter": formatter}
    handlers = {name: handler | changed for name, handler in settings.LOGGING["handlers"].items()}
    loggers = settings.LOGGING["loggers"] | {"assises.demandes": {"level": "INFO"}}
    try:
        logging.config.dictConfig(settings.LOGGING | {"handlers": handlers, "loggers": loggers})
        yield stream
    finally:
        logging.config.dictConfig(settings.LOGGING)


def lines(stream):
    return [json.loads(line) for line in stream.getvalue().splitlines()]


# ── The name of a request ───────────────────────────────────────────────────────────────────────────────

NOM = "0123456789abcdef0123456789ABCDEF"


@pytest.mark.django_db
def test_the_name_given_in_front_is_on_every_line_and_in_the_answer(client):
    with logged("json") as stream:
        response = client.get("/nulle-part/?q=zoe@example.org", headers={"X-Request-ID": NOM})
    assert response["X-Request-ID"] == NOM
    (line,) = lines(stream)
    assert line.pop("duree_ms") > 0
    assert line.pop("quand").endswith("+00:00")
    message = line.pop("message")
    assert message.startswith("GET /nulle-part/ 302 ")
    assert line == {
        "niveau": "INFO",
        "journal": "assises.demandes",
        "demande": NOM,
        "methode": "GET",
        "chemin": "/nulle-part/",
        "vue": "",
        "statut": 302,
    } | {"vue": line["vue"]}
    assert "example.org" not in stream.getvalue()


@pytest.mark.parametrize(
    "given", ["", "abc", "x" * 32, "zoe@example.org", "0" * 65, "0123456789abcdef\u00a0", '01234567"89abcdef']
)
def test_what_is_no_name_is_replaced(client, given):
    response = client.get("/sante/", headers={"X-Request-ID": given})
    assert response["X-Request-ID"] != given
    assert re.fullmatch(r"[0-9a-f]{32}", response["X-Request-ID"])


def test_each_request_has_its_own_and_nothing_is_left_of_it(client):
    assert client.get("/sante/")["X-Request-ID"] != client.get("/sante/")["X-Request-ID"]
    assert DEMANDE.get() == ""


@pytest.mark.django_db
def test_a_breakdown_tells_its_name_and_the_log_where_it_was_not_what_was_typed(client, monkeypatch):
    def broken(request):
        raise ValueError("duplicate key: (nom)=(Lambert)")

    client.raise_request_exception = False
    monkeypatch.setattr(URLResolver, "resolve", lambda self, path: ResolverMatch(broken, (), {}, "robots"))
    broken.login_required = False
    with logged("json") as stream:
        response = client.get("/robots.txt", headers={"X-Request-ID": NOM})
    assert response.status_code == 500
    assert f"<code>{NOM}</code>" in response.text
    assert response["X-Request-ID"] == NOM
    told = [line for line in lines(stream) if line["niveau"] == "ERROR"]
    assert [line["demande"] for line in lines(stream)] == [NOM] * len(lines(stream))
    assert (told[0]["erreur"], told[0]["trace"][-1].endswith(" broken")) == ("ValueError", True)
    assert "Lambert" not in stream.getvalue()


def test_probes_are_not_told(client):
    with logged("json") as stream:
        client.get("/sante/")
    assert stream.getvalue() == ""


@pytest.mark.django_db
def test_the_secret_of_a_link_is_in_no_field(client):
    with logged("json") as stream:
        client.get("/lien/tres-secret-012/")
    assert [line["chemin"] for line in lines(stream) if "chemin" in line] == ["/lien/…/"]
    assert "tres-secret" not in stream.getvalue()
