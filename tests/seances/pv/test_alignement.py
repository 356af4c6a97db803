import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seances.pv.alignement import Morceau, align, compare_runs, compare_texts, words_of
from seances.pv.document import Run, plain_text

items = st.lists(st.sampled_from("abcdefgh"), max_size=30)
texts = st.lists(
    st.sampled_from(["la porte", "l’école", "oui,", "non ;", "et", "de", "«\u00a0ici\u00a0»", "1re", "\n"]),
    max_size=15,
).map(" ".join)


def told(before, after):
    return [(piece.etat, plain_text(piece.runs)) for piece in compare_texts(before, after)]


@settings(max_examples=300)
@given(items, items)
def test_operations_lead_from_one_sequence_to_the_other(before, after):
    built, i, j = [], 0, 0
    for name, i1, i2, j1, j2 in align(before, after):
        assert (i1, j1) == (i, j)
        assert (name == "equal") == (before[i1:i2] == after[j1:j2])
        assert {"delete": j1 == j2, "insert": i1 == i2}.get(name, i1 < i2 and j1 < j2)
        built += before[i1:i2] if name == "equal" else after[j1:j2]
        i, j = i2, j2
    assert (built, i, j) == (after, len(before), len(after))


def test_what_stands_once_is_never_moved_for_what_stands_often():
    before, after = list("xaxbxcx"), list("xbxxcxa")
    equal = [before[i1:i2] for name, i1, i2, _, _ in align(before, after) if name == "equal"]
    assert [item for run in equal for item in run if item != "x"] == ["b", "c"]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("La porte est lourde.", "La porte est lourde.", [("egal", "La porte est lourde.")]),
        (
            "La porte est lourde.",
            "La porte est très lourde.",
            [("egal", "La porte est "), ("ajoute", "très "), ("egal", "lourde.")],
        ),
        (
            "La porte est lourde.",
            "La porte est ouverte.",
            [("egal", "La porte est "), ("supprime", "lourde"), ("ajoute", "ouverte"), ("egal", ".")],
        ),
        ("", "Oui.", [("ajoute", "Oui.")]),
        ("Oui.", "", [("supprime", "Oui.")]),
        ("", "", []),
        ("la porte la porte", "la porte", [("egal", "la porte"), ("supprime", " la porte")]),
        # a word between two changes is read with them
        ("le chat de Zoé", "un chien de Bo", [("supprime", "le chat de Zoé"), ("ajoute", "un chien de Bo")]),
        # typography is no change of words
        (
            "L'école : « oui »",
            "L’école\u00a0: «\u00a0oui\u00a0»",
            [("egal", "L’école\u00a0: «\u00a0oui\u00a0»")],
        ),
    ],
)
def test_texts_are_compared_word_by_word(before, after, expected):
    assert told(before, after) == expected


def test_words_set_otherwise_are_told():
    before = (Run("La porte est lourde."),)
    after = (Run("La "), Run("porte", ("gras",)), Run(" est lourde."))
    assert compare_runs(before, after) == (
        Morceau("egal", (Run("La "),)),
        Morceau("forme", (Run("porte", ("gras",)), Run(" "))),
        Morceau("egal", (Run("est lourde."),)),
    )
    linked = (Run("La porte est "), Run("lourde", (), "https://example.org"), Run("."))
    assert [piece.etat for piece in compare_runs(before, linked)] == ["egal", "forme", "egal"]


@settings(max_examples=200)
@given(texts, texts)
def test_no_word_is_lost_nor_invented(before, after):
    pieces = compare_texts(before, after)
    words = [(piece.etat, word) for piece in pieces for word in words_of(plain_text(piece.runs))]
    assert [word for etat, word in words if etat != "supprime"] == words_of(after)
    assert [word for etat, word in words if etat != "ajoute"] == words_of(before)


def test_long_and_repetitive_texts_are_compared_in_reasonable_time():
    """Compared one by one, two lists of as many equal words would last minutes."""
    assert align(["a"] * 20_000, ["a"] * 10_000 + ["b"] + ["a"] * 10_000)
    assert align(["a", "b"] * 10_000, ["b", "b", "a"] * 7_000)
