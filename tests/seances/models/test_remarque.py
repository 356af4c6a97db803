import pytest

from seances.models import DecisionRemarque, OrigineRemarque, Remarque, TypeRemarque
from tests import contraintes
from tests.contraintes import Refus
from tests.factories import INSTANT, RemarqueFactory

pytestmark = pytest.mark.django_db

CASES = [
    Refus(
        "remarque_origine_connue",
        RemarqueFactory,
        "Cette origine n’existe pas.",
        refused=[{"origine": "courriel"}, {"origine": ""}],
        accepted=[{"origine": OrigineRemarque.SEANCE}, {"lecture": True}, {"reprise": True}],
    ),
    Refus(
        "remarque_type_connu",
        RemarqueFactory,
        "Ce type de remarque n’existe pas.",
        refused=[{"type": "question"}, {"type": ""}],
        accepted=[{"type": each} for each in TypeRemarque.values],
    ),
    Refus(
        "remarque_decision_connue",
        RemarqueFactory,
        "Cette décision n’existe pas.",
        refused=[{"decision": "oubliee"}, {"decision": ""}],
        accepted=[{"decision": decision} for decision in DecisionRemarque.values],
    ),
    Refus(
        "remarque_lecture_sur_version",
        RemarqueFactory,
        "Une remarque de lecture porte sur une version, un paragraphe et un passage exact.",
        refused=[
            {"lecture": True, "version": None, "proces_verbal": None},
            {"lecture": True, "proces_verbal": None},
            {"lecture": True, "paragraphe": None},
            {"lecture": True, "citation": ""},
        ],
        accepted=[{"lecture": True}, {"lecture": True, "page": 3, "citation_avant": "avant"}],
    ),
    Refus(
        "remarque_seance_requise",
        RemarqueFactory,
        "Une remarque faite en séance nomme cette séance.",
        refused=[{"seance": None}],
        accepted=[{}, {"page": 9}, {"citation": "un mot"}],
    ),
    Refus(
        "remarque_reprise_sur_pv",
        RemarqueFactory,
        "Une remarque reprise d’un document nomme le procès-verbal visé.",
        refused=[{"reprise": True, "proces_verbal": None}],
        accepted=[{"reprise": True}, {"reprise": True, "page": 3}],
    ),
    Refus(
        "remarque_retenue_autrement",
        RemarqueFactory,
        "Seule une remarque acceptée autrement retient une autre formulation.",
        refused=[{"retenue": "A"}, {"retenue": "A", "decision": "acceptee"}],
        accepted=[{"retenue": "A", "decision": "modifiee"}, {"decision": "modifiee"}],
    ),
    Refus(
        "remarque_non_vide",
        RemarqueFactory,
        "Dites votre remarque, ou proposez une formulation.",
        refused=[{"texte": ""}, {"texte": "", "type": "correction"}],
        accepted=[{"texte": "A"}, {"texte": "", "proposition": "A"}, {"texte": "", "type": "suppression"}],
    ),
    Refus(
        "remarque_appliquee_acceptee",
        RemarqueFactory,
        "Seule une remarque acceptée s’applique au texte.",
        refused=[{"appliquee_le": INSTANT}, {"appliquee_le": INSTANT, "decision": "refusee"}],
        accepted=[{"decision": "acceptee"}, {"appliquee_le": INSTANT, "decision": "modifiee"}],
    ),
]


@contraintes.refusals(CASES)
def test_constraint_refuses_what_must_never_be_stored(case, row):
    contraintes.check_refused(case, row)


@contraintes.acceptances(CASES)
def test_constraint_lets_its_neighbour_pass(case, row):
    contraintes.check_accepted(case, row)


def test_ouvertes_are_those_without_a_decision():
    remarque = RemarqueFactory()
    for decision in DecisionRemarque.values:
        RemarqueFactory(decision=decision, texte=decision)
    assert list(Remarque.objects.ouvertes().values_list("texte", flat=True).order_by("pk")) == [
        remarque.texte,
        "ouverte",
    ]
