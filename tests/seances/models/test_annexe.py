import pytest

from tests import contraintes
from tests.contraintes import Refus, twins
from tests.factories import AnnexeFactory

pytestmark = pytest.mark.django_db

SHA = "0123456789abcdef" * 4
CASES = [
    twins(
        "annexe_numero_unique",
        AnnexeFactory,
        "Cette séance a déjà une annexe de ce numéro.",
        "seance",
        "numero",
        free=[({"numero": 1}, lambda first: {"numero": 1})],
    ),
    Refus(
        "annexe_numero_positif",
        AnnexeFactory,
        "Les annexes sont numérotées à partir de 1.",
        refused=[{"numero": 0}],
        accepted=[{"numero": 1}],
    ),
    Refus(
        "annexe_fichier_nomme",
        AnnexeFactory,
        "Un document joint a un nom et une empreinte.",
        refused=[
            {"fichier_nom": "plan.pdf"},
            {"fichier_sha256": SHA},
            {"fichier_nom": "plan.pdf", "fichier_sha256": SHA[:-1]},
            {"fichier_nom": "plan.pdf", "fichier_sha256": SHA.upper()},
        ],
        accepted=[{}, {"avec_fichier": True}, {"fichier_nom": "plan.pdf", "fichier_sha256": SHA}],
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
