import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone

from chantiers.models import Chantier, Copresidence, Inscription
from tests import contraintes
from tests.contraintes import Doublon, Refus, twins
from tests.factories import (
    JOUR,
    ChantierFactory,
    CopresidenceFactory,
    DefinitionFactory,
    InscriptionFactory,
    ParticipantFactory,
    QuestionFactory,
    SuggestionFactory,
    TermeFactory,
    ThematiqueFactory,
)

pytestmark = pytest.mark.django_db

VEILLE = JOUR - datetime.timedelta(days=1)
MAINTENANT = timezone.now()
CASES = [
    Doublon(
        "thematique.cle",
        ThematiqueFactory,
        "Cette thématique existe déjà.",
        {"titre": "Temps libre"},
        lambda first: {"titre": "Temps-Libre"},
        [({"titre": "Temps libre"}, lambda first: {"titre": "Temps"})],
    ),
    twins("chantier.numero", ChantierFactory, "Un chantier porte déjà ce numéro.", "numero"),
    Refus(
        "chantier_numero_positif",
        ChantierFactory,
        "Le numéro d’un chantier commence à 1.",
        refused=[{"numero": 0}],
        accepted=[{"numero": 1}],
    ),
    Refus(
        "chantier_visibilite_connue",
        ChantierFactory,
        "Un chantier est public ou privé.",
        refused=[{"visibilite": "secrete"}, {"visibilite": ""}],
        accepted=[{"visibilite": "publique"}, {"visibilite": "privee"}],
    ),
    Refus(
        "chantier_couleur_connue",
        ChantierFactory,
        "La couleur est un numéro de 0 à 12.",
        refused=[{"couleur": 13}],
        accepted=[{"couleur": 0}, {"couleur": 12}],
    ),
    Refus(
        "copresidence_fin_apres_debut",
        CopresidenceFactory,
        "La coprésidence ne peut pas finir avant d’avoir commencé.",
        refused=[{"jusque": VEILLE}],
        accepted=[{"jusque": JOUR}, {"jusque": None}],
    ),
    twins(
        "copresidence_en_cours_unique",
        CopresidenceFactory,
        "Cette personne préside déjà ce chantier.",
        "chantier",
        "participant",
        free=[
            ({"finie": True}, lambda first: {"chantier": first.chantier, "participant": first.participant}),
            (
                {},
                lambda first: {
                    "chantier": first.chantier,
                    "participant": first.participant,
                    "finie": True,
                },
            ),
        ],
    ),
    Refus(
        "inscription_fin_apres_debut",
        InscriptionFactory,
        "L’inscription ne peut pas finir avant d’avoir commencé.",
        refused=[{"jusque": VEILLE}],
        accepted=[{"jusque": JOUR}, {"jusque": None}],
    ),
    twins(
        "inscription_en_cours_unique",
        InscriptionFactory,
        "Cette personne est déjà inscrite à ce chantier.",
        "chantier",
        "participant",
        free=[
            ({"finie": True}, lambda first: {"chantier": first.chantier, "participant": first.participant})
        ],
    ),
    twins(
        "question_rang_unique",
        QuestionFactory,
        "Deux questions de ce chantier portent le même rang.",
        "chantier",
        "rang",
        free=[({"rang": 1}, lambda first: {"rang": 1})],
    ),
    Doublon(
        "terme.cle",
        TermeFactory,
        "Ce terme est déjà dans le glossaire.",
        {"mot": "É.D.I."},
        lambda first: {"mot": "e d i"},
        [({"mot": "É.D.I."}, lambda first: {"mot": "EDI"})],
    ),
    twins(
        "definition_unique_par_secteur",
        DefinitionFactory,
        "Ce terme a déjà une définition pour ce secteur.",
        "terme",
        "secteur",
        avec_secteur=True,
        free=[({"avec_secteur": True}, lambda first: {"terme": first.terme})],
    ),
    twins(
        "definition_generale_unique", DefinitionFactory, "Ce terme a déjà une définition générale.", "terme"
    ),
    Refus(
        "suggestion_etat_connu",
        SuggestionFactory,
        "Une suggestion est en attente, acceptée, modifiée, refusée ou retirée.",
        refused=[{"etat": "perdue", "traitee_le": MAINTENANT}],
        accepted=[
            {"etat": "ouverte"},
            {"etat": "acceptee", "traitee_le": MAINTENANT},
            {"etat": "modifiee", "traitee_le": MAINTENANT},
            {"etat": "refusee", "traitee_le": MAINTENANT, "reponse": "Non."},
            {"etat": "retiree", "traitee_le": MAINTENANT},
        ],
    ),
    Refus(
        "suggestion_traitee_datee",
        SuggestionFactory,
        "Une suggestion traitée dit quand elle l’a été ; elle seule le dit.",
        refused=[{"traitee_le": MAINTENANT}, {"etat": "retiree"}],
        accepted=[{}, {"etat": "retiree", "traitee_le": MAINTENANT}],
    ),
    Refus(
        "suggestion_refusee_motivee",
        SuggestionFactory,
        "Un refus dit pourquoi.",
        refused=[{"refusee": True, "reponse": ""}],
        accepted=[{"refusee": True}],
    ),
    Refus(
        "suggestion_acceptee_mene_au_terme",
        SuggestionFactory,
        "Seule une suggestion acceptée mène à un terme.",
        refused=[lambda: {"terme": TermeFactory()}, lambda: {"terme": TermeFactory(), "refusee": True}],
        accepted=[{"acceptee": True}, {"acceptee": True, "etat": "modifiee"}],
    ),
    twins(
        "suggestion_ouverte_unique_par_secteur",
        SuggestionFactory,
        "Ce mot est déjà proposé pour ce secteur ; la suggestion est en attente.",
        "participant",
        "mot",
        "secteur",
        avec_secteur=True,
        free=[
            (
                {"avec_secteur": True, "refusee": True},
                lambda first: {"participant": first.participant, "mot": first.mot, "secteur": first.secteur},
            )
        ],
    ),
    twins(
        "suggestion_ouverte_unique",
        SuggestionFactory,
        "Ce mot est déjà proposé pour tous ; la suggestion est en attente.",
        "participant",
        "mot",
        free=[
            ({"refusee": True}, lambda first: {"participant": first.participant, "mot": first.mot}),
            ({"avec_secteur": True}, lambda first: {"participant": first.participant, "mot": first.mot}),
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


@pytest.mark.parametrize(("couleur", "valid"), [(0, True), (12, True), (13, False)])
def test_couleur_out_of_the_set_is_refused_by_its_field(couleur, valid):
    chantier = ChantierFactory.build(couleur=couleur)
    try:
        chantier.clean_fields(exclude=["thematique"])
        said = []
    except ValidationError as error:
        said = list(error.message_dict)
    assert said == ([] if valid else ["couleur"])


@pytest.mark.parametrize(
    ("numero", "couleur", "teinte"), [(1, 0, 1), (12, 0, 12), (13, 0, 1), (26, 0, 2), (5, 9, 9), (13, 12, 12)]
)
def test_teinte_follows_the_number_until_a_colour_is_chosen(numero, couleur, teinte):
    assert Chantier(numero=numero, couleur=couleur).teinte == teinte


def test_publics_leaves_out_private_chantiers():
    public = ChantierFactory()
    private = ChantierFactory(prive=True)
    assert list(Chantier.objects.publics()) == [public]
    assert (public.est_public, private.est_public) == (True, False)


@pytest.mark.parametrize("factory", [CopresidenceFactory, InscriptionFactory])
@pytest.mark.parametrize(
    ("on", "expected"),
    [(VEILLE, 0), (JOUR, 1), (JOUR + datetime.timedelta(days=9), 1), (JOUR + datetime.timedelta(days=10), 0)],
)
def test_en_cours_counts_first_and_last_day(factory, on, expected):
    row = factory(jusque=JOUR + datetime.timedelta(days=9))
    assert type(row).objects.en_cours(on).count() == expected


@pytest.mark.parametrize("factory", [CopresidenceFactory, InscriptionFactory])
def test_en_cours_without_an_end_lasts(factory):
    row = factory()
    assert list(type(row).objects.en_cours(datetime.date(2099, 1, 1))) == [row]


def test_participant_of_a_chantier_cannot_be_deleted():
    participant = ParticipantFactory()
    CopresidenceFactory(participant=participant)
    InscriptionFactory(participant=participant)
    with pytest.raises(ProtectedError), transaction.atomic():
        participant.delete()
    assert (Copresidence.objects.count(), Inscription.objects.count()) == (1, 1)


def test_inscriptions_sort_by_family_name():
    chantier = ChantierFactory()
    for nom in ("Zola", "Étienne", "Adam"):
        InscriptionFactory(chantier=chantier, participant=ParticipantFactory(prenom="X", nom=nom))
    assert [row.participant.nom for row in chantier.inscriptions.all()] == ["Adam", "Étienne", "Zola"]
