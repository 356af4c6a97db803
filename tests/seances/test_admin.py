"""The secretariat's desk: séances, agenda, attendance, sub-groups, texts."""

import datetime
import re

import pytest
from django.contrib import admin
from django.urls import reverse
from lxml import html as lxml_html

from participants.models import Compte, Participant
from seances import fichiers
from seances.models import (
    Annexe,
    Intervenant,
    MembreSousGroupe,
    NaturePoint,
    PointOrdreDuJour,
    Presence,
    ProcesVerbal,
    Restitution,
    Seance,
    SousGroupe,
    StatutPresence,
    StatutSeance,
    TextePoint,
)
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator():
    return Compte.objects.create_superuser("admin@example.org")


@pytest.fixture
def client(client, administrator):
    client.force_login(administrator)
    return client


def page(response):
    return lxml_html.fromstring(response.content.decode())


def filled(response, form=None):
    """What the browser would send if the form were submitted as it came."""
    root = page(response)
    form = root.get_element_by_id(form) if form else max(root.forms, key=lambda one: len(one.fields))
    data = {}
    for field in form.xpath(".//input|.//select|.//textarea"):
        if field.xpath("ancestor::template") or not field.get("name"):
            continue
        name, kind = field.get("name"), field.get("type")
        if field.tag == "select":
            chosen = field.xpath("./option[@selected]/@value|./optgroup/option[@selected]/@value")
            if not field.get("multiple"):
                chosen = chosen[:1] or field.xpath("./option/@value")[:1]
            data.setdefault(name, []).extend(chosen)
        elif kind in {"checkbox", "radio"}:
            if field.get("checked") is not None:
                data.setdefault(name, []).append(field.get("value", "on"))
        elif field.tag == "textarea":
            data.setdefault(name, []).append((field.text or "").removeprefix("\n"))
        elif kind not in {"submit", "button", "file"}:
            data.setdefault(name, []).append(field.get("value", ""))
    return data


def errors(response):
    return [
        re.sub(r"\s+", " ", li.text_content()).strip()
        for li in page(response).xpath("//ul[contains(@class,'errorlist')]/li")
    ]


def change_url(row):
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


# ── Doors and lists ─────────────────────────────────────────────────────────────────────────────────────


def test_every_model_has_an_admin():
    from django.apps import apps

    ours = [
        model
        for app in ("participants", "chantiers", "seances")
        for model in apps.get_app_config(app).get_models()
    ]
    assert [model for model in ours if model not in admin.site._registry] == []


@pytest.mark.parametrize(
    "path", ["", "seances/seance/1/presences/", "seances/seance/1/redaction/", "seances/textepoint/1/change/"]
)
def test_only_administrators_enter(client, path):
    client.force_login(factories.CompteFactory())
    assert client.get(f"/gestion/{path}", follow=True).status_code == 403
    client.logout()
    assert client.get(f"/gestion/{path}", follow=True).redirect_chain[-1][0].startswith("/compte/login/code/")


def test_the_desk_follows_the_order_of_the_work(client):
    titles = page(client.get("/gestion/")).xpath("//div[@class='rubriques']//h2/text()")
    assert titles == [
        "Préparer",
        "Tenir",
        "Rédiger",
        "Exploiter",
        "Personnes et organisations",
        "Détail et registre",
    ]


def test_the_desk_names_every_model_once(client):
    request = client.get("/gestion/").wsgi_request
    listed = [model["model"] for rubrique in admin.site.get_app_list(request) for model in rubrique["models"]]
    ours = {
        model
        for model in admin.site._registry
        if model._meta.app_label in {"participants", "chantiers", "seances"}
    }
    assert len(listed) == len(set(listed))
    assert set(listed) == ours


def test_the_desk_shows_what_waits(client):
    tomorrow = datetime.date.today() + datetime.timedelta(days=2)
    coming = factories.SeanceFactory(date=tomorrow, convoquee=True)
    unwritten = factories.SeanceFactory(convoquee=True)
    draft = factories.ProcesVerbalFactory()
    factories.ProcesVerbalFactory(diffuse=True)
    response = client.get("/gestion/")
    assert list(response.context["prochaines"]) == [coming]
    assert list(response.context["brouillons"]) == [draft]
    assert list(response.context["a_rediger"]) == [unwritten]


LISTES = [
    model
    for model in admin.site._registry
    if model._meta.app_label in {"participants", "chantiers", "seances"}
]


@pytest.mark.parametrize("model", LISTES, ids=lambda model: model.__name__)
def test_a_list_costs_the_same_for_one_row_or_three(client, model, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    factory = getattr(factories, f"{model.__name__}Factory")
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    factory()
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as one:
        assert client.get(address).status_code == 200
    factory()
    factory()
    with django_assert_num_queries(len(one)):
        client.get(address)


@pytest.mark.parametrize("model", LISTES, ids=lambda model: model.__name__)
def test_each_row_opens(client, model):
    row = getattr(factories, f"{model.__name__}Factory")()
    assert client.get(change_url(row)).status_code == 200


@pytest.mark.parametrize(
    "name", ["VersionPV", "EditionPublique", "RetraitVersion", "Evenement", "Intervention"]
)
def test_what_is_written_once_is_only_read(client, name):
    row = getattr(factories, f"{name}Factory")()
    meta = row._meta
    before = type(row)._base_manager.values().get()
    names = f"admin:{meta.app_label}_{meta.model_name}"
    assert client.post(change_url(row), {}).status_code == 403
    assert client.get(reverse(f"{names}_add")).status_code == 403
    assert client.post(reverse(f"{names}_delete", args=[row.pk]), {"post": "yes"}).status_code == 403
    assert "delete_selected" not in client.get(reverse(f"{names}_changelist")).content.decode()
    assert type(row)._base_manager.values().get() == before


# ── Séance and agenda ───────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def seance():
    return factories.SeanceFactory(convoquee=True, avec_horaire=True)


@pytest.fixture
def points(seance):
    return [
        factories.PointOrdreDuJourFactory(seance=seance, titre=titre) for titre in ("Un", "Deux", "Trois")
    ]


def agenda(seance):
    return list(seance.points.order_by("position").values_list("position", "titre"))


def post_seance(client, seance, **changes):
    data = filled(client.get(change_url(seance)), "seance_form")
    return client.post(
        change_url(seance),
        data | {name: [value] if isinstance(value, str) else value for name, value in changes.items()},
    )


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
    row = {"position": "", "titre": "Neuf", "nature": "debat", "heure_debut": "", "heure_fin": "", "id": ""}
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


def test_an_end_before_the_start_is_refused(client, seance, points):
    response = post_seance(client, seance, **{"points-0-heure_debut": "14:00", "points-0-heure_fin": "13:00"})
    assert errors(response) == ["Le point doit se terminer après son début."]


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
        ("convoquer", "preparation", "convoquee", "Convoquer"),
        ("annuler", "convoquee", "annulee", "Annuler la séance"),
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
    response = client.post(reverse("admin:seances_seance_statut", args=[seance.pk, "convoquer"]), follow=True)
    assert [str(message) for message in response.context["messages"]] == [
        "L’ordre du jour est vide : ajoutez au moins un point avant de convoquer."
    ]


def test_the_statut_is_not_a_field(client, seance):
    post_seance(client, seance, statut="annulee")
    seance.refresh_from_db()
    assert seance.statut == StatutSeance.CONVOQUEE


def test_a_seance_is_one_click_from_its_documents(client, seance):
    links = page(client.get(change_url(seance))).xpath("//nav[@class='outils']//a/text()")
    assert links == ["Séance", "Présences", "Rédiger", "Voir la page", "Ordre du jour (PDF)"]
    factories.ProcesVerbalFactory(seance=seance)
    links = page(client.get(change_url(seance))).xpath("//nav[@class='outils']//a/@href")
    assert links[3:] == [
        seance.url("seance_detail"),
        seance.url("ordre_du_jour_pdf"),
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


# ── Attendance ──────────────────────────────────────────────────────────────────────────────────────────


def sheet_url(seance):
    return reverse("admin:seances_seance_presences", args=[seance.pk])


@pytest.fixture
def registered(seance):
    return [
        factories.InscriptionFactory(chantier=seance.chantier, depuis=seance.date).participant
        for _ in range(3)
    ]


def attendance(seance):
    return {row.participant: row.statut for row in seance.presences.all()}


def listed(response):
    return [form.personne for form in response.context["feuille"].forms]


def test_the_sheet_lists_those_who_may_be_there(client, seance, registered):
    earlier = factories.SeanceFactory(
        chantier=seance.chantier, date=seance.date - datetime.timedelta(days=30)
    )
    came = factories.PresenceFactory(seance=earlier, present=True).participant
    factories.PresenceFactory(seance=earlier, excuse=True)
    chairs = factories.PresidenceSeanceFactory(seance=seance).participant
    factories.InscriptionFactory(chantier=seance.chantier, participant=chairs, depuis=seance.date)
    factories.InscriptionFactory(
        chantier=seance.chantier, depuis=datetime.date(2000, 1, 1), jusque=datetime.date(2000, 2, 1)
    )
    expected = sorted([*registered, came], key=lambda person: person.cle_tri)
    assert listed(client.get(sheet_url(seance))) == expected


def test_everybody_present_is_one_button(client, seance, registered):
    factories.PresenceFactory(seance=seance, participant=registered[0], excuse=True)
    client.post(sheet_url(seance), filled(client.get(sheet_url(seance)), "feuille") | {"_tous": ["1"]})
    assert attendance(seance) == {
        registered[0]: StatutPresence.EXCUSE,
        registered[1]: StatutPresence.PRESENT,
        registered[2]: StatutPresence.PRESENT,
    }


def test_a_sheet_saved_as_it_came_writes_nobody(client, seance, registered):
    kept = factories.PresenceFactory(seance=seance, participant=registered[0], nom_imprime="Comme imprimé")
    before = Presence.objects.values().get()
    assert client.post(sheet_url(seance), filled(client.get(sheet_url(seance)), "feuille")).status_code == 302
    assert Presence.objects.values().get() == before
    assert kept.seance == seance


def test_a_new_line_is_printed_as_the_record_says(client, seance, registered):
    person = registered[0]
    person.organisation = factories.OrganisationFactory(nom="AMO Exemple", localite="Huy")
    person.save()
    data = filled(client.get(sheet_url(seance)), "feuille")
    client.post(sheet_url(seance), data | {f"p{person.pk}-statut": ["present"]})
    row = seance.presences.get()
    assert (row.nom_imprime, row.organisation_imprimee) == (person.nom_complet, "AMO Exemple, Huy")


def test_people_are_ranked_by_family_name(client, seance, registered):
    data = filled(client.get(sheet_url(seance)), "feuille") | {"_tous": ["1"]}
    client.post(sheet_url(seance), data)
    rows = [row.participant.cle_tri for row in seance.presences.order_by("rang")]
    assert rows == sorted(rows)


def test_the_order_of_a_document_is_kept_and_new_people_follow(client, seance, registered):
    first, second, third = sorted(registered, key=lambda person: person.cle_tri)
    factories.PresenceFactory(seance=seance, participant=third, present=True, rang=1)
    factories.PresenceFactory(seance=seance, participant=second, present=True, rang=2)
    data = filled(client.get(sheet_url(seance)), "feuille")
    client.post(sheet_url(seance), data | {f"p{first.pk}-statut": ["present"]})
    assert [row.participant for row in seance.presences.order_by("rang")] == [third, second, first]
    client.post(sheet_url(seance), filled(client.get(sheet_url(seance)), "feuille") | {"_trier": ["1"]})
    assert [row.participant for row in seance.presences.order_by("rang")] == [first, second, third]


def test_somebody_may_be_added(client, seance, registered):
    guest = factories.ParticipantFactory()
    data = filled(client.get(sheet_url(seance)), "feuille")
    data["ligne"] = [*data["ligne"], str(guest.pk)]
    client.post(sheet_url(seance), data | {f"p{guest.pk}-statut": ["present"], f"p{guest.pk}-invite": ["on"]})
    row = seance.presences.get()
    assert (row.participant, row.statut, row.invite, row.nom_imprime) == (
        guest,
        "present",
        True,
        guest.nom_complet,
    )


def test_two_people_may_point_at_once(client, seance, registered):
    one, other, _ = registered
    opened = filled(client.get(sheet_url(seance)), "feuille")
    client.post(sheet_url(seance), opened | {f"p{one.pk}-statut": ["present"]})
    client.post(sheet_url(seance), opened | {f"p{other.pk}-statut": ["excuse"]})
    assert attendance(seance) == {one: StatutPresence.PRESENT, other: StatutPresence.EXCUSE}


def test_a_wrong_line_loses_nothing_and_writes_nothing(client, seance, registered):
    one, other, third = registered
    data = filled(client.get(sheet_url(seance)), "feuille")
    data |= {
        f"p{one.pk}-statut": ["present"],
        f"p{other.pk}-statut": ["excuse"],
        f"p{other.pk}-remplace": [str(third.pk)],
        f"p{other.pk}-organisation_imprimee": ["Tapé à la main"],
    }
    response = client.post(sheet_url(seance), data)
    assert response.status_code == 422
    assert errors(response) == ["Seule une personne présente peut en remplacer une autre."]
    assert not seance.presences.exists()
    again = filled(response, "feuille")
    assert again[f"p{one.pk}-statut"] == ["present"]
    assert again[f"p{other.pk}-organisation_imprimee"] == ["Tapé à la main"]
    assert again[f"p{other.pk}-remplace"] == [str(third.pk)]


def test_nobody_is_replaced_twice(client, seance, registered):
    one, other, third = registered
    data = filled(client.get(sheet_url(seance)), "feuille")
    for person in (one, other):
        data |= {f"p{person.pk}-statut": ["present"], f"p{person.pk}-remplace": [str(third.pk)]}
    response = client.post(sheet_url(seance), data)
    assert errors(response) == [
        f"{third} est déjà remplacé(e) par {sorted((one, other), key=lambda p: p.cle_tri)[0]}."
    ]
    assert not seance.presences.exists()


def test_a_replaced_person_passes_from_one_line_to_another(client, seance, registered):
    one, other, third = registered
    factories.PresenceFactory(
        seance=seance, participant=one, present=True, remplace=third, remplace_imprime="Tiers"
    )
    factories.PresenceFactory(seance=seance, participant=other, present=True)
    data = filled(client.get(sheet_url(seance)), "feuille")
    data |= {f"p{one.pk}-remplace": [""], f"p{other.pk}-remplace": [str(third.pk)]}
    assert client.post(sheet_url(seance), data).status_code == 302
    assert {row.participant: (row.remplace, row.remplace_imprime) for row in seance.presences.all()} == {
        one: (None, ""),
        other: (third, third.nom_complet),
    }


def test_a_line_is_taken_off_the_list(client, seance, registered):
    factories.PresenceFactory(seance=seance, participant=registered[0], present=True)
    data = filled(client.get(sheet_url(seance)), "feuille")
    client.post(sheet_url(seance), data | {f"p{registered[0].pk}-retirer": ["on"]})
    assert not seance.presences.exists()


def test_the_sheet_costs_the_same_for_any_number(client, seance, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def grow():
        replaced = factories.ParticipantFactory(avec_organisation=True)
        factories.PresenceFactory(seance=seance, present=True, remplace=replaced)
        factories.InscriptionFactory(chantier=seance.chantier)

    grow()
    client.get(sheet_url(seance))
    with CaptureQueriesContext(connection) as one:
        client.get(sheet_url(seance))
    grow()
    grow()
    with django_assert_num_queries(len(one)):
        client.get(sheet_url(seance))


# ── Sub-groups and notes ────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def groupe(seance):
    groupe = factories.SousGroupeFactory(seance=seance)
    for rang in (1, 2, 3):
        factories.MembreSousGroupeFactory(sous_groupe=groupe, rang=rang, nom_imprime=f"Membre {rang}")
    MembreSousGroupe.objects.filter(rang=1).update(est_rapporteur=True)
    return groupe


def post_groupe(client, groupe, **changes):
    data = filled(client.get(change_url(groupe)), "sousgroupe_form")
    for name, value in changes.items():
        if value is None:
            data.pop(name, None)
        else:
            data[name] = [value]
    return client.post(change_url(groupe), data)


def holders(groupe, role):
    return list(groupe.membres.filter(**{role: True}).values_list("nom_imprime", flat=True))


@pytest.mark.parametrize(("gives", "takes"), [(0, 2), (0, 1)])
def test_the_rapporteur_changes_in_one_save(client, groupe, gives, takes):
    response = post_groupe(
        client, groupe, **{f"membres-{gives}-est_rapporteur": None, f"membres-{takes}-est_rapporteur": "on"}
    )
    assert response.status_code == 302
    assert holders(groupe, "est_rapporteur") == [f"Membre {takes + 1}"]


def test_the_rapporteur_goes_back_up_in_one_save(client, groupe):
    groupe.membres.filter(rang=1).update(est_rapporteur=False)
    groupe.membres.filter(rang=3).update(est_rapporteur=True)
    post_groupe(client, groupe, **{"membres-2-est_rapporteur": None, "membres-0-est_rapporteur": "on"})
    assert holders(groupe, "est_rapporteur") == ["Membre 1"]


def test_two_rapporteurs_are_refused(client, groupe):
    response = post_groupe(client, groupe, **{"membres-1-est_rapporteur": "on"})
    assert "Un sous-groupe a un seul rapporteur : décochez l’un des deux." in errors(response)
    assert holders(groupe, "est_rapporteur") == ["Membre 1"]


def test_one_person_may_hold_both_roles(client, groupe):
    assert post_groupe(client, groupe, **{"membres-0-est_secretaire": "on"}).status_code == 302
    assert holders(groupe, "est_secretaire") == holders(groupe, "est_rapporteur") == ["Membre 1"]


def test_the_rapporteur_leaves_and_another_takes_the_role(client, groupe):
    response = post_groupe(client, groupe, **{"membres-0-DELETE": "on", "membres-2-est_rapporteur": "on"})
    assert response.status_code == 302
    assert list(groupe.membres.order_by("rang").values_list("nom_imprime", "est_rapporteur")) == [
        ("Membre 2", False),
        ("Membre 3", True),
    ]


def test_nobody_is_in_two_groups(client, groupe, seance):
    other = factories.MembreSousGroupeFactory(sous_groupe=factories.SousGroupeFactory(seance=seance))
    response = post_groupe(client, groupe, **{"membres-0-participant": str(other.participant.pk)})
    assert errors(response) == [
        "Cette personne est déjà dans le groupe 2 de cette séance : retirez-la d’abord de ce groupe."
    ]


def test_nobody_is_twice_in_a_group(client, groupe):
    person = groupe.membres.get(rang=2).participant
    response = post_groupe(client, groupe, **{"membres-0-participant": str(person.pk)})
    assert errors(response) == ["Cette personne figure déjà sur une autre ligne."]
    assert groupe.membres.count() == 3


def test_another_person_on_the_line_takes_his_own_printed_name(client, groupe):
    person = factories.ParticipantFactory()
    post_groupe(client, groupe, **{"membres-0-participant": str(person.pk)})
    assert groupe.membres.get(rang=1).nom_imprime == person.nom_complet


def test_a_group_is_added_with_its_members(client, seance):
    person = factories.ParticipantFactory()
    data = filled(client.get(reverse("admin:seances_sousgroupe_add")), "sousgroupe_form")
    data |= {
        "seance": [str(seance.pk)],
        "numero": ["1"],
        "membres-TOTAL_FORMS": ["1"],
        "membres-0-participant": [str(person.pk)],
        "membres-0-est_rapporteur": ["on"],
    }
    assert client.post(reverse("admin:seances_sousgroupe_add"), data).status_code == 302
    row = MembreSousGroupe.objects.get()
    assert (row.seance, row.participant, row.est_rapporteur) == (seance, person, True)


def test_a_typed_note_keeps_its_bytes(client, groupe, administrator):
    received = '<p onclick="x()">Nos <b>idées</b>.</p>'
    data = filled(client.get(reverse("admin:seances_restitution_add")), "restitution_form")
    data |= {"sous_groupe": [str(groupe.pk)], "titre": ["Note"], "contenu": [received]}
    assert client.post(reverse("admin:seances_restitution_add"), data).status_code == 302
    note = Restitution.objects.get()
    assert fichiers.read(note.fichier_sha256) == received.encode()
    assert note.contenu == "<p>Nos <strong>idées</strong>.</p>"
    assert (note.origine, note.numero, note.deposee_par) == ("saisie", 1, administrator)
    client.post(reverse("admin:seances_restitution_add"), data)
    assert list(Restitution.objects.order_by("numero").values_list("numero", flat=True)) == [1, 2]


def test_a_note_is_put_right_but_never_its_original(client):
    note = factories.RestitutionFactory()
    data = filled(client.get(change_url(note)), "restitution_form")
    client.post(change_url(note), data | {"contenu": ["<p>Corrigé.</p>"], "fichier_sha256": ["0" * 64]})
    before = note.fichier_sha256
    note.refresh_from_db()
    assert (note.contenu, note.fichier_sha256) == ("<p>Corrigé.</p>", before)
    assert (
        client.post(reverse("admin:seances_restitution_delete", args=[note.pk]), {"post": "yes"}).status_code
        == 403
    )


def test_an_annex_keeps_its_document(client, seance):
    from django.core.files.uploadedfile import SimpleUploadedFile

    data = filled(client.get(reverse("admin:seances_annexe_add")), "annexe_form")
    data |= {"seance": [str(seance.pk)], "numero": ["1"], "titre": ["Plan"]}
    refused = client.post(
        reverse("admin:seances_annexe_add"), data | {"document": SimpleUploadedFile("plan.exe", b"MZ")}
    )
    assert errors(refused) == ["Ce type de document n’est pas admis."]
    client.post(
        reverse("admin:seances_annexe_add"), data | {"document": SimpleUploadedFile("plan.pdf", b"%PDF-")}
    )
    annexe = Annexe.objects.get()
    assert (annexe.fichier_nom, annexe.fichier_type) == ("plan.pdf", "application/pdf")
    assert fichiers.read(annexe.fichier_sha256) == b"%PDF-"


# ── Texts ───────────────────────────────────────────────────────────────────────────────────────────────


def test_a_text_is_written_with_its_author(client, administrator):
    texte = factories.TextePointFactory()
    data = filled(client.get(change_url(texte)), "textepoint_form")
    response = client.post(change_url(texte), data | {"texte": ["<p>Bonjour.</p>"]})
    assert response["Location"] == reverse("admin:seances_seance_redaction", args=[texte.point.seance.pk])
    revision = texte.revisions.get()
    assert (revision.numero, revision.texte, revision.par) == (1, "<p>Bonjour.</p>", administrator)


def test_saving_over_a_newer_text_shows_both_and_writes_nothing(client):
    texte = factories.TextePointFactory()
    opened = filled(client.get(change_url(texte)), "textepoint_form")
    client.post(change_url(texte), opened | {"texte": ["<p>Le premier texte.</p>"]})

    response = client.post(change_url(texte), opened | {"texte": ["<p>Le second texte.</p>"]})

    assert response.status_code == 409
    texte.refresh_from_db()
    assert (texte.texte, texte.revision) == ("<p>Le premier texte.</p>", 1)
    shown = page(response)
    assert [node.text_content() for node in shown.xpath("//section[@class='comparaison']//del")] == [
        "premier"
    ]
    assert [node.text_content() for node in shown.xpath("//section[@class='comparaison']//ins")] == ["second"]
    again = filled(response, "textepoint_form")
    assert (again["texte"], again["revision_ouverte"]) == (["<p>Le second texte.</p>"], ["1"])

    assert client.post(change_url(texte), again).status_code == 302
    texte.refresh_from_db()
    assert (texte.texte, texte.revision) == ("<p>Le second texte.</p>", 2)
    assert texte.revisions.count() == 2


def test_an_earlier_revision_is_seen_and_taken_back(client):
    texte = factories.TextePointFactory()
    for html in ("<p>Un.</p>", "<p>Deux.</p>"):
        client.post(
            change_url(texte), filled(client.get(change_url(texte)), "textepoint_form") | {"texte": [html]}
        )
    address = reverse("admin:seances_textepoint_revision", args=[texte.pk, 1])
    shown = client.get(address)
    assert "Un." in shown.content.decode()
    assert client.post(address, {"revision_ouverte": "1"})["Location"] == address
    texte.refresh_from_db()
    assert texte.texte == "<p>Deux.</p>"
    client.post(address, {"revision_ouverte": "2"})
    texte.refresh_from_db()
    assert (texte.texte, texte.revision) == ("<p>Un.</p>", 3)
    assert texte.revisions.get(numero=3).motif == "Rétablit la révision 1"


def test_starting_to_write_makes_the_pv_and_its_texts(client, seance, points):
    address = reverse("admin:seances_seance_redaction", args=[seance.pk])
    client.get(address)
    assert not ProcesVerbal.objects.exists()
    client.post(address)
    assert ProcesVerbal.objects.get().seance == seance
    assert TextePoint.objects.filter(point__seance=seance).count() == 3


# ── Frozen ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def frozen(seance, points, groupe):
    texte = factories.TextePointFactory(point=points[0], texte="<p>Figé.</p>")
    factories.PresidenceSeanceFactory(seance=seance)
    factories.PresenceFactory(seance=seance, present=True)
    factories.AnnexeFactory(seance=seance)
    factories.RestitutionFactory(sous_groupe=groupe)
    factories.ProcesVerbalFactory(seance=seance, diffuse=True)
    return texte


def test_nothing_that_a_frozen_pv_prints_has_a_field(client, seance, groupe, frozen):
    shown = page(client.get(change_url(seance)))
    assert not shown.xpath(
        "//section[@data-lignes]//*[self::input[not(@type='hidden')] or self::select or self::textarea]"
    )
    shown = page(client.get(sheet_url(seance)))
    assert not shown.xpath("//form[@id='feuille']//input[@type='submit']")
    for row in (groupe, Restitution.objects.get(), Annexe.objects.get(), ProcesVerbal.objects.get()):
        assert not page(client.get(change_url(row))).xpath("//input[@name='_save']")
    assert not page(client.get(change_url(frozen))).xpath("//textarea")


def test_nothing_that_a_frozen_pv_prints_is_written(client, seance, groupe, frozen):
    note, annexe, pv = Restitution.objects.get(), Annexe.objects.get(), ProcesVerbal.objects.get()

    def state():
        models = (
            PointOrdreDuJour,
            Presence,
            MembreSousGroupe,
            SousGroupe,
            Annexe,
            Restitution,
            ProcesVerbal,
            TextePoint,
        )
        return [list(model.objects.order_by("pk").values()) for model in models]

    before = state()
    client.post(
        change_url(seance),
        filled(client.get(change_url(seance)), "seance_form")
        | {"points-0-titre": ["X"], "points-0-position": ["3"]},
    )
    assert client.post(sheet_url(seance), {"ligne": []}).status_code == 403
    for row, values in (
        (groupe, {"numero": "9"}),
        (note, {"contenu": "<p>X</p>"}),
        (annexe, {"contenu": "<p>X</p>"}),
        (pv, {"intitule": "X"}),
    ):
        assert client.post(change_url(row), values).status_code == 403
    client.post(change_url(frozen), {"texte": "<p>X</p>", "texte_apres": "", "revision_ouverte": "0"})
    assert state() == before


def test_a_frozen_pv_takes_no_note(client, groupe, frozen):
    data = filled(client.get(reverse("admin:seances_restitution_add")), "restitution_form")
    response = client.post(
        reverse("admin:seances_restitution_add"),
        data | {"sous_groupe": [str(groupe.pk)], "contenu": ["<p>X</p>"]},
    )
    assert errors(response) == ["Le procès-verbal de cette séance est figé : on n’y ajoute plus rien."]
    assert Restitution.objects.count() == 1


@pytest.mark.parametrize("name", ["sousgroupe", "annexe", "remarque"])
def test_nothing_is_added_to_a_frozen_pv(client, seance, frozen, name):
    address = reverse(f"admin:seances_{name}_add")
    data = filled(client.get(address), f"{name}_form") | {"seance": [str(seance.pk)]}
    assert "Le procès-verbal de cette séance est figé : on n’y ajoute plus rien." in errors(
        client.post(address, data)
    )


def test_a_printed_organisation_that_is_typed_is_linked_when_it_is_known(client, seance, registered):
    known = factories.OrganisationFactory(nom="AMO Exemple", localite="Huy")
    row = factories.PresenceFactory(seance=seance, participant=registered[0], present=True)
    for typed, linked in (("amo exemple, HUY", known), ("Ailleurs", None)):
        data = filled(client.get(sheet_url(seance)), "feuille")
        client.post(sheet_url(seance), data | {f"p{registered[0].pk}-organisation_imprimee": [typed]})
        row.refresh_from_db()
        assert (row.organisation_imprimee, row.organisation) == (typed, linked)


def test_an_attribution_belongs_to_the_seance_of_its_text(client, seance, points):
    texte, person = factories.TextePointFactory(point=points[0]), factories.ParticipantFactory()
    address = reverse("admin:seances_attribution_add")
    data = filled(client.get(address), "attribution_form") | {
        "libelle": ["Béa"],
        "participant": [str(person.pk)],
    }
    assert errors(client.post(address, data)) == ["Une attribution vaut pour un seul texte."]
    data |= {"texte_point": [str(texte.pk)]}
    assert client.post(address, data).status_code == 302
    assert [row.participant for row in seance.attributions.all()] == [person]
    again = client.post(address, data | {"libelle": ["BEA"]})
    assert errors(again) == ["Ce libellé est déjà attribué dans ce texte."]


# ── Remarks ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_remark_typed_here_was_said_at_a_seance(client, seance, administrator):
    person = factories.ParticipantFactory()
    data = filled(client.get(reverse("admin:seances_remarque_add")), "remarque_form")
    data |= {"seance": [str(seance.pk)], "auteur": [str(person.pk)], "texte": ["Page 9, il manque un nom."]}
    assert client.post(reverse("admin:seances_remarque_add"), data).status_code == 302
    remarque = seance.remarques.get()
    assert (remarque.origine, remarque.auteur, remarque.saisie_par) == ("seance", person, administrator)


def test_autocomplete_finds_without_accents_and_tells_namesakes_apart(client):
    organisation = factories.OrganisationFactory(nom="AMO Exemple")
    Participant.objects.create(prenom="Béatrice", nom="Béranger", organisation=organisation)
    Participant.objects.create(prenom="Paul", nom="Durand")
    response = client.get(
        "/gestion/autocomplete/",
        {
            "term": "beranger bea",
            "app_label": "seances",
            "model_name": "presence",
            "field_name": "participant",
        },
    )
    assert [row["text"] for row in response.json()["results"]] == ["Béatrice Béranger – AMO Exemple"]
