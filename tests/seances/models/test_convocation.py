import pytest

from seances.models import GenreConvocation
from tests import contraintes
from tests.contraintes import Refus, twins
from tests.factories import ConvocationFactory, ParticipantFactory, ReponseDonneeFactory

pytestmark = pytest.mark.django_db

CASES = [
    twins(
        "convocation_numero_unique",
        ConvocationFactory,
        "Cette séance a déjà une convocation de ce numéro.",
        "seance",
        "numero",
    ),
    contraintes.Doublon(
        "convocation_automatique_une_fois",
        ConvocationFactory,
        "Ce rappel est déjà parti pour cette date.",
        {"automatique": True, "genre": "rappel"},
        lambda first: {"seance": first.seance, "automatique": True, "genre": "rappel"},
        [
            (
                {"automatique": True, "genre": "rappel"},
                lambda first: {"seance": first.seance, "automatique": True, "genre": "relance"},
            ),
            (
                {"automatique": True, "genre": "rappel"},
                lambda first: {"seance": first.seance, "genre": "rappel"},
            ),
        ],
    ),
    Refus(
        "convocation_numero_positif",
        ConvocationFactory,
        "Les convocations d’une séance sont numérotées à partir de 1.",
        refused=[{"numero": 0}],
        accepted=[{"numero": 1}],
    ),
    Refus(
        "convocation_genre_connu",
        ConvocationFactory,
        "Ce genre de convocation n’existe pas.",
        refused=[{"genre": "invitation"}, {"genre": ""}],
        accepted=[{"genre": genre} for genre in GenreConvocation.values],
    ),
    Refus(
        "convocation_automatique_est_un_rappel",
        ConvocationFactory,
        "Seul un rappel part de lui-même.",
        refused=[
            {"automatique": True, "genre": genre} for genre in ("convocation", "modification", "annulation")
        ],
        accepted=[{"automatique": True, "genre": genre} for genre in ("relance", "rappel")],
    ),
    Refus(
        "reponse_donnee_connue",
        ReponseDonneeFactory,
        "Cette réponse n’existe pas.",
        refused=[{"reponse": "peut_etre"}, {"reponse": ""}],
        accepted=[{"reponse": reponse} for reponse in ("sans_reponse", "vient", "excuse", "remplace")],
    ),
    Refus(
        "reponse_donnee_remplacant_de_qui_se_fait_remplacer",
        ReponseDonneeFactory,
        "Seule une réponse « se fait remplacer » nomme quelqu’un.",
        refused=[
            lambda: {"remplacant": ParticipantFactory()},
            {"remplacant_annonce": "Zoé Ost"},
            {"remplacant_courriel": "zoe@example.org"},
        ],
        accepted=[
            lambda: {
                "reponse": "remplace",
                "remplacant": ParticipantFactory(),
                "remplacant_annonce": "Zoé Ost",
                "remplacant_courriel": "zoe@example.org",
            },
            {},
        ],
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
