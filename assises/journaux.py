"""What the log lines may say."""

import logging
import re

SECRET = re.compile(r"(/(?:lien|abonnement)/)[^/\s\"'?#]+")


class SansSecret(logging.Filter):
    """Hides the secret of a personal link or a subscription wherever a line names its address."""

    def filter(self, record):
        message = record.getMessage()
        if SECRET.search(message):
            record.msg, record.args = SECRET.sub(r"\1…", message), None
        return True
