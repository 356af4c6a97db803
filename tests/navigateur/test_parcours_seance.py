"""One séance from the agenda of the one before to the list of the PV: what is pointed is what every page prints."""

import datetime
import io
import re
from urllib.parse import urlsplit

import pypdfium2
import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from seances import courrier
from seances.models import Seance
from tests import factories

from .bureau import SAVED, desk, editor_of, overflow, status, write

pytestmark = pytest.mark.django_db(transaction=True)
SENT = "✓ Tout est envoyé"
TELEPHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
# What the three pages and the paper say of the three who were invited and the one who was sent.
NOTES = [
    ("Présents", "Alix Bon", ""),
    ("Présents", "Denis Quatre", "en remplacement de Céleste Dé"),
    ("Excusés", "Basile Carré", ""),
]
IMPRIMES = [
    "Présents (2)",
    "Nom Organisation",
    "Alix Bon",
    "Denis Quatre",
    "en remplacement de Céleste Dé",
    "École du Pont",
    "Excusés (1)",
    "Nom Organisation",
    "Basile Carré",
    "Absents : /",
]


@pytest.fixture
def deuxieme(chantier):
    """The second séance of a chantier, held; three people belong there."""
    for prenom, nom in (("Alix", "Bon"), ("Basile", "Carré"), ("Céleste", "Dé")):
        person = factories.ParticipantFactory(
            prenom=prenom, nom=nom, courriel=f"{prenom.lower().replace('é', 'e')}@example.org"
        )
        factories.InscriptionFactory(chantier=chantier, participant=person)
    held = timezone.localdate() - datetime.timedelta(days=20)
    factories.SeanceFactory(chantier=chantier, convoquee=True, date=held - datetime.timedelta(days=20))
    seance = factories.SeanceFactory(chantier=chantier, convoquee=True, avec_horaire=True, date=held)
    for titre in ("Accueil", "Débat"):
        factories.PointOrdreDuJourFactory(seance=seance, titre=titre)
    return seance


def make_from(page, before):
    """« Nouvelle séance », tomorrow, with the agenda of the one before. Returns the Seance."""
    page.goto(f"{reverse('admin:seances_seance_add')}?chantier={before.chantier_id}")
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    page.locator("[name=date]").fill(tomorrow.isoformat())
    with page.expect_navigation():
        page.get_by_role("button", name="Créer la séance").click()
    return Seance.objects.get(chantier=before.chantier, numero=before.numero + 1)


def convene(page, seance):
    page.goto(reverse("admin:seances_seance_convocation", args=[seance.pk]))
    with page.expect_navigation():
        page.get_by_role("link", name=re.compile("^Convoquer")).click()
    for nom in ("Bon", "Carré", "Dé"):
        expect(page.locator("#destinataires ~ ul")).to_contain_text(nom)
    with page.expect_navigation():
        page.locator(".acte-boutons button").first.click()


def letters(mailoutbox):
    """What the queue sends now: name in the address -> path of the personal link."""
    mailoutbox.clear()
    courrier.deliver()
    found = {}
    for letter in mailoutbox:
        if link := re.search(r"https?://\S+/lien/\S+", letter.body):
            found[letter.to[0].partition("@")[0]] = urlsplit(link[0]).path
    return found


def answer(new_context, path, choice, **fields):
    """Answer by a personal link, with nothing else: no cookie, no account."""
    page = new_context(**TELEPHONE).new_page()
    page.goto(path)
    page.get_by_label(choice).check()
    for label, value in fields.items():
        page.locator(f"[name={label}]").fill(value)
    with page.expect_navigation():
        page.get_by_role("button", name="Répondre").click()
    expect(page.get_by_role("button", name="Changer ma réponse")).to_be_visible()


def tap(page, nom, button):
    row = page.locator(".porte-ligne", has=page.locator(".porte-nom", has_text=nom))
    row.get_by_role("button", name=re.compile(f"^{button}")).click()


def attendance(page, tables):
    """Of each line of the attendance that a page shows: (list, name, whom he stands in for)."""
    rows = page.locator(tables).evaluate_all(
        """tables => tables.flatMap((table) => [...table.tBodies[0].rows].map((row) => [
            table.caption.firstChild.textContent.trim(),
            row.cells[0].firstChild.textContent.trim(),
            row.cells[0].querySelector("span")?.textContent.trim() ?? "",
        ]))"""
    )
    return [tuple(row) for row in rows]


def printed(content):
    """The lines of the attendance that a PDF prints."""
    with pypdfium2.PdfDocument(io.BytesIO(content)) as document:
        text = "\n".join(page.get_textpage().get_text_range() for page in document)
    lines = [" ".join(line.split()) for line in text.splitlines()]
    return lines[lines.index("Présents (2)") : lines.index("Absents : /") + 1]


def test_the_attendance_is_the_same_from_the_door_to_the_pdf(
    open_browser, new_context, chantier, deuxieme, mailoutbox
):
    bureau = open_browser(editor_of(chantier, "Nora", "Porte"))
    page = bureau.new_page()
    seance = make_from(page, deuxieme)
    assert list(seance.points.values_list("titre", flat=True)) == ["Accueil", "Débat"]
    convene(page, seance)

    links = letters(mailoutbox)
    assert {*links} == {"alix", "basile", "celeste"}
    answer(new_context, links["alix"], "Je viens")
    answer(new_context, links["basile"], "Je m’excuse", motif="En voyage")
    answer(
        new_context,
        links["celeste"],
        "Je me fais remplacer",
        prenom="Denis",
        nom="Quatre",
        organisation="École du Pont",
        courriel="denis@example.org",
    )
    assert "denis" in letters(mailoutbox)

    Seance.objects.filter(pk=seance.pk).update(date=timezone.localdate())  # the day has come
    phone = bureau.new_page()
    phone.set_viewport_size(TELEPHONE["viewport"])
    phone.goto(seance.url("pointage"))
    expect(phone.locator(".porte-envoi")).to_have_text(SENT)
    tap(phone, "Bon", "Présent")
    tap(phone, "Carré", "Excusé")
    tap(phone, "Quatre", "Présent")
    expect(phone.locator(".porte-envoi")).to_have_text(SENT)
    assert overflow(phone) == 0

    page.goto(seance.get_absolute_url())
    assert attendance(page, "[aria-labelledby=presences] table") == NOTES
    writing = desk(bureau, seance)
    write(writing, "Bienvenue à tous.")  # the first words make the PV
    expect(status(writing)).to_have_text(SAVED)
    page.goto(seance.url("projet_detail"))
    assert attendance(page, ".pv-presences table") == NOTES
    assert printed(bureau.request.get(seance.url("projet_pdf")).body()) == IMPRIMES
