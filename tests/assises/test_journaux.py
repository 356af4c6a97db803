"""The log lines hide the secret of a personal link, whoever writes them."""

import io
import logging
import logging.config

import pytest
from django.conf import settings

from assises.journaux import SansSecret


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
    ],
)
def test_the_secret_of_a_link_is_hidden(message, args, line):
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, message, args, None)
    assert SansSecret().filter(record)
    assert record.getMessage() == line


@pytest.mark.parametrize("logger", ["django.request", "django.server", "django.security.csrf", "autre"])
def test_every_line_of_the_portal_passes_there(logger):
    stream = io.StringIO()
    handlers = {name: handler | {"stream": stream} for name, handler in settings.LOGGING["handlers"].items()}
    try:
        logging.config.dictConfig(settings.LOGGING | {"handlers": handlers})
        logging.getLogger(logger).warning("Not Found: %s", "/lien/abc/")
    finally:
        logging.config.dictConfig(settings.LOGGING)
    assert stream.getvalue().endswith(f" WARNING {logger} Not Found: /lien/…/\n")
