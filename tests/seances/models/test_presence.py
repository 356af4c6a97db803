import datetime

import pytest

from seances.models import Reponse, StatutPresence
from tests import contraintes
from tests.contraintes import Refus, twins
from tests.factories import (
    OrganisationFactory,
    ParticipantFactory,
    PresenceFactory,
    PresidenceSeanceFactory,
    SeanceFactory,
)

pytestmark = pytest.mark.django_db

H13, H14 = datetime.time(13), datetime.time(14)


def himself():
    participant = ParticipantFactory()
    return {"participant": participant, "remplace": participant, "present": True}


def names_himself():
    participant = ParticipantFactory()
    return {"participant": participant, "designe": participant, "reponse": "remplace"}


CASES = [
    twins(
        "presidence_unique",
        PresidenceSeanceFactory,
        "Cette personne préside déjà cette séance.",
        "seance",
        "participant",
    ),
    twins(
        "presence_unique",
        PresenceFactory,
        "Cette personne figure déjà dans la liste de cette séance.",
        "seance",
        "participant",
    ),
    twins(
        "presence_remplace_une_fois",
        PresenceFactory,
        "Cette personne est déjà remplacée par quelqu’un d’autre.",
        "seance",
        "remplace",
        remplacant=True,
        free=[({}, lambda first: {"seance": first.seance})],  # two who replace nobody
    ),
    Refus(
        "presence_reponse_connue",
        PresenceFactory,
        "Cette réponse n’existe pas.",
        refused=[{"reponse": "peut_etre"}, {"reponse": ""}],
        accepted=[{"reponse": reponse} for reponse in Reponse.values],
    ),
    Refus(
        "presence_motif_de_qui_ne_vient_pas",
        PresenceFactory,
        "Seul qui ne vient pas donne un motif.",
        refused=[{"motif": "Formation.", "reponse": reponse} for reponse in ("vient", "sans_reponse")],
        accepted=[{"motif": "Formation.", "reponse": reponse} for reponse in ("excuse", "remplace")],
    ),
    Refus(
        "presence_remplacant_annonce",
        PresenceFactory,
        "Seul qui se fait remplacer annonce par qui.",
        refused=[
            {"remplacant_annonce": "Zoé Ost", "reponse": reponse}
            for reponse in ("vient", "excuse", "sans_reponse")
        ],
        accepted=[{"remplacant_annonce": "Zoé Ost", "reponse": "remplace"}, {"reponse": "remplace"}],
    ),
    Refus(
        "presence_designe_de_qui_se_fait_remplacer",
        PresenceFactory,
        "Seul qui se fait remplacer désigne quelqu’un, et quelqu’un d’autre.",
        refused=[
            names_himself,
            lambda: {"designe": ParticipantFactory(), "reponse": "vient"},
            lambda: {"designe": ParticipantFactory(), "reponse": "sans_reponse"},
        ],
        accepted=[lambda: {"designe": ParticipantFactory(), "reponse": "remplace"}, {"reponse": "remplace"}],
    ),
    twins(
        "presence_designe_une_fois",
        PresenceFactory,
        "Cette personne remplace déjà quelqu’un d’autre à cette séance.",
        "seance",
        "designe",
        designant=True,
        free=[({}, lambda first: {"seance": first.seance})],
    ),
    Refus(
        "presence_statut_connu",
        PresenceFactory,
        "Ce statut n’existe pas.",
        refused=[{"statut": "vient"}, {"statut": ""}],
        accepted=[{"statut": statut} for statut in StatutPresence.values],
    ),
    Refus(
        "presence_remplacant_present",
        PresenceFactory,
        "Seule une personne présente peut en remplacer une autre.",
        refused=[
            {"remplacant": True, "statut": statut}
            for statut in StatutPresence.values
            if statut != StatutPresence.PRESENT
        ],
        accepted=[{"remplacant": True}],
    ),
    Refus(
        "presence_pas_soi_meme",
        PresenceFactory,
        "Une personne ne peut pas se remplacer elle-même.",
        refused=[himself],
        accepted=[{"remplacant": True}, {"present": True}],
    ),
    Refus(
        "presence_depart_apres_arrivee",
        PresenceFactory,
        "Le départ doit venir après l’arrivée.",
        refused=[{"arrivee": H14, "depart": H13}, {"arrivee": H14, "depart": H14}],
        accepted=[{"arrivee": H13, "depart": H14}, {"arrivee": H14}, {"depart": H13}],
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


def test_replaced_person_may_be_listed_himself_or_not():
    seance = SeanceFactory()
    excused = PresenceFactory(seance=seance, excuse=True)
    listed = contraintes.unsaved(PresenceFactory, seance=seance, present=True, remplace=excused.participant)
    elsewhere = contraintes.unsaved(PresenceFactory, seance=seance, remplacant=True)
    assert (contraintes.messages(listed), contraintes.messages(elsewhere)) == (set(), set())


def test_who_presides_is_in_no_list():
    presidence = PresidenceSeanceFactory()
    same = {"seance": presidence.seance, "participant": presidence.participant}
    assert contraintes.messages(contraintes.unsaved(PresenceFactory, **same)) == {
        "Cette personne préside la séance : elle n’est dans aucune liste de présences."
    }
    elsewhere = contraintes.unsaved(PresenceFactory, participant=presidence.participant)
    assert contraintes.messages(elsewhere) == set()


def test_who_is_listed_does_not_preside():
    presence = PresenceFactory()
    same = {"seance": presence.seance, "participant": presence.participant}
    assert contraintes.messages(contraintes.unsaved(PresidenceSeanceFactory, **same)) == {
        "Cette personne figure déjà dans la liste des présences de la séance."
    }
    elsewhere = contraintes.unsaved(PresidenceSeanceFactory, participant=presence.participant)
    assert contraintes.messages(elsewhere) == set()


@pytest.mark.parametrize("factory", [PresenceFactory, PresidenceSeanceFactory])
def test_printed_data_start_from_the_participant_and_stay(factory):
    organisation = OrganisationFactory(nom="Le Phare", localite="Ath")
    row = factory(
        participant=ParticipantFactory(prenom="Ana", nom="Ost", fonction="Juriste", organisation=organisation)
    )
    row.fill_from_participant()
    row.save()
    row.participant.nom, row.participant.fonction, row.participant.organisation = "Thiry", "", None
    row.participant.save()
    row.refresh_from_db()
    assert (str(row), row.organisation_imprimee, row.fonction_imprimee, row.organisation) == (
        "Ana Ost",
        "Le Phare, Ath",
        "Juriste",
        organisation,
    )


def test_what_was_typed_is_kept():
    row = PresenceFactory(nom_imprime="Mme OST", organisation_imprimee="Phare (Ath)")
    row.fill_from_participant()
    assert (row.nom_imprime, row.organisation_imprimee, row.organisation) == ("Mme OST", "Phare (Ath)", None)


def test_presences_keep_the_order_in_which_they_were_typed():
    seance = SeanceFactory()
    rows = [PresenceFactory(seance=seance, rang=rang) for rang in (3, 1, 2)]
    assert list(seance.presences.all()) == [rows[1], rows[2], rows[0]]
