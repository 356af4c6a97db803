import datetime

import pytest

from tests import contraintes
from tests.contraintes import Doublon, Refus
from tests.factories import INSTANT, AbonnementLettreFactory, VisiteFactory

pytestmark = pytest.mark.django_db

LATER = INSTANT + datetime.timedelta(seconds=1)
CASES = [
    *(
        Doublon(name, model, message, {}, lambda first: {"compte": first.compte}, [({}, lambda first: {})])
        for name, model, message in (
            ("visite.compte", VisiteFactory, "Ce compte a déjà sa dernière visite."),
            (
                "abonnementlettre.compte",
                AbonnementLettreFactory,
                "Ce compte reçoit déjà la lettre de la semaine.",
            ),
        )
    ),
    Refus(
        "visite_depuis_avant_la_derniere",
        VisiteFactory,
        "Une visite ne commence pas après la dernière.",
        refused=[{"depuis": LATER}],
        accepted=[{}, {"derniere_le": LATER}],
    ),
    Refus(
        "abonnement_lettre_du_avant_au",
        AbonnementLettreFactory,
        "Une lettre raconte ce qui s’est passé d’un moment à un autre, plus tard.",
        refused=[{"du": LATER}],
        accepted=[{}, {"au": LATER}],
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
