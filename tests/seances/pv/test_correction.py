"""Corrections put where they were quoted, and nowhere else."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seances.pv import richtext
from seances.pv.ancrage import Citation, paragraph_text, quote
from seances.pv.correction import Endroit, Introuvable, correct
from seances.pv.document import (
    Chantier,
    DocumentPV,
    Point,
    Restitution,
    Seance,
    SousGroupe,
    number_paragraphs,
)

PHRASE = "<p>Le <strong>Conseil de prévention</strong> se réunit le mardi.</p>"


def document(html, apres="", note=""):
    groupes = (SousGroupe(1, restitution=Restitution("Note", richtext.parse(note))),) if note else ()
    point = Point(1, "Débat", "restitution", blocs=richtext.parse(html), blocs_apres=richtext.parse(apres))
    seance = Seance(2, datetime.date(2026, 1, 5))
    return number_paragraphs(
        DocumentPV(Chantier(5, "Partenariat"), seance, points=(point,), sous_groupes=groupes)
    )


def quoted(whole, blocs, words):
    """The Citation of some words, wherever they stand in these blocks."""
    for bloc in blocs:
        start = paragraph_text(bloc).find(words)
        if start >= 0:
            return quote(whole, bloc.numero, start, start + len(words))
    raise AssertionError(words)


def corrected(html, words, genre, proposition=""):
    whole = document(html)
    found = correct(whole, quoted(whole, whole.points[0].blocs, words), genre, proposition)
    assert found.endroit == Endroit("texte", 1)
    return richtext.render(found.blocs)


@pytest.mark.parametrize(
    ("words", "genre", "proposition", "expected"),
    [
        (
            "mardi",
            "correction",
            "jeudi",
            "<p>Le <strong>Conseil de prévention</strong> se réunit le jeudi.</p>",
        ),
        (
            "Conseil de prévention",
            "correction",
            "Comité",
            "<p>Le <strong>Comité</strong> se réunit le mardi.</p>",
        ),
        (
            "prévention se réunit",
            "precision",
            "prévention d’Ath se réunit",
            "<p>Le <strong>Conseil de prévention d’Ath se réunit</strong> le mardi.</p>",
        ),
        (
            "mardi",
            "ajout",
            "de chaque mois",
            "<p>Le <strong>Conseil de prévention</strong> se réunit le mardi de chaque mois.</p>",
        ),
        (
            "mardi",
            "ajout",
            ", le matin",
            "<p>Le <strong>Conseil de prévention</strong> se réunit le mardi, le matin.</p>",
        ),
        ("le mardi", "suppression", "", "<p>Le <strong>Conseil de prévention</strong> se réunit.</p>"),
        ("Conseil de prévention", "suppression", "", "<p>Le se réunit le mardi.</p>"),
        (
            "mardi",
            "correction",
            "  lundi\n ou mardi ",
            "<p>Le <strong>Conseil de prévention</strong> se réunit le lundi ou mardi.</p>",
        ),
    ],
)
def test_words_take_the_place_of_words(words, genre, proposition, expected):
    assert corrected(PHRASE, words, genre, proposition) == expected


def test_a_paragraph_whose_words_all_go_goes_too():
    assert corrected("<p>Reste.</p><p>À ôter.</p>", "À ôter.", "suppression") == "<p>Reste.</p>"


def test_a_cell_and_an_item_are_corrected_where_they_are():
    listed = "<ul><li><p>un</p></li><li><p>deux mots</p></li></ul>"
    assert corrected(listed, "deux", "correction", "trois") == richtext.clean(listed.replace("deux", "trois"))
    table = "<table><tbody><tr><td><p>a</p></td><td><p>b c</p></td></tr></tbody></table>"
    assert corrected(table, "c", "correction", "d") == richtext.clean(table.replace("b c", "b d"))


def test_the_text_after_is_corrected_in_its_own_place():
    whole = document("<p>Avant.</p>", apres="<p>Une faute.</p>")
    found = correct(whole, quoted(whole, whole.points[0].blocs_apres, "faute"), "correction", "erreur")
    assert (found.endroit, richtext.render(found.blocs)) == (Endroit("texte_apres", 1), "<p>Une erreur.</p>")


def test_a_correction_finds_its_place_after_the_text_moved():
    before = document(PHRASE)
    citation = quoted(before, before.points[0].blocs, "se réunit le mardi")
    after = document(f"<p>Un paragraphe de plus.</p>{PHRASE}")
    found = correct(after, citation, "correction", "siège")
    assert richtext.render(found.blocs).endswith("<p>Le <strong>Conseil de prévention</strong> siège.</p>")


@pytest.mark.parametrize(
    ("html", "citation", "reason"),
    [
        ("<p>Autre chose.</p>", Citation("un passage disparu depuis longtemps", "", "", 1), "n’est plus"),
        (
            "<p>Le début.</p><p>Encore trois mots.</p>",
            Citation("trois", "tout autre chose ", " et la suite", 1),
            "avec certitude",
        ),
        ("<p>Un début</p><p>une fin</p>", Citation("début une fin", "", "", 1), "plusieurs paragraphes"),
        (
            f'<table><tbody><tr><td><img src="sha256:{"a" * 64}" alt="Un plan"></td><td><p>Le mot juste</p></td></tr>'
            "</tbody></table>",
            Citation("Le mot juste", "", "", 1),
            "image",
        ),
        (
            "<ul><li><p>un premier</p></li><li><p>un second</p></li></ul>",
            Citation("premier un second", "", "", 1),
            "plusieurs lignes",
        ),
    ],
)
def test_what_cannot_be_corrected_says_why(html, citation, reason):
    with pytest.raises(Introuvable, match=reason):
        correct(document(html), citation, "correction", "x")


def test_a_note_is_never_corrected():
    whole = document("", note="<p>Une faute reçue.</p>")
    citation = quoted(whole, whole.sous_groupes[0].restitution.blocs, "faute")
    with pytest.raises(Introuvable, match="sans modification"):
        correct(whole, citation, "correction", "erreur")


WORDS = st.lists(
    st.sampled_from(["alpha", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "hotel"]),
    min_size=3,
    max_size=9,
)


@given(WORDS, st.data())
def test_only_the_quoted_words_change(words, data):
    text = " ".join(words)
    place = data.draw(st.integers(0, len(words) - 1))
    start = len(" ".join(words[:place])) + (1 if place else 0)
    whole = document(f"<p>{text}</p>")
    citation = quote(whole, 1, start, start + len(words[place]))
    try:
        found = correct(whole, citation, "correction", "zoulou")
    except Introuvable:
        return  # too little around these words to be sure: a person corrects
    expected = [*words[:place], "zoulou", *words[place + 1 :]]
    assert richtext.render(found.blocs) == f"<p>{' '.join(expected)}</p>"
