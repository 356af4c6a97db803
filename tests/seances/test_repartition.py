"""Who is in which sub-group: nobody forgotten, nothing written over, everything told."""

import pytest

from participants.models import Evenement
from seances import relecture, repartition
from seances.models import MembreSousGroupe, MiseAPart
from seances.repartition import Place, RepartitionRefusee
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def seance():
    return factories.SeanceFactory(convoquee=True)


@pytest.fixture
def ada(seance):
    return present(seance, "Ada", "Ana")


def present(seance, prenom="Ada", nom="Berg", **fields):
    person = factories.ParticipantFactory(prenom=prenom, nom=nom)
    factories.PresenceFactory(seance=seance, participant=person, present=True, **fields)
    return person


def keep(seance, places, questions=None, **fields):
    etat = repartition.load(seance)
    fields.setdefault("empreinte", etat.empreinte)
    return repartition.keep(
        seance, places, etat.questions if questions is None else questions, by=None, **fields
    )


def stored(seance):
    return {pk: place for pk, place in repartition.load(seance).places.items()}


def test_those_present_must_be_placed_and_before_them_those_expected(seance):
    inscrit = factories.InscriptionFactory(chantier=seance.chantier, depuis=seance.date).participant
    excuse = factories.InscriptionFactory(chantier=seance.chantier, depuis=seance.date).participant
    factories.PresenceFactory(seance=seance, participant=excuse, reponse="excuse")
    presiding = factories.PresidenceSeanceFactory(seance=seance).participant

    def required():
        return {each.participant for each in repartition.load(seance).convives if each.requis}

    assert required() == {inscrit}
    there = present(seance)
    invited = present(seance, "Guy", invite=True)
    etat = repartition.load(seance)
    assert required() == {there}
    assert {each.participant for each in etat.convives} == {there, invited, presiding}


def test_experience_counts_earlier_seances_of_the_chantier(seance, ada):
    earlier = factories.SeanceFactory(chantier=seance.chantier, date=seance.date.replace(year=2020))
    factories.PresenceFactory(seance=earlier, participant=ada, present=True)
    factories.PresenceFactory(participant=ada, present=True)  # of another chantier
    [convive] = repartition.load(seance).convives
    assert (convive.seances, convive.personne().experience) == (1, 1)


def test_a_composition_is_written_whole(seance, ada):
    bob, cleo = present(seance, "Bob", "Boz", nom_imprime="Bob BOZ"), present(seance, "Cléo", "Cox")
    old = factories.MembreSousGroupeFactory(
        sous_groupe=factories.SousGroupeFactory(seance=seance),
        participant=ada,
        nom_imprime="ADA",
        secretaire=True,
    )
    count = keep(
        seance,
        {
            ada.pk: Place(2),
            bob.pk: Place(2, "", secretaire=True, rapporteur=True),
            cleo.pk: Place(None, "rédige"),
        },
        {1: "", 2: "<p>Que faire ?</p>"},
    )
    assert count == 3
    rows = MembreSousGroupe.objects.filter(seance=seance).order_by("rang")
    assert [
        (row.pk == old.pk, row.sous_groupe.numero, row.rang, str(row), row.est_secretaire, row.est_rapporteur)
        for row in rows
    ] == [(True, 2, 1, "ADA", False, False), (False, 2, 2, "Bob BOZ", True, True)]
    assert list(seance.sous_groupes.values_list("numero", "question")) == [(1, ""), (2, "<p>Que faire ?</p>")]
    assert [(row.participant, row.motif) for row in seance.mises_a_part.all()] == [(cleo, "rédige")]
    line = Evenement.objects.get(acte="sous-groupes composés")
    assert line.details["lignes"][0]["avant"]["groupe"] == 1
    assert "rédige" not in str(line.details)
    # Back from aside, into a group that goes on, with the role of somebody else.
    assert keep(seance, stored(seance) | {cleo.pk: Place(2, rapporteur=True), bob.pk: Place(2)}) == 2
    assert not MiseAPart.objects.exists()
    assert str(seance.sous_groupes.get(numero=2).membres.get(est_rapporteur=True)) == cleo.nom_complet


def test_writing_the_same_again_changes_nothing(seance, ada):
    keep(seance, {ada.pk: Place(1)}, {1: ""})
    before = Evenement.objects.count()
    assert keep(seance, stored(seance)) == 0
    assert Evenement.objects.count() == before


@pytest.mark.parametrize(
    ("places", "questions", "told"),
    [
        ({}, {1: ""}, "Sans groupe ni raison d’être à part : Ada Ana, Bob Boz."),
        ({"ada": Place(1)}, {1: ""}, "Sans groupe ni raison d’être à part : Bob Boz."),
        (
            {"ada": Place(1), "bob": Place(2)},
            {1: ""},
            "Bob Boz : il n’y a pas de groupe 2.",
        ),
        (
            {"ada": Place(1, secretaire=True), "bob": Place(1, secretaire=True)},
            {1: ""},
            "Le groupe 1 aurait deux secrétaires : Ada Ana et Bob Boz.",
        ),
        (
            {"ada": Place(1), "bob": Place(None, "part", rapporteur=True)},
            {1: ""},
            "Bob Boz : un rôle se tient dans un groupe.",
        ),
        (
            {"ada": Place(1), "bob": Place(1)},
            {1: ""},
            "Le groupe 3 a déposé une note : il ne peut pas disparaître.",
        ),
    ],
)
def test_what_is_wrong_is_told_and_nothing_written(seance, ada, places, questions, told):
    bob = present(seance, "Bob", "Boz")
    if "note" in told:
        factories.RestitutionFactory(sous_groupe=factories.SousGroupeFactory(seance=seance, numero=3))
    people = {"ada": ada.pk, "bob": bob.pk}
    with pytest.raises(RepartitionRefusee) as refusal:
        keep(seance, {people[name]: place for name, place in places.items()}, questions)
    assert refusal.value.raisons == (told,)
    assert not MembreSousGroupe.objects.exists() and not MiseAPart.objects.exists()
    assert not seance.sous_groupes.exclude(numero=3).exists()


def test_nothing_is_written_over_what_somebody_else_composed(seance, ada):
    opened = repartition.load(seance).empreinte
    keep(seance, {ada.pk: Place(1)}, {1: ""})
    with pytest.raises(RepartitionRefusee, match="Quelqu’un d’autre a modifié"):
        keep(seance, {ada.pk: Place(None, "part")}, {1: ""}, empreinte=opened)
    assert stored(seance) == {ada.pk: Place(1)}


@pytest.mark.parametrize(
    ("made", "told"), [("diffuse", "Le procès-verbal est figé"), ("annulee", "La séance est annulée")]
)
def test_a_frozen_pv_or_a_cancelled_seance_keeps_its_groups(seance, ada, made, told):
    if made == "diffuse":
        factories.ProcesVerbalFactory(seance=seance, diffuse=True)
    else:
        seance.statut = "annulee"
        seance.save()
    with pytest.raises(RepartitionRefusee, match=told):
        keep(seance, {ada.pk: Place(1)}, {1: ""})


def test_a_proposal_keeps_who_is_locked_and_takes_roles_from_whoever_moves(seance):
    service = factories.OrganisationFactory(avec_secteur=True)
    people = [present(seance, prenom) for prenom in ("Ada", "Bob", "Cléo", "Dan")]
    for person in people[:2]:
        person.organisation = service
        person.save()
    etat = repartition.load(seance)
    places = {person.pk: Place(1, "", person is people[0], person is people[1]) for person in people}
    new, found = repartition.propose(etat, places, 2, graine=0, fixes={people[0].pk})
    assert new[people[0].pk] == Place(1, secretaire=True)
    assert new[people[1].pk] == Place(2)
    assert sorted(place.groupe for place in new.values()) == [1, 1, 2, 2]
    assert found.proven_optimal


def test_whoever_is_set_aside_is_forgotten_by_no_check(seance, ada):
    other = present(seance, "Bob", "Boz")
    keep(seance, {ada.pk: Place(1), other.pk: Place(None, "passe d’un groupe à l’autre")}, {1: ""})
    pv = factories.ProcesVerbalFactory(seance=seance)

    def forgotten():
        found = relecture.findings_of(pv.seance)
        return [each.message for each in found if each.code == "sans_sous_groupe"]

    assert forgotten() == []
    MiseAPart.objects.all().delete()
    [told] = forgotten()
    assert told.startswith("Bob Boz figure parmi les présents mais dans aucun sous-groupe")


def test_whoever_writes_the_pv_is_suggested_aside(seance, ada):
    factories.ProcesVerbalFactory(seance=seance, redacteur=ada)
    assert repartition.load(seance).proposes == {ada.pk: Place(None, "rédige le procès-verbal")}


@pytest.mark.parametrize("rows", [1, 5])
def test_loading_costs_the_same_for_any_number(seance, django_assert_num_queries, rows):
    for rank in range(rows):
        groupe = factories.SousGroupeFactory(seance=seance)
        factories.MembreSousGroupeFactory(sous_groupe=groupe, participant=present(seance))
        factories.MiseAPartFactory(seance=seance, participant=present(seance, "Guy", f"n{rank}"))
    with django_assert_num_queries(11):
        assert repartition.load(seance).empreinte
