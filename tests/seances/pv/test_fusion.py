"""Two texts written from one: what each changed is kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seances.pv import richtext
from seances.pv.fusion import Fusion, merge


def html(*paragraphs):
    return "".join(f"<p>{text}</p>" for text in paragraphs)


BASE = html("Un.", "Deux.", "Trois.")


@pytest.mark.parametrize(
    ("ours", "theirs", "merged"),
    [
        (BASE, BASE, BASE),
        (html("Un bis.", "Deux.", "Trois."), BASE, html("Un bis.", "Deux.", "Trois.")),
        (BASE, html("Un.", "Deux.", "Trois.", "Quatre."), html("Un.", "Deux.", "Trois.", "Quatre.")),
        (
            html("Un bis.", "Deux.", "Trois."),
            html("Un.", "Deux.", "Trois bis."),
            html("Un bis.", "Deux.", "Trois bis."),
        ),
        (html("Un.", "Trois."), html("Un.", "Deux.", "Trois.", "Quatre."), html("Un.", "Trois.", "Quatre.")),
        (
            html("Un.", "Deux bis.", "Trois."),
            html("Un.", "Deux bis.", "Trois."),
            html("Un.", "Deux bis.", "Trois."),
        ),
        ("", html("Un."), ""),
    ],
)
def test_what_one_changed_is_taken(ours, theirs, merged):
    base = BASE if ours or theirs != html("Un.") else html("Un.")
    assert merge(base, ours, theirs) == Fusion(merged, 0)


def test_what_both_changed_is_kept_twice_the_saved_one_first():
    ours, theirs = html("Un.", "Le mien.", "Trois."), html("Un.", "Le leur.", "Trois.")
    assert merge(BASE, ours, theirs) == Fusion(html("Un.", "Le leur.", "Le mien.", "Trois."), 1)


def test_two_texts_begun_from_nothing_are_both_kept():
    assert merge("", html("Le mien."), html("Le leur.")) == Fusion(html("Le leur.", "Le mien."), 1)


def test_marks_lists_and_tables_come_through():
    table = "<table><tbody><tr><td><p>a</p></td></tr></tbody></table>"
    listed = "<ul><li><p>un <strong>gras</strong></p></li></ul>"
    base = richtext.clean(html("Un.") + table)
    theirs = richtext.clean(html("Un.") + table + listed)
    ours = richtext.clean(html("Zéro.", "Un.") + table)
    assert merge(base, ours, theirs).texte == richtext.clean(html("Zéro.", "Un.") + table + listed)


texts = st.lists(st.sampled_from("abcdefgh"), max_size=8)


@given(texts, texts, texts)
def test_no_new_block_of_either_is_lost(base, ours, theirs):
    merged = merge(html(*base), html(*ours), html(*theirs)).texte
    for text in set(ours) | set(theirs):
        if text not in base:
            assert f"<p>{text}</p>" in merged


@given(texts, texts)
def test_with_oneself_nothing_changes(base, ours):
    assert merge(html(*base), html(*ours), html(*ours)) == Fusion(html(*ours), 0)
    assert merge(html(*base), html(*ours), html(*base)) == Fusion(html(*ours), 0)
    assert merge(html(*base), html(*base), html(*ours)) == Fusion(html(*ours), 0)
