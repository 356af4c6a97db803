"""The writing desk in a browser: who opens it, what is typed there, what it says."""

import re

from django.urls import reverse

from seances.models import TextePoint
from tests import factories

SAVED = re.compile(r"Enregistré à \d\dh\d\d")


def editor_of(chantier, prenom, nom):
    participant = factories.ParticipantFactory(prenom=prenom, nom=nom, avec_compte=True)
    factories.CopresidenceFactory(chantier=chantier, participant=participant)
    return participant.compte


def desk(context, seance):
    page = context.new_page()
    page.goto(reverse("admin:seances_seance_rediger", args=[seance.pk]))
    return page


def overflow(page):
    """By how many pixels the page, once it is all there, sticks out of its window."""
    page.wait_for_load_state()
    return max(0, page.evaluate("document.documentElement.scrollWidth - innerWidth"))


def zone(page, number=1):
    return page.locator(f"#point-{number} [data-champ=texte]")


def status(page, number=1):
    return page.locator(f"#point-{number} .statut-texte")


def write(page, text, number=1):
    zone(page, number).click()
    page.keyboard.press("Control+End")
    page.keyboard.type(text)


def texte_of(seance, number=1):
    return TextePoint.objects.get(point__seance=seance, point__position=number)


def wait_for_texte(page, seance, texte, number=1):
    """Until the server has these very words: a busy machine saves some of them while the rest are typed."""
    for _ in range(300):
        if texte_of(seance, number).texte == texte:
            return
        page.wait_for_timeout(100)
    assert texte_of(seance, number).texte == texte, texte_of(seance, number).texte
