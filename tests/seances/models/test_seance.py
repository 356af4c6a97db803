import datetime
from zoneinfo import ZoneInfo

import pytest

from seances.models import AccordNominatif, Seance, StatutSeance
from tests import contraintes
from tests.contraintes import Doublon, Refus, twins
from tests.factories import JOUR, ChantierFactory, LieuFactory, SeanceFactory

pytestmark = pytest.mark.django_db

H13, H14, H16 = (datetime.time(hour) for hour in (13, 14, 16))
CASES = [
    Doublon(
        "seance.uid",
        SeanceFactory,
        "Une séance porte déjà cet identifiant d’agenda.",
        first={},
        clash=lambda first: {"uid": first.uid},
        free=[({}, lambda first: {})],
    ),
    twins("lieu_unique", LieuFactory, "Ce lieu existe déjà.", "nom", adresse="1, rue Haute", localite="Ath"),
    twins(
        "seance_numero_unique",
        SeanceFactory,
        "Ce chantier a déjà une séance de ce numéro.",
        "chantier",
        "numero",
        free=[({"numero": 1}, lambda first: {"numero": 1})],
    ),
    Refus(
        "seance_numero_positif",
        SeanceFactory,
        "Le numéro d’une séance commence à 1.",
        refused=[{"numero": 0}],
        accepted=[{"numero": 1}],
    ),
    Refus(
        "seance_fin_apres_debut",
        SeanceFactory,
        "La séance doit se terminer après son début.",
        refused=[{"heure_debut": H14, "heure_fin": H13}, {"heure_debut": H14, "heure_fin": H14}],
        accepted=[
            {"heure_debut": H13, "heure_fin": H14},
            {"heure_debut": H14},
            {"heure_fin": H13},
            {"heure_debut": H14, "fin_reelle": H13},
        ],
    ),
    Refus(
        "seance_fin_reelle_apres_debut",
        SeanceFactory,
        "La fin réelle doit venir après le début réel.",
        refused=[{"debut_reel": H14, "fin_reelle": H13}, {"debut_reel": H14, "fin_reelle": H14}],
        accepted=[{"debut_reel": H13, "fin_reelle": H14}, {"debut_reel": H14}, {"fin_reelle": H13}],
    ),
    Refus(
        "seance_statut_connu",
        SeanceFactory,
        "Une séance est en préparation, convoquée ou annulée.",
        refused=[{"statut": "tenue"}, {"statut": ""}],
        accepted=[{"statut": statut} for statut in StatutSeance.values],
    ),
    Refus(
        "seance_accord_connu",
        SeanceFactory,
        "L’accord du groupe est donné, refusé ou n’a pas été demandé.",
        refused=[{"accord_nominatif": "peut-être"}, {"accord_nominatif": ""}],
        accepted=[{"accord_nominatif": accord} for accord in AccordNominatif.values],
    ),
    Refus(
        "seance_enregistree_jusque_quand_et_par_qui",
        SeanceFactory,
        "Un enregistrement a une date de fin de conservation et un détenteur.",
        refused=[
            {"enregistree": True, "conservation_enregistrement": JOUR},
            {"enregistree": True, "detenteur": "le secrétariat"},
        ],
        accepted=[
            {"avec_enregistrement": True},
            {"avec_enregistrement": True, "destruction_demandee_le": JOUR, "detruit_le": JOUR},
        ],
    ),
    Refus(
        "seance_non_enregistree_sans_conservation",
        SeanceFactory,
        "Une séance qui n’a pas été enregistrée n’a pas d’enregistrement à conserver.",
        refused=[
            {"conservation_enregistrement": JOUR},
            {"detenteur": "le secrétariat"},
            {"destruction_demandee_le": JOUR},
            {"detruit_le": JOUR},
        ],
        accepted=[{}],
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


@pytest.mark.parametrize("field", ["adresse", "code_postal", "localite"])
def test_lieu_of_the_same_name_elsewhere_is_another(field):
    first = LieuFactory(nom="Salle du parc")
    second = LieuFactory(nom="Salle du parc", **{field: "7800"})
    assert first.pk != second.pk


def test_annoncees_leaves_out_what_is_being_prepared():
    SeanceFactory()
    convened, cancelled = SeanceFactory(convoquee=True), SeanceFactory(annulee=True)
    assert list(Seance.objects.annoncees()) == [convened, cancelled]


def test_a_venir_and_passees_part_at_today_and_sort_from_the_nearest():
    chantier = ChantierFactory()
    days = [datetime.timedelta(days=n) for n in (-2, -1, 0, 1)]
    older, yesterday, today, tomorrow = (SeanceFactory(chantier=chantier, date=JOUR + day) for day in days)
    assert list(Seance.objects.a_venir(JOUR)) == [today, tomorrow]
    assert list(Seance.objects.passees(JOUR)) == [yesterday, older]


def test_seances_sort_by_chantier_then_number_whatever_their_dates():
    second, first = ChantierFactory(numero=2), ChantierFactory(numero=1)
    rows = [
        SeanceFactory(chantier=second, numero=1, date=JOUR),
        SeanceFactory(chantier=first, numero=10, date=JOUR),
        SeanceFactory(chantier=first, numero=2, date=JOUR + datetime.timedelta(days=5)),
    ]
    assert list(Seance.objects.all()) == rows[::-1]


def test_with_reperes_reads_chantier_and_place_in_one_query(django_assert_num_queries):
    SeanceFactory(avec_lieu=True)
    with django_assert_num_queries(1):
        (seance,) = Seance.objects.with_reperes()
        assert (str(seance), str(seance.lieu)) == ("Chantier 1, séance 1", "Salle 1")


@pytest.mark.parametrize(
    ("hour", "minute", "expected"),
    [(13, 29, "a_venir"), (13, 30, "en_cours"), (16, 30, "en_cours"), (16, 31, "tenue")],
)
def test_moment_follows_from_the_times_in_brussels(hour, minute, expected):
    seance = SeanceFactory(convoquee=True, avec_horaire=True)
    now = datetime.datetime(2024, 3, 12, hour, minute, tzinfo=ZoneInfo("Europe/Brussels"))
    assert seance.moment(now.astimezone(datetime.UTC)) == expected


def test_moment_prefers_the_real_times():
    seance = SeanceFactory(
        convoquee=True, avec_horaire=True, debut_reel=datetime.time(14), fin_reelle=datetime.time(15)
    )
    at = lambda hour, minute: datetime.datetime(  # noqa: E731
        2024, 3, 12, hour, minute, tzinfo=ZoneInfo("Europe/Brussels")
    )
    assert [seance.moment(at(*t)) for t in ((13, 45), (14, 30), (15, 15))] == ["a_venir", "en_cours", "tenue"]


def test_moment_without_times_lasts_the_whole_day():
    seance = SeanceFactory(convoquee=True)
    midnight = datetime.datetime(2024, 3, 12, tzinfo=ZoneInfo("Europe/Brussels"))
    moments = [midnight - datetime.timedelta(seconds=1), midnight, midnight + datetime.timedelta(days=1)]
    assert [seance.moment(now) for now in moments] == ["a_venir", "en_cours", "tenue"]


@pytest.mark.parametrize(("trait", "expected"), [({}, "preparation"), ({"annulee": True}, "annulee")])
def test_moment_of_what_is_not_convened_is_its_statut(trait, expected):
    seance = SeanceFactory(avec_horaire=True, **trait)
    assert seance.moment() == expected
    assert seance.est_annulee == (expected == "annulee")


def test_a_group_that_was_not_asked_has_not_agreed():
    assert (SeanceFactory().accord_nominatif, SeanceFactory().nomme) == ("non_demande", False)
    assert SeanceFactory(nominative=True).nomme
    assert not SeanceFactory(accord_nominatif="non").nomme
