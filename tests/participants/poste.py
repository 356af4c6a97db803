"""A mail server that takes its time and then refuses."""

import smtplib
import time

from django.core.mail.backends.base import BaseEmailBackend


class LenteEtEnPanne(BaseEmailBackend):
    def send_messages(self, messages):
        time.sleep(1)
        raise smtplib.SMTPRecipientsRefused({each: (550, b"no") for each in messages[0].to})
