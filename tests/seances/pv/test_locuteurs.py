import pytest

from seances.pv import richtext
from seances.pv.document import (
    Chantier,
    DocumentPV,
    Intervention,
    Note,
    Paragraphe,
    Personne,
    Presence,
    President,
    Run,
    Seance,
    Titre,
    plain_text,
)
from seances.pv.locuteurs import (
    Resolveur,
    assign,
    guess_label,
    note_spans,
    opening_label,
    said,
    speaking,
)
from tests.factories import JOUR

ANA = Personne("ana", "Ana", "Ost")
ZOE = Personne("zoe", "Zoé", "De Smet", ("Zoé Desmedt", "Mme De Smet (AMO)"))
JEAN = Personne("jean", "Jean-Baptiste", "D’Hondt")
KNOWN = Resolveur([ANA, ZOE, JEAN])


# ── Whose name opens a text ──


@pytest.mark.parametrize(
    ("text", "key", "label"),
    [
        ("Ana Ost : bonjour", "ana", "Ana Ost"),
        ("Ana Ost", "ana", "Ana Ost"),
        ("ANA OST dit", "ana", "ANA OST"),
        ("Ost Ana dit", "ana", "Ost Ana"),
        ("OST, Ana : bonjour", "ana", "OST, Ana"),
        ("ana ost", "ana", "ana ost"),
        ("  – Ana  Ost, page 3", "ana", "Ana  Ost"),
        ("Zoe de smet", "zoe", "Zoe de smet"),
        ("Zoe\u0301 De Smet : oui", "zoe", "Zoe\u0301 De Smet"),
        ("De Smet Zoé", "zoe", "De Smet Zoé"),
        ("Zoé DESMEDT page 9", "zoe", "Zoé DESMEDT"),
        ("Mme De Smet (AMO) précise", "zoe", "Mme De Smet (AMO)"),
        ("Mme De Smet (AMO, Ath) précise", "zoe", "Mme De Smet (AMO"),
        ("(Ana Ost) : oui", "ana", "Ana Ost"),
        ("Jean Baptiste D'HONDT", "jean", "Jean Baptiste D'HONDT"),
        ("Jean‑Baptiste d’hondt :", "jean", "Jean‑Baptiste d’hondt"),
    ],
)
def test_name_at_the_head_is_recognised_accents_case_and_order_ignored(text, key, label):
    assert KNOWN.resolve(text) == (key, label)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " – : ",
        "Ana",
        "Ana dit bonjour",
        "Ostende est loin",
        "Ana Ostende",
        "AnaOst",
        "Bonjour Ana Ost",
        "Hugo Remacle : oui",
        "Ana-Maria Ost",
    ],
)
def test_anything_else_at_the_head_is_nobody(text):
    assert KNOWN.resolve(text) == ("", "")


def test_longest_name_wins():
    resolveur = Resolveur([ANA, Personne("autre", "Ana", "Ost Remacle")])
    assert resolveur.resolve("Ana Ost Remacle dit") == ("autre", "Ana Ost Remacle")
    assert resolveur.resolve("Ana Ost dit Remacle") == ("ana", "Ana Ost")


def test_two_people_of_one_name_are_neither():
    resolveur = Resolveur([ANA, Personne("ana-2", "ANA", "Öst"), ZOE])
    assert resolveur.resolve("Ana Ost : bonjour") == ("", "")
    assert resolveur.resolve("Zoé De Smet : bonjour") == ("zoe", "Zoé De Smet")


def test_spelling_shared_by_two_people_is_neither():
    resolveur = Resolveur(
        [Personne("a", "Ana", "Ost", ("la juriste",)), Personne("b", "Bo", "Noël", ("La juriste",))]
    )
    assert resolveur.resolve("La juriste : oui") == ("", "")
    assert resolveur.resolve("Bo Noël : oui") == ("b", "Bo Noël")


def test_confirmed_label_is_known_in_its_text_only():
    local = KNOWN.with_labels({"Ana": "ana", "La juriste": "zoe"})
    assert local.resolve("Ana : oui") == ("ana", "Ana")
    assert local.resolve("la JURISTE ajoute") == ("zoe", "la JURISTE")
    assert local.resolve("Ana Ost : oui") == ("ana", "Ana Ost")
    assert KNOWN.resolve("Ana : oui") == ("", "")


def test_confirmed_label_decides_between_two_people_of_one_name():
    twin = Personne("ana-2", "Ana", "Ost")
    local = Resolveur([ANA, twin]).with_labels({"Ana Ost": "ana-2"})
    assert local.resolve("Ana OST : oui") == ("ana-2", "Ana OST")


def test_no_label_changes_nothing():
    assert KNOWN.with_labels({}) is KNOWN


def test_nobody_known_recognises_nobody():
    assert Resolveur([]).resolve("Ana Ost : oui") == ("", "")


def test_only_those_who_preside_or_are_present_speak():
    people = [
        Personne(key, key, "Ost") for key in ("preside", "present", "excuse", "absent", "cite", "pointer")
    ]
    document = DocumentPV(
        Chantier(1, "T"),
        Seance(1, JOUR),
        tuple(people),
        presidents=(President("preside", "x"),),
        presences=(
            Presence("present", "x"),
            Presence("excuse", "x", statut="excuse"),
            Presence("absent", "x", statut="absent"),
            Presence("pointer", "x", statut="a_pointer"),
        ),
    )
    assert [personne.cle for personne in speaking(document)] == ["preside", "present"]


# ── How far it goes ──


def spoken(html, resolveur=KNOWN):
    """(kind, speaker) of each block of a text, interventions with their label."""
    found = []
    for bloc in assign(richtext.parse(html), resolveur):
        kind = type(bloc).__name__
        speaker = getattr(bloc, "locuteur", None)
        found.append((kind, speaker, bloc.libelle) if kind == "Intervention" else (kind, speaker))
    return found


def test_intervention_goes_on_until_the_next_name():
    assert spoken("<p>Avant.</p><p>Ana Ost : a</p><p>b</p><p>Zoé De Smet : c</p><p>d</p>") == [
        ("Paragraphe", ""),
        ("Intervention", "ana", "Ana Ost"),
        ("Paragraphe", "ana"),
        ("Intervention", "zoe", "Zoé De Smet"),
        ("Paragraphe", "zoe"),
    ]


@pytest.mark.parametrize("level", [2, 3, 4, 5])
def test_heading_of_any_level_ends_the_intervention(level):
    assert spoken(f"<p>Ana Ost : a</p><h{level}>T</h{level}><p>b</p>") == [
        ("Intervention", "ana", "Ana Ost"),
        ("Titre", None),
        ("Paragraphe", ""),
    ]


def test_heading_that_opens_with_a_name_is_no_intervention():
    assert spoken("<h3>Ana Ost</h3><p>b</p>") == [("Titre", None), ("Paragraphe", "")]


def test_lists_tables_and_pictures_stay_what_they_are_and_carry_the_speaker():
    html = (
        "<p>Ana Ost : a</p><ul><li>b</li></ul><table><tr><td>c</td></tr></table>"
        f'<img src="sha256:{"0" * 64}"><p>d</p>'
    )
    assert spoken(html) == [
        ("Intervention", "ana", "Ana Ost"),
        ("Liste", "ana"),
        ("Tableau", "ana"),
        ("Image", "ana"),
        ("Paragraphe", "ana"),
    ]


def test_name_inside_a_list_or_a_table_opens_nothing():
    assert spoken("<ul><li>Ana Ost : a</li></ul><table><tr><td>Zoé De Smet</td></tr></table><p>b</p>") == [
        ("Liste", ""),
        ("Tableau", ""),
        ("Paragraphe", ""),
    ]


def test_second_name_inside_a_paragraph_changes_nothing():
    assert spoken("<p>Ana Ost répond à Zoé De Smet : a<br>Zoé De Smet : b</p><p>c</p>") == [
        ("Intervention", "ana", "Ana Ost"),
        ("Paragraphe", "ana"),
    ]


def test_note_of_the_redacteur_interrupts_nobody_and_is_nobody_s():
    assert spoken("<p>Ana Ost : a</p><p>[NDR : Zoé De Smet sort]</p><p>b</p>") == [
        ("Intervention", "ana", "Ana Ost"),
        ("Note", None),
        ("Paragraphe", "ana"),
    ]


def test_name_that_spreads_over_styles_is_recognised():
    assert spoken("<p><strong>Ana</strong> <em>Ost</em> : a</p>") == [("Intervention", "ana", "Ana Ost")]


def test_ambiguous_name_leaves_the_word_to_who_had_it():
    resolveur = Resolveur([ANA, Personne("ana-2", "Ana", "Ost"), ZOE])
    assert spoken("<p>Zoé De Smet : a</p><p>Ana Ost : b</p>", resolveur) == [
        ("Intervention", "zoe", "Zoé De Smet"),
        ("Paragraphe", "zoe"),
    ]


def test_assign_forgets_what_an_earlier_pass_had_set():
    blocs = (
        Intervention((Run("Hugo Remacle : a"),), "Hugo Remacle", 4, "hugo"),
        Paragraphe((Run("b"),), 5, "hugo"),
        Note((Run("[NDR]"),), 6),
        Titre((Run("T"),), 2, 7),
    )
    assert assign(blocs, KNOWN) == (
        Paragraphe((Run("Hugo Remacle : a"),), 4, ""),
        Paragraphe((Run("b"),), 5, ""),
        *blocs[2:],
    )


def test_assign_twice_is_assign_once_and_changes_no_word():
    blocs = richtext.parse("<p>Ana Ost : a</p><ul><li>b</li></ul><h2>T</h2><p>Zoé De Smet</p>")
    once = assign(blocs, KNOWN)
    assert assign(once, KNOWN) == once
    assert richtext.render(once) == richtext.render(blocs)


# ── What a human is proposed ──


@pytest.mark.parametrize(
    ("text", "name", "label"),
    [
        ("Ana OSTE en page 9", "Ana Ost", "Ana OSTE"),
        ("Anna Ost : oui", "Ana Ost", "Anna Ost"),
        ("Zoé DESMET en page 3", "Zoé De Smet", "Zoé DESMET"),
        ("Chloë De Smeth dit", "Chloé De Smet", "Chloë De Smeth"),
        ("Hugo Remacle dit", "Ana Ost", ""),
        ("Ana", "Ana Ost", ""),
        ("", "Ana Ost", ""),
    ],
)
def test_guess_label_finds_a_misspelling_at_the_head(text, name, label):
    assert guess_label(text, name) == label


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("La juriste : bonjour", "La juriste"),
        ("La juriste (AMO) : bonjour", "La juriste (AMO)"),
        ("Un deux trois quatre cinq six sept huit : non", "Un deux trois quatre cinq six sept huit"),
        ("Un deux trois quatre cinq six sept huit neuf : non", "Un deux"),
        ("Bonjour à tous", "Bonjour à"),
        ("Un début de phrase bien trop long pour nommer quelqu’un : non", "Un début"),
        ("", ""),
    ],
)
def test_opening_label_is_what_stands_before_the_colon_or_the_first_words(text, label):
    assert opening_label(text, "Ana Ost") == label


@pytest.mark.parametrize("text", ["La juriste (AMO) : bonjour", "Bonjour à tous", "Ana OSTE en page 9"])
def test_proposed_label_opens_the_text_once_confirmed(text):
    label = guess_label(text, "Ana Ost") or opening_label(text, "Ana Ost")
    (bloc,) = assign((Paragraphe((Run(text),)),), KNOWN.with_labels({label: "ana"}))
    assert (bloc.locuteur, bloc.libelle, plain_text(bloc.runs)) == ("ana", label, text)


# ── What the rédacteur adds is nobody's word ──


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Ana Ost : oui [NDR : rires].", "Ana Ost : oui."),
        ("Ana Ost (ndlr : de loin) répond", "Ana Ost répond"),
        ("a [NDR : b (c) [d] e] f [ NDLR – g ] h", "a f h"),
        ("a [NDR : b (NDR : c) d] e", "a e"),
        ("a [NDR : voir (b] c", "a c"),
        ("a) oui [NDR : b :) c] d", "a) oui d"),
        ("[NDR : rires] a", "a"),
        ("a (b) [c] [NDRA : d]", "a (b) [c] [NDRA : d]"),
        ("la note NDR : a", "la note NDR : a"),
        ("a [NDR : jamais fermée", "a [NDR : jamais fermée"),
        ("a [NDR : jamais fermée (NDR : b) c", "a [NDR : jamais fermée c"),
    ],
)
def test_notes_of_the_redacteur_are_not_said(text, left):
    assert list(said(Paragraphe((Run(text),)))) == [left]


def test_notes_inside_lists_and_tables_are_not_said_either():
    html = "<ul><li>a [NDR : b]</li><li>[NDR : c]</li></ul><table><tr><td>d (NDR : e)</td></tr></table>"
    assert [text for bloc in richtext.parse(html) for text in said(bloc)] == ["a", "d"]


def test_note_that_nothing_closes_is_told():
    assert note_spans("a [NDR : b (NDR : c) d") == (((11, 20),), (2,))
    assert note_spans("a (NDR : b [NDR : c) d") == (((2, 20),), (11,))


def test_paragraph_that_is_a_note_is_said_by_nobody():
    assert list(said(Note((Run("[NDR : a"),)))) == []
