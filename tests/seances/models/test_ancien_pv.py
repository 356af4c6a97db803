"""Constraints of the old PVs that are being reviewed."""

import pytest
from django.utils import timezone

from tests import contraintes, factories
from tests.contraintes import Refus


def importe():
    seance = factories.SeanceFactory()
    return {"chantier": seance.chantier, "seance": seance, "importe_le": timezone.now()}


CASES = [
    Refus(
        "ancienpv_a_son_empreinte",
        factories.AncienPVFactory,
        "Le fichier d’un ancien PV se garde sous son empreinte.",
        refused=[{"fichier_sha256": "ab"}, {"fichier_sha256": "zz" * 32}],
        accepted=[{"fichier_sha256": "0f" * 32}],
    ),
    Refus(
        "ancienpv_importe_avec_sa_seance",
        factories.AncienPVFactory,
        "Un ancien PV importé a sa séance ; un autre n’en a pas encore.",
        refused=[{"importe_le": timezone.now()}, lambda: importe() | {"importe_le": None}],
        accepted=[{}, importe],
    ),
]

pytestmark = pytest.mark.django_db


@contraintes.refusals(CASES)
def test_constraint_refuses_what_must_never_be_stored(case, row):
    contraintes.check_refused(case, row)


@contraintes.acceptances(CASES)
def test_constraint_lets_its_neighbour_pass(case, row):
    contraintes.check_accepted(case, row)
