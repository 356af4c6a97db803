"""Who may what in the admin, each table with each role. The expectations are typed from the design, not computed."""

import pytest
from django.contrib import admin
from django.template.response import TemplateResponse
from django.urls import reverse

from .monde import ROLES, address, world

pytestmark = [pytest.mark.django_db, pytest.mark.une_base]

# For each model: what a co-president and a rédacteur may do with the rows of their own chantier, with those of
# another, who of them may add one, and what an administrator may do with all.
# L finds it in the list · V opens it · M changes it · D removes it · X is offered it by an autocomplete · A adds one
TABLE = {
    #                     own: C  R          another’s: C  R      adds   administrator
    "Participant": ("LVMX", "LVX", "", "", "CR", "LVMDAX"),
    "Demande": ("LV", "", "", "", "", "LV"),
    "Graphie": ("LVMD", "LV", "", "", "CR", "LVMDA"),
    "Organisation": ("LVMX", "LVMX", "LVX", "LVX", "CR", "LVMDAX"),
    "Secteur": ("LVX", "LVX", "LVX", "LVX", "", "LVMDAX"),
    "Compte": ("", "", "", "", "", "LVMDAX"),
    "Evenement": ("", "", "", "", "", "LV"),
    "Chantier": ("LVMX", "LVMX", "", "", "", "LVMDAX"),
    "Copresidence": ("LV", "LV", "", "", "", "LVMDA"),
    "Inscription": ("LVMD", "LV", "", "", "C", "LVMDA"),
    "Thematique": ("LVX", "LVX", "LVX", "LVX", "", "LVMDAX"),
    "Question": ("LVMD", "LVMD", "", "", "CR", "LVMDA"),
    "Terme": ("LVMDX", "LVX", "LVMDX", "LVX", "C", "LVMDAX"),
    "Definition": ("LVMD", "LV", "LVMD", "LV", "C", "LVMDA"),
    "Suggestion": ("LV", "", "", "", "", "LV"),
    "Lieu": ("LVMX", "LVMX", "LVX", "LVX", "CR", "LVMDAX"),
    "Seance": ("LVMDX", "LVMX", "", "", "CR", "LVMDAX"),
    "PointOrdreDuJour": ("LVMX", "LVMX", "", "", "", "LVMX"),
    "ModeleOrdreDuJour": ("LVMD", "LVMD", "", "", "CR", "LVMDA"),
    "LigneModele": ("LV", "LV", "", "", "", "LV"),
    "Passage": ("LV", "LV", "", "", "", "LV"),
    "Intervenant": ("LV", "LV", "", "", "", "LV"),
    "TextePoint": ("LVMX", "LVMX", "", "", "", "LVMX"),
    "Plume": ("LV", "LV", "", "", "", "LV"),
    "RevisionTexte": ("LV", "LV", "", "", "", "LV"),
    "Annexe": ("LVMD", "LVMD", "", "", "CR", "LVMDA"),
    "Presence": ("LV", "LV", "", "", "", "LV"),
    "Pointage": ("LV", "LV", "", "", "", "LV"),
    "PresidenceSeance": ("LV", "LV", "", "", "", "LV"),
    "SousGroupe": ("LVMDX", "LVMDX", "", "", "CR", "LVMDAX"),
    "MembreSousGroupe": ("LV", "LV", "", "", "", "LV"),
    "Convocation": ("LV", "LV", "", "", "", "LV"),
    "ReponseDonnee": ("LV", "LV", "", "", "", "LV"),
    "MiseAPart": ("LV", "LV", "", "", "", "LV"),
    "DemandeNote": ("LV", "LV", "", "", "", "LV"),
    "Commentaire": ("LV", "LV", "", "", "", "LV"),
    "Restitution": ("LVMX", "LVMX", "", "", "CR", "LVMAX"),
    "ProcesVerbal": ("LVMX", "LVMX", "", "", "", "LVMX"),
    "AncienPV": ("LVMD", "", "", "", "C", "LVMDA"),
    "RevisionPV": ("LV", "LV", "", "", "", "LV"),
    "VersionPV": ("LV", "LV", "", "", "", "LV"),
    "RetraitVersion": ("LV", "LV", "", "", "", "LV"),
    "PersonneNommee": ("LV", "LV", "", "", "", "LV"),
    "EditionPublique": ("LV", "LV", "", "", "", "LV"),
    "Envoi": ("", "", "", "", "", "LV"),
    "Abonnement": ("", "", "", "", "", "LV"),
    "AbonnementLettre": ("", "", "", "", "", "LV"),
    "Visite": ("", "", "", "", "", "LV"),
    "TexteIndexe": ("", "", "", "", "", "LV"),
    "EntreeIndex": ("", "", "", "", "", "LV"),
    "Covoiturage": ("", "", "", "", "", "LV"),
    "DemandeContact": ("", "", "", "", "", "LV"),
    "Repas": ("", "", "", "", "", "LV"),
    "Remarque": ("LVMD", "LVMD", "", "", "CR", "LVMDA"),
    "Attribution": ("LVMD", "LVMD", "", "", "CR", "LVMDA"),
    "LienPersonnel": ("LV", "LV", "", "", "", "LV"),
    "Resolution": ("LV", "LV", "", "", "", "LV"),
    "Intervention": ("LV", "LV", "", "", "", "LV"),
    "Proposition": ("LV", "LV", "", "", "", "LV"),
    "SourceProposition": ("LV", "LV", "", "", "", "LV"),
    "EtapeProposition": ("LV", "LV", "", "", "", "LV"),
    "SoutienProposition": ("LV", "LV", "", "", "", "LV"),
}

# A field from which an autocomplete proposes rows of the model.
SOURCES = {
    "Participant": ("seances", "presence", "participant"),
    "Organisation": ("participants", "participant", "organisation"),
    "Secteur": ("participants", "organisation", "secteur"),
    "Compte": ("participants", "participant", "compte"),
    "Chantier": ("seances", "seance", "chantier"),
    "Thematique": ("chantiers", "chantier", "thematique"),
    "Terme": ("chantiers", "definition", "terme"),
    "Lieu": ("seances", "seance", "lieu"),
    "Seance": ("seances", "annexe", "seance"),
    "PointOrdreDuJour": ("seances", "intervenant", "point"),
    "TextePoint": ("seances", "attribution", "texte_point"),
    "SousGroupe": ("seances", "restitution", "sous_groupe"),
    "Restitution": ("seances", "attribution", "restitution"),
    "ProcesVerbal": ("seances", "remarque", "proces_verbal"),
}

REFUSED = {403, 404}
DOOR = "/gestion/login/"


@pytest.fixture
def undrawn(monkeypatch):
    """Pages are answered without being drawn, which costs most: here it is who gets them that counts."""
    monkeypatch.setattr(TemplateResponse, "rendered_content", "")


AT_THE_DESK = {"admin", "coprésident", "coprésident ailleurs", "rédacteur"}


def expected(name, role, here):
    """What a role may do with the row of the first chantier (here), or with that of the second."""
    own_c, own_r, other_c, other_r, adds, everything = TABLE[name]
    if role == "admin":
        return everything
    if role == "coprésident" or role == "coprésident ailleurs":
        own = here == (role == "coprésident")
        return (own_c if own else other_c) + ("A" if "C" in adds else "")
    if role == "rédacteur":
        return (own_r if here else other_r) + ("A" if "R" in adds else "")
    return ""


def asked(client, there, data=None, method="get"):
    """The answer of a page of the admin; None when it is refused, or leads to the door (see `turned_away`)."""
    response = getattr(client, method)(there, data)
    while response.status_code == 302:
        if response["Location"].startswith(DOOR):
            return None
        response = client.get(response["Location"])
    assert response.status_code == 200 or response.status_code in REFUSED
    return response if response.status_code == 200 else None


def turned_away(client):
    """Who has no work at the desk is known at its door, and told so."""
    return client.get(DOOR).status_code in REFUSED


def listed(client, row):
    response = asked(client, address(type(row), "changelist"), {"all": ""})
    if response is None:
        return False
    return row.pk in {one.pk for one in response.context_data["cl"].result_list}


def opened(client, row):
    return asked(client, address(type(row), "change", row.pk)) is not None


def changed(client, row):
    """Whether the form of the row is taken: an empty one has errors, but it is read."""
    return asked(client, address(type(row), "change", row.pk), {"x": "y"}, method="post") is not None


def removed(client, row):
    return asked(client, address(type(row), "delete", row.pk)) is not None


def added(client, row):
    return asked(client, address(type(row), "add")) is not None


def offered(client, row):
    source = SOURCES.get(type(row).__name__)
    if source is None:
        return False
    field = dict(zip(("app_label", "model_name", "field_name"), source, strict=True))
    response = asked(client, reverse("admin:autocomplete"), field)
    if response is None:
        return False
    return str(row.pk) in {one["id"] for one in response.json()["results"]}


ACTS = {"L": listed, "V": opened, "M": changed, "D": removed, "A": added, "X": offered}


def test_every_table_of_the_admin_has_its_line():
    assert {model.__name__ for model in admin.site._registry} == set(TABLE)


@pytest.mark.parametrize("role", ROLES)
def test_each_role_does_what_the_design_says_with_each_table(client, role, undrawn):
    monde = world()
    client.force_login(monde.comptes[role])
    assert turned_away(client) == (role not in AT_THE_DESK)
    done = {
        (name, here): "".join(letter for letter, act in ACTS.items() if act(client, rows[name]))
        for name in TABLE
        for here, rows in ((True, monde.ici), (False, monde.ailleurs))
    }
    wrong = {
        (name, "own" if here else "other"): (letters, expected(name, role, here))
        for (name, here), letters in done.items()
        if set(letters) != set(expected(name, role, here))
    }
    assert wrong == {}


@pytest.mark.parametrize("role", ["coprésident", "rédacteur"])
@pytest.mark.parametrize("act", ["change", "delete"])
def test_a_row_of_another_chantier_looks_like_none_at_all(client, role, act):
    monde = world()
    client.force_login(monde.comptes[role])
    unseen = [row for name, row in monde.ailleurs.items() if "V" not in expected(name, role, here=False)]
    assert len(unseen) > 20
    for row in unseen:
        known = client.get(address(type(row), act, row.pk))
        unknown = client.get(address(type(row), act, 999_999))
        assert (known.status_code, known.content) == (unknown.status_code, unknown.content), row
        assert known.status_code in REFUSED


@pytest.mark.parametrize("role", ["coprésident", "rédacteur"])
def test_the_history_is_for_the_administration(client, role):
    monde = world()
    client.force_login(monde.comptes[role])
    statuses = {
        client.get(address(type(row), "history", row.pk)).status_code
        for rows in (monde.ici, monde.ailleurs)
        for row in rows.values()
    }
    assert statuses <= REFUSED
