import pytest

from tests import contraintes
from tests.contraintes import Doublon, Refus
from tests.factories import AbonnementFactory

pytestmark = pytest.mark.django_db

SHA = "0123456789abcdef" * 4
CASES = [
    Doublon(
        "abonnement.empreinte",
        AbonnementFactory,
        "Cette adresse existe déjà.",
        {},
        lambda first: {"empreinte": first.empreinte},
        [({}, lambda first: {"compte": first.compte})],
    ),
    Refus(
        "abonnement_a_son_empreinte",
        AbonnementFactory,
        "Une adresse d’abonnement ne se garde que par son empreinte.",
        refused=[{"empreinte": empreinte} for empreinte in ("", SHA[:-1], SHA.upper(), "un-jeton-en-clair")],
        accepted=[{"empreinte": SHA}],
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
