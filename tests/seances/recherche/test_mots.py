"""Words that a reader holds for the same are the same, and those he does not are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seances.recherche import extrait, mots, question


@pytest.mark.parametrize(
    "same",
    [
        "prévention PREVENTION Préventions préventif préventives",
        "l’AMO d'AMO amo A.M.O.",
        "école écoles ÉCOLES",
        "orienter oriente orienté orientée orientées orientent",
        "accompagner accompagnent accompagnait accompagné",
        "décrochage décrocher décrochés décrocheurs décroche",
        "médiateur médiatrice médiation médiateurs",
        "travailleur travailleuses travailler",
        "œuvre oeuvre ŒUVRES",
        "régional régionaux régionale",
        "présent présents présente",
        "S.A.J. SAJ",
        "milieu milieux",
        "délai délais",
        "relais Relais",
        "travail travaux",
        "bureau bureaux",
        "13h30",
    ],
)
def test_these_are_one_word(same):
    *first, last = (set(mots.analyse(word).split()) for word in same.split())
    assert len(last) == 1 and all(each == last for each in first)


@pytest.mark.parametrize(
    "two",
    [
        "parent partent",
        "content conte",
        "jeune jeûneur",
        "permanent permet",
        "relais relie",
        "relais reliais",
    ],
)
def test_these_are_two(two):
    one, other = (mots.analyse(word) for word in two.split())
    assert one and other and one != other


@pytest.mark.parametrize("nothing", ["", "l’ de à qu’", "et c’est à nous", "— … « »", "\u0301"])
def test_these_say_nothing(nothing):
    assert mots.analyse(nothing) == ""


@pytest.mark.parametrize(
    "written", ["prévention", "pre\u0301vention", "PRÉVENTION", "ﬁnir ﬁnance", "мир 社会"]
)
def test_stems_are_letters_and_digits_of_ascii(written):
    assert all(root.isascii() and root.isalnum() for root in mots.analyse(written).split())


@given(st.text(max_size=300))
def test_any_text_can_be_cut(text):
    stems = mots.analyse(text)
    assert all(root.isascii() and root.isalnum() and len(root) <= mots.LONGUEUR for root in stems.split())
    pieces = extrait.pieces(text, set(stems.split()[:2]))
    assert len("".join(piece for piece, _ in pieces)) <= extrait.LONGUEUR + 4
    asked = question.read(text)
    assert len(asked.termes) <= question.TERMES and len(asked.termes) == len(asked.formes)


# ── What is asked ───────────────────────────────────────────────────────────────────────────────────────


def folded(phrases):
    return [" ".join(word for word, _ in phrase) for phrase in phrases]


@pytest.mark.parametrize(
    ("typed", "termes", "phrases", "sauf"),
    [
        ("l’aide aux jeunes", ["aid", "jeun"], [], []),
        ("« mise en réseau » écoles", ["mis", "reseau", "ecol"], ["mise en reseau"], []),
        ('"mise en réseau"', ["mis", "reseau"], ["mise en reseau"], []),
        ("« réseau »", ["reseau"], [], []),
        ("réseau -police -« la rue »", ["reseau"], [], ["police", "la rue"]),
        ("Sylla-Renson", ["syll", "renson"], [], []),
        ("« jamais refermés", ["jam", "referm"], ["jamais refermes"], []),
        ("réseau réseaux RÉSEAU", ["reseau"], [], []),
        ("-police", [], [], ["police"]),
        ("de la", [], [], []),
        ("a\x00mo", ["amo"], [], []),
    ],
)
def test_a_question_is_read(typed, termes, phrases, sauf):
    asked = question.read(typed)
    assert (list(asked.termes), folded(asked.phrases), folded(asked.sauf)) == (termes, phrases, sauf)
    assert bool(asked) == bool(termes)


def test_a_phrase_is_said_small_words_included():
    asked = question.read("« mise en réseau »")
    assert asked.is_answered_by("Une mise en réseaux des services.")
    assert not asked.is_answered_by("Une mise hors réseau.")


# ── What is shown ───────────────────────────────────────────────────────────────────────────────────────


def marked(text, asked, length=60):
    pieces = extrait.pieces(text, set(question.read(asked).termes), length)
    return "".join(f"[{piece}]" if mark else piece for piece, mark in pieces)


@pytest.mark.parametrize(
    ("text", "asked", "shown"),
    [
        ("Les préventions de l’école.", "prévention ecole", "Les [préventions] de l’[école]."),
        ("Une phrase. " * 6 + "Le réseau tient bon.", "réseau", "… Le [réseau] tient bon."),
        ("Un réseau. " + "Une phrase. " * 6, "reseau", "Un [réseau]. " + "Une phrase. " * 4 + "…"),
        ("rien", "réseau", "rien"),
        ("", "réseau", ""),
    ],
)
def test_the_sentence_is_shown_its_words_marked(text, asked, shown):
    assert marked(text, asked) == shown
