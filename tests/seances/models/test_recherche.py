import pytest

from tests import contraintes
from tests.contraintes import Doublon, Refus
from tests.factories import EntreeIndexFactory, SeanceFactory, TexteIndexeFactory

pytestmark = pytest.mark.django_db

CASES = [
    Doublon(
        "texte_indexe_unique",
        TexteIndexeFactory,
        "Ce texte est déjà dans l’index.",
        first={},
        clash=lambda first: {"seance": first.seance},
        free=[
            ({}, lambda first: {"seance": first.seance, "fige": True}),
            ({}, lambda first: {"seance": SeanceFactory(chantier=first.seance.chantier)}),
        ],
    ),
    Refus(
        "texte_indexe_nature_connue",
        TexteIndexeFactory,
        "Cette nature de texte n’existe pas.",
        refused=[{"nature": "papier"}, {"nature": ""}],
        accepted=[{"nature": nature} for nature in ("agenda", "projet", "version", "edition")],
    ),
    Refus(
        "entree_index_genre_connu",
        EntreeIndexFactory,
        "Ce genre d’entrée n’existe pas.",
        refused=[{"genre": "chapitre"}, {"genre": ""}],
        accepted=[{"genre": genre} for genre in ("paragraphe", "intervention", "restitution", "point")],
    ),
    Refus(
        "entree_index_non_vide",
        EntreeIndexFactory,
        "Une entrée de l’index a un contenu.",
        refused=[{"contenu": ""}],
        accepted=[{"contenu": "a", "racines": ""}],
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
