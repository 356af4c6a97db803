"""The search page: what was typed, what is found, how it is narrowed; and what is proposed while somebody types."""

import re

import pytest
from django.test import Client

from seances.models import EntreeIndex
from tests import factories
from tests.seances.recherche.test_chercher import textes

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client):
    """The text of the page for an address, to an administrator."""
    client.force_login(factories.CompteFactory(administration=True))

    def get(**asked):
        response = client.get("/recherche/", asked)
        assert response.status_code == 200
        return response.content.decode()

    return get


def said(page):
    return " ".join(re.sub(r"<[^>]+>", "", re.search(r"<main.*</main>", page, re.DOTALL)[0]).split())


def results(page):
    """Each answer: its text with marks as [ ], and where it opens."""
    found = re.findall(r'<p class="extrait">(.*?)</p>.*?href="([^"]*)"', page, re.DOTALL)
    return [
        (re.sub(r"</?mark>", lambda tag: "]" if "/" in tag[0] else "[", text), href) for text, href in found
    ]


def test_words_are_marked_in_their_sentence_and_what_people_typed_is_escaped(page):
    seance = textes("Le &lt;b&gt;réseau&lt;/b&gt; des écoles.").point.seance
    found = page(q="ecole <script>")
    assert results(found) == [
        ("Le &lt;b&gt;réseau&lt;/b&gt; des [écoles].", f"{seance.url('projet_detail')}#p-1"),
    ]
    assert "<script>" not in found.replace('<script type="module"', "") and "&lt;script&gt;" in found


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({}, "Cherchez un mot"),
        ({"q": "zébulon"}, "Rien ne répond à cette recherche"),
        ({"q": "de la"}, "Ces mots sont dans tous les textes"),
        ({"q": "-réseau"}, "un mot à écarter ne suffit pas"),
        ({"q": "réseau", "du": "hier"}, "Un critère ne peut pas être lu"),
        ({"q": "réseau", "chantier": "99"}, "Ce chantier n’existe pas."),
        ({"q": "réseau", "genre": "roman"}, "Ce choix n’existe pas"),
        ({"q": "réseau", "seance": "-3"}, "Un critère ne peut pas être lu"),
        ({"q": "a" * 300}, "Un critère ne peut pas être lu"),
        ({"q": "réseau", "page": "deux"}, "1 résultat."),
    ],
)
def test_the_page_says_what_was_found_or_what_to_do(page, asked, told):
    textes("Un réseau.")
    assert told in said(page(**asked))


def test_kinds_are_counted_and_narrow_the_search(page):
    textes("Un réseau.")
    textes("Un autre réseau.").point.seance.points.update(titre="Réseau")
    EntreeIndex.objects.filter(contenu="Un autre réseau.").update(genre="restitution")
    whole = page(q="réseau")
    assert re.findall(r'href="\?q=[^"]*genre=(\w+)">', whole) == ["paragraphe", "restitution"]
    assert [text for text, _ in results(page(q="réseau", genre="restitution"))] == ["Un autre [réseau]."]


def test_a_long_list_is_paged(page):
    textes(*[f"Un réseau, le numéro {rank}." for rank in range(25)])
    first, second = page(q="réseau"), page(q="réseau", page=2)
    assert (len(results(first)), len(results(second))) == (20, 5)
    assert "25 résultats." in said(first) and 'start="21"' in second


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_any_number(client, django_assert_num_queries, count):
    for _ in range(count):
        textes("Un réseau d’écoles.", "Le réseau.")
    client.force_login(factories.CompteFactory(administration=True))
    client.get("/recherche/?q=réseau")
    # Session, account; what one chooses from: 2; how far it reaches: 2; entries, people, organisations, words.
    with django_assert_num_queries(11):
        client.get("/recherche/?q=réseau+école")


def suggested(client, typed):
    return client.get("/recherche/suggestions/", {"q": typed}).json()["suggestions"]


def test_what_begins_so_is_proposed(client):
    seance = textes("Un réseau.").point.seance
    factories.ParticipantFactory(prenom="Élise", nom="Réveillon")
    for mot, publie in (("Rétablissement", True), ("Résidu", False)):
        factories.DefinitionFactory(terme=factories.TermeFactory(mot=mot, publie=publie))
    EntreeIndex.objects.filter(texte__seance=seance, genre="point").update(
        contenu="Réunions et réseaux · Marc Retenu", racines="reunion reseau marc retenu"
    )
    assert suggested(Client(), "réu") == ["Réunions et réseaux"]
    assert suggested(Client(), "rés") == ["Réunions et réseaux"]
    client.force_login(factories.CompteFactory(administration=True))
    assert suggested(client, "réu") == ["Réunions et réseaux"]
    assert suggested(client, "reveil el") == ["Élise Réveillon"]
    assert suggested(client, "réta") == ["Rétablissement"]
    assert suggested(client, "r") == suggested(client, "«") == suggested(client, "zéb") == []


@pytest.mark.parametrize("count", [1, 3])
def test_suggestions_cost_the_same_for_any_number(client, django_assert_num_queries, count):
    for _ in range(count):
        textes("Un réseau.")
    client.force_login(factories.CompteFactory(administration=True))
    # Session, account; how far it reaches: 2; names of texts, of people; words, points.
    with django_assert_num_queries(8):
        suggested(client, "éch")


def test_visitors_search_without_an_account(client):
    response = client.get("/recherche/", {"q": "réseau"})
    assert response.status_code == 200 and "une fois connecté" in response.content.decode()
    assert response["X-Robots-Tag"] == "noindex, noarchive"
