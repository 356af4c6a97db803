import datetime

import pytest

from seances.models import NaturePoint, RevisionTexte, TextePoint
from seances.models.agenda import NATURES_GENERATRICES
from seances.pv.document import Nature
from tests import contraintes
from tests.contraintes import Doublon, Refus, twins
from tests.factories import (
    ChantierFactory,
    IntervenantFactory,
    ParticipantFactory,
    PlumeFactory,
    PointOrdreDuJourFactory,
    RevisionTexteFactory,
    SeanceFactory,
    TextePointFactory,
)

pytestmark = pytest.mark.django_db

H13, H14 = datetime.time(13), datetime.time(14)
CASES = [
    twins(
        "point_position_unique",
        PointOrdreDuJourFactory,
        "Deux points de cette séance portent le même numéro.",
        "seance",
        "position",
        free=[({"position": 1}, lambda first: {"position": 1})],
    ),
    twins(
        "point_nature_unique",
        PointOrdreDuJourFactory,
        "Cette séance a déjà un point de cette nature.",
        "seance",
        nature="restitution",
        free=[
            ({"nature": nature}, lambda first: {"seance": first.seance, "nature": first.nature})
            for nature in NaturePoint.values
            if nature not in NATURES_GENERATRICES
        ]
        + [({"nature": "annexes"}, lambda first: {"seance": first.seance, "nature": "pratique"})],
    ),
    Refus(
        "point_position_positive",
        PointOrdreDuJourFactory,
        "Les points sont numérotés à partir de 1.",
        refused=[{"position": 0}],
        accepted=[{"position": 1}],
    ),
    Refus(
        "point_nature_connue",
        PointOrdreDuJourFactory,
        "Cette nature de point n’existe pas.",
        refused=[{"nature": "vote"}, {"nature": ""}],
        accepted=[{"nature": nature} for nature in NaturePoint.values],
    ),
    Refus(
        "point_fin_apres_debut",
        PointOrdreDuJourFactory,
        "Le point doit se terminer après son début.",
        refused=[{"heure_debut": H14, "heure_fin": H13}, {"heure_debut": H14, "heure_fin": H14}],
        accepted=[{"heure_debut": H13, "heure_fin": H14}, {"heure_debut": H14}, {"heure_fin": H13}, {}],
    ),
    Refus(
        "point_duree_possible",
        PointOrdreDuJourFactory,
        "Une durée va d’une minute à douze heures.",
        refused=[{"duree_minutes": 0}, {"duree_minutes": 721}],
        accepted=[{"duree_minutes": 1}, {"duree_minutes": 720}],
    ),
    Refus(
        "point_duree_dite_une_fois",
        PointOrdreDuJourFactory,
        "La durée de ce point suit de ses heures.",
        refused=[{"heure_debut": H13, "heure_fin": H14, "duree_minutes": 60}],
        accepted=[{"heure_debut": H13, "duree_minutes": 60}, {"heure_fin": H14, "duree_minutes": 60}],
    ),
    Refus(
        "point_fixe_a_une_heure",
        PointOrdreDuJourFactory,
        "Un début fixe a une heure.",
        refused=[{"heure_fixe": True}, {"heure_fixe": True, "heure_fin": H14}],
        accepted=[{"heure_fixe": True, "heure_debut": H13}],
    ),
    Refus(
        "point_pas_reporte_de_soi",
        PointOrdreDuJourFactory,
        "Un point ne peut pas être reporté de lui-même.",
        refused=[{"pk": 7, "reporte_de_id": 7}],
        accepted=[{"reporte": True}],
    ),
    Doublon(
        "pointordredujour.reporte_de",
        PointOrdreDuJourFactory,
        "Ce point est déjà reporté à une autre séance.",
        {"reporte": True},
        lambda first: {
            "seance": SeanceFactory(chantier=first.seance.chantier, numero=3),
            "reporte_de": first.reporte_de,
        },
        [({"reporte": True}, lambda first: {"seance": first.seance})],
    ),
    twins(
        "intervenant_unique",
        IntervenantFactory,
        "Cette personne présente déjà ce point.",
        "point",
        "participant",
        connu=True,
        free=[({}, lambda first: {"point": first.point})],  # two whom the portal does not know
    ),
    Refus(
        "intervenant_nomme",
        IntervenantFactory,
        "Un intervenant a un nom.",
        refused=[{"nom_imprime": ""}, lambda: {"nom_imprime": "", "participant": ParticipantFactory()}],
        accepted=[{"nom_imprime": "A"}],
    ),
    twins("textepoint.point", TextePointFactory, "Ce point a déjà son texte.", "point"),
    twins(
        "revision_texte_numero_unique",
        RevisionTexteFactory,
        "Cette révision existe déjà.",
        "texte_point",
        "numero",
        free=[({"numero": 1}, lambda first: {"numero": 1})],
    ),
    Refus(
        "revision_texte_sort_connu",
        RevisionTexteFactory,
        "Une révision est appliquée, à départager ou départagée.",
        refused=[{"sort": "perdue"}, {"sort": ""}],
        accepted=[{"sort": "en_attente"}, {"sort": "reglee"}],
    ),
    twins(
        "revision_texte_une_en_attente",
        RevisionTexteFactory,
        "Cette personne a déjà un texte à départager pour ce point.",
        "texte_point",
        "par",
        en_attente=True,
        free=[({}, lambda first: {"texte_point": first.texte_point, "par": first.par, "sort": "reglee"})],
    ),
    twins("plume_unique", PlumeFactory, "Cette personne écrit déjà ce point.", "texte_point", "compte"),
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


@pytest.mark.parametrize("nature", NATURES_GENERATRICES)
def test_each_nature_that_adds_something_stands_once_in_a_seance(nature):
    first = PointOrdreDuJourFactory(nature=nature)
    again = contraintes.unsaved(PointOrdreDuJourFactory, seance=first.seance, nature=nature)
    assert contraintes.messages(again) == {"Cette séance a déjà un point de cette nature."}


def test_natures_are_those_of_the_tree():
    assert set(NaturePoint.values) == set(Nature.__args__)


def test_points_sort_by_position():
    seance = SeanceFactory()
    rows = [PointOrdreDuJourFactory(seance=seance, position=position) for position in (10, 2, 1)]
    assert list(seance.points.all()) == rows[::-1]


HOSTILE = '<p onclick="x()">Bonjour<script>x()</script></p>'


def test_texte_is_cleaned_on_every_way_into_the_database():
    texte = TextePointFactory(texte=HOSTILE, texte_apres=HOSTILE)
    assert (texte.texte, texte.texte_apres) == ("<p>Bonjour</p>", "<p>Bonjour</p>")
    TextePoint.objects.update(texte=HOSTILE, texte_apres=HOSTILE)
    assert TextePoint.objects.values_list("texte", "texte_apres").get() == ("<p>Bonjour</p>",) * 2
    texte.texte = HOSTILE
    TextePoint.objects.bulk_update([texte], ["texte"])
    assert TextePoint.objects.values_list("texte", flat=True).get() == "<p>Bonjour</p>"
    RevisionTexte.objects.bulk_create([RevisionTexte(texte_point=texte, numero=1, texte=HOSTILE)])
    assert RevisionTexte.objects.get().texte == "<p>Bonjour</p>"


def test_deleting_a_point_takes_its_text_and_revisions():
    revision = RevisionTexteFactory()
    revision.texte_point.point.delete()
    assert (TextePoint.objects.count(), RevisionTexte.objects.count()) == (0, 0)


def test_a_point_is_moved_on_to_a_later_seance_of_its_chantier():
    point = PointOrdreDuJourFactory(seance__numero=2)

    def said(**seance):
        seance = SeanceFactory(**{"chantier": point.seance.chantier} | seance)
        return contraintes.messages(
            contraintes.unsaved(PointOrdreDuJourFactory, seance=seance, reporte_de=point)
        )

    after = {"Un point est reporté à une séance qui vient après la sienne."}
    assert said(numero=3) == set()
    assert said(numero=1) == after
    assert said(numero=3, chantier=ChantierFactory()) == {
        "Un point est reporté à une séance du même chantier."
    }
    same = contraintes.unsaved(PointOrdreDuJourFactory, seance=point.seance, reporte_de=point)
    assert contraintes.messages(same) == after


@pytest.mark.parametrize("moved", ["from", "to"])
def test_a_seance_keeps_its_place_between_those_that_its_points_were_moved_from_and_to(moved):
    point = PointOrdreDuJourFactory(reporte=True)
    before, after = point.reporte_de.seance, point.seance
    message = {
        "Des points de cette séance sont reportés d’une autre ou à une autre : "
        "elle garde son chantier et sa place parmi les séances."
    }
    seance = before if moved == "from" else after
    assert contraintes.messages(seance) == set()
    seance.numero = 9 if moved == "from" else 0
    assert contraintes.messages(seance) >= message
    seance.numero = 1 if moved == "from" else 9
    assert contraintes.messages(seance) == set()
    seance.chantier = ChantierFactory()
    assert contraintes.messages(seance) == message


def test_the_duration_of_a_point_is_that_of_its_hours_or_the_one_given():
    assert PointOrdreDuJourFactory(avec_horaire=True).duree == 30
    assert PointOrdreDuJourFactory(heure_debut=H13, duree_minutes=20).duree == 20
    assert PointOrdreDuJourFactory(heure_debut=H13).duree is None
