import datetime

import pytest
from django.contrib.auth.hashers import is_password_usable
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from participants.models import Compte, Evenement, Organisation, Participant, Secteur
from tests import contraintes
from tests.contraintes import Doublon, Refus, twins
from tests.factories import (
    CompteFactory,
    EvenementFactory,
    FichesDistinctesFactory,
    GraphieFactory,
    OrganisationFactory,
    ParticipantFactory,
    SecteurFactory,
)

pytestmark = pytest.mark.django_db

SAME_ADDRESS = "Un compte existe déjà pour cette adresse."
SAME_ORGANISATION = "Une organisation de ce nom existe déjà à cet endroit."
CASES = [
    Doublon(
        "fiches_distinctes_une_fois",
        FichesDistinctesFactory,
        "Ces deux fiches sont déjà dites distinctes.",
        {},
        lambda first: {"premiere": first.seconde, "seconde": first.premiere},
        [({}, lambda first: {"premiere": first.premiere})],
    ),
    Refus(
        "fiches_distinctes_sont_deux",
        FichesDistinctesFactory,
        "Une fiche ne se distingue pas d’elle-même.",
        [lambda: {"premiere": (person := ParticipantFactory()), "seconde": person}],
        [{}],
    ),
    twins("compte.email", CompteFactory, SAME_ADDRESS, "email"),
    Doublon(
        "compte_adresse_unique",
        CompteFactory,
        SAME_ADDRESS,
        {"email": "alix@example.org"},
        lambda first: {"email": "Alix@Example.org"},
        [({"email": "alix@example.org"}, lambda first: {"email": "alix@example.net"})],
    ),
    Doublon(
        "secteur.cle",
        SecteurFactory,
        "Ce secteur existe déjà.",
        {"nom": "Santé mentale"},
        lambda first: {"nom": "SANTE  MENTALE"},
        [({"nom": "Santé mentale"}, lambda first: {"nom": "Santé"})],
    ),
    Doublon(
        "organisation.cle",
        OrganisationFactory,
        SAME_ORGANISATION,
        {"nom": "L’Équipage", "localite": "Liège"},
        lambda first: {"nom": "L'EQUIPAGE", "localite": "Liege"},
        [
            ({"nom": "L’Équipage", "localite": "Liège"}, lambda first: {"nom": "L’Équipage"}),
            (
                {"nom": "L’Équipage", "localite": "Liège"},
                lambda first: {"nom": "L’Équipage", "localite": "Ath"},
            ),
            ({"nom": "L’Équipage Liège"}, lambda first: {"nom": "L’Équipage", "localite": "Liège"}),
        ],
    ),
    twins(
        "participant.compte",
        ParticipantFactory,
        "Ce compte est déjà celui d’une autre personne.",
        "compte",
        avec_compte=True,
        free=[({}, lambda first: {})],
    ),
    Refus(
        "participant_a_un_nom",
        ParticipantFactory,
        "Un participant a un prénom et un nom.",
        refused=[{"nom": ""}, {"prenom": ""}, {"nom": "", "prenom": ""}],
        accepted=[{"nom": "A", "prenom": "B"}],
    ),
    Doublon(
        "graphie_unique_par_participant",
        GraphieFactory,
        "Cette graphie est déjà connue pour cette personne.",
        {"texte": "Zoé De Smedt"},
        lambda first: {"participant": first.participant, "texte": "DE SMEDT Zoe"},
        [
            ({"texte": "Zoé De Smedt"}, lambda first: {"texte": "Zoé De Smedt"}),
            (
                {"texte": "Zoé De Smedt"},
                lambda first: {"participant": first.participant, "texte": "Zoé Smedt"},
            ),
        ],
    ),
    Refus(
        "graphie_non_vide",
        GraphieFactory,
        "Une graphie ne peut pas être vide.",
        refused=[{"texte": ""}],
        accepted=[{"texte": "A"}],
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


# ── Accounts ──


def test_compte_is_made_without_a_usable_password_in_lower_case():
    compte = Compte.objects.create_user("Alix.LAMBERT@Example.ORG")
    assert compte.email == "alix.lambert@example.org"
    assert not is_password_usable(compte.password)
    assert not compte.has_perm("participants.view_participant")


def test_superuser_may_everything_while_active():
    compte = Compte.objects.create_superuser("admin@example.org")
    assert compte.has_perm("x") and compte.has_perms(["x", "y"]) and compte.has_module_perms("participants")
    compte.is_active = False
    assert not (compte.has_perm("x") or compte.has_perms(["x"]) or compte.has_module_perms("participants"))


def test_compte_is_found_by_its_address_whatever_the_case():
    compte = CompteFactory(email="alix@example.org")
    assert Compte.objects.get_by_natural_key("ALIX@example.org") == compte


def test_deleting_a_compte_keeps_the_participant_and_the_trail():
    participant = ParticipantFactory(avec_compte=True)
    evenement, par = EvenementFactory(par=participant.compte), participant.compte.pk
    participant.compte.delete()
    participant.refresh_from_db()
    evenement.refresh_from_db()
    assert participant.compte is None
    assert evenement.par_id == par  # the log still says which account it was
    assert Evenement.objects.select_related("par").get().par is None


# ── Keys ──


def test_key_follows_the_name_at_each_save():
    secteur = SecteurFactory(nom="Santé")
    secteur.nom = "Éducation"
    secteur.save()
    assert Secteur.objects.values_list("nom", "cle").get() == ("Éducation", "education")


def test_key_is_written_by_bulk_create():
    Secteur.objects.bulk_create([Secteur(nom="Santé")])
    assert Secteur.objects.get().cle == "sante"


def test_key_is_written_when_only_the_name_is_saved():
    secteur = SecteurFactory(nom="Santé")
    secteur.nom = "Éducation"
    secteur.save(update_fields=["nom"])
    assert Secteur.objects.get().cle == "education"


def test_key_longer_than_its_column_is_cut_alike_by_the_form_and_the_database():
    long = "ﬃ" * 249  # folds to three letters each
    OrganisationFactory(nom=long + "a")
    twin = Organisation(nom=long + "b")
    with pytest.raises(ValidationError) as error:
        twin.clean()
    assert error.value.messages == [SAME_ORGANISATION]
    with pytest.raises(IntegrityError):
        twin.save()


def test_organisation_is_found_by_name_and_locality_accents_ignored():
    organisation = OrganisationFactory(nom="L’Équipage", localite="Liège")
    OrganisationFactory(nom="L’Équipage")
    assert list(Organisation.objects.named("l'equipage", "LIEGE")) == [organisation]


def test_participants_sort_by_family_name_accents_and_case_ignored_particles_included():
    people = [("Zoé", "Étienne"), ("Bo", "De Smet"), ("Al", "eloy"), ("Ana", "Étienne"), ("Cy", "La Rocca")]
    for prenom, nom in people:
        ParticipantFactory(prenom=prenom, nom=nom)
    assert [str(participant) for participant in Participant.objects.all()] == [
        "Bo De Smet",
        "Al eloy",
        "Ana Étienne",
        "Zoé Étienne",
        "Cy La Rocca",
    ]


def test_participant_is_matched_by_one_key_whatever_the_order_and_accents():
    participant = ParticipantFactory(prenom="Chloé", nom="De Smet")
    assert participant.cle_nom == "chloe de smet"
    assert ParticipantFactory(prenom="De", nom="SMET Chloe").cle_nom == participant.cle_nom


def test_participant_shows_organisation_and_place():
    participant = ParticipantFactory(organisation=OrganisationFactory(nom="Le Phare", localite="Ath"))
    assert participant.organisation_affichee == "Le Phare, Ath"
    assert ParticipantFactory().organisation_affichee == ""


def test_opposes_are_those_who_declined():
    ParticipantFactory()
    declined = ParticipantFactory(oppose=True)
    assert list(Participant.objects.opposes()) == [declined]


def test_evenements_come_newest_first():
    old = EvenementFactory()
    new = EvenementFactory(quand=old.quand + datetime.timedelta(seconds=1))
    assert list(type(old).objects.all()) == [new, old]
