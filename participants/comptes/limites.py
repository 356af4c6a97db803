"""Limits at the door: how often one may ask for a code, and type one.

Counted in the database, which all workers share: nothing to configure, nothing that a restart forgets. The key
of a count is a fingerprint, so that neither address nor IP is kept.
"""

import ipaddress
from dataclasses import dataclass
from datetime import timedelta

from allauth.account.adapter import get_adapter
from django.utils import timezone
from django.utils.crypto import salted_hmac

from ..models import Tentative


@dataclass(frozen=True)
class Limite:
    nom: str
    nombre: int
    duree: timedelta


# A code has 20^8 values. Twelve codes an hour, five tries each: a year of guesses at one address has one chance in
# 48,000, from however many places.
DEMANDES_ADRESSE = Limite("demandes d’une adresse", 12, timedelta(hours=1))
DEMANDES_ADRESSE_ICI = Limite("demandes d’une adresse, d’une IP", 3, timedelta(minutes=10))
# A séance begins: all who sit there come from one address of the network.
DEMANDES_IP = Limite("demandes d’une IP", 100, timedelta(minutes=10))
ESSAIS_CODE = Limite("essais d’un code", 5, timedelta(hours=1))
ESSAIS_IP = Limite("essais d’une IP", 200, timedelta(minutes=10))
SECOND_FACTEUR = Limite("essais du second facteur", 5, timedelta(minutes=5))
SECOND_FACTEUR_JOUR = Limite("essais du second facteur, en un jour", 30, timedelta(days=1))
CODE_DEJA_SERVI = Limite("code du second facteur", 1, timedelta(minutes=5))
LE_PLUS_LONG = timedelta(days=1)


def consume(limite, *parts):
    """Count one try. Returns False, and counts nothing, when the limit is reached.

    parts: what is limited, an address or an IP. The row is written before it counts: two tries at once never both
    slip through.
    """
    now = timezone.now()
    value = "\0".join((limite.nom, *map(str, parts)))
    key = salted_hmac("participants.limites", value, algorithm="sha256").hexdigest()
    mine = Tentative.objects.create(cle=key, quand=now)
    if Tentative.objects.filter(cle=key, quand__gt=now - limite.duree).count() <= limite.nombre:
        return True
    mine.delete()
    return False


def forget_old():
    """Drop what no limit looks at any more."""
    Tentative.objects.filter(quand__lt=timezone.now() - LE_PLUS_LONG).delete()


def client_ip(request):
    """The network address that limits count: of IPv6 the network of /64 that one household gets."""
    ip = get_adapter().get_client_ip(request)
    try:
        address = ipaddress.ip_address(ip)
    except ValueError:
        return ip
    if address.version == 6:
        return str(ipaddress.ip_network(f"{address}/64", strict=False).network_address)
    return ip
