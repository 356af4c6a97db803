"""The writing desk when things go wrong: a server killed, a session gone, a PV frozen, a point deleted meanwhile."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import suppress
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from playwright.sync_api import TimeoutError as Depasse
from playwright.sync_api import expect

from participants.models import Compte
from seances.models import RevisionTexte
from tests import bases, factories
from tests.participants.connexion import application, code_of

from . import test_connexion
from .bureau import SAVED, desk, editor_of, status, texte_of, wait_for_texte, write, zone
from .test_connexion import free_port

ROOT = Path(__file__).resolve().parents[2]
poste = test_connexion.poste


# ── A server that dies ──────────────────────────────────────────────────────────────────────────────────

PREPARE = """
from django.test import Client
from tests import factories
chantier = factories.ChantierFactory()
someone = factories.ParticipantFactory(avec_compte=True)
factories.CopresidenceFactory(chantier=chantier, participant=someone)
seance = factories.SeanceFactory(chantier=chantier, convoquee=True)
factories.TextePointFactory(point=factories.PointOrdreDuJourFactory(seance=seance))
client = Client()
client.force_login(someone.compte)
[cookie] = client.cookies.values()
print("PREPARED", seance.pk, cookie.key, cookie.value)
"""
READ = "from seances.models import TextePoint; print('READ', TextePoint.objects.get().texte)"


class Server:
    """The portal's own command on a database of its own, that one may kill."""

    def __init__(self, folder):
        others = {"DATABASE_URL", "DEBUG", "SITE_URL", "MEDIA_ROOT", "DJANGO_SETTINGS_MODULE"}
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.env = {name: value for name, value in os.environ.items() if name not in others} | {
            "DATABASE_URL": f"sqlite:///{folder / 'base.sqlite3'}",
            "DEBUG": "1",
            "SECRET_KEY": "for-one-test-only-" * 4,
            "ALLOWED_HOSTS": "127.0.0.1",
            "MEDIA_ROOT": str(folder),
            "SITE_URL": self.url,
        }

    def manage(self, *arguments):
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(
            command, cwd=ROOT, env=self.env, capture_output=True, text=True, check=True
        ).stdout

    def start(self):
        command = [sys.executable, "manage.py", "runserver", "--noreload", f"127.0.0.1:{self.port}"]
        quiet = subprocess.DEVNULL
        self.process = subprocess.Popen(command, cwd=ROOT, env=self.env, stdout=quiet, stderr=quiet)
        limit = time.monotonic() + 120
        while time.monotonic() < limit:
            try:
                urllib.request.urlopen(f"{self.url}/sante/", timeout=5).close()
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.1)
            else:
                return
        raise TimeoutError("The server does not answer.")

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


@pytest.fixture
def server(tmp_path):
    bases.copy(tmp_path / "base.sqlite3")
    server = Server(tmp_path)
    yield server
    if server.process.poll() is None:
        server.kill()


def test_a_server_killed_between_two_keys_loses_nothing(chromium, server):
    """What is older than five seconds is in the database; what is younger waits in the browser and follows."""
    told = server.manage("shell", "--no-imports", "-c", PREPARE)
    _, pk, name, value = next(line for line in told.splitlines() if line.startswith("PREPARED")).split()
    server.start()
    context = chromium.new_context(base_url=server.url)
    context.add_cookies([{"name": name, "value": value, "url": server.url}])
    page = context.new_page()
    page.goto(f"/gestion/seances/seance/{pk}/rediger/")
    write(page, "avant")
    typed = "avant"
    for number in range(40):  # somebody who never stops typing, for some seven seconds
        page.keyboard.type(f" {number}", delay=60)
        typed += f" {number}"
        if number == 10:
            older = typed
    server.kill()
    page.keyboard.type(" pendant", delay=20)
    expect(status(page)).to_contain_text("⚠ Non enregistré", timeout=8_000)
    [stored] = [
        line for line in server.manage("shell", "--no-imports", "-c", READ).splitlines() if "READ" in line
    ]
    assert older in stored

    server.start()
    expect(status(page)).to_have_text(SAVED, timeout=40_000)
    [stored] = [
        line for line in server.manage("shell", "--no-imports", "-c", READ).splitlines() if "READ" in line
    ]
    assert stored == f"READ <p>{typed} pendant</p>"
    context.close()


# ── A session that ends ─────────────────────────────────────────────────────────────────────────────────

database = pytest.mark.django_db(transaction=True)


def known(compte, address):
    """The address by which this person enters."""
    compte.participant.courriel = compte.email = address
    compte.participant.save()
    compte.save()
    compte.emailaddress_set.all().delete()
    return compte


def dialog_of(page):
    return page.get_by_role("dialog", name="Votre session a expiré")


def log_in_place(page, poste, address):
    dialog = dialog_of(page)
    dialog.get_by_label("Adresse électronique").fill(address)
    page.keyboard.press("Enter")
    expect(dialog.get_by_label("Code")).to_be_visible()
    dialog.get_by_label("Code").fill(code_of(poste.next_to(address)))
    page.keyboard.press("Enter")


@database
def test_one_logs_in_again_in_place_and_the_text_is_saved(
    open_browser,
    live_server,
    settings,
    chantier,
    seance,
    poste,
):
    settings.SITE_URL = live_server.url
    camille = known(editor_of(chantier, "Camille", "Dupré"), "camille@example.org")
    page = desk(open_browser(camille), seance)
    zone(page).click()
    Session.objects.all().delete()
    write(page, "Tapé trop tard.")
    log_in_place(page, poste, "camille@example.org")
    expect(status(page)).to_have_text(SAVED)
    expect(dialog_of(page)).to_have_count(0)
    kept = RevisionTexte.objects.get()
    assert (kept.texte, kept.par) == ("<p>Tapé trop tard.</p>", camille)
    page.keyboard.type(" Et la suite.")  # the cursor is where it was
    expect(status(page)).to_contain_text("Modifié")
    expect(status(page)).to_have_text(SAVED)
    assert texte_of(seance).texte == "<p>Tapé trop tard. Et la suite.</p>"


@database
def test_who_logs_in_instead_saves_nothing_of_somebody_else(
    open_browser,
    live_server,
    settings,
    chantier,
    seance,
    poste,
):
    settings.SITE_URL = live_server.url
    known(editor_of(chantier, "Noé", "Lambert"), "noe@example.org")
    camille = known(editor_of(chantier, "Camille", "Dupré"), "camille@example.org")
    context = open_browser(camille)
    page = desk(context, seance)
    zone(page).click()
    Session.objects.all().delete()
    write(page, "De Camille.")
    log_in_place(page, poste, "noe@example.org")
    expect(dialog_of(page)).to_contain_text("Une autre personne est maintenant connectée")
    dialog_of(page).get_by_role("button", name="Plus tard").click()
    page.wait_for_timeout(2_500)
    assert not RevisionTexte.objects.exists()
    page.close(run_before_unload=False)

    his = desk(context, seance)
    expect(zone(his)).to_be_visible()
    assert "De Camille" not in his.content()
    his.close()
    client = Client()
    client.force_login(camille)
    context.add_cookies(cookies_of(client, live_server))
    hers = desk(context, seance)
    expect(hers.locator(".retrouve")).to_contain_text("De Camille.")


def cookies_of(client, live_server):
    name = settings.SESSION_COOKIE_NAME
    return [{"name": name, "value": client.cookies[name].value, "url": live_server.url}]


@database
def test_a_second_factor_is_shown_in_place(open_browser, live_server, settings, seance, poste):
    settings.SITE_URL = live_server.url
    admin = Compte.objects.create_superuser("admin@example.org")
    present_code = application(admin)
    page = desk(open_browser(admin), seance)
    zone(page).click()
    settings.SECOND_FACTEUR_OBLIGATOIRE = True
    Session.objects.all().delete()
    write(page, "De l’administration.")
    log_in_place(page, poste, "admin@example.org")
    dialog = dialog_of(page)
    expect(dialog.get_by_role("textbox")).to_have_value("")
    dialog.get_by_role("textbox").fill(present_code())
    page.keyboard.press("Enter")
    expect(status(page)).to_have_text(SAVED)
    assert texte_of(seance).texte == "<p>De l’administration.</p>"


# ── What others do meanwhile ────────────────────────────────────────────────────────────────────────────


@database
def test_what_is_typed_while_the_pv_is_frozen_is_kept_as_a_revision(open_browser, chantier, seance):
    page = desk(open_browser(editor_of(chantier, "Camille", "Dupré")), seance)
    zone(page).click()
    factories.ProcesVerbalFactory(seance=seance, diffuse=True)
    write(page, "Trop tard.")
    expect(status(page)).to_contain_text("Rien n’est perdu")
    assert (texte_of(seance).texte, RevisionTexte.objects.get().texte) == ("", "<p>Trop tard.</p>")
    page.reload()
    page.get_by_role("link", name="révision 1").click()
    expect(page.get_by_text("Trop tard.")).to_be_visible()


@database
def test_the_text_of_a_point_deleted_meanwhile_can_be_copied(open_browser, chantier, seance):
    page = desk(open_browser(editor_of(chantier, "Camille", "Dupré")), seance)
    zone(page, 2).click()
    seance.points.get(position=2).delete()
    write(page, "Orphelin.", 2)
    expect(status(page, 2)).to_contain_text("⚠ Non enregistré : Ce point n’existe plus")
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    expect(page.locator(".retrouves textarea")).to_have_value("Orphelin.")
    page.get_by_role("button", name="L’écarter").click()
    page.reload()
    expect(page.locator(".retrouves textarea")).to_have_count(0)


@database
def test_a_text_offered_back_meets_the_newer_one_beside_it(open_browser, chantier, seance):
    context = open_browser(editor_of(chantier, "Camille", "Dupré"))
    page = desk(context, seance)
    zone(page).click()
    context.set_offline(True)
    write(page, "De Camille.")
    page.close(run_before_unload=False)
    context.set_offline(False)
    other = desk(open_browser(editor_of(chantier, "Noé", "Lambert")), seance)
    write(other, "De Noé.")
    wait_for_texte(other, seance, "<p>De Noé.</p>")

    page = desk(context, seance)
    page.get_by_role("button", name="Reprendre ce texte").click()
    expect(page.locator(".conflit")).to_contain_text("De Camille.")
    expect(page.locator(".conflit")).to_contain_text("De Noé.")
    page.get_by_role("button", name="Garder le mien").click()
    expect(status(page)).to_have_text(SAVED)
    assert texte_of(seance).texte == "<p>De Camille.</p>"
    assert RevisionTexte.objects.filter(texte="<p>De Noé.</p>", sort="appliquee").exists()


@database
def test_what_is_typed_after_the_comparison_is_not_lost_by_a_choice(open_browser, chantier, seance):
    first = desk(open_browser(editor_of(chantier, "Camille", "Dupré")), seance)
    second = desk(open_browser(editor_of(chantier, "Noé", "Lambert")), seance)
    zone(second).click()
    write(first, "Un.")
    expect(status(first)).to_have_text(SAVED)
    write(second, "Deux.")
    expect(second.locator(".conflit")).to_be_visible()
    second.keyboard.type(" Trois.")  # the focus never left the text
    second.get_by_role("button", name="Garder celui de Camille Dupré").click()
    expect(status(second)).to_contain_text("choisissez à nouveau")
    expect(second.locator(".conflit")).to_contain_text("Trois.")
    assert RevisionTexte.objects.filter(texte="<p>Deux. Trois.</p>", sort="en_attente").exists()
    second.get_by_role("button", name="Garder celui de Camille Dupré").click()
    expect(zone(second).locator(".ProseMirror")).to_have_text("Un.")
    assert RevisionTexte.objects.filter(texte="<p>Deux. Trois.</p>", sort="reglee").exists()


def retry(page):
    """Ask for another try, unless the page has just made one by itself and shows the button no more."""
    with suppress(Depasse):
        page.get_by_role("button", name="Réessayer").click(timeout=3000)


@database
def test_two_tabs_of_one_person_keep_both_texts(open_browser, chantier, seance):
    context = open_browser(editor_of(chantier, "Camille", "Dupré"))
    first, second = desk(context, seance), desk(context, seance)
    for page, text in ((first, "Premier onglet."), (second, "Second onglet.")):
        page.route("**/enregistrer/", lambda route: route.abort())
        write(page, text)
        expect(status(page)).to_contain_text("⚠ Non enregistré")
    kept = second.evaluate("Object.entries(localStorage).filter(([cle]) => cle.startsWith('redaction:'))")
    assert sorted(json.loads(value)["texte"] for _, value in kept) == [
        "<p>Premier onglet.</p>",
        "<p>Second onglet.</p>",
    ]
    for page in (first, second):
        page.unroute("**/enregistrer/")
        retry(page)
        expect(status(first)).to_have_text(SAVED)
    expect(second.locator(".conflit")).to_contain_text("Premier onglet.")
    second.get_by_role("button", name="Fusionner").click()
    expect(status(second)).to_have_text(SAVED)
    assert texte_of(seance).texte == "<p>Premier onglet.</p><p>Second onglet.</p>"


@database
def test_an_answer_lost_on_the_way_is_no_conflict_with_oneself(open_browser, chantier, seance):
    page = desk(open_browser(editor_of(chantier, "Camille", "Dupré")), seance)

    def lose(route):
        route.fetch()  # the server saved it
        route.abort()

    page.route("**/enregistrer/", lose, times=1)
    write(page, "Un.")
    expect(status(page)).to_contain_text("⚠ Non enregistré")
    page.keyboard.type(" Deux.")
    expect(status(page)).to_have_text(SAVED)
    expect(page.locator(".conflit")).to_have_count(0)
    assert texte_of(seance).texte == "<p>Un. Deux.</p>"
    assert not RevisionTexte.objects.en_attente().exists()


@database
def test_an_answer_lost_many_tries_ago_is_no_conflict_with_oneself(open_browser, chantier, seance):
    """The server saved a text, then stayed away for long while one went on typing."""
    page = desk(open_browser(editor_of(chantier, "Camille", "Dupré")), seance)

    def lose(route):
        route.fetch()
        route.abort()

    page.route("**/enregistrer/", lambda route: route.abort())
    page.route("**/enregistrer/", lose, times=1)
    write(page, "Un.")
    wait_for_texte(page, seance, "<p>Un.</p>")
    for word in (" Deux.", " Trois.", " Quatre.", " Cinq."):
        page.keyboard.type(word)
        with page.expect_event("requestfailed"):
            page.keyboard.press("Control+s")
    page.unroute("**/enregistrer/")
    page.keyboard.press("Control+s")
    expect(status(page)).to_have_text(SAVED)
    expect(page.locator(".conflit")).to_have_count(0)
    assert texte_of(seance).texte == "<p>Un. Deux. Trois. Quatre. Cinq.</p>"


@pytest.mark.parametrize("answer", [413, 429, 503])
@database
def test_a_server_that_refuses_is_told_and_asked_again(open_browser, chantier, seance, answer):
    page = desk(open_browser(editor_of(chantier, "Camille", "Dupré")), seance)
    page.route("**/enregistrer/", lambda route: route.fulfill(status=answer, body="non"), times=1)
    write(page, "Un.")
    expect(status(page)).to_contain_text("⚠ Non enregistré")
    if answer == 413:
        retry(page)
    expect(status(page)).to_have_text(SAVED)
    assert texte_of(seance).texte == "<p>Un.</p>"


@database
def test_an_answer_that_takes_long_is_told_in_red(open_browser, chantier, seance):
    page = desk(open_browser(editor_of(chantier, "Camille", "Dupré")), seance)
    page.route("**/enregistrer/", lambda route: (page.wait_for_timeout(5_000), route.continue_()), times=1)
    write(page, "Un.")
    expect(status(page)).to_have_text("⚠ Non enregistré : le portail ne répond pas encore")
    expect(status(page)).to_have_text(SAVED)


@database
def test_a_browser_that_keeps_nothing_says_so_and_saves(open_browser, chantier, seance):
    context = open_browser(editor_of(chantier, "Camille", "Dupré"))
    context.add_init_script(
        "Storage.prototype.setItem = () => { throw new DOMException('non', 'QuotaExceededError'); };"
    )
    page = desk(context, seance)
    expect(page.locator(".retrouves")).to_contain_text("Ce navigateur ne garde rien")
    write(page, "Un.")
    expect(status(page)).to_have_text(SAVED)


@database
def test_a_long_text_of_a_tab_that_closes_stays_in_the_browser(open_browser, chantier, seance):
    context = open_browser(editor_of(chantier, "Camille", "Dupré"))
    page = desk(context, seance)
    zone(page).click()
    expect(zone(page).locator(".ProseMirror-focused")).to_be_visible()
    context.set_offline(True)
    page.evaluate("document.execCommand('insertText', false, 'long '.repeat(20000))")
    page.close(run_before_unload=False)
    context.set_offline(False)
    page = desk(context, seance)
    page.get_by_role("button", name="Reprendre ce texte").click()
    expect(status(page)).to_have_text(SAVED)
    assert len(texte_of(seance).texte) == 100_006


@database
def test_logging_out_with_unsaved_text_warns(open_browser, chantier, seance):
    context = open_browser(editor_of(chantier, "Camille", "Dupré"))
    page = desk(context, seance)
    page.route("**/enregistrer/", lambda route: route.abort())
    write(page, "Pas encore.")
    expect(status(page)).to_contain_text("⚠ Non enregistré")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.get_by_text("Se déconnecter").click()
    expect(zone(page)).to_contain_text("Pas encore.")
    assert asked == ["beforeunload"]
