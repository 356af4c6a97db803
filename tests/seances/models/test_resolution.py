"""Constraints of what was decided, voted and given to do."""

import pytest

from tests import contraintes, factories
from tests.contraintes import Doublon, Refus

pytestmark = pytest.mark.django_db

CASES = [
    Doublon(
        "resolution_place_unique",
        factories.ResolutionFactory,
        "Une décision, un vote ou une tâche est déjà noté à cette place.",
        {},
        lambda first: {"point": first.point, "paragraphe": first.paragraphe},
        [
            ({}, lambda first: {"point": first.point}),
            ({}, lambda first: {"paragraphe": first.paragraphe}),
            ({}, lambda first: {"point": first.point, "paragraphe": first.paragraphe, "rang": 2}),
        ],
    ),
    Refus(
        "resolution_genre_connu",
        factories.ResolutionFactory,
        "Ce n’est ni une décision, ni un vote, ni une tâche.",
        refused=[{"genre": "avis"}, {"genre": ""}],
        accepted=[{"genre": "decision"}, {"genre": "vote"}, {"genre": "tache"}],
    ),
    Refus(
        "resolution_voix_d_un_vote",
        factories.ResolutionFactory,
        "Une tâche ne se vote pas : les voix vont avec une décision ou un vote.",
        refused=[{"pour": 1}, {"contre": 0}, {"abstentions": 2}, {"unanime": True}],
        accepted=[{"vote": True}, {"genre": "decision", "unanime": True}],
    ),
    Refus(
        "resolution_a_faire_d_une_tache",
        factories.ResolutionFactory,
        "Une personne et une échéance vont avec une tâche.",
        refused=[
            {"genre": "decision", "echeance": "2024-05-01"},
            lambda: {"genre": "vote", "participant": factories.ParticipantFactory()},
        ],
        accepted=[{"echeance": "2024-05-01"}, lambda: {"participant": factories.ParticipantFactory()}],
    ),
]


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
