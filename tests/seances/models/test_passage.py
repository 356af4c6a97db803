import pytest

from tests import contraintes
from tests.contraintes import Refus, twins
from tests.factories import PassageFactory, PointOrdreDuJourFactory, SeanceFactory

pytestmark = pytest.mark.django_db

CASES = [
    twins("passage.cle", PassageFactory, "Ce passage est déjà noté.", "cle"),
    Refus(
        "passage_genre_connu",
        PassageFactory,
        "Ce genre de passage n’existe pas.",
        refused=[{"genre": "bond", "point": None}, {"genre": "", "point": None}],
        accepted=[{"genre": "fin", "point": None}, {"pause": True}, {"rallonge": True}, {}],
    ),
    Refus(
        "passage_sur_un_point",
        PassageFactory,
        "Un passage ou du temps ajouté dit de quel point ; une pause ou la fin, d’aucun.",
        refused=[
            {"point": None},
            {"rallonge": True, "point": None},
            lambda: pointed(genre="pause"),
            lambda: pointed(genre="fin"),
        ],
        accepted=[lambda: pointed()],
    ),
    Refus(
        "passage_minutes_ajoutees",
        PassageFactory,
        "Seul du temps ajouté se compte, d’une minute à deux heures.",
        refused=[
            {"minutes": 5},
            {"rallonge": True, "minutes": None},
            {"rallonge": True, "minutes": 0},
            {"rallonge": True, "minutes": 121},
        ],
        accepted=[{"rallonge": True, "minutes": 1}, {"rallonge": True, "minutes": 120}],
    ),
]


def pointed(**fields):
    point = PointOrdreDuJourFactory()
    return {"seance": point.seance, "point": point} | fields


@contraintes.refusals(CASES)
def test_constraint_refuses_what_must_never_be_stored(case, row):
    contraintes.check_refused(case, row)


@contraintes.acceptances(CASES)
def test_constraint_lets_its_neighbour_pass(case, row):
    contraintes.check_accepted(case, row)


@contraintes.duplicates(CASES)
def test_unique_refuses_the_second(case):
    contraintes.check_duplicate_refused(case)


@contraintes.duplicates(CASES)
def test_unique_lets_what_differs_pass(case):
    contraintes.check_duplicate_accepted(case)


def test_a_passage_is_to_a_point_of_its_own_seance():
    stray = contraintes.unsaved(PassageFactory, seance=SeanceFactory(), point=PointOrdreDuJourFactory())
    assert contraintes.messages(stray) == {"Ce point est à l’ordre du jour d’une autre séance."}
