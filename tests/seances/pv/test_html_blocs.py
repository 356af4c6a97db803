"""Blocks as HTML, on the page and on paper."""

import pytest

from seances.pv.document import (
    Cellule,
    Element,
    Image,
    Intervention,
    Liste,
    Note,
    Paragraphe,
    Point,
    Run,
    Tableau,
    Titre,
)
from seances.pv.html import render_article, render_imprime
from seances.pv.html_blocs import split_label
from tests.seances.pv.arbres import document, levels, par, read, texts, words


@pytest.mark.parametrize(
    ("runs", "label", "expected"),
    [
        ((Run("Zoé L : oui"),), "Zoé L", ("", "Zoé L", " : oui")),
        ((Run("Zo", ("gras",)), Run("é L dit")), "Zoé L", ("", "Zoé L", " dit")),
        ((Run("« Zoé L » dit"),), "Zoé L", ("« ", "Zoé L", " » dit")),
        ((Run("Hier Zoé L"),), "Zoé L", ("Hier Zoé L", "", "")),
        ((Run("Zoé"),), "Zoé L", ("Zoé", "", "")),
        ((), "", ("", "", "")),
    ],
)
def test_label_is_found_at_the_head_across_runs(runs, label, expected):
    parts = split_label(runs, label)
    assert tuple("".join(run.texte for run in part) for part in parts) == expected
    assert all(run.styles == ("gras",) for run in parts[1] if run.texte == "Zo")


def test_speakers_are_set_off_and_what_they_go_on_to_say_is_tied():
    pv = document(
        Point(
            1,
            "Débat",
            blocs=(
                par("Avant."),
                Intervention((Run("Zoé L : oui."),), "Zoé L", locuteur="p1"),
                Paragraphe((Run("Et encore."),), locuteur="p1"),
                Note((Run("[NDR : rires]"),)),
                Liste((Element((par("un"),)),), locuteur="p1"),
                Intervention((Run("Tom"),), "Tom", locuteur="p2"),
                Intervention((Run("Zoé L :"),), "Zoé L", locuteur="p1"),
            ),
        )
    )
    page = read(render_article(pv))
    assert [
        (words(block)[:7], block.get("class")) for block in page.xpath("//*[starts-with(@id, 'p-')]")
    ] == [
        ("Avant.1", None),
        ("Zoé L :", "parle ouvre"),
        ("Et enco", "parle"),
        ("[NDR : ", "pv-ndr"),
        ("un5", "pv-bloc parle"),
        ("Tom6", "parle ouvre seul"),
        ("Zoé L :", "parle ouvre seul"),
    ]
    assert texts(page, "//span[@class='locuteur']") == ["Zoé L", "Tom", "Zoé L"]


def test_lists_keep_numbering_paragraphs_and_nesting():
    inner = Liste((Element((par("deux"),)),), "i", 3)
    liste = Liste((Element((par("un"), par("suite"), inner)), Element(())), "A", 5)
    page = read(render_article(document(Point(1, "x", blocs=(liste,)))))
    [outer, nested] = page.xpath("//div[@id='p-1']//ol")
    assert (outer.get("type"), outer.get("start"), outer.get("class")) == ("A", "5", "liste-A")
    assert (nested.get("type"), nested.get("start"), nested.get("class")) == ("i", "3", "liste-i")
    assert [outer[0].text, outer[0][0].tag, words(outer[0][0])] == ["un", "p", "suite"]


def test_lists_carry_their_marks_on_paper():
    inner = Liste((Element((par("c"),)), Element((par("d"),))), "i", 3)
    listes = (
        Liste((Element((par("a"), Liste((Element((par("b"),)),)))),)),
        Liste((Element((par("e"), inner)),), "A", 5),
    )
    marks = texts(read(render_imprime(document(Point(1, "x", blocs=listes)))), "//span[@class='marque']")
    assert marks == ["•", "–", "E.", "iii.", "iv."]


def test_headings_and_names_wear_no_number_on_paper():
    blocs = (
        Titre((Run("t"),), 2),
        par("a"),
        Intervention((Run("Tom"),), "Tom"),
        Intervention((Run("Tom dit"),), "Tom"),
    )
    page = read(render_imprime(document(Point(1, "x", blocs=blocs))))
    assert page.xpath("//@data-n") == ["2", "4"]


def test_headings_of_a_table_say_what_they_head_and_short_rows_are_filled():
    def head(text):
        return Cellule((par(text),), entete=True)

    tableau = Tableau(
        (
            (head("a"), head("b"), head("c")),
            (head("d"), Cellule((par("e"),))),
            (Cellule((Titre((Run("f"),), 2),)),),
        )
    )
    page = read(render_article(document(Point(1, "x", blocs=(tableau,)))))
    assert [th.get("scope") for th in page.xpath("//table[@class='pv-tableau']//th")] == ["col"] * 3 + ["row"]
    assert [len(row) for row in page.xpath("//table[@class='pv-tableau']//tr")] == [3, 3, 3]
    assert levels(page) == [1, 2, 2]  # a title inside a cell is no heading


def test_table_too_wide_for_a_page_gets_columns_of_one_width():
    wide = Tableau((tuple(Cellule((par("mot" * 9),)) for _ in range(3)),))
    narrow = Tableau((tuple(Cellule((par("mot " * 9),)) for _ in range(3)),))
    page = read(render_article(document(Point(1, "x", blocs=(wide, narrow)))))
    assert [table.get("class") for table in page.iter("table")] == ["pv-tableau pv-egal", "pv-tableau"]


def test_picture_is_named_by_its_sha256_and_always_described():
    blocs = (Image("a" * 64, "Le plan"), Image("b" * 64))
    page = read(render_article(document(Point(1, "x", blocs=blocs)), images="/fichiers"))
    assert [(img.get("src"), img.get("alt")) for img in page.iter("img")] == [
        ("/fichiers/" + "a" * 64, "Le plan"),
        ("/fichiers/" + "b" * 64, "Image sans description"),
    ]


def test_link_on_paper_holds_nothing_but_characters():
    text = Paragraphe((Run("ici", ("gras", "italique"), "https://example.org/"),))
    pv = document(Point(1, "x", blocs=(text,)))
    assert '<strong><em><a href="https://example.org/">ici</a></em></strong>' in render_imprime(pv)
    assert '<a href="https://example.org/"><strong><em>ici</em></strong></a>' in render_article(pv)
