from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seances.pv import richtext
from seances.pv.ancrage import Ancrage, Citation, Place, find, paragraph_text, quote
from seances.pv.document import Annexe, Point, Restitution, SousGroupe, texts

from .arbres import document, par

AVANT = "On arrive par la cour, on passe devant les vélos et personne ne regarde."
PHRASE = "La porte est lourde mais elle n’est jamais fermée à clé."
APRES = "Le bureau des stagiaires donne sur le jardin, côté rue."


def pv(*paragraphs, **fields):
    return document(Point(1, "Débat", blocs=tuple(map(par, paragraphs))), **fields)


def citing(paragraphs, exact, numero):
    """The Citation of some words of paragraph `numero`."""
    text = paragraphs[numero - 1]
    return quote(pv(*paragraphs), numero, text.index(exact), text.index(exact) + len(exact))


def words_at(tree, place):
    """The words that stand at a place."""
    found = {
        bloc.numero: paragraph_text(bloc)
        for _, blocs in texts(tree)
        for bloc in blocs
        if place.paragraphe <= bloc.numero <= place.dernier
    }
    if place.paragraphe == place.dernier:
        return found[place.paragraphe][place.debut : place.fin]
    first, *between, last = (found[numero] for numero in sorted(found))
    return "\n".join([first[place.debut :], *between, last[: place.fin]])


LOURDE = "La porte est lourde mais"
CITES = "elle n’est jamais fermée"
CITATION = citing([AVANT, PHRASE, APRES], CITES, 2)


def test_quotation_keeps_what_stands_around_it_across_paragraphs():
    assert (
        Citation(
            "elle n’est jamais fermée",
            f"{AVANT}\nLa porte est lourde mais "[-64:],
            f" à clé.\n{APRES}"[:64],
            2,
        )
        == CITATION
    )


@pytest.mark.parametrize(
    ("numero", "start", "end"), [(9, 0, 3), (1, 3, 3), (1, -1, 3), (1, 0, 999), (2, 4, 5)]
)
def test_quotation_of_no_words_is_refused(numero, start, end):
    with pytest.raises(ValueError):
        quote(pv("La porte", "Oui, non"), numero, start, end)


def test_unchanged_words_are_where_they_were():
    assert find(pv(AVANT, PHRASE, APRES), CITATION) == Place(2, 25, 2, 49)


@pytest.mark.parametrize(
    ("paragraphs", "words", "maniere"),
    [
        # renumbered, alone, around others
        (["Un.", "Deux.", AVANT, PHRASE, APRES], CITES, "deplacee"),
        ([PHRASE], CITES, "deplacee"),
        ([APRES, AVANT, PHRASE], CITES, "deplacee"),
        # split, merged
        ([AVANT, LOURDE, "elle n’est jamais fermée à clé.", APRES], CITES, "deplacee"),
        (
            [AVANT, f"{LOURDE} elle n’est", "jamais fermée à clé.", APRES],
            "elle n’est\njamais fermée",
            "exacte",
        ),
        ([AVANT + " " + PHRASE, APRES], CITES, "deplacee"),
        # typography
        ([AVANT, f"{LOURDE} elle n'est jamais fermée à clé."], "elle n'est jamais fermée", "exacte"),
        (
            [AVANT, f"{LOURDE} elle n’est jamais\u00a0fer\u00admée à clé."],
            "elle n’est jamais\u00a0fer\u00admée",
            "exacte",
        ),
        (
            [AVANT, f"{LOURDE} elle n’est jamais ferme\u0301e à clé."],
            "elle n’est jamais ferme\u0301e",
            "exacte",
        ),
        # words around
        (["Autre.", "Le portail, lui, dit-on, elle n’est jamais fermée du tout.", "Rien."], CITES, "exacte"),
        # the quotation itself
        (
            [AVANT, f"{LOURDE} elle n’est presque jamais fermée à clé.", APRES],
            "elle n’est presque jamais fermée",
            "approchee",
        ),
        ([AVANT, f"{LOURDE} elle n’est jamais femée à clé.", APRES], "elle n’est jamais femée", "approchee"),
        (
            [AVANT, "X.", f"{LOURDE} elle n’était jamais fermée à clé.", APRES],
            "elle n’était jamais fermée",
            "approchee",
        ),
    ],
)
def test_words_are_found_after_an_edit(paragraphs, words, maniere):
    tree = pv(*paragraphs)
    place = find(tree, CITATION)
    assert (words_at(tree, place), place.maniere, place.sure) == (words, maniere, True)


@pytest.mark.parametrize(
    "paragraphs",
    [
        [],
        [AVANT, APRES],
        [AVANT, "La porte est lourde mais à clé.", APRES],
        [AVANT, "La porte est lourde.", APRES],
        [AVANT, "Le toit est neuf mais il prend l’eau par grand vent.", APRES],
        ["Elle ferme.", "Une autre porte n’a jamais été fermée par elle."],
    ],
)
def test_words_that_are_gone_are_lost(paragraphs):
    assert find(pv(*paragraphs), CITATION) is None


def test_words_found_are_never_a_piece_of_longer_ones():
    citation = citing(["C’est l’art de la porte."], "art", 1)
    assert find(pv("Une partie, un quart, un artiste."), citation) is None
    assert find(pv("Une partie.", "C’est l’art de la porte."), citation).paragraphe == 2


def test_piece_of_a_word_can_be_quoted():
    citation = citing(["Une partie de la cour."], "art", 1)
    assert find(pv("Un art.", "Une partie de la cour."), citation) == Place(2, 5, 2, 8, "deplacee")


def test_same_words_several_times_are_told_apart_by_what_stands_around():
    dialogue = [
        "Ana : qui vient ?",
        "Oui.",
        "Zoé : et le soir, quand c’est fermé ?",
        "Oui.",
        "Fin de la liste.",
    ]
    second = quote(pv(*dialogue), 4, 0, 4)
    assert find(pv(*dialogue), second).paragraphe == 4
    assert find(pv("Oui.", "Oui.", "Oui.", *dialogue), second).paragraphe == 7
    assert find(pv(*dialogue[2:], *dialogue[:2]), second).paragraphe == 2


def test_same_words_several_times_without_anything_around_are_the_nearest_ones_and_doubtful():
    citation = Citation("Oui, bien entendu.", "Zoé : et le soir, tard ?", "Fin de la liste.", 4)
    tree = pv("Oui, bien entendu.", "Un.", "Deux.", "Trois.", "Oui, bien entendu.")
    assert find(tree, citation) == Place(5, 0, 5, 18, "deplacee", sure=False)


def test_few_words_found_elsewhere_with_nothing_around_are_doubtful():
    citation = Citation("Oui.", "Zoé : et le soir, tard ?", "Fin de la liste.", 4)
    assert find(pv("Tout a changé.", "Oui.", "Ici aussi."), citation) == Place(
        2, 0, 2, 4, "deplacee", sure=False
    )


def test_sentence_that_resembles_another_does_not_take_its_remark():
    """Two sub-groups have nearly the same question: the remark on the one that is gone is not on the other."""
    first = "On vous propose d’analyser des projets à visée de prévention éducative, sous l’angle des partenariats."
    second = (
        "On vous propose d’analyser des projets à visée de prévention sociale, sous l’angle des partenariats."
    )
    before = [
        AVANT,
        first,
        APRES,
        "Autre chose.",
        "Encore autre chose, plus bas.",
        second,
        "La fin du texte.",
    ]
    citation = citing(before, first, 2)
    assert find(pv(*before[:1], *before[2:]), citation) is None


def test_quotation_moves_between_points_notes_and_annexes():
    point = Point(1, "Débat", blocs=(par(AVANT), par(PHRASE)))
    group = SousGroupe(1, restitution=Restitution("Groupe 1", (par(APRES), par(PHRASE))))
    annexe = Annexe(1, "Charte", (par(PHRASE),))
    restored = Point(2, "Restitution", "restitution")
    for tree in (
        document(replace(point, blocs=()), restored, sous_groupes=(group,)),
        document(point, annexes=(replace(annexe, blocs=()),)),
        document(replace(point, blocs=()), annexes=(annexe,)),
        document(replace(point, blocs=(), blocs_apres=point.blocs)),
    ):
        assert words_at(tree, find(tree, CITATION)) == "elle n’est jamais fermée"


def test_words_of_a_list_or_table_are_quoted_like_others():
    html = "<ul><li>une porte<ul><li>lourde</li></ul></li></ul><table><tr><td>fermée</td></tr></table>"
    tree = document(Point(1, "Débat", blocs=richtext.parse(html)))
    citation = quote(tree, 1, 4, 16)
    assert citation.exact == "porte\nlourde"
    assert find(tree, citation) == Place(1, 4, 1, 16)
    flat = pv("Il y a", "une porte lourde, fermée")
    assert words_at(flat, find(flat, citation)) == "porte lourde"


def test_selected_words_alone_are_found_in_the_paragraph_that_is_named():
    """What a page sends: the selected words and the number of the paragraph."""
    tree = pv("Oui, la porte.", "Non.", "Oui, la porte.")
    assert find(tree, Citation("la porte", paragraphe=3)) == Place(3, 5, 3, 13)


def test_nothing_is_found_for_nothing():
    assert find(pv(PHRASE), Citation(" \u00ad")) is None
    assert find(pv(), CITATION) is None


# ── Any edit elsewhere ──

WORDS = [
    "porte",
    "cour",
    "vélo",
    "jardin",
    "clé",
    "rue",
    "jeune",
    "midi",
    "oui",
    "non",
    "le",
    "la",
    "de",
    "et",
]
sentences = st.lists(st.sampled_from(WORDS), min_size=1, max_size=12).map(lambda words: " ".join(words) + ".")
MARQUE = "le kiosque violet ferme à quinze heures"


@st.composite
def edited(draw):
    """(paragraphs with one marked, its rank, the same after edits elsewhere, its rank there)."""
    before = draw(st.lists(sentences, min_size=0, max_size=8))
    rank = draw(st.integers(0, len(before)))
    marked = draw(sentences) + " " + MARQUE + " " + draw(sentences)
    after, new_rank = list(before), rank
    for _ in range(draw(st.integers(0, 6))):
        act = draw(st.sampled_from(["add", "remove", "change", "move"]))
        if act == "add":
            place = draw(st.integers(0, len(after)))
            after.insert(place, draw(sentences))
            new_rank += place < new_rank
        elif act == "move":
            new_rank = draw(st.integers(0, len(after)))
        elif after:
            place = draw(st.integers(0, len(after) - 1))
            if act == "change":
                after[place] = draw(sentences)
            else:
                del after[place]
                new_rank -= place < new_rank
    return (
        [*before[:rank], marked, *before[rank:]],
        rank,
        [*after[:new_rank], marked, *after[new_rank:]],
        new_rank,
    )


@settings(max_examples=300, deadline=None)
@given(edited(), st.data())
def test_edits_elsewhere_never_lose_a_quotation_nor_misplace_it(versions, data):
    before, rank, after, new_rank = versions
    start = before[rank].index(MARQUE)
    tree = pv(*after)

    citation = quote(pv(*before), rank + 1, start, start + len(MARQUE))
    place = find(tree, citation)
    assert (place.paragraphe, place.debut, words_at(tree, place)) == (new_rank + 1, start, MARQUE)
    assert place.maniere == ("exacte" if new_rank == rank else "deplacee")

    # and its removal loses it
    gone = [*after[:new_rank], after[new_rank].replace(MARQUE, data.draw(sentences)), *after[new_rank + 1 :]]
    assert find(pv(*gone), citation) is None


@settings(max_examples=200, deadline=None)
@given(st.lists(sentences, min_size=1, max_size=8), st.data())
def test_any_words_are_found_where_they_are_in_the_same_text(paragraphs, data):
    tree = pv(*paragraphs)
    numero = data.draw(st.integers(1, len(paragraphs)))
    start = data.draw(st.integers(0, len(paragraphs[numero - 1]) - 1))
    end = data.draw(st.integers(start + 1, len(paragraphs[numero - 1])))
    if not paragraphs[numero - 1][start:end].strip():
        return
    found = Ancrage(tree).find(quote(tree, numero, start, end))
    assert words_at(tree, found).split() == paragraphs[numero - 1][start:end].split()
    if len(set(paragraphs)) == len(paragraphs) and len(paragraphs[numero - 1][start:end].split()) > 4:
        assert found.maniere == "exacte"
