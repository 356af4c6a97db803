"""The words that the portal adds, in French typography."""

from dataclasses import replace
from datetime import date, time

import pytest

from seances.pv import phrases
from seances.pv.document import (
    Chantier,
    DocumentPV,
    Lieu,
    Presence,
    President,
    ProchaineSeance,
    Redaction,
    Remarque,
    Seance,
)

PV = DocumentPV(Chantier(3, "Seuils"), Seance(2, date(2025, 3, 11)))


@pytest.mark.parametrize(
    ("remarque", "expected"),
    [
        (
            Remarque("p", "Il l’a dit.", citation="un", proposition="deux", genre="correction"),
            "remplacer « un » par « deux ». Il l’a dit.",
        ),
        (
            Remarque("p", citation="«un »", proposition="« un »", genre="precision"),
            "remplacer “«un »” par “« un »”.",
        ),
        (
            Remarque("p", genre="correction", citation="Une personne", proposition="Une personne"),
            "corriger un nom.",
        ),
        (Remarque("p", genre="suppression", citation="dit « bien »"), "supprimer “dit « bien »”."),
        (
            Remarque("p", "Non.", genre="suppression", citation="Il l’a dit."),
            "supprimer « Il l’a dit. » Non.",
        ),
        (Remarque("p", genre="suppression", citation="Qui ?"), "supprimer « Qui ? »."),
        (Remarque("p", "à revoir", citation="un"), "sur « un » : à revoir"),
        (Remarque("p", "à revoir"), "à revoir"),
    ],
)
def test_what_a_remark_asks_shows_where_each_wording_ends(remarque, expected):
    assert plain(phrases.demande(remarque)) == expected


def plain(text):
    return text.replace("\u00a0", " ")


def test_what_happened_to_somebody_is_told_without_gender():
    someone = Presence(
        "p1",
        "Zoé L",
        remplace_nom="Tom R",
        invite=True,
        a_distance=True,
        arrivee=time(14, 5),
        depart=time(15),
    )
    assert phrases.presence(someone) == (
        "en remplacement de Tom R, sur invitation, à distance, arrivée à 14h05, départ à 15h00"
    )


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"ouverture": "On ouvre."}, "On ouvre."),
        ({"presidents": (President("p1", "A"), President("p2", "B"))}, "La réunion est présidée par A et B."),
        ({"seance": Seance(2, date(2025, 3, 1), debut_reel=time(14))}, "La réunion débute à 14h00."),
        ({}, ""),
    ],
)
def test_opening_is_typed_or_made_of_what_is_known(fields, expected):
    assert phrases.ouverture(replace(PV, **fields)) == expected


@pytest.mark.parametrize(
    ("prochaine", "expected"),
    [
        (ProchaineSeance(3, date(2025, 5, 1)), "Séance 3 : jeudi 1er mai 2025"),
        (ProchaineSeance(3, date(2025, 5, 2), time(9)), "Séance 3 : vendredi 2 mai 2025 à 9h00"),
        (
            ProchaineSeance(3, date(2025, 5, 2), time(9), time(12), Lieu("Ici", "rue B 1", "7000", "Mons")),
            "Séance 3 : vendredi 2 mai 2025, 9h00 – 12h00, Ici, rue B 1 à 7000 Mons",
        ),
    ],
)
def test_next_seance_is_a_sentence(prochaine, expected):
    assert plain(phrases.prochaine_seance(prochaine)) == expected


@pytest.mark.parametrize(
    ("begins", "ends", "expected"),
    [
        (time(9), time(16, 5), "9h00 – 16h05"),
        (time(13, 30), None, "13h30"),
        (None, time(16), "jusqu’à 16h00"),
        (None, None, ""),
    ],
)
def test_hours_are_a_span(begins, ends, expected):
    assert plain(phrases.plage(begins, ends)) == expected


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        (Lieu("Ici"), "Ici"),
        (Lieu("Ici", "rue B 1"), "Ici, rue B 1"),
        (Lieu("Ici", "", "7000", "Mons"), "Ici, 7000 Mons"),
        (Lieu("Ici", "rue B 1", "7000", "Mons"), "Ici, rue B 1 à 7000 Mons"),
    ],
)
def test_place_says_what_is_known(place, expected):
    assert plain(phrases.lieu(place)) == expected


def test_generated_words_hold_together_in_french():
    assert phrases.chantier(PV) == "Chantier\u00a03\u00a0: «\u00a0Seuils\u00a0»"
    assert phrases.repere(PV) == "Chantier\u00a03 – Séance\u00a02 – 11\u00a0mars\u00a02025"
    assert phrases.intitule(PV) == "Procès-verbal du mardi 11\u00a0mars\u00a02025"
    assert phrases.date_longue(date(2025, 5, 1)) == "jeudi 1er\u00a0mai\u00a02025"


@pytest.mark.parametrize(
    ("redaction", "expected"),
    [
        (Redaction(), []),
        (Redaction("Zoé L"), ["Procès-verbal rédigé par Zoé L."]),
        (Redaction(verificateur="la direction"), ["Procès-verbal vérifié par la direction."]),
    ],
)
def test_closing_names_whom_it_knows(redaction, expected):
    sentences = phrases.cloture(replace(PV, redaction=redaction))
    assert sentences == ["L’ordre du jour étant épuisé, la réunion est levée.", *expected]


@pytest.mark.parametrize(
    ("style", "rang", "expected"),
    [
        ("1", 12, "12."),
        ("a", 1, "a."),
        ("a", 26, "z."),
        ("A", 27, "AA."),
        ("A", 703, "AAA."),
        ("i", 4, "iv."),
        ("I", 1989, "MCMLXXXIX."),
        ("i", 0, "0."),
    ],
)
def test_items_are_marked_as_their_list_is_numbered(style, rang, expected):
    assert phrases.marque(style, rang) == expected
