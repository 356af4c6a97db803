"""The door on a phone: one tap, no network, two phones, an ended session."""

import json
import re

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from participants.models import Compte
from seances import pointage
from seances.models import Pointage
from tests import factories

from .bureau import editor_of

pytestmark = pytest.mark.django_db(transaction=True)
SENT = "✓ Tout est envoyé"


@pytest.fixture
def seance(chantier):
    seance = factories.SeanceFactory(chantier=chantier, convoquee=True, date=timezone.localdate())
    for prenom, nom in (("Alix", "Bon"), ("Zoé", "Carré"), ("Hugo", "Dé"), ("Ève", "Élan")):
        person = factories.ParticipantFactory(prenom=prenom, nom=nom)
        factories.InscriptionFactory(chantier=chantier, participant=person)
    return seance


@pytest.fixture
def phone(open_browser, chantier, seance):
    """A function that opens the door on a phone of its own."""

    def open_(prenom):
        context = open_browser(editor_of(chantier, prenom, "Porte"))
        page = context.new_page()
        page.set_viewport_size({"width": 390, "height": 844})
        page.goto(seance.url("pointage"))
        expect(page.locator(".porte-envoi")).to_have_text(SENT)
        return page

    return open_


def line(page, nom):
    return page.locator(".porte-ligne", has=page.locator(".porte-nom", has_text=nom))


def tap(page, nom, button):
    line(page, nom).get_by_role("button", name=re.compile(f"^{button}")).click()


def log_in(page, compte):
    """The same browser, in the hands of an account."""
    client = Client()
    client.force_login(compte)
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": page.url}])
    page.reload()


def told(seance):
    return {str(row.personne): row.phrase for row in pointage.lignes(seance)}


def test_one_tap_a_search_and_an_undo(phone, seance):
    page = phone("Nora")
    tap(page, "Bon", "Présent")
    expect(line(page, "Bon").locator(".porte-etat")).to_have_text("présent")
    page.get_by_role("searchbox").fill("carre")
    expect(line(page, "Bon")).to_be_hidden()
    page.keyboard.press("Enter")
    expect(line(page, "Carré").locator(".porte-etat")).to_have_text("présent")
    expect(page.locator("[data-voir=present]")).to_have_text(re.compile(r"2\s*présents"))
    page.locator(".porte-dernier").get_by_role("button", name="Annuler").click()
    expect(line(page, "Carré").locator(".porte-etat")).to_be_empty()
    expect(page.locator(".porte-envoi")).to_have_text(SENT)
    assert told(seance)["Zoé Carré"] == "à pointer"
    small = page.locator(".porte-ligne:visible .porte-gestes > :visible").evaluate_all(
        "all => all.filter(each => each.getBoundingClientRect().height < 48).length"
    )
    assert small == 0


def test_acts_wait_for_the_network_through_a_reload_and_leave_in_order(phone, seance):
    page = phone("Nora")
    page.context.set_offline(True)
    tap(page, "Bon", "Présent")
    tap(page, "Carré", "Absent")
    tap(page, "Carré", "Excusé")
    line(page, "Bon").get_by_text("Plus").click()
    page.get_by_label("Arrivée tardive").fill("14:05")
    page.get_by_role("button", name="Noter l’arrivée").click()
    page.get_by_label("Prénom").fill("Iris")
    page.get_by_label("Nom", exact=True).fill("Neuve")
    page.get_by_role("button", name="Ajouter, présente").click()
    expect(page.locator(".porte-envoi")).to_contain_text("↑ 5 pointages à envoyer")
    expect(line(page, "Bon").locator(".porte-etat")).to_have_text("présent, arrivée à 14h05 (à envoyer)")
    assert Pointage.objects.count() == 0
    page.context.set_offline(False)
    page.reload()  # before anything left: the acts are in the browser, not in the page
    expect(page.locator(".porte-envoi")).to_have_text(SENT)
    assert told(seance) == {
        "Alix Bon": "présent, arrivée à 14h05",
        "Zoé Carré": "excusé",
        "Hugo Dé": "à pointer",
        "Ève Élan": "à pointer",
        "Iris Neuve": "présent, invitation",
    }
    assert Pointage.objects.count() == 5
    assert page.evaluate("Object.keys(localStorage).filter((cle) => cle.startsWith('pointage')).length") == 0


def test_two_phones_see_each_other_and_a_clash_is_chosen(phone, seance):
    one, other = phone("Nora"), phone("Luc")
    other.context.set_offline(True)
    tap(one, "Bon", "Présent")
    expect(one.locator(".porte-envoi")).to_have_text(SENT)
    tap(other, "Bon", "Excusé")
    other.context.set_offline(False)
    refusal = other.get_by_role("alert")
    expect(refusal).to_contain_text("Nora Porte a noté « présent »")
    expect(line(other, "Bon").locator(".porte-etat")).to_have_text("présent")
    assert told(seance)["Alix Bon"] == "présent"
    refusal.get_by_role("button", name="Noter « excusé »").click()
    expect(other.locator(".porte-envoi")).to_have_text(SENT)
    assert told(seance)["Alix Bon"] == "excusé"
    one.evaluate("document.dispatchEvent(new Event('visibilitychange'))")  # rather than wait for its turn
    expect(line(one, "Bon").locator(".porte-etat")).to_have_text("excusé")


def test_an_ended_session_keeps_the_acts_for_their_account_alone(phone, seance, chantier):
    page = phone("Nora")
    Session.objects.all().delete()
    tap(page, "Bon", "Présent")
    expect(page.get_by_role("dialog")).to_contain_text("Vos pointages sont gardés dans ce téléphone")
    page.get_by_role("button", name="Plus tard").click()
    expect(page.locator(".porte-envoi")).to_contain_text("1 pointage à envoyer · session expirée")
    kept = page.evaluate("Object.entries(localStorage).filter(([cle]) => cle.startsWith('pointage'))")
    [(key, act)] = kept
    nora = key.split(":")[1]
    assert json.loads(act)["geste"] == "present"
    assert Pointage.objects.count() == 0
    # The same browser, another account: the act is not his, and stays.
    log_in(page, editor_of(chantier, "Luc", "Porte"))
    expect(page.locator(".porte-envoi")).to_have_text(SENT)
    assert Pointage.objects.count() == 0
    log_in(page, Compte.objects.get(pk=nora))
    expect(line(page, "Bon").locator(".porte-etat")).to_have_text("présent")
    expect(page.locator(".porte-envoi")).to_have_text(SENT)
    assert Pointage.objects.get().par_id == int(nora)
