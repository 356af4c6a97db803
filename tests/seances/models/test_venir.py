import pytest

from tests import contraintes
from tests.contraintes import Doublon, Refus
from tests.factories import (
    CovoiturageFactory,
    DemandeContactFactory,
    ParticipantFactory,
    RepasFactory,
    SeanceFactory,
)

pytestmark = pytest.mark.django_db

CASES = [
    Doublon(
        "covoiturage_unique",
        CovoiturageFactory,
        "Cette personne a déjà une annonce pour cette séance.",
        first={},
        clash=lambda first: {"seance": first.seance, "participant": first.participant, "cherche": True},
        free=[
            ({}, lambda first: {"seance": first.seance}),
            ({}, lambda first: {"seance": SeanceFactory(), "participant": first.participant}),
        ],
    ),
    Refus(
        "covoiturage_genre_connu",
        CovoiturageFactory,
        "On propose des places ou on en cherche.",
        refused=[{"genre": "prêt"}, {"genre": ""}],
        accepted=[{}, {"cherche": True}],
    ),
    Refus(
        "covoiturage_places",
        CovoiturageFactory,
        "De 1 à 8 places.",
        refused=[{"places": 0}, {"places": 9}],
        accepted=[{"places": 1}, {"places": 8}],
    ),
    Refus(
        "covoiturage_depart",
        CovoiturageFactory,
        "Dites d’où vous partez.",
        refused=[{"depart": ""}],
        accepted=[{"depart": "Y"}],
    ),
    Doublon(
        "demande_contact_unique",
        DemandeContactFactory,
        "Ce contact est déjà demandé.",
        first={"donne": True},
        clash=lambda first: {"covoiturage": first.covoiturage, "participant": first.participant},
        free=[
            ({}, lambda first: {"covoiturage": first.covoiturage, "participant": ParticipantFactory()}),
            ({}, lambda first: {"participant": first.participant}),
        ],
    ),
    Refus(
        "demande_contact_etat_connu",
        DemandeContactFactory,
        "Un contact est demandé, donné ou refusé.",
        refused=[{"etat": "oublie"}, {"etat": ""}],
        accepted=[{"etat": etat} for etat in ("demande", "donne", "refuse")],
    ),
    Doublon(
        "repas_unique",
        RepasFactory,
        "Cette personne a déjà répondu pour le repas.",
        first={},
        clash=lambda first: {"seance": first.seance, "participant": first.participant, "mange": False},
        free=[({}, lambda first: {"seance": first.seance})],
    ),
    Refus(
        "repas_souhait_de_qui_mange",
        RepasFactory,
        "Qui ne mange pas n’a rien à dire à la cuisine.",
        refused=[{"mange": False, "souhait": "sans sel"}],
        accepted=[{"mange": False}, {"souhait": "sans sel"}],
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
