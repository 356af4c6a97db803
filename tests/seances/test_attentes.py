"""What each person finds of his own on the home page."""

import datetime

import pytest
from django.utils import timezone

from seances.attentes import mine
from seances.models import Reponse
from tests import factories

pytestmark = pytest.mark.django_db


def days(count):
    return timezone.localdate() + datetime.timedelta(days=count)


@pytest.fixture
def personne():
    return factories.ParticipantFactory(avec_compte=True, prenom="Ilse")


@pytest.fixture
def chantier(personne):
    return factories.InscriptionFactory(participant=personne).chantier


def convened(chantier, in_days, **fields):
    return factories.SeanceFactory(chantier=chantier, convoquee=True, date=days(in_days), **fields)


def asked(personne):
    return [(one.texte, one.url, one.avant) for one in mine(personne.compte).attentes]


def test_an_account_without_participant_has_nothing_of_its_own():
    assert mine(factories.CompteFactory()) is None


def test_an_answer_is_asked_for_each_convened_seance_to_come(personne, chantier):
    later, next_one = convened(chantier, 20), convened(chantier, 3)
    convened(chantier, -1)
    factories.SeanceFactory(chantier=chantier, date=days(2))  # in preparation
    factories.SeanceFactory(chantier=chantier, date=days(2), annulee=True)
    convened(factories.ChantierFactory(), 1)  # of another chantier

    found = mine(personne.compte)

    assert found.prochaine == next_one
    assert found.reponse == "sans réponse"
    assert asked(personne) == [
        ("Dites si vous venez", f"{next_one.get_absolute_url()}#ma-reponse", days(3)),
        ("Dites si vous venez", f"{later.get_absolute_url()}#ma-reponse", days(20)),
    ]


def test_whoever_answered_is_asked_no_more(personne, chantier):
    seance = convened(chantier, 3)
    factories.PresenceFactory(seance=seance, participant=personne, reponse=Reponse.EXCUSE)
    found = mine(personne.compte)
    assert (found.reponse, found.attentes) == ("s’excuse", [])


def test_whoever_presides_is_not_asked_to_answer(personne):
    chantier = factories.CopresidenceFactory(participant=personne).chantier
    seance = convened(chantier, 3)
    found = mine(personne.compte)
    assert (found.prochaine, found.reponse, found.attentes) == (seance, "", [])


def test_whoever_presides_one_seance_is_not_asked_to_answer_for_it(personne, chantier):
    factories.PresidenceSeanceFactory(seance=convened(chantier, 3), participant=personne)
    assert asked(personne) == []


def test_a_note_is_asked_of_the_secretaire_until_it_is_there(personne, chantier):
    seance = convened(chantier, -2, delai_notes=days(-1))
    groupe = factories.SousGroupeFactory(seance=seance, numero=2)
    factories.MembreSousGroupeFactory(sous_groupe=groupe, participant=personne, secretaire=True)

    [demande] = mine(personne.compte).attentes
    assert demande.texte == "Déposez la note du groupe 2"
    assert demande.url == f"{seance.get_absolute_url()}sous-groupes/2/note/"
    assert demande.en_retard

    factories.RestitutionFactory(sous_groupe=groupe)
    assert asked(personne) == []


def test_no_note_is_asked_once_the_pv_is_sent_out_nor_of_a_mere_member(personne, chantier):
    sent = convened(chantier, -2)
    factories.MembreSousGroupeFactory(
        sous_groupe=factories.SousGroupeFactory(seance=sent), participant=personne, secretaire=True
    )
    factories.ProcesVerbalFactory(seance=sent, diffuse=True)
    held = convened(chantier, -3)
    factories.MembreSousGroupeFactory(
        sous_groupe=factories.SousGroupeFactory(seance=held), participant=personne, rapporteur=True
    )
    assert asked(personne) == []


def test_late_notes_are_told_to_those_who_preside(personne):
    chantier = factories.CopresidenceFactory(participant=personne).chantier
    late, early = convened(chantier, -5, delai_notes=days(-1)), convened(chantier, -4, delai_notes=days(1))
    for seance in (late, early, convened(factories.ChantierFactory(), -5, delai_notes=days(-1))):
        for _ in range(3):
            factories.SousGroupeFactory(seance=seance)
    factories.RestitutionFactory(sous_groupe=late.sous_groupes.get(numero=2))
    there = f"{late.get_absolute_url()}sous-groupes/1/"
    assert asked(personne) == [("Réclamez les notes des groupes 1, 3", there, days(-1))]
    factories.ProcesVerbalFactory(seance=late, diffuse=True)
    assert asked(personne) == []


def test_remarks_are_asked_while_they_are_open(personne, chantier):
    for left in (2, -1):
        factories.ProcesVerbalFactory(
            seance=convened(chantier, -9), diffuse=True, remarques_jusqu_au=days(left)
        )
    factories.ProcesVerbalFactory(  # of another chantier
        seance=convened(factories.ChantierFactory(), -9), diffuse=True, remarques_jusqu_au=days(2)
    )
    assert [(texte, avant) for texte, _, avant in asked(personne)] == [
        ("Relisez le procès-verbal et dites vos remarques", days(2))
    ]


def test_what_is_asked_first_comes_first(personne, chantier):
    convened(chantier, 5)
    factories.ProcesVerbalFactory(seance=convened(chantier, -9), diffuse=True, remarques_jusqu_au=days(1))
    groupe = factories.SousGroupeFactory(seance=convened(chantier, -2))
    factories.MembreSousGroupeFactory(sous_groupe=groupe, participant=personne, secretaire=True)
    assert [avant for *_, avant in asked(personne)] == [days(1), days(5), None]


def test_the_home_page_shows_what_is_asked(client, personne, chantier):
    seance = convened(chantier, 3)
    client.force_login(personne.compte)
    page = client.get("/").text
    assert "Pour vous, Ilse" in page
    assert f'href="{seance.get_absolute_url()}#ma-reponse"' in page
    assert "Votre réponse\N{NO-BREAK SPACE}: <b>sans réponse</b>" in page


@pytest.mark.parametrize("rows", [1, 3])
def test_what_is_mine_costs_the_same_for_any_number(personne, chantier, django_assert_num_queries, rows):
    for _ in range(rows):
        convened(chantier, 3)
        held = convened(chantier, -3)
        groupe = factories.SousGroupeFactory(seance=held)
        factories.MembreSousGroupeFactory(sous_groupe=groupe, participant=personne, secretaire=True)
        factories.ProcesVerbalFactory(seance=convened(chantier, -9), diffuse=True, remarques_jusqu_au=days(1))
    with django_assert_num_queries(10):
        found = mine(personne.compte)
    assert len(found.attentes) == min(3 * rows, 8)
