"""The running mode and the chained times in a real browser: keyboard, two screens, a cut of the network."""

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import factories

from .bureau import editor_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def agenda(chantier):
    seance = factories.SeanceFactory(
        chantier=chantier, convoquee=True, avec_horaire=True, date=timezone.localdate()
    )
    for titre in ("Accueil", "Débat", "La suite"):
        factories.PointOrdreDuJourFactory(seance=seance, titre=titre, duree_minutes=30)
    return seance


def shows(page, titre):
    page.wait_for_function("titre => document.querySelector('.ecran-titre').textContent === titre", arg=titre)


def test_two_screens_agree_and_a_cut_loses_nothing(open_browser, chantier, agenda):
    context = open_browser(editor_of(chantier, "Élise", "Carlier"))
    key = "() => JSON.parse(document.getElementById('reglages-ecran').textContent).file"
    one, other = context.new_page(), context.new_page()
    said = []
    for page in (one, other):
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(agenda.url("ecran"))

    def sent():
        one.wait_for_function("key => localStorage.getItem(key) === null", arg=one.evaluate(key))

    assert one.locator(".ecran-ici").is_hidden()
    one.keyboard.press("Space")
    shows(one, "Accueil")
    assert one.locator(".ecran-reste").inner_text().split()[0] in {"30:00", "29:59", "29:58"}
    shows(other, "Accueil")

    context.set_offline(True)
    one.keyboard.press("+")
    one.keyboard.press("PageDown")
    shows(one, "Débat")
    one.locator(".ecran-reseau.hors-ligne").wait_for()
    assert agenda.passages.count() == 1
    context.set_offline(False)
    sent()
    shows(other, "Débat")
    assert list(agenda.passages.order_by("quand").values_list("genre", "minutes")) == [
        ("point", None),
        ("rallonge", 5),
        ("point", None),
    ]

    other.keyboard.press("u")
    shows(one, "Accueil")
    assert "restantes sur 35 min" in one.locator(".ecran-reste").inner_text()
    one.keyboard.press("p")
    one.get_by_text("Pause, au point 1").wait_for()
    one.keyboard.press("?")
    one.locator("dialog[open]").wait_for()
    one.keyboard.press("Space")  # closes the dialog by its button, and moves nothing
    one.locator("dialog[open]").wait_for(state="detached")
    sent()
    assert agenda.passages.retenus().last().genre == "pause"
    assert said == []


def test_hours_follow_while_they_are_typed_as_they_will_be_saved(open_browser, chantier, agenda):
    context = open_browser(editor_of(chantier, "Élise", "Carlier"))
    page = context.new_page()
    page.goto(reverse("admin:seances_seance_change", args=[agenda.pk]))

    def hours():
        starts = [page.locator(f"[name=points-{n}-heure_debut]").input_value() for n in range(3)]
        ends = page.locator("#points-group .champ-fin > span:last-child").all_inner_texts()
        return list(zip(starts, ends, strict=True))

    page.locator("[name=points-0-duree_minutes]").fill("45")
    assert hours() == [("13:30", "14h15"), ("14:15", "14h45"), ("14:45", "15h15")]
    page.locator("[name=points-2-heure_debut]").fill("16:10")
    assert page.locator("[name=points-2-heure_fixe]").is_checked()
    assert page.locator("[data-bilan]").inner_text() == "L’ordre du jour dépasse la fin prévue de 10 minutes."
    page.locator("[name=points-1-heure_debut]").fill("13:20")
    assert page.locator("[data-bilan]").inner_text() == (
        "Le point 2 commence à 13h20, avant la séance (13h30). "
        "Le point 2 commence à 13h20, avant la fin du point 1 (14h15). "
        "L’ordre du jour dépasse la fin prévue de 10 minutes."
    )
    page.locator("[name=points-1-heure_fixe]").uncheck()
    page.locator("#points-1").get_by_role("button", name="Monter").press("Enter")
    page.get_by_role("button", name="Enregistrer et continuer").click()
    page.locator(".messagelist .warning").wait_for()
    saved = [
        (point.titre, f"{point.heure_debut:%H:%M}", f"{point.heure_fin:%H:%M}", point.heure_fixe)
        for point in agenda.points.order_by("position")
    ]
    assert saved == [
        ("Débat", "13:30", "14:00", False),
        ("Accueil", "14:00", "14:45", False),
        ("La suite", "16:10", "16:40", True),
    ]
    assert hours() == [("13:30", "14h00"), ("14:00", "14h45"), ("16:10", "16h40")]
