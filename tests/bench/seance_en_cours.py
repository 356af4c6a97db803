"""What the load is made on: a séance of today with its rédacteurs, those expected, and a session for each of them.

The rédacteurs write the draft of the bench, one text each; so many phones point those expected, one person each.
"""

import datetime

from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.http import HttpRequest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from chantiers.models import Inscription
from participants.models import Compte, Participant
from seances.models import PointOrdreDuJour, Seance, TextePoint

from .pages import subjects

JETON = "a" * 32  # of the forms: the cookie and the header agree
PHRASE = "Les échanges portent sur les moyens dont chacun dispose, sur le terrain, pour travailler avec les autres."


def main(material, redacteurs, telephones):
    """Returns {"pages": [[address, Cookie header], …], "pdf": [the same, frozen ones first], "redacteurs":
    [{enregistrer, lire, compte, revision, texte, cookie}], "telephones": [{actes, compte, personne, base, cookie}]}.
    """
    chantier, numero = material["tailles"]["1×"]["projet"]
    seance = Seance.objects.get(chantier__numero=chantier, numero=numero)
    today = timezone.localdate()
    seance.date, seance.heure_debut, seance.heure_fin = today, datetime.time(0, 1), datetime.time(23, 58)
    seance.save()
    accounts = [account(seance, number) for number in range(max(redacteurs, telephones))]
    cookies = [session(compte) for compte, _ in accounts]
    actes = seance.url("pointage_actes")
    pages = [
        [sujet.chemin, cookies[0] if sujet.administrateur else ""]
        for sujet in subjects(material)
        if not sujet.chemin.endswith(".pdf") and sujet.taille != "10×"
    ]
    fige = "/chantiers/{}/seances/{}/".format(*material["tailles"]["1×"]["fige"])
    return {
        "pages": pages,
        "pdf": [[f"{fige}pv.pdf", ""], [seance.url("projet_pdf"), cookies[0]]],
        "redacteurs": [
            writer(seance, text, compte, cookie)
            for text, (compte, _), cookie in zip(texts(seance, redacteurs), accounts, cookies, strict=False)
        ],
        "telephones": [
            {
                "actes": actes,
                "compte": compte.pk,
                "personne": str(person.pk),
                "base": None,
                "cookie": cookie,
            }
            for (compte, person), cookie in zip(accounts[:telephones], cookies, strict=False)
        ],
    }


def account(seance, number):
    """A rédacteur of the chantier who is expected at its séance, with an account."""
    compte = Compte.objects.create(email=f"plume{number}@example.org")
    person = Participant.objects.create(prenom="Ode", nom=f"Plume {number}", compte=compte)
    Inscription.objects.create(
        chantier=seance.chantier,
        participant=person,
        depuis=seance.date - datetime.timedelta(days=9),
        redacteur=True,
    )
    return compte, person


def session(compte):
    """Cookie header of somebody who has logged in."""
    client = Client()
    client.force_login(compte)
    request = HttpRequest()
    request.session = client.session
    record_authentication(request, compte, method="mfa")
    request.session.save()
    cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
    return f"{cookie}; {settings.CSRF_COOKIE_NAME}={JETON}"


def texts(seance, count):
    """So many texts of the séance; points are added where it has fewer."""
    found = list(TextePoint.objects.filter(point__seance=seance).order_by("point__position"))
    last = seance.points.order_by("-position").first().position
    for position in range(last + 1, last + 1 + count - len(found)):
        point = PointOrdreDuJour.objects.create(seance=seance, position=position, titre=f"Point {position}")
        text = TextePoint.objects.create(point=point, texte=f"<p>{PHRASE}</p>" * 12)
        found.append(text)
    return found[:count]


def writer(seance, text, compte, cookie):
    keys = [seance.pk, text.pk]
    return {
        "enregistrer": reverse("admin:seances_seance_rediger_enregistrer", args=keys),
        "lire": reverse("admin:seances_seance_rediger_texte", args=keys),
        "compte": compte.pk,
        "revision": text.revision,
        "texte": text.texte,
        "texte_apres": text.texte_apres,
        "cookie": cookie,
    }
