"""The acronyms of a PV: the first use of each linked, the list at the end, and not one word changed."""

from dataclasses import replace
from pathlib import Path

import pytest

from chantiers.sigles import Sens, Sigle, dumps
from seances.pv import html, json
from seances.pv.document import (
    Cellule,
    Element,
    Liste,
    Paragraphe,
    Personne,
    Point,
    Run,
    Tableau,
    Titre,
)
from seances.pv.html_sigles import HORS_TEXTE, employed, frozen
from tests.seances.pv.arbres import document, read

LONG_PV = Path(__file__).parents[3] / "fixtures" / "pv" / "chantier2-seance3.json"
AMO = Sigle("AMO", (Sens("Service d’action en milieu ouvert"),))
CPAS = Sigle("CPAS", (Sens("Centre public d’action sociale"),))
SPF = Sigle("SPF", (Sens("Service public fédéral"), Sens("Placement familial", "Jeunesse")))
ALL = (AMO, CPAS, SPF)
RENDERERS = [html.render_article, html.render_imprime]


def par(*runs):
    return Paragraphe(tuple(Run(run) if isinstance(run, str) else run for run in runs))


def pv(*blocs, **fields):
    return document(Point(1, "Débat", blocs=blocs), **fields)


def first_uses(page):
    return [(link.get("href"), link.text_content()) for link in page.find_class("sigle")]


@pytest.mark.parametrize("render", RENDERERS)
def test_first_use_of_each_is_linked_in_reading_order(render):
    tree = pv(
        Titre((Run("Les AMO"),), 1),
        par("Le CPAS et l’AMO."),
        par("Une AMO, un CPAS, un SPF."),
        Tableau(((Cellule((par("SPF"),)),),)),
        Liste((Element((par("AMO"),)),)),
    )
    page = read(render(tree, sigles=employed(tree, ALL)))
    assert first_uses(page) == [("#sigle-cpas", "CPAS"), ("#sigle-amo", "AMO"), ("#sigle-spf", "SPF")]
    assert page.xpath("//h3//a[@class='sigle']") == []


@pytest.mark.parametrize("render", RENDERERS)
def test_what_stands_in_a_link_or_is_half_in_bold_is_left_to_the_next_use(render):
    tree = pv(
        par(Run("AMO", lien="https://example.org/"), " puis ", Run("A", styles=("gras",)), "MO"),
        par("une ", Run("AMO", styles=("gras",))),
    )
    page = read(render(tree, sigles=employed(tree, ALL)))
    (link,) = page.find_class("sigle")
    assert link.getparent().tag == "strong"


@pytest.mark.parametrize("render", RENDERERS)
def test_list_gives_every_meaning_of_those_that_are_used(render):
    tree = pv(par("Un SPF, une AMO."))
    page = read(render(tree, sigles=employed(tree, ALL)))
    (section,) = page.find_class("pv-sigles")
    assert section.xpath("string(h2)") == f"Sigles employés ({HORS_TEXTE})"
    assert [[cell.text_content() for cell in row] for row in section.xpath(".//tbody/tr")] == [
        ["AMO" + (", revenir à la première mention" if render is html.render_article else ""),
         "Service d’action en milieu ouvert"],
        ["SPF" + (", revenir à la première mention" if render is html.render_article else ""),
         "Service public fédéralJeunesse\N{NO-BREAK SPACE}: Placement familial"],
    ]  # fmt: skip


@pytest.mark.parametrize("render", RENDERERS)
def test_not_one_word_of_the_document_changes(render):
    tree = json.loads(LONG_PV.read_bytes()).document
    sigles = employed(tree, ALL)
    assert {sigle.mot for sigle in sigles} == {"AMO", "CPAS"}
    explained = read(render(tree, sigles=sigles))
    (section,) = explained.find_class("pv-sigles")
    section.drop_tree()
    assert explained.text_content() == read(render(tree)).text_content()


def test_every_link_of_the_page_leads_somewhere_and_every_key_is_one():
    tree = json.loads(LONG_PV.read_bytes()).document
    sigles = employed(tree, ALL)
    page = read(html.render_sommaire(tree, sigles=sigles) + html.render_article(tree, sigles=sigles))
    keys = page.xpath("//@id")
    assert len(keys) == len(set(keys))
    assert {target[1:] for target in page.xpath("//a/@href") if target.startswith("#")} <= set(keys)
    assert {key for each in page.xpath("//@aria-describedby") for key in each.split()} <= set(keys)
    assert page.xpath("//nav//li[last()]/a/@href")[-1] == "#sigles"


def test_without_acronyms_nothing_is_added():
    tree = pv(par("Rien à expliquer."))
    assert employed(tree, ALL) == ()
    assert html.render_article(tree, sigles=()) == html.render_article(tree)
    assert "pv-sigles" not in html.render_article(tree)


def test_an_acronym_that_is_a_name_of_the_document_is_not_explained():
    tree = pv(par("Zoé AMO parle de l’AMO et du CPAS."), personnes=(Personne("amo", "Zoé", "Amo"),))
    assert employed(tree, ALL) == (CPAS,)


def test_titles_questions_and_notes_count_for_the_list():
    tree = document(Point(1, "Le CPAS"), Point(2, "Divers", blocs=(par("Rien."),)))
    assert employed(tree, ALL) == (CPAS,)
    page = read(html.render_article(tree, sigles=(CPAS,)))
    assert first_uses(page) == []
    assert page.xpath("string(//th[@id='sigle-cpas'])") == "CPAS"  # no way back to what is no link


def test_a_redacted_document_explains_what_was_explained_then_and_what_it_still_uses():
    whole = pv(par("AMO"), par("CPAS"))
    kept = dumps(employed(whole, ALL))
    less = replace(whole, points=(Point(1, "Débat", blocs=(par("CPAS, SPF"),)),))
    assert frozen(kept, less) == (CPAS,)
    assert frozen("", less) == ()


def test_agenda_alone_lists_those_of_its_titles():
    tree = document(Point(1, "Le CPAS"))
    page = read(html.render_ordre_du_jour(tree, sigles=employed(tree, ALL)))
    assert page.xpath("string(//section[@class='pv-sigles']/h2)") == "Sigles employés"
