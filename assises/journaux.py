"""What the log lines may say, and in which form: a line of JSON each in production, which names the request it is of.

No line holds an address of somebody or the secret of a link. Of an error a line keeps its kind and where it happened,
never its message: databases and libraries quote there what people typed.
"""

import contextvars
import datetime
import json
import logging
import re
import traceback

SECRET = re.compile(r"(/(?:lien|abonnement)/)[^/\s\"'?#]+")
COURRIEL = re.compile(r"[^\s@<>()\[\]\"'=:,;/]+@[^\s@<>()\[\]\"'=:,;/]+")
DEMANDE = contextvars.ContextVar("demande", default="")  # of the request that is being answered


def sans_secret(text):
    """The same text, without the secret of a personal link or a subscription and without e-mail addresses."""
    return COURRIEL.sub("…@…", SECRET.sub(r"\1…", text))


class SansSecret(logging.Filter):
    """Every line passes here: hides what none may hold, and tells of which request it is."""

    def filter(self, record):
        record.demande = DEMANDE.get() or "-"
        message = record.getMessage()
        if (clean := sans_secret(message)) != message:
            record.msg, record.args = clean, None
        return True


class LigneJSON(logging.Formatter):
    """One object a line. `extra={"champs": {…}}` adds its own names."""

    def format(self, record):
        moment = datetime.datetime.fromtimestamp(record.created, datetime.UTC)
        line = {
            "quand": moment.isoformat(timespec="milliseconds"),
            "niveau": record.levelname,
            "journal": record.name,
            "message": record.getMessage(),
            "demande": record.demande,
        }
        line |= getattr(record, "champs", {})
        if record.exc_info and record.exc_info[0]:
            line["erreur"] = record.exc_info[0].__name__
            line["trace"] = [
                f"{frame.filename}:{frame.lineno} {frame.name}"
                for frame in traceback.extract_tb(record.exc_info[2])
            ]
        return json.dumps(line, ensure_ascii=False, default=str)
