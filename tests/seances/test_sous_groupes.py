"""The page of a sub-group: who reads what of it, and at what cost."""

import pytest

from seances import notes, workflow
from tests import factories
from tests.seances.personnes import ROLES, day, log_in

pytestmark = pytest.mark.django_db
NOCIF = b'<script>alert(1)</script> <img src=x onerror="alert(1)"> [x](javascript:alert(1)) fin'
LOGIN = "/compte/login/code/"


@pytest.fixture
def groupe():
    """A sub-group of a past séance, with everything that could leak."""
    seance = factories.SeanceFactory(convoquee=True, date=day(-10))
    groupe = factories.SousGroupeFactory(seance=seance, question="<p>Que <b>faire</b> ?</p>")
    factories.PointOrdreDuJourFactory(seance=seance, nature="restitution")
    factories.MembreSousGroupeFactory(
        sous_groupe=groupe,
        nom_imprime="Membre IMPRIMÉ",
        organisation_imprimee="Service imprimé",
        fonction_imprimee="éducatrice",
        participant__courriel="membre@example.org",
    )
    notes.deposit(groupe, name="carnet-secret.txt", data=b"Ce que nous avons dit.")
    return groupe


def address(groupe):
    return groupe.seance.url("sous_groupe_detail", groupe.numero)


# What each role gets: status, address of a member, note as it stands, names and links of the originals.
READS = {
    "visiteur": (302, False, False, False),
    "compte sans fiche": (404, False, False, False),
    "secrétaire ailleurs": (404, False, False, False),
    "préside ailleurs": (404, False, False, False),
    "rédacteur ailleurs": (404, False, False, False),
    "ancien inscrit": (404, False, False, False),
    "a présidé": (404, False, False, False),
    "excusé": (404, False, False, False),
    "remplaçant": (200, False, False, False),
    "inscrit": (200, False, False, False),
    "membre": (200, True, False, False),
    "rapporteur": (200, True, False, False),
    "secrétaire": (200, True, True, True),
    "secrétaire qui n’est plus du chantier": (404, False, False, False),
    "secrétaire de l’autre groupe": (200, False, False, False),
    "rédacteur": (200, True, True, True),
    "préside": (200, True, True, True),
    "administration": (200, True, True, True),
}


def test_everybody_has_a_line():
    assert READS.keys() == ROLES.keys()


@pytest.mark.parametrize("role", ROLES)
def test_who_reads_what_of_a_sub_group(client, groupe, role):
    log_in(client, role, groupe)
    response = client.get(address(groupe))
    text = response.text
    assert (
        response.status_code,
        "membre@example.org" in text,
        "Ce que nous avons dit." in text,
        "carnet-secret.txt" in text,
    ) == READS[role]
    assert ("Membre IMPRIMÉ" in text) is (response.status_code == 200)
    if response.status_code == 302:
        assert response.url.startswith(LOGIN)


@pytest.mark.parametrize(
    ("role", "statut"), [("inscrit", 404), ("secrétaire", 404), ("rédacteur", 200), ("préside", 200)]
)
def test_a_seance_in_preparation_shows_its_sub_groups_to_its_editors(client, groupe, role, statut):
    groupe.seance.statut = "preparation"
    groupe.seance.save()
    log_in(client, role, groupe)
    assert client.get(address(groupe)).status_code == statut


@pytest.mark.parametrize("role", ["inscrit", "membre", "secrétaire", "rédacteur", "administration"])
def test_the_contact_in_the_page_is_the_only_address_of_those_who_may_not_read_others(client, groupe, role):
    """Those who handed in are told by name, never by their account."""
    by = factories.ParticipantFactory(avec_compte=True).compte
    notes.deposit(groupe, name="b.txt", data=b"Autre.", by=by)
    notes.deposit(groupe, name="c.txt", data=b"Autre.", by=factories.CompteFactory(administration=True))
    log_in(client, role, groupe)
    text = client.get(address(groupe)).text
    assert by.email not in text
    assert f"par {by.participant.nom_complet}" in text
    assert "par l’administration" in text


def test_the_page_says_what_was_received(client, groupe):
    secretaire = factories.MembreSousGroupeFactory(
        sous_groupe=groupe, secretaire=True, participant__prenom="Zoé"
    )
    note = notes.deposit(groupe, name="b.md", data=b"# Titre\n\n- un\n- deux\n", titre="Notre note")
    log_in(client, "rédacteur", groupe)
    response = client.get(address(groupe))
    assert [depot.numero for depot in response.context["depots"]] == [2, 1]
    assert response.context["note"] == note
    assert "<h3>Titre</h3>" in response.text
    assert "Que faire ?" in response.text
    assert "Service imprimé, éducatrice" in response.text
    assert f"pour {secretaire.participant.nom_complet}" in response.text
    assert note.fichier_sha256 in response.text
    assert response["X-Robots-Tag"] == "noindex, noarchive"


def test_a_note_shows_nothing_that_runs(client, groupe):
    notes.deposit(
        groupe,
        name="b.md",
        data=NOCIF,
    )
    log_in(client, "rédacteur", groupe)
    text = client.get(address(groupe)).text
    assert "fin" in text
    assert not {"<script>alert", "onerror", "javascript:"} & {
        sign for sign in ("<script>alert", "onerror", "javascript:") if sign in text
    }


def test_a_participant_finds_the_note_in_the_frozen_version(client, groupe):
    log_in(client, "inscrit", groupe)
    assert "Elle paraîtra avec le procès-verbal." in client.get(address(groupe)).text
    workflow.freeze_import(factories.ProcesVerbalFactory(seance=groupe.seance), "diffuse")
    text = client.get(address(groupe)).text
    assert "Elle paraîtra" not in text
    assert f'href="{groupe.seance.url("proces_verbal_detail")}"' in text


@pytest.mark.parametrize(
    ("role", "linked"),
    [("visiteur", False), ("compte sans fiche", False), ("inscrit", True), ("préside", True)],
)
def test_the_page_of_the_seance_links_to_sub_groups_for_those_who_may_see_them(client, groupe, role, linked):
    groupe.seance.accord_nominatif = "oui"
    groupe.seance.save()
    workflow.freeze_import(factories.ProcesVerbalFactory(seance=groupe.seance), "approuve")
    log_in(client, role, groupe)
    text = client.get(groupe.seance.get_absolute_url()).text
    assert "Groupe 1" in text
    assert (address(groupe) in text) is linked


def test_the_page_says_that_the_note_is_late_until_it_is_there(client, groupe):
    other = factories.SousGroupeFactory(seance=groupe.seance)
    factories.MembreSousGroupeFactory(sous_groupe=other, secretaire=True, nom_imprime="Zoé Zed")
    log_in(client, "préside", groupe)

    def told():
        return "En retard" in client.get(address(other)).text

    assert "Attendue, de Zoé Zed." in client.get(address(other)).text
    groupe.seance.delai_notes = day(-2)
    groupe.seance.save()
    assert told()
    notes.deposit(other, name="a.txt", data=b"Voici.")
    assert not told()


def test_the_page_leads_to_notes_on_the_same_question(client, groupe):
    """In frozen PVs that the reader reads, whatever the typography of the question."""

    def other(question, freeze=True, **fields):
        seance = factories.SeanceFactory(convoquee=True, date=day(-40), **fields)
        found = factories.SousGroupeFactory(seance=seance, question=question)
        factories.PointOrdreDuJourFactory(seance=seance, nature="restitution")
        factories.RestitutionFactory(sous_groupe=found)
        if freeze:
            workflow.freeze_import(factories.ProcesVerbalFactory(seance=seance), "diffuse")
        return found

    here = {"chantier": groupe.seance.chantier}
    same = other("<p>QUE FAIRE\u00a0?</p>", **here)
    other("<p>Que faire ?</p>", freeze=False, **here)
    other("<p>Comment faire ?</p>", **here)
    other("<p>Que faire ?</p>")
    log_in(client, "membre", groupe)
    response = client.get(address(groupe))
    assert [other for other, *_ in response.context["ailleurs"]] == [same]
    assert f'{same.seance.url("proces_verbal_detail")}#restitution-1"' in response.text


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_the_page_is_only_read(client, groupe, method):
    log_in(client, "administration", groupe)
    assert getattr(client, method)(address(groupe)).status_code == 405


def test_another_number_is_not_found(client, groupe):
    log_in(client, "administration", groupe)
    assert client.get(groupe.seance.url("sous_groupe_detail", 2)).status_code == 404
    assert client.get("/chantiers/9/seances/1/sous-groupes/1/").status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("role", "queries"), [("membre", 17), ("secrétaire", 18), ("préside", 16), ("administration", 14)]
)
def test_the_page_costs_the_same_for_any_number(
    client, groupe, django_assert_num_queries, role, queries, rows
):
    for _ in range(rows - 1):
        factories.MembreSousGroupeFactory(sous_groupe=groupe, participant__avec_compte=True)
        notes.deposit(groupe, name="a.txt", data=b"x", by=factories.CompteFactory())
    log_in(client, role, groupe)
    with django_assert_num_queries(queries):
        client.get(address(groupe))
