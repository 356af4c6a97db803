"""The writing desk in the hand: keyboard alone, a phone, what one pastes, what the page says of itself."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import expect

from seances.models import Attribution
from tests import factories

from .bureau import SAVED, desk, editor_of, overflow, status, texte_of, wait_for_texte, write, zone

pytestmark = pytest.mark.django_db(transaction=True)

PUCE = (
    "<![if !supportLists]><span style='font-family:Symbol'><span style='mso-list:Ignore'>{}<span "
    "style='font:7.0pt \"Times New Roman\"'>&nbsp;&nbsp;&nbsp; </span></span></span><![endif]>"
)


def item(level, mark, words):
    """An item of a list as Word hands it over: a paragraph that says how deep it is, and shows its mark."""
    style = f"text-indent:-18.0pt;mso-list:l0 level{level} lfo1"
    return f"<p class=MsoListParagraphCxSpMiddle style='{style}'>{PUCE.format(mark)}{words}<o:p></o:p></p>\n"


WORD = f"""<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p.MsoNormal {{margin:0cm}}</style>
<!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml><![endif]--></head>
<body lang=FR><!--StartFragment-->
<h1 style='mso-pagination:widow-orphan'><a name="_Toc1">Un titre</a><o:p></o:p></h1>
<h2 style='mso-list:l1 level2 lfo2'>{PUCE.format("1.1.")}Un sous-titre<o:p></o:p></h2>
<p class=MsoNormal style='margin-bottom:8.0pt;mso-fareast-language:FR'><span style='color:red;font-size:14pt'>Un
<b>mot gras</b> et <i>penché</i>, un <a href="https://example.org/">lien</a>.<o:p></o:p></span></p>
<p class=MsoNormal><o:p>&nbsp;</o:p></p>
<p class=MsoNormal>Gardé<del cite="mailto:a" datetime="2026">effacé</del><span
style='mso-hide:all;display:none'>caché</span><a href="#_ftn1">[1]</a>.<span class=MsoCommentReference><a
href="#_msocom_1">[AL1]</a></span></p>
{item(1, "·", "premier")}{item(2, "o", "dedans")}{item(1, "·", "second")}
<p class=MsoNormal>Puis :</p>
{item(1, "3.", "trois")}{item(1, "4.", "quatre")}{item(2, "a)", "petit a")}
<table class=MsoTableGrid border=1><tr><td width=100 style='border:solid 1.0pt'><p class=MsoNormal>gauche</p></td>
<td><p class=MsoNormal>droite</p></td></tr></table>
<script>alert(1)</script><p class=MsoNormal>Fin.</p><!--EndFragment--></body></html>"""
GARDE = (
    "<h2>Un titre</h2><h3>1.1. Un sous-titre</h3>"
    '<p>Un <strong>mot gras</strong> et <em>penché</em>, un <a href="https://example.org/">lien</a>.</p>'
    "<p>Gardé[1].</p>"
    "<ul><li><p>premier</p><ul><li><p>dedans</p></li></ul></li><li><p>second</p></li></ul>"
    "<p>Puis :</p>"
    '<ol start="3"><li><p>trois</p></li><li><p>quatre</p><ol type="a"><li><p>petit a</p></li></ol></li></ol>'
    "<table><tbody><tr><td><p>gauche</p></td><td><p>droite</p></td></tr></tbody></table>"
    "<p>Fin.</p>"
)

PASTE = """html => {
  const data = new DataTransfer();
  data.setData('text/html', html);
  const options = { clipboardData: data, bubbles: true, cancelable: true };
  document.activeElement.dispatchEvent(new ClipboardEvent('paste', options));
}"""


@pytest.fixture
def camille(chantier):
    return editor_of(chantier, "Camille", "Dupré")


def test_what_is_typed_while_the_editor_starts_waits_for_it(open_browser, chantier, seance):
    """Signs that no single key gives too: accents made of two keys, an apostrophe, what an input method composes."""
    held = []
    page = open_browser(editor_of(chantier, "Camille", "Dupré")).new_page()
    page.route("**/gestion/editeur*.js", lambda route: held.append(route))
    page.goto(reverse("admin:seances_seance_rediger", args=[seance.pk]))
    zone(page).click()
    page.keyboard.type("Où l’été s’acx")
    page.keyboard.press("Backspace")
    page.keyboard.type("hève.")
    page.keyboard.press("Enter")
    page.keyboard.type("Fin.")
    page.wait_for_timeout(0)  # the request that is held has been seen
    for route in held:
        route.continue_()
    wait_for_texte(page, seance, "<p>Où l’été s’achève.</p><p>Fin.</p>")


def test_what_word_gives_keeps_its_structure_and_drops_its_junk(open_browser, camille, seance):
    page = desk(open_browser(camille), seance)
    zone(page).click()
    expect(zone(page).locator(".ProseMirror-focused")).to_be_visible()
    page.evaluate(PASTE, WORD)
    expect(status(page)).to_have_text(SAVED)
    assert texte_of(seance).texte == GARDE


def test_one_writes_with_the_keyboard_alone(open_browser, camille, seance):
    page = desk(open_browser(camille), seance)
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('#point-1 [data-champ]') !== null"):
            break
    page.keyboard.type("Lam")
    expect(page.get_by_role("option", name="Alix Lambert")).to_be_visible()
    page.keyboard.press("Enter")
    page.keyboard.type(" : oui.")
    page.keyboard.press("Control+s")
    expect(status(page)).to_have_text(SAVED)
    expect(page.locator(".annonce-redaction")).to_have_text("Tout est enregistré")
    assert texte_of(seance).texte == "<p>Alix Lambert : oui.</p>"


def test_whoever_is_there_before_the_scripts_writes_too(open_browser, camille, seance):
    page, held = open_browser(camille).new_page(), []
    page.route("**/gestion/redaction.js", lambda route: held.append(route))
    with page.expect_request("**/gestion/redaction.js"):
        page.goto(f"/gestion/seances/seance/{seance.pk}/rediger/", wait_until="commit")
    zone(page).focus()
    held[0].continue_()
    expect(zone(page).locator(".ProseMirror[contenteditable=true]")).to_be_focused()


def test_what_is_typed_while_the_editor_comes_is_completed_too(open_browser, camille, seance):
    page, held = open_browser(camille).new_page(), []
    page.route("**/redaction/noms.js", lambda route: held.append(route))
    with page.expect_request("**/redaction/noms.js"):
        page.goto(f"/gestion/seances/seance/{seance.pk}/rediger/")
        zone(page).focus()
    page.keyboard.type("Lam")
    held[0].continue_()
    page.get_by_role("option", name="Alix Lambert").click()
    expect(zone(page).locator(".ProseMirror")).to_have_text("Alix Lambert")


def test_typing_is_not_announced_key_by_key(open_browser, camille, seance):
    page = desk(open_browser(camille), seance)
    page.evaluate("""() => {
      window.said = [];
      const live = '[role=status], [role=alert], [aria-live]';
      new MutationObserver((changes) => changes.forEach(({ target }) => {
        const where = (target.nodeType === 1 ? target : target.parentElement)?.closest(live);
        if (where?.textContent) window.said.push(where.textContent);
      })).observe(document.body, { subtree: true, childList: true, characterData: true });
    }""")
    write(page, "Un texte assez long pour plusieurs pauses.")
    expect(status(page)).to_have_text(SAVED)
    assert page.evaluate("window.said") == []


@pytest.mark.parametrize(
    ("width", "scheme"), [(390, "light"), (390, "dark"), (1280, "light"), (1280, "dark")]
)
def test_the_desk_at_work_has_nothing_to_reproach(new_context, open_browser, camille, seance, width, scheme):
    """An editor open, an unknown speaker, a conflict: axe is content, nothing overflows, the console is silent."""
    factories.ProcesVerbalFactory(seance=seance)
    texte = texte_of(seance)
    texte.texte = "<p>Mme Inconnue : bonjour.</p><p>[NDR : entre nous.]</p>"
    texte.save()
    factories.RevisionTexteFactory(
        texte_point=texte_of(seance, 2),
        numero=1,
        par=camille,
        sort="en_attente",
        base=0,
        texte="<p>À moi.</p>",
    )
    # axe is a script put into the page: the policy has to let it in, here only.
    context = new_context(
        color_scheme=scheme,
        bypass_csp=True,
        viewport={"width": width, "height": 900},
    )
    context.add_cookies(open_browser(camille).cookies())
    page, said = context.new_page(), []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(f"/gestion/seances/seance/{seance.pk}/rediger/")
    zone(page).click()
    expect(zone(page).get_by_role("toolbar")).to_be_visible()
    expect(page.locator(".conflit")).to_be_visible()
    expect(page.get_by_label("« Mme Inconnue » n’est pas dans les présences. Qui est-ce ?")).to_be_visible()
    found = [(each["id"], each["nodes"][0]["html"]) for each in Axe().run(page).response["violations"]]
    assert found == []
    assert overflow(page) == 0
    assert [text for text in said if "Permissions-Policy" not in text] == []


def test_the_policy_blocks_nothing_that_the_desk_does(open_browser, camille, seance):
    page, said = open_browser(camille).new_page(), []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.goto(f"/gestion/seances/seance/{seance.pk}/rediger/")
    write(page, "Alix Lambert : bonjour.")
    expect(status(page)).to_have_text(SAVED)
    page.keyboard.press("Control+k")
    expect(page.get_by_role("dialog", name="Lien")).to_be_visible()
    assert [text for text in said if "Permissions-Policy" not in text] == []


def test_the_sheet_keeps_its_width_when_its_editor_starts(open_browser, camille, seance):
    page = desk(open_browser(camille), seance)
    text = page.locator("#point-1 .ProseMirror")
    before = text.bounding_box()
    zone(page).click()
    expect(zone(page).get_by_role("toolbar")).to_be_visible()
    after = text.bounding_box()
    assert (before["x"], before["width"]) == (after["x"], after["width"])


def test_a_name_that_nobody_bears_is_explained_in_one_click(open_browser, camille, seance):
    page = desk(open_browser(camille), seance)
    write(page, "Mme Lemberg : bonjour.")
    expect(page.locator("#point-1 .marge .inconnu")).to_have_text("Mme Lemberg ?")
    page.get_by_label("« Mme Lemberg »").select_option("Alix Lambert")
    page.get_by_role("button", name="C’est cette personne").click()
    expect(page.locator("#point-1 .marge span")).to_have_text("Alix Lambert")
    expect(page.locator("#point-1 .inconnus")).to_be_hidden()
    assert Attribution.objects.get().libelle == "Mme Lemberg"


def test_the_real_hours_change_the_opening_at_once(open_browser, camille, seance):
    page = desk(open_browser(camille), seance)
    page.get_by_label("Début réel").fill("14:05")
    page.get_by_role("button", name="Noter ces heures").click()
    expect(page.locator(".phrase-ouverture")).to_have_text("La réunion débute à 14h05.")
    page.get_by_label("Fin réelle").fill("13:00")
    page.get_by_role("button", name="Noter ces heures").click()
    expect(page.locator(".statut-heures")).to_contain_text("La fin réelle doit venir après le début réel.")
