import datetime

import pytest

from tests import contraintes
from tests.contraintes import Doublon, Refus
from tests.factories import INSTANT, LienPersonnelFactory, SeanceFactory, SousGroupeFactory

pytestmark = pytest.mark.django_db

SHA = "0123456789abcdef" * 4
CASES = [
    Doublon(
        "lienpersonnel.empreinte",
        LienPersonnelFactory,
        "Ce lien existe déjà.",
        {},
        lambda first: {"empreinte": first.empreinte},
        [({}, lambda first: {"participant": first.participant, "seance": first.seance})],
    ),
    Refus(
        "lien_a_son_empreinte",
        LienPersonnelFactory,
        "Un lien ne se garde que par son empreinte.",
        refused=[{"empreinte": empreinte} for empreinte in ("", SHA[:-1], SHA.upper(), "un-jeton-en-clair")],
        accepted=[{"empreinte": SHA}],
    ),
    Refus(
        "lien_vise_ce_que_dit_son_acte",
        LienPersonnelFactory,
        "Un lien fait répondre pour une séance, ou déposer la note d’un sous-groupe, rien d’autre.",
        refused=[
            {"acte": "lire"},
            {"acte": ""},
            {"acte": "deposer_note"},
            {"seance": None},
            lambda: {"sous_groupe": SousGroupeFactory()},
            lambda: {"note": True, "seance": SeanceFactory()},
            {"note": True, "sous_groupe": None},
            {"note": True, "acte": "repondre"},
        ],
        accepted=[{}, {"note": True}],
    ),
    Refus(
        "lien_expire_apres_sa_creation",
        LienPersonnelFactory,
        "Un lien expire après sa création.",
        refused=[{"expire_le": INSTANT}, {"expire_le": INSTANT - datetime.timedelta(days=1)}],
        accepted=[{"expire_le": INSTANT + datetime.timedelta(seconds=1)}],
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


def test_a_link_tells_its_seance_whatever_its_act():
    reponse, note = LienPersonnelFactory(), LienPersonnelFactory(note=True)
    assert reponse.seance_visee == reponse.seance
    assert note.seance_visee == note.sous_groupe.seance
