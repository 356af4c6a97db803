import pytest

from seances.models import Envoi
from tests import contraintes
from tests.contraintes import Doublon, Refus
from tests.factories import INSTANT, CompteFactory, EnvoiFactory

pytestmark = pytest.mark.django_db

CASES = [
    Doublon(
        "envoi.message_id",
        EnvoiFactory,
        "Cet envoi existe déjà.",
        {},
        lambda first: {"message_id": first.message_id},
        [({}, lambda first: {"participant": first.participant})],
    ),
    Doublon(
        "envoi_une_fois_par_personne",
        EnvoiFactory,
        "Cette personne reçoit déjà ce message.",
        {},
        lambda first: {"cle": first.cle, "participant": first.participant},
        [
            ({}, lambda first: {"cle": first.cle}),
            ({}, lambda first: {"participant": first.participant}),
            (
                {},
                lambda first: {"cle": first.cle, "participant": first.participant, "message": "pv_retire"},
            ),
        ],
    ),
    Doublon(
        "envoi_une_fois_par_compte",
        EnvoiFactory,
        "Ce compte reçoit déjà ce message.",
        {"au_compte": True},
        lambda first: {"cle": first.cle, "compte": first.compte, "participant": None},
        [
            ({"au_compte": True}, lambda first: {"cle": first.cle, "au_compte": True}),
            ({"au_compte": True}, lambda first: {"compte": first.compte, "participant": None}),
            ({"au_compte": True}, lambda first: {"cle": first.cle}),
        ],
    ),
    Refus(
        "envoi_un_destinataire",
        EnvoiFactory,
        "Un envoi va à une personne ou à un compte.",
        refused=[{"participant": None}, lambda: {"compte": CompteFactory()}],
        accepted=[{}, {"au_compte": True}],
    ),
    Refus(
        "envoi_message_connu",
        EnvoiFactory,
        "Ce message n’existe pas.",
        refused=[{"message": "pv_publie"}, {"message": ""}],
        accepted=[
            {"message": message}
            for message in (
                "pv_diffuse",
                "pv_retire",
                "pv_approuve",
                "pv_rectifie",
                "convocation",
                "modification",
                "annulation",
                "relance",
                "rappel",
                "remplacement",
                "remplacement_retire",
                "note",
                "note_rappel",
                "note_retard",
                "demande",
                "demande_rappel",
            )
        ],
    ),
    Refus(
        "envoi_etat_connu",
        EnvoiFactory,
        "Un envoi est à envoyer, envoyé, échoué ou sans objet.",
        refused=[{"etat": "en_cours"}, {"etat": ""}],
        accepted=[{}, {"parti": True}, {"perdu": True}, {"inutile": True}],
    ),
    Refus(
        "envoi_envoye_dit_quand",
        EnvoiFactory,
        "Un envoi qui est parti dit quand ; lui seul le dit.",
        refused=[{"envoye_le": INSTANT}, {"parti": True, "envoye_le": None}],
        accepted=[{}, {"parti": True}],
    ),
    Refus(
        "envoi_echoue_dit_pourquoi",
        EnvoiFactory,
        "Un envoi qui n’est pas parti dit pourquoi.",
        refused=[{"perdu": True, "raison": ""}, {"inutile": True, "raison": ""}],
        accepted=[{"perdu": True}, {"raison": "SMTPConnectError 421"}, {}],
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


def test_due_letters_are_those_to_send_whose_turn_it_is_oldest_first():
    late, now = (EnvoiFactory(prochain_essai=INSTANT.replace(hour=hour)) for hour in (12, 10))
    EnvoiFactory(parti=True, prochain_essai=INSTANT.replace(hour=9))
    EnvoiFactory(perdu=True, prochain_essai=INSTANT.replace(hour=9))
    EnvoiFactory(prochain_essai=INSTANT.replace(hour=13))
    assert list(Envoi.objects.dus(INSTANT.replace(hour=12))) == [now, late]
