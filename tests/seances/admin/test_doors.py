"""The desk: who enters, what it shows, what each list costs."""

import datetime

import pytest
from django.contrib import admin
from django.urls import reverse

from tests import factories

from .desk import (
    change_url,
    page,
)

pytestmark = pytest.mark.django_db


COUNTERS = {"Changement", "Tentative"}  # rows that the portal keeps for itself
A_PAGE = {"FichesDistinctes"}  # the page of doublons shows them and takes them back


def test_every_model_has_an_admin():
    from django.apps import apps

    ours = [
        model
        for app in ("participants", "chantiers", "seances")
        for model in apps.get_app_config(app).get_models()
        if model.__name__ not in COUNTERS | A_PAGE
    ]
    assert [model for model in ours if model not in admin.site._registry] == []


@pytest.mark.parametrize(
    "path", ["", "seances/seance/1/presences/", "seances/seance/1/rediger/", "seances/textepoint/1/change/"]
)
def test_only_those_who_prepare_enter(client, path):
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


OFFERED = [
    (
        "Préparer",
        [
            "Chantiers",
            "Séances",
            "Points de l’ordre du jour",
            "Modèles d’ordre du jour",
            "Lieux",
            "Thématiques",
        ],
    ),
    ("Tenir", ["Présences", "Présidences de séance", "Sous-groupes"]),
    (
        "Rédiger",
        [
            "Procès-verbaux",
            "Anciens procès-verbaux",
            "Textes des points",
            "Restitutions",
            "Annexes",
            "Versions figées",
            "Remarques",
            "Éditions publiques",
        ],
    ),
    ("Exploiter", ["Propositions", "Interventions", "Décisions, votes et tâches", "Termes"]),
    ("Personnes et organisations", ["Participants", "Organisations", "Secteurs"]),
]
SANS_AJOUT = {
    "rédacteur": {"Chantiers", "Thématiques", "Termes", "Secteurs"},
    "coprésident": {"Chantiers", "Thématiques", "Secteurs"},
}


@pytest.mark.parametrize("role", ["coprésident", "rédacteur"])
def test_the_desk_offers_what_one_may_open_and_add(client, role):
    from .monde import world

    monde = world()
    client.force_login(monde.comptes[role])
    tomorrow = datetime.date.today() + datetime.timedelta(days=1)
    own, other = (
        factories.SeanceFactory(chantier=rows["Chantier"], date=tomorrow)
        for rows in (monde.ici, monde.ailleurs)
    )
    response = client.get("/gestion/")
    assert list(response.context["prochaines"]) == [own]
    rubriques = page(response).xpath("//div[@class='rubriques']/section")
    shown = [
        (section.xpath("string(h2)"), [name.strip() for name in section.xpath("ul/li/a[1]/text()")])
        for section in rubriques
    ]
    confirms = ["Adresses partagées à confirmer"] if role == "coprésident" else []
    first, *others = OFFERED[-1][1]
    asked = ["Demandes"] if role == "coprésident" else []
    people = (OFFERED[-1][0], [first, *asked, *others, *confirms])
    presiding = {"Anciens procès-verbaux"}
    glossary = ["Suggestions pour le glossaire", "Sigles à expliquer", "1 suggestion à décider"]
    offered = [
        (
            title,
            [name for name in names if role == "coprésident" or name not in presiding]
            + (glossary if title == "Exploiter" and role == "coprésident" else []),
        )
        for title, names in OFFERED[:-1]
    ]
    assert shown[:5] == [*offered, people]
    assert [title for title, _ in shown[5:]] == ["Détail et registre"]
    assert not {"Comptes", "Événements"} & {name for _, names in shown for name in names}
    without = {
        line.xpath("string(a[1])").strip()
        for section in rubriques
        for line in section.xpath("ul/li[not(a[@class='ajouter'])]")
    }
    assert SANS_AJOUT[role] <= without
    assert other.chantier.titre not in response.content.decode()
    for app in ("seances", "chantiers", "participants"):
        assert client.get(f"/gestion/{app}/").status_code == 200


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
