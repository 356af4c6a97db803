"""A séance and its agenda at the desk."""

import datetime

import pytest
from django.urls import reverse

from seances.models import (
    Annexe,
    Intervenant,
    NaturePoint,
    PointOrdreDuJour,
    Seance,
    SousGroupe,
    StatutSeance,
    TextePoint,
)
from seances.redaction import save_texte
from tests import factories

from .desk import agenda, change_url, errors, filled, page, post_seance

pytestmark = pytest.mark.django_db


def test_a_seance_saved_as_it_came_changes_nothing(client, seance, points):
    factories.PresidenceSeanceFactory(seance=seance)
    factories.SousGroupeFactory(seance=seance)
    factories.AnnexeFactory(seance=seance)
    factories.IntervenantFactory(point=points[0])
    factories.IntervenantFactory(point=points[0], connu=True)

    def state():
        return [
            list(model.objects.order_by("pk").values())
            for model in (Seance, PointOrdreDuJour, Intervenant, SousGroupe, Annexe)
        ]

    before = state()
    assert post_seance(client, seance).status_code == 302
    assert state() == before


def test_points_are_reordered_in_one_save(client, seance, points):
    response = post_seance(
        client, seance, **{"points-0-position": "3", "points-1-position": "1", "points-2-position": "2"}
    )
    assert response.status_code == 302
    assert agenda(seance) == [(1, "Deux"), (2, "Trois"), (3, "Un")]


@pytest.mark.parametrize(
    ("row", "typed", "expected"),
    [
        (2, "1", ["Trois", "Un", "Deux"]),
        (0, "2", ["Deux", "Un", "Trois"]),
        (0, "", ["Deux", "Trois", "Un"]),
        (1, "9", ["Un", "Trois", "Deux"]),
    ],
)
def test_a_number_that_is_typed_pushes_the_others(client, seance, points, row, typed, expected):
    post_seance(client, seance, **{f"points-{row}-position": typed})
    assert [titre for _, titre in agenda(seance)] == expected


def new_point(index, **values):
    row = {
        "position": "",
        "titre": "Neuf",
        "nature": "debat",
        "heure_debut": "",
        "duree_minutes": "",
        "id": "",
    }
    return {f"points-{index}-{name}": value for name, value in (row | values).items()} | {
        "points-TOTAL_FORMS": str(index + 1)
    }


def test_a_new_point_goes_last_and_has_its_text(client, seance, points):
    post_seance(client, seance, **new_point(3))
    assert agenda(seance)[-1] == (4, "Neuf")
    assert TextePoint.objects.filter(point__titre="Neuf").count() == 1


def test_deleting_a_point_closes_the_gap(client, seance, points):
    post_seance(client, seance, **{"points-0-DELETE": "on"})
    assert agenda(seance) == [(1, "Deux"), (2, "Trois")]


def test_a_point_with_a_text_is_not_deleted(client, seance, points):
    factories.TextePointFactory(point=points[1], texte="<p>Dit.</p>")
    response = post_seance(client, seance, **{"points-1-DELETE": "on"})
    assert errors(response) == [
        "Le point « Deux » a un texte au procès-verbal. "
        "Reprenez ce texte ailleurs et videz-le avant de supprimer le point."
    ]
    assert len(agenda(seance)) == 3


def test_a_point_that_somebody_added_meanwhile_stays(client, seance, points):
    data = filled(client.get(change_url(seance)), "seance_form")
    factories.PointOrdreDuJourFactory(seance=seance, titre="Arrivé")
    client.post(change_url(seance), data | {k: [v] for k, v in new_point(3).items()})
    assert agenda(seance) == [(1, "Un"), (2, "Deux"), (3, "Trois"), (4, "Neuf"), (5, "Arrivé")]


def test_a_generating_nature_passes_from_one_point_to_another(client, seance, points):
    PointOrdreDuJour.objects.filter(pk=points[0].pk).update(nature=NaturePoint.APPROBATION)
    response = post_seance(client, seance, **{"points-0-nature": "debat", "points-1-nature": "approbation"})
    assert response.status_code == 302
    assert list(seance.points.order_by("position").values_list("nature", flat=True)) == [
        "debat",
        "approbation",
        "debat",
    ]


def test_two_points_of_one_generating_nature_are_refused(client, seance, points):
    response = post_seance(client, seance, **{"points-0-nature": "annexes", "points-1-nature": "annexes"})
    assert "Un autre point a déjà cette nature : il n’en faut qu’un par séance." in errors(response)
    assert set(seance.points.values_list("nature", flat=True)) == {"debat"}


def hours(seance):
    found = seance.points.order_by("position").values_list("heure_debut", "heure_fin")
    return [tuple(one and f"{one:%H:%M}" for one in pair) for pair in found]


def test_a_duration_moves_the_points_that_follow(client, seance, points):
    typed = {"points-0-duree_minutes": "20", "points-1-duree_minutes": "40"}
    post_seance(client, seance, **typed)
    assert hours(seance) == [("13:30", "13:50"), ("13:50", "14:30"), (None, None)]
    post_seance(client, seance, **{"points-0-duree_minutes": "25", "points-2-duree_minutes": "5"})
    assert hours(seance) == [("13:30", "13:55"), ("13:55", "14:35"), ("14:35", "14:40")]
    assert set(seance.points.values_list("duree_minutes", "heure_fixe")) == {(None, False)}


def test_hours_follow_the_order_and_the_start_of_the_seance(client, seance, points):
    post_seance(client, seance, **{f"points-{n}-duree_minutes": str(d) for n, d in enumerate((10, 20, 30))})
    post_seance(client, seance, **{"points-2-position": "1"})
    assert agenda(seance) == [(1, "Trois"), (2, "Un"), (3, "Deux")]
    assert hours(seance) == [("13:30", "14:00"), ("14:00", "14:10"), ("14:10", "14:30")]
    post_seance(client, seance, heure_debut="09:00")
    assert hours(seance) == [("09:00", "09:30"), ("09:30", "09:40"), ("09:40", "10:00")]
    post_seance(client, seance, **{"points-0-DELETE": "on"})
    assert hours(seance) == [("09:00", "09:10"), ("09:10", "09:30")]


def test_a_start_that_is_typed_stays_until_it_is_freed(client, seance, points):
    post_seance(
        client,
        seance,
        **{"points-0-duree_minutes": "20", "points-1-heure_debut": "15:00", "points-1-duree_minutes": "30"},
    )
    post_seance(client, seance, **{"points-0-duree_minutes": "45"})
    assert hours(seance) == [("13:30", "14:15"), ("15:00", "15:30"), (None, None)]
    data = filled(client.get(change_url(seance)), "seance_form")
    assert "points-1-heure_fixe" in data and "points-0-heure_fixe" not in data
    client.post(change_url(seance), {name: value for name, value in data.items() if "fixe" not in name})
    assert hours(seance)[1] == ("14:15", "14:45")


def test_hours_that_came_from_a_file_stay_when_only_a_title_changes(client, seance, points):
    stored = {"heure_debut": datetime.time(9), "heure_fin": datetime.time(9, 10)}
    PointOrdreDuJour.objects.filter(pk=points[1].pk).update(**stored)
    PointOrdreDuJour.objects.filter(pk=points[2].pk).update(heure_fin=datetime.time(17))
    before = hours(seance)
    post_seance(client, seance, **{"points-1-titre": "Autre", "points-2-titre": "Dernier"})
    assert [titre for _, titre in agenda(seance)] == ["Un", "Autre", "Dernier"]
    assert hours(seance) == before == [(None, None), ("09:00", "09:10"), (None, "17:00")]


def test_durations_wait_for_the_start_of_the_seance(client, seance, points):
    Seance.objects.filter(pk=seance.pk).update(heure_debut=None, heure_fin=None)
    post_seance(client, seance, **{"points-0-duree_minutes": "20"})
    [first, *_] = seance.points.order_by("position")
    assert (first.heure_debut, first.duree_minutes) == (None, 20)
    assert page(client.get(change_url(seance))).xpath("//*[@data-bilan]/text()") == [
        "Donnez l’heure de début de la séance : les points auront les leurs."
    ]
    post_seance(client, seance, heure_debut="10:00")
    assert hours(seance)[0] == ("10:00", "10:20")


def test_an_agenda_that_is_too_long_says_by_how_much(client, seance, points):
    response = post_seance(client, seance, **{"points-0-duree_minutes": "200"})
    said = "L’ordre du jour dépasse la fin prévue de 20\N{NO-BREAK SPACE}minutes."
    assert said in [str(message) for message in client.get(response["Location"]).context["messages"]]
    assert page(client.get(change_url(seance))).xpath("//*[@data-bilan]/text()") == [said]


def test_points_that_cross_each_other_or_come_before_the_seance_are_told(client, seance, points):
    typed = {"points-0-duree_minutes": "30", "points-1-heure_debut": "13:15", "points-1-heure_fixe": "on"}
    post_seance(client, seance, **typed)
    told = page(client.get(change_url(seance))).xpath("string(//*[@data-bilan])")
    assert told == (
        "Le point 2 commence à 13h15, avant la séance (13h30). "
        "Le point 2 commence à 13h15, avant la fin du point 1 (14h00)."
    )


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("0", "Assurez-vous que cette valeur est supérieure ou égale à 1."),
        ("721", "Assurez-vous que cette valeur est inférieure ou égale à 720."),
        ("720", "L’ordre du jour passe minuit : raccourcissez une durée."),
    ],
)
def test_an_impossible_duration_is_refused(client, seance, points, typed, said):
    response = post_seance(client, seance, **{"points-0-duree_minutes": typed, "points-0-titre": "Non"})
    assert errors(response) == [said]
    assert agenda(seance)[0] == (1, "Un")


def test_those_who_present_are_chosen_on_the_line(client, seance, points):
    stays, leaves, comes = (factories.ParticipantFactory() for _ in range(3))
    factories.IntervenantFactory(point=points[0], participant=leaves, nom_imprime="P. Parti", rang=1)
    factories.IntervenantFactory(point=points[0], participant=stays, nom_imprime="Comme imprimé", rang=2)
    factories.IntervenantFactory(point=points[0], nom_imprime="la coordination", rang=3)

    post_seance(client, seance, **{"points-0-presente_par": [str(stays.pk), str(comes.pk)]})

    assert list(points[0].intervenants.order_by("rang").values_list("participant", "nom_imprime")) == [
        (stays.pk, "Comme imprimé"),
        (None, "la coordination"),
        (comes.pk, comes.nom_complet),
    ]


def test_a_presenter_may_be_only_a_name(client, points):
    data = filled(client.get(change_url(points[0])), "pointordredujour_form")
    data |= {"intervenants-TOTAL_FORMS": ["1"], "intervenants-0-nom_imprime": ["la coordination"]}
    assert client.post(change_url(points[0]), data).status_code == 302
    assert [str(row) for row in points[0].intervenants.all()] == ["la coordination"]
    data = filled(client.get(change_url(points[0])), "pointordredujour_form")
    response = client.post(change_url(points[0]), data | {"intervenants-0-nom_imprime": [""]})
    assert "Choisissez une personne ou écrivez le nom à imprimer." in errors(response)


def test_presidents_are_printed_as_their_record_says_unless_typed(client, seance):
    person = factories.ParticipantFactory(organisation=factories.OrganisationFactory(nom="AMO Exemple"))
    response = post_seance(
        client,
        seance,
        **{
            "presidences-TOTAL_FORMS": "1",
            "presidences-0-participant": str(person.pk),
            "presidences-0-rang": "",
            "presidences-0-fonction_imprimee": "coprésidente",
        },
    )
    assert response.status_code == 302
    row = seance.presidences.get()
    assert (row.nom_imprime, row.organisation_imprimee, row.fonction_imprimee) == (
        person.nom_complet,
        "AMO Exemple",
        "coprésidente",
    )


@pytest.mark.parametrize(
    ("acte", "before", "after", "label"),
    [
        ("preparer", "convoquee", "preparation", "Remettre en préparation"),
        ("preparer", "annulee", "preparation", "Remettre en préparation"),
    ],
)
def test_the_statut_changes_by_buttons(client, points, seance, acte, before, after, label):
    Seance.objects.filter(pk=seance.pk).update(statut=before)
    address = reverse("admin:seances_seance_statut", args=[seance.pk, acte])
    assert client.get(address).status_code == 405
    assert (address, label) in client.get(change_url(seance)).context["actes"]
    assert client.post(address)["Location"] == change_url(seance)
    seance.refresh_from_db()
    assert seance.statut == after


def test_a_refused_transition_says_why(client, seance):
    Seance.objects.filter(pk=seance.pk).update(statut=StatutSeance.PREPARATION)
    response = client.post(reverse("admin:seances_seance_statut", args=[seance.pk, "preparer"]), follow=True)
    assert [str(message) for message in response.context["messages"]] == [
        "Cette séance est déjà en préparation."
    ]


@pytest.mark.parametrize("acte", ["convoquer", "annuler"])
def test_what_is_told_by_letter_is_not_done_without_seeing_the_letter(client, points, seance, acte):
    Seance.objects.filter(pk=seance.pk).update(statut=StatutSeance.PREPARATION)
    assert client.post(reverse("admin:seances_seance_statut", args=[seance.pk, acte])).status_code == 403
    offered = [address for _, address in client.get(change_url(seance)).context["lettres"]]
    assert reverse("admin:seances_seance_lettre", args=[seance.pk, acte]) in offered
    seance.refresh_from_db()
    assert seance.statut == StatutSeance.PREPARATION


def test_the_statut_is_not_a_field(client, seance):
    post_seance(client, seance, statut="annulee")
    seance.refresh_from_db()
    assert seance.statut == StatutSeance.CONVOQUEE


def test_a_seance_is_one_click_from_its_documents(client, seance):
    links = page(client.get(change_url(seance))).xpath("//nav[@class='outils']//a/text()")
    assert links == [
        "Séance",
        "Convocation",
        "Présences",
        "Pointages",
        "Sous-groupes",
        "Rédiger",
        "Vérifier",
        "Liens",
        "Voir la page",
        "À la porte",
        "Écran de séance",
        "Ordre du jour (PDF)",
        "Feuille de présence (PDF)",
    ]
    factories.ProcesVerbalFactory(seance=seance)
    links = page(client.get(change_url(seance))).xpath("//nav[@class='outils']//a/@href")
    assert links[8:] == [
        seance.url("seance_detail"),
        seance.url("pointage"),
        seance.url("ecran"),
        seance.url("ordre_du_jour_pdf"),
        seance.url("feuille_pdf"),
        seance.url("projet_pdf"),
    ]


def test_the_page_of_a_seance_costs_the_same_for_any_agenda(client, seance, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def grow():
        point = factories.PointOrdreDuJourFactory(seance=seance)
        factories.IntervenantFactory(point=point, connu=True)
        factories.PresidenceSeanceFactory(seance=seance)
        factories.MembreSousGroupeFactory(sous_groupe=factories.SousGroupeFactory(seance=seance))
        factories.AnnexeFactory(seance=seance)

    grow()
    client.get(change_url(seance))
    with CaptureQueriesContext(connection) as one:
        client.get(change_url(seance))
    grow()
    grow()
    with django_assert_num_queries(len(one)):
        client.get(change_url(seance))


def test_a_seance_without_pv_goes_with_its_parts(client, seance, points):
    factories.PresenceFactory(seance=seance)
    client.post(reverse("admin:seances_seance_delete", args=[seance.pk]), {"post": "yes"})
    assert not Seance.objects.exists()


def test_a_seance_with_a_pv_is_not_deleted(client, seance):
    factories.ProcesVerbalFactory(seance=seance)
    address = reverse("admin:seances_seance_delete", args=[seance.pk])
    assert "d’autres données en dépendent" in client.get(address).content.decode()
    client.post(address, {"post": "yes"})
    assert Seance.objects.filter(pk=seance.pk).exists()


def test_what_an_emptied_point_had_said_is_kept_with_the_one_before_it(client, seance, points):
    texte = factories.TextePointFactory(point=points[1])
    before = factories.TextePointFactory(point=points[0])
    account = factories.CompteFactory()
    save_texte(texte, texte="<p>Dit.</p>", texte_apres="", opened_revision=0, by=account)
    save_texte(texte, texte="", texte_apres="", opened_revision=1, by=account)
    post_seance(client, seance, **{"points-1-DELETE": "on"})
    assert agenda(seance) == [(1, "Un"), (2, "Trois")]
    kept = before.revisions.order_by("numero").values_list("numero", "texte", "sort", "motif")
    motif = "Texte du point supprimé « Deux »"
    assert list(kept) == [(1, "<p>Dit.</p>", "reglee", motif), (2, "", "reglee", motif)]


def test_the_last_point_keeps_the_states_of_its_text(client, seance, points):
    texte = factories.TextePointFactory(point=points[1])
    account = factories.CompteFactory()
    save_texte(texte, texte="<p>Dit.</p>", texte_apres="", opened_revision=0, by=account)
    save_texte(texte, texte="", texte_apres="", opened_revision=1, by=account)
    response = post_seance(client, seance, **{f"points-{index}-DELETE": "on" for index in range(3)})
    assert errors(response) == [
        "Le point « Deux » garde des textes enregistrés : laissez un autre point "
        "à l’ordre du jour, qui les reprendra dans ses révisions."
    ]
    assert texte.revisions.count() == 2
