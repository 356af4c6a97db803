import pytest

from seances.pointage import VIERGE
from tests import contraintes
from tests.contraintes import Refus, twins
from tests.factories import PointageFactory

pytestmark = pytest.mark.django_db

CASES = [
    twins(
        "pointage_une_fois",
        PointageFactory,
        "Ce pointage est déjà enregistré.",
        "seance",
        "acte",
        "participant",
    ),
    Refus(
        "pointage_de_quelque_chose",
        PointageFactory,
        "Un pointage dit ce qui était noté ou ce qui l’est.",
        refused=[{"avant": None, "apres": None}],
        accepted=[{"avant": None, "apres": VIERGE}, {"avant": VIERGE, "apres": None}],
    ),
]


@contraintes.refusals(CASES)
def test_refused(case, row):
    contraintes.check_refused(case, row)


@contraintes.acceptances(CASES)
def test_accepted(case, row):
    contraintes.check_accepted(case, row)


@contraintes.duplicates(CASES)
def test_duplicate_refused(case):
    contraintes.check_duplicate_refused(case)


@contraintes.duplicates(CASES)
def test_duplicate_accepted(case):
    contraintes.check_duplicate_accepted(case)
