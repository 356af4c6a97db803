import pytest
from django.db.models import ProtectedError

from seances.models import Attribution
from tests import contraintes
from tests.contraintes import Doublon, Refus, twins
from tests.factories import (
    AttributionFactory,
    InterventionFactory,
    RestitutionFactory,
    TextePointFactory,
)

pytestmark = pytest.mark.django_db

CASES = [
    Refus(
        "attribution_un_texte",
        AttributionFactory,
        "Une attribution vaut pour un seul texte.",
        refused=[
            lambda: {"texte_point": None, "seance": TextePointFactory().point.seance},
            lambda: {"restitution": RestitutionFactory()},
        ],
        accepted=[{}, {"note": True}],
    ),
    Doublon(
        "attribution_unique_par_texte",
        AttributionFactory,
        "Ce libellé est déjà attribué dans ce texte.",
        {"libelle": "Zoé"},
        lambda first: {"texte_point": first.texte_point, "libelle": "ZOE"},
        [
            ({"libelle": "Zoé"}, lambda first: {"libelle": "Zoé"}),
            ({"libelle": "Zoé"}, lambda first: {"texte_point": first.texte_point, "libelle": "Zoé O."}),
        ],
    ),
    Doublon(
        "attribution_unique_par_restitution",
        AttributionFactory,
        "Ce libellé est déjà attribué dans cette note.",
        {"note": True, "libelle": "Zoé"},
        lambda first: {"note": True, "restitution": first.restitution, "libelle": "ZOE"},
        [
            ({"note": True, "libelle": "Zoé"}, lambda first: {"note": True, "libelle": "Zoé"}),
            (
                {"note": True, "libelle": "Zoé"},
                lambda first: {"note": True, "restitution": first.restitution, "libelle": "Ana"},
            ),
            ({"libelle": "Zoé"}, lambda first: {"note": True, "libelle": "Zoé"}),
        ],
    ),
    twins(
        "intervention_paragraphe_unique",
        InterventionFactory,
        "Une intervention commence déjà à ce paragraphe.",
        "seance",
        "paragraphe",
        free=[({"paragraphe": 1}, lambda first: {"paragraphe": 1})],
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


def test_attribution_can_be_corrected_without_meeting_itself():
    attribution = AttributionFactory(libelle="Zoé")
    attribution.libelle = "ZOE"
    assert contraintes.messages(attribution) == set()
    attribution.save()
    assert Attribution.objects.get().cle == "zoe"


def test_somebody_who_was_attributed_a_label_cannot_be_deleted():
    attribution = AttributionFactory()
    with pytest.raises(ProtectedError):
        attribution.participant.delete()
    assert Attribution.objects.count() == 1
