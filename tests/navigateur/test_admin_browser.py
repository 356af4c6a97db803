"""The desk in a real browser: what only a browser shows. Keyboard first, and not one word to the console."""

import datetime

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from participants.models import Compte
from seances import workflow
from seances.models import Seance, TextePoint
from tests import factories
from tests.test_accessibilite import COULEURS

from .bureau import overflow

pytestmark = pytest.mark.django_db(transaction=True)

RICHE = (
    "<h2>Titre</h2><h3>Sous-titre</h3>"
    "<p>Un <strong>gras</strong>, un <em>italique</em>, un <u>souligné</u>, un <s>barré</s>, x<sup>2</sup>, "
    'H<sub>2</sub>O, un <a href="https://example.org/a?b=1">lien</a>.<br>Une autre ligne.</p>'
    "<ul><li><p>un</p><ul><li><p>dedans</p></li></ul></li><li><p>deux</p></li></ul>"
    '<ol type="a" start="3"><li><p>trois</p></li></ol>'
    "<table><thead><tr><th><p>Qui</p></th><th><p>Quoi</p></th></tr></thead>"
    '<tbody><tr><td colspan="2"><p>Tous</p></td></tr></tbody></table>'
    f'<img src="sha256:{"a" * 64}" alt="Un plan">'
    "<p>La fin</p>"
)


@pytest.fixture
def desk(open_browser):
    """A page of an administrator who is logged in; fails on anything said to the console."""
    page = open_browser(Compte.objects.create_superuser("admin@example.org")).new_page()
    said = []
    page.on(
        "console", lambda message: said.append(message.text) if message.type in {"error", "warning"} else None
    )
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page
    assert [text for text in said if "favicon" not in text and "404" not in text and "409" not in text] == []


@pytest.fixture
def seance():
    seance = factories.SeanceFactory(convoquee=True)
    for titre in ("Un", "Deux", "Trois"):
        factories.TextePointFactory(point=factories.PointOrdreDuJourFactory(seance=seance, titre=titre))
    for _ in range(3):
        factories.InscriptionFactory(chantier=seance.chantier, depuis=seance.date)
    return seance


def address(seance, page="change"):
    return reverse(f"admin:seances_seance_{page}", args=[seance.pk])


def agenda(seance):
    return list(seance.points.order_by("position").values_list("titre", flat=True))


def write_at_the_end(page, words):
    """Type after the last word; the caret is there before the first key."""
    page.get_by_role("textbox", name="Texte", exact=True).evaluate(
        "({ editor }) => { editor.commands.setTextSelection(editor.state.doc.content.size); editor.view.focus(); }"
    )
    page.keyboard.type(words)


def submit(page, name="_save"):
    """Press a button of the form from the keyboard, and wait for the page that follows."""
    follow(page, page.locator(f'[name="{name}"]'))


def follow(page, link):
    """Go from the keyboard, and wait for the page that follows, with its scripts."""
    with page.expect_navigation():
        link.press("Enter")


def test_from_the_agenda_to_the_text_by_keyboard_alone(desk, seance):
    desk.goto(address(seance))
    desk.locator("#points-0 [data-descendre]").focus()
    desk.keyboard.press("Enter")
    assert desk.evaluate("document.activeElement.closest('li').id") == "points-0"
    desk.keyboard.press("Enter")
    submit(desk, "_continue")
    assert agenda(seance) == ["Deux", "Trois", "Un"]

    follow(desk, desk.get_by_role("link", name="Pointer les présences"))
    desk.locator("[data-presence] input[type=radio]:checked").first.focus()
    desk.keyboard.type("pea")
    assert desk.locator("[data-comptes]").inner_text() == "1 présent, 1 excusé, 1 absent"
    submit(desk)
    rows = seance.presences.order_by("participant__cle_tri")
    assert [row.statut for row in rows] == ["present", "excuse", "absent"]

    follow(desk, desk.locator(".outils").get_by_role("link", name="Rédiger"))
    desk.locator("#point-1 [data-champ=texte]").focus()
    expect(desk.locator("#point-1 .ProseMirror[contenteditable=true]")).to_be_focused()
    desk.keyboard.press("Control+b")
    desk.keyboard.type("Bonjour à tous")
    desk.get_by_text("✓ Tout est enregistré").wait_for()
    assert TextePoint.objects.get(point__titre="Deux").texte == "<p><strong>Bonjour à tous</strong></p>"


def test_points_are_dragged(desk, seance):
    desk.goto(address(seance))
    handle = desk.locator("#points-2 [data-glisser]")
    desk.locator("#points-0").evaluate("row => row.scrollIntoView({ block: 'start' })")
    start, end = handle.bounding_box(), desk.locator("#points-0").bounding_box()
    desk.mouse.move(start["x"] + 5, start["y"] + 5)
    desk.mouse.down()
    desk.mouse.move(end["x"] + 50, end["y"] + 30, steps=12)
    desk.mouse.move(end["x"] + 50, end["y"] + 10, steps=4)
    desk.mouse.up()
    submit(desk)
    assert agenda(seance) == ["Trois", "Un", "Deux"]


def test_a_point_is_added_with_somebody_found_by_typing(desk, seance):
    person = factories.ParticipantFactory(prenom="Béatrice", nom="Béranger")
    desk.goto(address(seance))
    desk.get_by_role("button", name="Ajouter un point").press("Enter")
    desk.keyboard.type("Neuf")
    assert desk.locator('[name="points-3-titre"]').input_value() == "Neuf"
    desk.locator("#points-3 .select2-search__field").focus()
    desk.keyboard.type("beran")
    desk.locator(".select2-results__option--highlighted", has_text="Béranger").wait_for()
    desk.keyboard.press("Enter")
    submit(desk)
    point = seance.points.get(titre="Neuf")
    assert (point.position, [row.participant for row in point.intervenants.all()]) == (4, [person])


def test_the_editor_keeps_all_that_a_pv_holds(desk):
    texte = factories.TextePointFactory(texte=RICHE)
    texte.refresh_from_db()
    before = texte.texte
    assert before == RICHE
    desk.goto(reverse("admin:seances_textepoint_change", args=[texte.pk]))
    write_at_the_end(desk, ".")
    submit(desk)
    texte.refresh_from_db()
    assert texte.texte == before.replace("La fin</p>", "La fin.</p>")


def test_the_toolbar_is_reached_by_keyboard(desk):
    texte = factories.TextePointFactory()
    desk.goto(reverse("admin:seances_textepoint_change", args=[texte.pk]))
    editor = desk.get_by_role("textbox", name="Texte", exact=True)
    editor.focus()
    desk.keyboard.type("Un titre")
    desk.keyboard.press("Shift+Tab")
    assert desk.evaluate("document.activeElement.getAttribute('aria-label')") == "Titre 1"
    desk.keyboard.press("Enter")
    desk.keyboard.press("Enter")
    desk.keyboard.type("Voir ")
    desk.keyboard.press("Control+k")
    desk.keyboard.type("example.org")
    desk.keyboard.press("Enter")
    submit(desk)
    texte.refresh_from_db()
    assert texte.texte == (
        '<h2>Un titre</h2><p>Voir <a href="https://example.org">https://example.org</a></p>'
    )


def test_two_writers_both_keep_their_text(desk):
    texte = factories.TextePointFactory(texte="<p>Début.</p>")
    there = reverse("admin:seances_textepoint_change", args=[texte.pk])
    other = desk.context.new_page()
    for page, words in ((desk, " Le premier."), (other, " Le second.")):
        page.goto(there)
        write_at_the_end(page, words)
    submit(desk)
    submit(other)
    texte.refresh_from_db()
    assert texte.texte == "<p>Début. Le premier.</p>"
    assert other.locator(".comparaison del").all_inner_texts() == ["premier."]
    assert other.locator(".comparaison ins").all_inner_texts() == ["second."]
    assert other.get_by_role("textbox", name="Texte", exact=True).inner_text() == "Début. Le second."
    submit(other)
    texte.refresh_from_db()
    assert (texte.texte, texte.revision) == ("<p>Début. Le second.</p>", 3)
    assert [row.texte for row in texte.revisions.order_by("numero")] == [
        "<p>Début.</p>",
        "<p>Début. Le premier.</p>",
        "<p>Début. Le second.</p>",  # kept apart, then chosen
        "<p>Début. Le second.</p>",
    ]


def test_somebody_is_added_to_the_attendance(desk, seance):
    person = factories.ParticipantFactory(prenom="Béatrice", nom="Béranger", avec_organisation=True)
    desk.goto(address(seance, "presences"))
    desk.get_by_role("button", name="Tous présents").press("Enter")
    desk.locator(".ajout-personne .select2-selection").focus()
    desk.keyboard.press("Enter")
    desk.locator(".select2-search--dropdown .select2-search__field").wait_for()
    desk.keyboard.type("beranger")
    desk.locator(".select2-results__option--highlighted", has_text="Béranger").wait_for()
    desk.keyboard.press("Enter")
    assert desk.locator("[data-comptes]").inner_text() == "4 présents"
    submit(desk)
    assert seance.presences.count() == 4
    row = seance.presences.get(participant=person)
    assert (row.statut, row.organisation_imprimee) == ("present", str(person.organisation))


def test_somebody_changes_groups_by_keyboard(desk, seance):
    groupe = factories.SousGroupeFactory(seance=seance)
    factories.SousGroupeFactory(seance=seance)
    membre = factories.MembreSousGroupeFactory(sous_groupe=groupe)
    for person in seance.chantier.inscriptions.all():
        factories.MembreSousGroupeFactory(sous_groupe=groupe, participant=person.participant)
    desk.goto(address(seance, "composition"))
    place = desk.locator(f"#place-{membre.participant_id}")
    assert not desk.locator(f"#motif-{membre.participant_id}").is_visible()
    place.focus()
    desk.keyboard.press("ArrowDown")
    desk.locator(f'[data-place="2"] #place-{membre.participant_id}').wait_for()
    assert desk.evaluate("document.activeElement.id") == f"place-{membre.participant_id}"
    assert [each.inner_text() for each in desk.locator("[data-nombre]").all()] == ["0", "3", "1", "0"]
    assert desk.locator("[data-annonce]").inner_text() == f"{membre} : Groupe 2"
    submit(desk, "_enregistrer")
    membre.refresh_from_db()
    assert membre.sous_groupe.numero == 2


def test_somebody_is_dragged_into_another_group(desk, seance):
    """Whoever is taken moves, and nobody else."""
    one, two = (factories.SousGroupeFactory(seance=seance) for _ in range(2))
    people = [factories.MembreSousGroupeFactory(sous_groupe=one).participant for _ in range(14)]
    for row in seance.chantier.inscriptions.all():
        factories.MembreSousGroupeFactory(sous_groupe=one, participant=row.participant)
    # No scrolling between the press and the first move.
    desk.set_viewport_size({"width": 1280, "height": 3000})
    desk.goto(address(seance, "composition"))
    for taken in (people[9], people[2]):
        line = desk.locator("[data-convive]").filter(has=desk.locator(f"#place-{taken.pk}"))
        line.locator("b").drag_to(desk.locator("#titre-groupe-2"))
        expect(desk.locator(f'[data-place="2"] #place-{taken.pk}')).to_have_value("2")
    submit(desk, "_enregistrer")
    moved = {row.participant_id for row in two.membres.all()}
    assert moved == {people[9].pk, people[2].pk}


PAGES = [
    "/gestion/",
    "/gestion/seances/seance/",
    "/gestion/seances/seance/add/",
    "/gestion/seances/seance/{seance}/change/",
    "/gestion/seances/seance/{seance}/reports/",
    "/gestion/seances/seance/{seance}/presences/",
    "/gestion/seances/seance/{seance}/sous-groupes/",
    "/gestion/seances/seance/{seance}/rediger/",
    "/gestion/seances/seance/{seance}/delete/",
    "/gestion/seances/seance/{seance}/pointages/",
    "/gestion/seances/seance/{vide}/preparer/",
    "/gestion/seances/seance/{a_venir}/convocation/prevenir/",
    "/gestion/seances/lienpersonnel/seance/{a_venir}/",
    "/gestion/seances/modeleordredujour/{modele}/change/",
    "/gestion/seances/pointage/",
    "/gestion/seances/pointage/{pointage}/change/",
    "/gestion/seances/convocation/",
    "/gestion/seances/envoi/",
    "/gestion/seances/lieu/{lieu}/change/",
    "/gestion/seances/textepoint/{texte}/change/",
    "/gestion/seances/sousgroupe/add/",
    "/gestion/seances/restitution/add/",
    "/gestion/seances/annexe/add/",
    "/gestion/seances/remarque/add/",
    "/gestion/seances/procesverbal/{pv}/change/",
    "/gestion/participants/participant/",
    "/gestion/participants/participant/add/",
    "/gestion/chantiers/chantier/{chantier}/change/",
]


def keys_of(seance):
    """Of each row that the pages are about, its key; people know another day of the séance to come."""
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    chantier = seance.chantier
    person = factories.ParticipantFactory(avec_courriel=True)
    factories.InscriptionFactory(chantier=chantier, participant=person)
    vide, told = (factories.SeanceFactory(chantier=chantier, date=tomorrow, avec_lieu=True) for _ in range(2))
    factories.PointOrdreDuJourFactory(seance=told, titre="Accueil")
    workflow.convene(told, by=None)
    told.refresh_from_db()
    told.date += datetime.timedelta(days=7)
    told.save()
    row = factories.PresenceFactory(seance=seance, present=True)
    modele = factories.LigneModeleFactory(modele__chantier=chantier).modele
    return {
        "seance": seance.pk,
        "texte": TextePoint.objects.first().pk,
        "pv": factories.ProcesVerbalFactory(seance=seance).pk,
        "chantier": chantier.pk,
        "vide": vide.pk,
        "a_venir": told.pk,
        "modele": modele.pk,
        "pointage": factories.PointageFactory(seance=seance, participant=row.participant).pk,
        "lieu": told.lieu.pk,
    }


def test_no_page_breaks_the_security_policy_or_overflows(desk, seance):
    keys, found = keys_of(seance), []
    for path in PAGES:
        desk.set_viewport_size({"width": 1280, "height": 900})
        desk.goto(path.format(**keys))
        desk.wait_for_load_state("networkidle")
        assert desk.locator("h1").count() == 1, path
        for width in (1280, 390):
            desk.set_viewport_size({"width": width, "height": 900})
            found += [(path, width, wide)] if (wide := overflow(desk)) else []
    assert found == []


def test_axe_finds_nothing_to_say(desk, new_context, seance):
    """All is looked at in the light; in the dark, where the page is the same, what is said of colours."""
    factories.IntervenantFactory(point=seance.points.first(), connu=True)
    factories.PresenceFactory(seance=seance, present=True, remplace=factories.ParticipantFactory())
    keys = keys_of(seance)
    # axe is a script put into the page: the policy has to let it in, here only.
    context = new_context(bypass_csp=True)
    context.add_cookies(desk.context.cookies())
    page = context.new_page()
    found = []
    for path in PAGES:
        page.emulate_media(color_scheme="light")
        page.goto(path.format(**keys))
        page.wait_for_load_state("networkidle")
        assert "/gestion/" in page.url
        page.add_style_tag(
            content="* { transition: none !important }"
        )  # colours are those of the scheme at once
        for scheme, options in (("light", None), ("dark", {"runOnly": COULEURS})):
            page.emulate_media(color_scheme=scheme)
            violations = Axe().run(page, options=options).response["violations"]
            found += [(path, scheme, each["id"], each["nodes"][0]["html"]) for each in violations]
    assert found == []


def test_dates_are_decided_in_the_browser_too(desk, seance):
    desk.goto(address(seance))
    desk.locator('[name="date"]').fill("2024-05-02")
    submit(desk)
    assert Seance.objects.get().date == datetime.date(2024, 5, 2)
