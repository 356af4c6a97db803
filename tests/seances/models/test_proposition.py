import pytest
from django.db import IntegrityError, transaction

from participants.immuable import ImmuableRefus
from seances.models import (
    EtapeProposition,
    EtatProposition,
    NiveauProposition,
    Proposition,
    SoutienProposition,
    TypeProposition,
)
from tests import contraintes
from tests.contraintes import Doublon, Refus, twins
from tests.factories import (
    EditionPubliqueFactory,
    EtapePropositionFactory,
    ParticipantFactory,
    PropositionFactory,
    SourcePropositionFactory,
    SoutienPropositionFactory,
)

pytestmark = pytest.mark.django_db

SAUF_TRANSMISE = [etat for etat in EtatProposition.values if etat != EtatProposition.TRANSMISE]
PUBLIQUE = {"publiee": True}

CASES = [
    twins(
        "proposition_numero_unique",
        PropositionFactory,
        "Une proposition de ce chantier a déjà ce numéro.",
        "chantier",
        "numero",
        free=[({}, lambda first: {"numero": first.numero})],
    ),
    Refus(
        "proposition_type_connu",
        PropositionFactory,
        "Ce type de proposition n’existe pas.",
        refused=[{"type": "idee"}, {"type": ""}],
        accepted=[{"type": each} for each in TypeProposition.values],
    ),
    Refus(
        "proposition_etat_connu",
        PropositionFactory,
        "Cet état de proposition n’existe pas.",
        refused=[{"etat": "perdue"}, {"etat": ""}],
        accepted=[{"transmise": True}, *({"etat": etat} for etat in SAUF_TRANSMISE)],
    ),
    Refus(
        "proposition_niveau_connu",
        PropositionFactory,
        "Ce niveau n’existe pas.",
        refused=[{"niveau": "local"}],
        accepted=[{"niveau": niveau} for niveau in ["", *NiveauProposition.values]],
    ),
    Refus(
        "proposition_intitulee",
        PropositionFactory,
        "Une proposition a un intitulé.",
        refused=[{"intitule": ""}],
        accepted=[{"intitule": "A"}],
    ),
    Refus(
        "proposition_transmise_a_quelqu_un",
        PropositionFactory,
        "Une proposition transmise dit à qui, et elle seule.",
        refused=[{"etat": "transmise"}, *({"etat": etat, "transmise_a": "A"} for etat in SAUF_TRANSMISE)],
        accepted=[{"etat": "transmise", "transmise_a": "A"}, {}],
    ),
    Refus(
        "proposition_repond_a_une_autre",
        PropositionFactory,
        "Une cause ou une action répond à une autre proposition ; un problème, à aucune.",
        refused=[],  # it takes another row: tried below
        accepted=[lambda: {"action": True, "repond_a": PropositionFactory()}, {}],
    ),
    twins(
        "source_proposition_unique",
        SourcePropositionFactory,
        "Cette proposition cite déjà ce paragraphe.",
        "proposition",
        "version",
        "paragraphe",
    ),
    Refus(
        "source_proposition_cite",
        SourcePropositionFactory,
        "Une proposition cite le passage dont elle vient.",
        refused=[{"citation": ""}],
        accepted=[{"citation": "A"}],
    ),
    Refus(
        "source_proposition_publique_entiere",
        SourcePropositionFactory,
        "Un passage public nomme son édition, son paragraphe et ses mots.",
        refused=[
            lambda: {"edition": EditionPubliqueFactory()},
            {"publiee": True, "citation_publique": ""},
            {"publiee": True, "paragraphe_public": None},
            {"publiee": True, "edition": None},
            {"locuteur_public": "Alix Lambert"},
            {"secteur_public": True},
        ],
        accepted=[{}, PUBLIQUE, {"publiee": True, "locuteur_public": "Alix Lambert", "secteur_public": True}],
    ),
    Refus(
        "etape_proposition_etats_connus",
        EtapePropositionFactory,
        "Une étape mène d’un état connu à un état connu.",
        refused=[{"etat": "perdue"}, {"etat": ""}, {"etat_avant": "perdue"}],
        accepted=[{"etat_avant": ""}, {"etat_avant": "retenue"}, {"transmise": True}],
    ),
    Refus(
        "etape_proposition_transmise_a_quelqu_un",
        EtapePropositionFactory,
        "Une étape qui transmet dit à qui, et elle seule.",
        refused=[{"etat": "transmise"}, {"transmise_a": "A"}],
        accepted=[{"etat": "transmise", "transmise_a": "A"}, {}],
    ),
    Refus(
        "soutien_proposition_de_quelqu_un",
        SoutienPropositionFactory,
        "Un soutien est celui d’un secteur ou d’une personne.",
        refused=[{"secteur": None}],
        accepted=[{}, {"personne": True}, lambda: {"participant": ParticipantFactory()}],
    ),
    Doublon(
        "soutien_proposition_personne_unique",
        SoutienPropositionFactory,
        "Le soutien de cette personne est déjà noté.",
        {"personne": True},
        lambda first: {"proposition": first.proposition, "participant": first.participant},
        [
            ({"personne": True}, lambda first: {"participant": first.participant, "secteur": None}),
            ({"personne": True}, lambda first: {"proposition": first.proposition, "personne": True}),
        ],
    ),
    Doublon(
        "soutien_proposition_secteur_unique",
        SoutienPropositionFactory,
        "Le soutien de ce secteur est déjà noté.",
        {},
        lambda first: {"proposition": first.proposition, "secteur": first.secteur},
        [
            ({}, lambda first: {"secteur": first.secteur}),
            ({}, lambda first: {"proposition": first.proposition}),
            (
                {},
                lambda first: {
                    "proposition": first.proposition,
                    "secteur": first.secteur,
                    "participant": ParticipantFactory(),
                },
            ),
        ],
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


@pytest.mark.parametrize("to_itself", [True, False])
def test_only_a_cause_or_an_action_answers_and_not_itself(to_itself):
    made = PropositionFactory(action=to_itself)
    made.repond_a = made if to_itself else PropositionFactory(chantier=made.chantier)
    message = "Une cause ou une action répond à une autre proposition ; un problème, à aucune."
    assert contraintes.messages(made) == {message}
    with pytest.raises(IntegrityError, match="proposition_repond_a_une_autre"), transaction.atomic():
        made.save()
    assert Proposition.objects.exclude(repond_a=None).count() == 0


def test_a_step_is_written_once():
    etape = EtapePropositionFactory()
    etape.motif = "Autre chose."
    for act in (etape.save, etape.delete, EtapeProposition.objects.all().delete):
        with pytest.raises(ImmuableRefus):
            act()
    assert EtapeProposition.objects.get().motif == ""


def test_a_proposition_goes_with_its_steps_and_supports():
    soutien = SoutienPropositionFactory()
    EtapePropositionFactory(proposition=soutien.proposition)
    SourcePropositionFactory(proposition=soutien.proposition)
    soutien.proposition.delete()
    kept = [model.objects.count() for model in (Proposition, EtapeProposition, SoutienProposition)]
    assert kept == [0, 0, 0]


def test_a_step_tells_what_it_changed():
    made = PropositionFactory()
    steps = [
        EtapePropositionFactory(proposition=made),
        EtapePropositionFactory(proposition=made, etat_avant="a_l_etude", etat="retenue"),
        EtapePropositionFactory(proposition=made, etat_avant="retenue", etat="retenue"),
    ]
    assert [each.nature for each in steps] == ["relevee", "etat", "mots"]
