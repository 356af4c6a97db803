import pytest

from seances.models import NaturePoint
from seances.models.agenda import NATURES_GENERATRICES
from tests import contraintes
from tests.contraintes import Refus, twins
from tests.factories import ChantierFactory, LigneModeleFactory, ModeleOrdreDuJourFactory

pytestmark = pytest.mark.django_db

CASES = [
    twins(
        "modele_nom_unique",
        ModeleOrdreDuJourFactory,
        "Ce chantier a déjà un modèle de ce nom.",
        "chantier",
        "nom",
        du_chantier=True,
        free=[({"nom": "Court", "du_chantier": True}, lambda first: {"nom": "Court"})],
    ),
    twins(
        "modele_commun_nom_unique",
        ModeleOrdreDuJourFactory,
        "Un modèle commun porte déjà ce nom.",
        "nom",
        free=[({"nom": "Court"}, lambda first: {"nom": "Court", "chantier": ChantierFactory()})],
    ),
    twins(
        "ligne_modele_position_unique",
        LigneModeleFactory,
        "Deux lignes de ce modèle portent le même numéro.",
        "modele",
        "position",
        free=[({"position": 1}, lambda first: {"position": 1})],
    ),
    twins(
        "ligne_modele_nature_unique",
        LigneModeleFactory,
        "Ce modèle a déjà un point de cette nature.",
        "modele",
        nature="pratique",
        free=[
            ({"nature": nature}, lambda first: {"modele": first.modele, "nature": first.nature})
            for nature in NaturePoint.values
            if nature not in NATURES_GENERATRICES
        ],
    ),
    Refus(
        "ligne_modele_position_positive",
        LigneModeleFactory,
        "Les lignes sont numérotées à partir de 1.",
        refused=[{"position": 0}],
        accepted=[{"position": 1}],
    ),
    Refus(
        "ligne_modele_nature_connue",
        LigneModeleFactory,
        "Cette nature de point n’existe pas.",
        refused=[{"nature": "vote"}, {"nature": ""}],
        accepted=[{"nature": nature} for nature in NaturePoint.values],
    ),
    Refus(
        "ligne_modele_duree_possible",
        LigneModeleFactory,
        "Une durée va d’une minute à douze heures.",
        refused=[{"duree_minutes": 0}, {"duree_minutes": 721}],
        accepted=[{"duree_minutes": 1}, {"duree_minutes": 720}, {}],
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
