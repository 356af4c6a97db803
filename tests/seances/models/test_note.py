import pytest

from seances.models import DemandeNote
from tests import contraintes
from tests.contraintes import Doublon, Refus
from tests.factories import INSTANT, CommentaireFactory, CompteFactory, DemandeNoteFactory

pytestmark = pytest.mark.django_db

CASES = [
    Doublon(
        "demande_note_une_reouverture",
        DemandeNoteFactory,
        "La note de ce sous-groupe est déjà rouverte.",
        {"rouverte": True},
        lambda first: {"rouverte": True, "sous_groupe": first.sous_groupe},
        [
            ({"rouverte": True}, lambda first: {"rouverte": True}),
            ({"rouverte": True}, lambda first: {"refermee": True, "sous_groupe": first.sous_groupe}),
            ({"rouverte": True}, lambda first: {"sous_groupe": first.sous_groupe}),
            ({"refermee": True}, lambda first: {"rouverte": True, "sous_groupe": first.sous_groupe}),
        ],
    ),
    Refus(
        "demande_note_reouverture_motivee",
        DemandeNoteFactory,
        "Dites pourquoi la note est rouverte.",
        refused=[{"rouverte": True, "motif": ""}],
        accepted=[{}, {"rouverte": True}, {"motif": "Elle manque."}],
    ),
    Refus(
        "demande_note_seule_une_reouverture_se_ferme",
        DemandeNoteFactory,
        "Seule une note rouverte se referme.",
        refused=[{"fermee_le": INSTANT}],
        accepted=[{}, {"refermee": True}],
    ),
    Refus(
        "commentaire_dit_quelque_chose",
        CommentaireFactory,
        "Un commentaire dit quelque chose, tant qu’il n’est pas retiré.",
        refused=[{"texte": ""}, {"retire": True, "texte": "Encore là."}],
        accepted=[{}, {"retire": True}, {"texte": "", "retire_le": INSTANT}],
    ),
    Refus(
        "commentaire_retrait_motive",
        CommentaireFactory,
        "Seul un commentaire retiré dit par qui et pourquoi.",
        refused=[{"motif_retrait": "Hors sujet."}, lambda: {"retire_par": CompteFactory()}],
        accepted=[{}, {"retire": True}],
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


def test_rouvertes_are_those_that_nobody_closed():
    DemandeNoteFactory(), DemandeNoteFactory(refermee=True)
    rouverte = DemandeNoteFactory(rouverte=True)
    assert list(DemandeNote.objects.rouvertes()) == [rouverte]
