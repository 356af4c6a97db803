"""The writing desk in real browsers: whatever happens, what was typed is found again."""

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from playwright.sync_api import expect

from seances.models import RevisionTexte

from .bureau import SAVED, desk, editor_of, status, texte_of, write, zone

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_is_typed_saves_itself_and_says_who_speaks(open_browser, chantier, seance):
    page = desk(open_browser(editor_of(chantier, "Camille", "Dupré")), seance)
    write(page, "Alix Lambert : bonjour.")
    expect(status(page)).to_have_text(SAVED)
    expect(page.locator("#point-1 .marge span")).to_have_text("Alix Lambert")
    expect(page.locator(".statut-redaction span")).to_have_text("✓ Tout est enregistré")
    assert texte_of(seance).texte == "<p>Alix Lambert : bonjour.</p>"
    assert page.evaluate("Object.keys(localStorage).filter((cle) => cle.startsWith('redaction'))") == []


def test_a_name_completes_as_one_types(open_browser, chantier, seance):
    page = desk(open_browser(editor_of(chantier, "Camille", "Dupré")), seance)
    write(page, "Lam")
    expect(page.get_by_role("option", name="Alix Lambert")).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.type(" : oui.")
    expect(status(page)).to_have_text(SAVED)
    assert texte_of(seance).texte == "<p>Alix Lambert : oui.</p>"


def test_two_people_in_one_point_lose_nothing(open_browser, chantier, seance):
    first = desk(open_browser(editor_of(chantier, "Camille", "Dupré")), seance)
    second = desk(open_browser(editor_of(chantier, "Noé", "Lambert")), seance)
    zone(second).click()
    write(first, "Le texte de Camille.")
    expect(status(first)).to_have_text(SAVED)
    write(second, "Le texte de Noé.")
    conflict = second.locator(".conflit")
    expect(conflict).to_contain_text("Celui de Camille Dupré")
    expect(status(second)).to_contain_text("⚠ Non enregistré")
    kept = set(RevisionTexte.objects.values_list("texte", flat=True))
    assert {"<p>Le texte de Camille.</p>", "<p>Le texte de Noé.</p>"} <= kept
    assert texte_of(seance).texte == "<p>Le texte de Camille.</p>"

    expect(second.get_by_role("button", name="Réessayer")).to_be_hidden()  # nothing is tried again
    second.get_by_role("button", name="Choisir entre les deux textes").click()
    expect(conflict.get_by_role("button", name="Fusionner")).to_be_focused()
    second.keyboard.press("Enter")
    expect(status(second)).to_have_text(SAVED)
    assert texte_of(seance).texte == "<p>Le texte de Camille.</p><p>Le texte de Noé.</p>"


def test_different_points_do_not_disturb_each_other(open_browser, chantier, seance):
    first = desk(open_browser(editor_of(chantier, "Camille", "Dupré")), seance)
    second = desk(open_browser(editor_of(chantier, "Noé", "Lambert")), seance)
    write(first, "Un.", 1)
    write(second, "Deux.", 2)
    expect(status(first, 1)).to_have_text(SAVED)
    expect(status(second, 2)).to_have_text(SAVED)
    second.evaluate("document.dispatchEvent(new Event('visibilitychange'))")  # it asks who is there
    expect(second.locator("#point-1 .plumes")).to_have_text("Camille Dupré modifie ce point")
    expect(second.locator("#point-2 .plumes")).to_have_text("")
    expect(second.locator(".redaction-points .plumes-point")).to_have_text(["Camille Dupré", ""])
    assert [texte_of(seance, number).texte for number in (1, 2)] == ["<p>Un.</p>", "<p>Deux.</p>"]


def test_without_network_the_text_waits_and_is_saved_when_it_returns(open_browser, chantier, seance):
    context = open_browser(editor_of(chantier, "Camille", "Dupré"))
    page = desk(context, seance)
    zone(page).click()
    context.set_offline(True)
    write(page, "Dans le train.")
    expect(status(page)).to_contain_text("⚠ Non enregistré")
    assert texte_of(seance).texte == ""
    context.set_offline(False)
    expect(status(page)).to_have_text(SAVED)
    assert texte_of(seance).texte == "<p>Dans le train.</p>"


def test_a_tab_closed_before_saving_offers_its_text_back(open_browser, chantier, seance):
    context = open_browser(editor_of(chantier, "Camille", "Dupré"))
    page = desk(context, seance)
    zone(page).click()
    context.set_offline(True)
    write(page, "Presque perdu.")
    page.close(run_before_unload=False)
    context.set_offline(False)

    page = desk(context, seance)
    offer = page.locator(".retrouve")
    expect(offer).to_contain_text("Presque perdu.")
    offer.get_by_role("button", name="Reprendre ce texte").click()
    expect(status(page)).to_have_text(SAVED)
    assert texte_of(seance).texte == "<p>Presque perdu.</p>"


def test_what_waits_in_a_browser_is_shown_to_nobody_else(open_browser, live_server, chantier, seance):
    context = open_browser(editor_of(chantier, "Camille", "Dupré"))
    page = desk(context, seance)
    zone(page).click()
    context.set_offline(True)
    write(page, "De Camille seule.")
    page.close(run_before_unload=False)
    context.set_offline(False)

    other = Client()
    other.force_login(editor_of(chantier, "Noé", "Lambert"))
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": other.cookies[name].value, "url": live_server.url}])
    page = desk(context, seance)
    expect(zone(page)).to_be_visible()
    assert "De Camille" not in page.inner_text("body")
    assert texte_of(seance).texte == ""


def test_an_expired_session_asks_to_log_in_and_keeps_the_text(open_browser, chantier, seance):
    page = desk(open_browser(editor_of(chantier, "Camille", "Dupré")), seance)
    zone(page).click()
    Session.objects.all().delete()
    write(page, "Tapé trop tard.")
    dialog = page.get_by_role("dialog", name="Votre session a expiré")
    expect(dialog).to_be_visible()
    expect(dialog.get_by_label("Adresse électronique")).to_be_visible()
    expect(status(page)).to_contain_text("⚠ Non enregistré")
    assert not RevisionTexte.objects.exists()
