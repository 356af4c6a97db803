"""Codes sent by e-mail: made, kept in the session as a fingerprint, and compared once.

A code is worth something only in the session that asked for it, for ten minutes and five tries. One is made and kept
whether or not anybody gets it, so that the page does the same for every address.
"""

import secrets
import time

from allauth.account.adapter import get_adapter
from django.utils.crypto import constant_time_compare, salted_hmac

from . import limites

DUREE = 10 * 60  # seconds


def make():
    """(code to send, what to keep of it in the session)"""
    code = get_adapter().generate_login_code()
    marque = secrets.token_hex(8)
    return code, {"marque": marque, "empreinte": _fingerprint(marque, code), "quand": time.time()}


def is_alive(kept):
    return time.time() - kept["quand"] <= DUREE


def has_tries(kept, request):
    """Count one try against what is kept; False when none is left, for this code or from this network."""
    return limites.consume(limites.ESSAIS_CODE, kept["marque"]) and limites.consume(
        limites.ESSAIS_IP, limites.client_ip(request)
    )


def matches(kept, typed):
    """Whether this is the code. Dashes, spaces and case do not matter. Count the try first."""
    return is_alive(kept) and constant_time_compare(kept["empreinte"], _fingerprint(kept["marque"], typed))


def _fingerprint(marque, code):
    plain = "".join(filter(str.isalnum, code)).upper()
    return salted_hmac("participants.codes", f"{marque}:{plain}", algorithm="sha256").hexdigest()
