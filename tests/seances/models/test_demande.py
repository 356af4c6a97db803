import pytest

from seances.models import Demande, EtatDemande, GenreDemande
from tests import contraintes
from tests.contraintes import Doublon, Refus
from tests.factories import INSTANT, DemandeFactory

pytestmark = pytest.mark.django_db

CASES = [
    Refus(
        "demande_genre_connu",
        DemandeFactory,
        "On demande une correction ou un effacement.",
        refused=[{"genre": "oubli"}, {"genre": ""}],
        accepted=[{"genre": genre} for genre in GenreDemande.values],
    ),
    Refus(
        "demande_etat_connu",
        DemandeFactory,
        "Une demande est en attente, faite, refusée ou retirée.",
        refused=[{"etat": "perdue", "traitee_le": INSTANT}],
        accepted=[{"etat": EtatDemande.RETIREE, "traitee_le": INSTANT}, {"faite": True}],
    ),
    Refus(
        "demande_traitee_datee",
        DemandeFactory,
        "Une demande traitée dit quand elle l’a été ; elle seule le dit.",
        refused=[{"traitee_le": INSTANT}, {"etat": EtatDemande.FAITE}],
        accepted=[{}, {"faite": True}],
    ),
    Refus(
        "demande_refusee_motivee",
        DemandeFactory,
        "Un refus dit pourquoi.",
        refused=[{"refusee": True, "reponse": ""}],
        accepted=[{"refusee": True}, {"faite": True}],
    ),
    Doublon(
        "demande_ouverte_unique",
        DemandeFactory,
        "Une demande de ce genre est déjà en attente.",
        first={},
        clash=lambda first: {"participant": first.participant},
        free=[
            ({}, lambda first: {"participant": first.participant, "effacement": True}),
            ({"faite": True}, lambda first: {"participant": first.participant}),
            ({}, lambda first: {"participant": first.participant, "faite": True}),
            ({}, lambda first: {}),
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


def test_ouvertes_are_those_that_wait():
    waiting = DemandeFactory()
    DemandeFactory(faite=True)
    DemandeFactory(refusee=True)
    assert list(Demande.objects.ouvertes()) == [waiting]
