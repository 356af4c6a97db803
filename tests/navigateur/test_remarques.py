"""A remark in real browsers: words are selected, settled, put into the text, and read in the next version."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from seances import redaction, workflow
from seances.models import Remarque
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


def days(count):
    return timezone.localdate() + datetime.timedelta(days=count)


@pytest.fixture
def chantier():
    return factories.ChantierFactory()


@pytest.fixture
def pv(chantier):
    seance = factories.SeanceFactory(chantier=chantier, convoquee=True, date=days(-10))
    texte = factories.TextePointFactory(point=factories.PointOrdreDuJourFactory(seance=seance))
    redaction.save_texte(
        texte,
        texte="<p>Un début.</p><p>Il faut <strong>trois</strong> jours, pas trois mois.</p>",
        texte_apres="",
        opened_revision=0,
        by=None,
    )
    workflow.submit(seance.proces_verbal, by=None)
    workflow.send_out(seance.proces_verbal, remarques_jusqu_au=days(5), by=None)
    return seance.proces_verbal


@pytest.fixture
def open_page(open_browser):
    """A function that gives a page of its own to an account."""
    return lambda compte, **options: open_browser(compte, **options).new_page()


def select(page, words):
    """Select the last occurrence of some words of paragraph 2, as a mouse would."""
    page.evaluate(
        """(words) => {
          const texts = document.createTreeWalker(document.querySelector("#p-2"), NodeFilter.SHOW_TEXT);
          let found = null;
          for (let node = texts.nextNode(); node; node = texts.nextNode()) {
            const start = node.data.lastIndexOf(words);
            if (start >= 0) found = [node, start];
          }
          document.getSelection().setBaseAndExtent(found[0], found[1], found[0], found[1] + words.length);
        }""",
        words,
    )


def test_selected_words_become_a_remark_and_the_next_version_says_them(open_page, chantier, pv):
    reader = factories.ParticipantFactory(prenom="Alix", nom="Lambert", avec_compte=True)
    factories.InscriptionFactory(chantier=chantier, participant=reader)
    president = factories.ParticipantFactory(prenom="Camille", nom="Dupré", avec_compte=True)
    factories.CopresidenceFactory(chantier=chantier, participant=president)

    page = open_page(reader.compte)
    page.goto(pv.seance.url("proces_verbal_detail"))
    select(page, "trois mois")
    page.get_by_role("link", name="Remarque sur ces mots").click()
    expect(page.locator("mark")).to_have_text("trois mois")
    expect(page.get_by_label("Nouvelle formulation")).to_have_value("trois mois")
    page.get_by_label("Nouvelle formulation").fill("trois semaines")
    page.get_by_role("button", name="Faire cette remarque").click()
    expect(page.locator(".messages")).to_contain_text("Votre remarque est enregistrée")
    remarque = Remarque.objects.get()
    assert (remarque.citation, remarque.paragraphe) == ("trois mois", 2)
    page.goto(pv.seance.url("proces_verbal_detail"))
    expect(page.locator("#p-2 .remarques-ici")).to_have_text("1\u00a0remarque")

    desk = open_page(president.compte)
    desk.goto(reverse("admin:seances_procesverbal_remarques", args=[pv.pk]))
    expect(desk.locator(".apercu ins")).to_contain_text("semaines")
    expect(desk.locator(".apercu del")).to_contain_text("mois")
    desk.get_by_role("button", name="Accepter et porter dans le texte").click()
    expect(desk.get_by_role("button", name="Retirer du texte")).to_be_visible()

    later = factories.SeanceFactory(chantier=chantier, convoquee=True, date=days(3))
    workflow.approve(pv, en=later, by=president.compte)
    page.goto(pv.seance.url("proces_verbal_detail"))
    expect(page.locator("#p-2")).to_contain_text("Il faut trois jours, pas trois semaines.")
    expect(page.locator(".pv-corrections")).to_contain_text("Correction acceptée et apportée au texte")


def test_without_scripts_each_paragraph_has_its_link(open_page, chantier, pv):
    reader = factories.ParticipantFactory(avec_compte=True)
    factories.InscriptionFactory(chantier=chantier, participant=reader)
    page = open_page(reader.compte, java_script_enabled=False)
    page.goto(pv.seance.url("proces_verbal_detail"))
    page.get_by_role("link", name="Remarque sur le paragraphe 2").focus()
    page.keyboard.press("Enter")
    expect(page.locator("mark")).to_have_text("Il faut trois jours, pas trois mois.")
