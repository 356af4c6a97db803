import pytest

from seances.models import FideliteNote, MembreSousGroupe, OrigineNote, Restitution
from tests import contraintes
from tests.contraintes import Doublon, Refus, twins
from tests.factories import (
    INSTANT,
    CompteFactory,
    MembreSousGroupeFactory,
    MiseAPartFactory,
    ParticipantFactory,
    RestitutionFactory,
    SeanceFactory,
    SousGroupeFactory,
)

pytestmark = pytest.mark.django_db

SHA = "0123456789abcdef" * 4


def withdrawn(**but):
    return lambda: (
        {
            "retire_le": INSTANT,
            "retire_par": CompteFactory(),
            "motif_retrait": "Demande légale.",
        }
        | but
    )


CASES = [
    twins(
        "sous_groupe_numero_unique",
        SousGroupeFactory,
        "Cette séance a déjà un sous-groupe de ce numéro.",
        "seance",
        "numero",
        free=[({"numero": 1}, lambda first: {"numero": 1})],
    ),
    Refus(
        "sous_groupe_numero_positif",
        SousGroupeFactory,
        "Les sous-groupes sont numérotés à partir de 1.",
        refused=[{"numero": 0}],
        accepted=[{"numero": 1}],
    ),
    twins(
        "mise_a_part_unique",
        MiseAPartFactory,
        "Cette personne est déjà mise à part de cette séance.",
        "seance",
        "participant",
    ),
    Refus(
        "mise_a_part_motivee",
        MiseAPartFactory,
        "Dites pourquoi cette personne n’est dans aucun sous-groupe.",
        refused=[{"motif": ""}],
        accepted=[{"motif": "préside"}],
    ),
    Doublon(
        "membre_un_seul_groupe",
        MembreSousGroupeFactory,
        "Cette personne est déjà dans un sous-groupe de cette séance.",
        {},
        lambda first: {
            "participant": first.participant,
            "sous_groupe": SousGroupeFactory(seance=first.sous_groupe.seance),
        },
        [
            ({}, lambda first: {"participant": first.participant}),
            ({}, lambda first: {"sous_groupe": first.sous_groupe}),
        ],
    ),
    twins(
        "sous_groupe_un_secretaire",
        MembreSousGroupeFactory,
        "Ce sous-groupe a déjà un secrétaire.",
        "sous_groupe",
        secretaire=True,
        free=[({}, lambda first: {"sous_groupe": first.sous_groupe})],
    ),
    twins(
        "sous_groupe_un_rapporteur",
        MembreSousGroupeFactory,
        "Ce sous-groupe a déjà un rapporteur.",
        "sous_groupe",
        rapporteur=True,
        free=[({"secretaire": True}, lambda first: {"sous_groupe": first.sous_groupe, "rapporteur": True})],
    ),
    twins(
        "restitution_numero_unique",
        RestitutionFactory,
        "Ce dépôt existe déjà.",
        "sous_groupe",
        "numero",
        free=[({"numero": 1}, lambda first: {"numero": 1})],
    ),
    Refus(
        "restitution_numero_positif",
        RestitutionFactory,
        "Les dépôts sont numérotés à partir de 1.",
        refused=[{"numero": 0}],
        accepted=[{"numero": 1}],
    ),
    Refus(
        "restitution_origine_connue",
        RestitutionFactory,
        "Cette origine n’existe pas.",
        refused=[{"origine": "courriel"}, {"origine": ""}],
        accepted=[{"origine": origine} for origine in OrigineNote.values],
    ),
    Refus(
        "restitution_a_son_empreinte",
        RestitutionFactory,
        "Une restitution garde l’empreinte de son fichier.",
        refused=[
            {"fichier_sha256": empreinte}
            for empreinte in ("", SHA[:-1], SHA.upper(), SHA[:-1] + "g", SHA[:-1] + "\n")
        ],
        accepted=[{"fichier_sha256": SHA}],
    ),
    Refus(
        "restitution_fidelite_connue",
        RestitutionFactory,
        "Cette fidélité n’existe pas.",
        refused=[{"fidelite": "parfaite", "controle_sha256": SHA}],
        accepted=[{"fidelite": fidelite, "controle_sha256": SHA} for fidelite in FideliteNote.values],
    ),
    Refus(
        "restitution_fidelite_controlee",
        RestitutionFactory,
        "La fidélité d’une note vaut pour le texte qui a été contrôlé.",
        refused=[
            {"fidelite": "conforme"},
            {"controle_sha256": SHA},
            {"fidelite": "pdf", "controle_sha256": SHA[:-1]},
        ],
        accepted=[{"fidelite": "", "controle_sha256": ""}],
    ),
    Refus(
        "restitution_retrait_motive",
        RestitutionFactory,
        "Un original ne se retire qu’avec un motif écrit.",
        refused=[
            withdrawn(motif_retrait=""),
            withdrawn(retire_par=None),
            withdrawn(retire_le=None),
            {"retire_le": INSTANT},
            {"motif_retrait": "Demande légale."},
            lambda: {"retire_par": CompteFactory()},
        ],
        accepted=[{}, {"retiree": True}],
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


def test_one_person_may_be_secretaire_and_rapporteur():
    membre = MembreSousGroupeFactory(secretaire=True, rapporteur=True)
    assert contraintes.messages(membre) == set()


# ── A member's séance is that of his sub-group, whichever way he is written ──


@pytest.fixture
def moved():
    """A member, and a sub-group of another séance to which he goes."""
    membre, elsewhere = MembreSousGroupeFactory(), SousGroupeFactory()
    assert membre.seance != elsewhere.seance
    return membre, elsewhere


def seance_of(membre):
    return MembreSousGroupe.objects.values_list("sous_groupe", "seance").get(pk=membre.pk)


def test_membre_takes_the_seance_when_created():
    groupe = SousGroupeFactory()
    wrong = SeanceFactory()
    membre = MembreSousGroupe.objects.create(
        sous_groupe=groupe, participant=ParticipantFactory(), seance=wrong
    )
    assert seance_of(membre) == (groupe.pk, groupe.seance_id)


def test_membre_takes_the_seance_in_bulk_create():
    groupe = SousGroupeFactory()
    rows = (MembreSousGroupe(sous_groupe=groupe, participant=ParticipantFactory()) for _ in range(2))
    created = groupe.membres.bulk_create(rows)
    assert [seance_of(membre) for membre in created] == [(groupe.pk, groupe.seance_id)] * 2


@pytest.mark.parametrize("update_fields", [None, ["sous_groupe"], ["sous_groupe_id", "rang"]])
def test_membre_follows_when_saved(moved, update_fields):
    membre, elsewhere = moved
    membre.sous_groupe = elsewhere
    membre.save(update_fields=update_fields)
    assert seance_of(membre) == (elsewhere.pk, elsewhere.seance_id)


def test_membre_saved_in_part_touches_nothing_else(moved):
    membre, elsewhere = moved
    before = seance_of(membre)
    membre.sous_groupe, membre.rang = elsewhere, 7
    membre.save(update_fields=["rang"])
    assert seance_of(membre) == before


def test_membre_follows_in_bulk_update(moved):
    membre, elsewhere = moved
    membre.sous_groupe = elsewhere
    MembreSousGroupe.objects.bulk_update([membre], ["sous_groupe"])
    assert seance_of(membre) == (elsewhere.pk, elsewhere.seance_id)


@pytest.mark.parametrize("manager", ["objects", "_base_manager"])
@pytest.mark.parametrize(
    "change",
    [
        lambda groupe: {"sous_groupe": groupe},
        lambda groupe: {"sous_groupe": groupe.pk},
        lambda groupe: {"sous_groupe_id": groupe.pk},
    ],
)
def test_membre_follows_in_update(moved, manager, change):
    membre, elsewhere = moved
    getattr(MembreSousGroupe, manager).filter(pk=membre.pk).update(**change(elsewhere))
    assert seance_of(membre) == (elsewhere.pk, elsewhere.seance_id)


def test_membre_follows_when_added_to_a_sub_group(moved):
    membre, elsewhere = moved
    elsewhere.membres.add(membre)
    assert seance_of(membre) == (elsewhere.pk, elsewhere.seance_id)


def test_membre_without_a_sub_group_can_be_cleaned():
    membre = MembreSousGroupe(participant=ParticipantFactory())
    membre.clean()
    assert membre.seance_id is None


# ── Notes ──


def test_courantes_are_the_newest_note_of_each_sub_group():
    groupe = SousGroupeFactory()
    old, new = RestitutionFactory(sous_groupe=groupe), RestitutionFactory(sous_groupe=groupe)
    other = RestitutionFactory()
    RestitutionFactory(sous_groupe=groupe, confirmee_le=None)
    assert (old.numero, new.numero, other.numero) == (1, 2, 1)
    assert set(Restitution.objects.courantes()) == {new, other}


def test_restitution_without_a_title_names_its_sub_group():
    groupe = SousGroupeFactory(numero=3)
    assert str(RestitutionFactory(sous_groupe=groupe)) == "Note du Groupe 3"
    assert str(RestitutionFactory(sous_groupe=groupe, titre="Rue")) == "Rue"
