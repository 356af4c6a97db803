"""A line of the agenda that the portal holds follows its point of a file: by title, by nature, at last by place."""

from dataclasses import dataclass

import pytest

from seances.pv.appariement import pair


@dataclass(frozen=True)
class Ligne:
    titre: str
    position: int = 0
    nature: str = "debat"

    @property
    def numero(self):
        return self.position


def lines(*titles):
    return [Ligne(title, place) for place, title in enumerate(titles, 1)]


@pytest.mark.parametrize(
    ("held", "read", "expected"),
    [
        (["Accueil", "Débat"], ["Accueil", "Débat"], {1: 1, 2: 2}),
        (["Accueil", "Débat"], ["ACCUEIL", "debat !"], {1: 1, 2: 2}),
        (["Accueil", "Débat"], ["Accueil", "Rappel", "Débat"], {1: 1, 3: 2}),
        (["Accueil", "Rappel", "Débat"], ["Accueil", "Débat"], {1: 1, 2: 3}),
        (["Accueil", "Débat"], ["Débat", "Accueil"], {1: 2, 2: 1}),
        (["Débat", "Débat"], ["Débat", "Débat", "Débat"], {1: 1, 2: 2}),
        (["Accueil", "Débat"], ["Accueil", "Discussion"], {1: 1, 2: 2}),
        (["Accueil", "Débat"], ["Débat", "Discussion"], {1: 2}),
        (["…", "Débat"], ["Débat", "…"], {1: 2}),
        ([], ["Accueil"], {}),
    ],
)
def test_a_line_follows_its_point(held, read, expected):
    rows = lines(*held)
    found = pair(rows, lines(*read), generatrices=())
    assert {number: row.position for number, row in found.items()} == expected


def test_a_point_of_which_there_is_one_is_known_by_its_nature():
    rows = [Ligne("Approbation du PV du 3 mai", 2, "approbation"), Ligne("Suites", 3, "debat")]
    points = [Ligne("Suites données", 2, "debat"), Ligne("Approbation du PV du 6 mai", 3, "approbation")]
    found = pair(rows, points, generatrices=("approbation",))
    assert found == {3: rows[0]}
