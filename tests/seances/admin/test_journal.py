"""What is done at the desk stands in the audit log: who, what, from what to what, and nobody's name."""

import json

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from participants import journal
from participants.models import Compte, Evenement, Participant, Secteur
from tests import factories

from .desk import change_url, filled, page, post_groupe, sheet_url

pytestmark = pytest.mark.django_db
LIST = "/gestion/participants/evenement/"


def log():
    """(act, model, key) of each line, oldest first."""
    return list(Evenement.objects.order_by("pk").values_list("acte", "modele", "cle"))


def send(client, row, **changes):
    data = filled(client.get(change_url(row)), f"{row._meta.model_name}_form")
    response = client.post(change_url(row), data | {name: [value] for name, value in changes.items()})
    assert response.status_code == 302, page(response).text_content()


# ── Roles ───────────────────────────────────────────────────────────────────────────────────────────────


def test_a_copresidency_given_and_ended_on_the_page_of_the_chantier(client, administrator):
    chantier = factories.ChantierFactory()
    person = factories.ParticipantFactory()
    send(
        client,
        chantier,
        **{
            "copresidences-TOTAL_FORMS": "1",
            "copresidences-0-participant": str(person.pk),
            "copresidences-0-depuis": "2024-01-15",
            "copresidences-0-rang": "1",
        },
    )
    row = chantier.copresidences.get()
    given = Evenement.objects.get()
    assert (given.acte, given.par, given.personne) == ("rôle donné", administrator, person)
    assert given.details == {
        "depuis": "2024-01-15",
        "chantier": chantier.pk,
        "participant": person.pk,
        "rang": 1,
    }

    send(client, chantier, **{"copresidences-0-jusque": "2024-06-30"})
    ended = Evenement.objects.first()
    assert (ended.acte, ended.modele, ended.cle) == ("rôle modifié", "chantiers.copresidence", row.pk)
    assert ended.details == {
        "champs": ["jusque"],
        "avant": {"jusque": None},
        "apres": {"jusque": "2024-06-30"},
    }

    send(client, chantier, **{"copresidences-0-DELETE": "on"})
    taken = Evenement.objects.first()
    assert (taken.acte, taken.cle, taken.personne) == ("rôle retiré", row.pk, person)
    assert Evenement.objects.count() == 3


def test_a_registration_on_its_own_page(client):
    row = factories.InscriptionFactory()
    send(client, row, redacteur="on")
    client.post(reverse("admin:chantiers_inscription_delete", args=[row.pk]), {"post": "yes"})
    assert log() == [
        ("rôle modifié", "chantiers.inscription", row.pk),
        ("rôle retiré", "chantiers.inscription", row.pk),
    ]
    assert Evenement.objects.last().details["apres"] == {"redacteur": True}


def test_several_registrations_deleted_at_once(client):
    rows = [factories.InscriptionFactory() for _ in range(2)]
    client.post(
        reverse("admin:chantiers_inscription_changelist"),
        {"action": "delete_selected", "_selected_action": [row.pk for row in rows], "post": "yes"},
    )
    assert sorted(log()) == [("rôle retiré", "chantiers.inscription", row.pk) for row in rows]


def test_the_secretaire_of_a_sub_group(client, groupe):
    membre = groupe.membres.get(rang=2)
    post_groupe(client, groupe, **{"membres-1-est_secretaire": "on"})
    line = Evenement.objects.get()
    assert (line.acte, line.personne, line.cle) == ("rôle modifié", membre.participant, membre.pk)
    assert line.details["apres"] == {"est_secretaire": True}


# ── Accounts ────────────────────────────────────────────────────────────────────────────────────────────


def test_administration_given_and_an_account_closed(client):
    compte = factories.CompteFactory(email="alix@example.org")
    send(client, compte, is_superuser="on")
    data = filled(client.get(change_url(compte)), "compte_form")
    del data["is_active"]
    client.post(change_url(compte), data)
    given, closed = Evenement.objects.order_by("pk")
    assert {given.acte, closed.acte} == {"compte modifié"}
    assert (given.details["avant"], given.details["apres"]) == (
        {"is_superuser": False},
        {"is_superuser": True},
    )
    assert closed.details["apres"] == {"is_active": False}


def test_no_name_and_no_address_is_written(client):
    person = factories.ParticipantFactory(avec_compte=True, courriel="alix@example.org")
    send(client, person, prenom="Ursule", nom="Autrement", courriel="autrement@example.org")
    compte = factories.CompteFactory(email="ferme@example.org")
    client.post(reverse("admin:participants_compte_delete", args=[compte.pk]), {"post": "yes"})
    written = json.dumps(list(Evenement.objects.values("objet", "details")))
    assert log()[0] == ("modification", "participants.participant", person.pk)
    assert '"champs": ["prenom", "nom", "courriel"]' in written
    for told in ("@", "Ursule", "Autrement", "ferme"):
        assert told not in written


# ── The rest of the desk ────────────────────────────────────────────────────────────────────────────────


def test_a_page_and_the_rows_of_its_inlines_are_one_line(client):
    chantier = factories.ChantierFactory()
    kept = factories.QuestionFactory(chantier=chantier, rang=1)
    gone = factories.QuestionFactory(chantier=chantier, rang=2)
    send(client, chantier, titre="Autre titre", **{"questions-1-DELETE": "on", "questions-0-texte": "Quoi ?"})
    line = Evenement.objects.get()
    assert (line.acte, line.modele, line.cle) == ("modification", "chantiers.chantier", chantier.pk)
    assert line.details == {
        "champs": ["titre"],
        "avant": {},
        "apres": {},
        "lignes": {"question": {"changed": [kept.pk], "removed": [gone.pk]}},
    }


def test_a_page_saved_as_it_came_says_nothing(client):
    send(client, factories.ChantierFactory())
    assert log() == []


def test_a_row_added_says_its_key(client):
    client.post(reverse("admin:participants_secteur_add"), {"nom": "Santé mentale"})
    assert log() == [("ajout", "participants.secteur", Secteur.objects.get().pk)]


def test_attendance_is_one_line_with_what_became_of_each(client, administrator, seance, registered):
    came, left, new = registered
    known = factories.PresenceFactory(seance=seance, participant=came, excuse=True)
    gone = factories.PresenceFactory(seance=seance, participant=left, present=True)
    data = filled(client.get(sheet_url(seance)), "feuille")
    client.post(
        sheet_url(seance),
        data
        | {
            f"p{came.pk}-statut": ["present"],
            f"p{left.pk}-retirer": ["on"],
            f"p{new.pk}-statut": ["present"],
        },
    )
    line = Evenement.objects.get()
    assert (line.acte, line.objet, line.par) == ("présences modifiées", str(seance), administrator)
    told = {each["presence"]: each for each in line.details["lignes"]}
    assert told[known.pk]["avant"] == {"statut": "excuse"}
    assert told[known.pk]["apres"] == {"statut": "present"}
    assert told[gone.pk]["retiree"]["participant"] == left.pk
    added = told[seance.presences.get(participant=new).pk]["ajoutee"]
    assert (added["participant"], added["statut"]) == (new.pk, "present")
    assert all(person.nom not in json.dumps(line.details) for person in registered)


def test_attendance_saved_as_it_came_says_nothing(client, seance, registered):
    factories.PresenceFactory(seance=seance, participant=registered[0], present=True)
    client.post(sheet_url(seance), filled(client.get(sheet_url(seance)), "feuille"))
    assert log() == []


def test_django_keeps_no_log_of_its_own(client):
    send(client, factories.ChantierFactory(), titre="Autre titre")
    assert Evenement.objects.count() == 1
    assert not LogEntry.objects.exists()


# ── Reading the log ─────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def person():
    return factories.ParticipantFactory(prenom="Éloïse", nom="Béranger", avec_compte=True)


def shown(client, **query):
    response = client.get(LIST, query)
    return [row.acte for row in response.context["cl"].result_list]


@pytest.mark.parametrize("query", ["beranger", "BÉRANGER éloïse", "participant n°", "deleguee@"])
def test_the_log_is_searched_by_person_object_and_account(client, person, query):
    by = factories.CompteFactory(email="deleguee@example.org")
    journal.record(journal.Acte.OPPOSITION, person, by=by)
    journal.record(journal.Acte.EXPORTATION, "annuaire", by=None)
    assert shown(client, q=query) == ["opposition à être nommé(e)"]


def test_the_log_is_filtered_by_act(client, person):
    journal.record(journal.Acte.OPPOSITION, person, by=None)
    journal.record(journal.Acte.EXPORTATION, "annuaire", by=None)
    assert shown(client, acte="exportation") == ["exportation"]
    assert shown(client) == ["exportation", "opposition à être nommé(e)"]


def test_the_history_of_a_row_is_its_lines_of_the_log(client, person):
    journal.record(journal.Acte.OPPOSITION, person, by=None)
    journal.record(journal.Acte.OPPOSITION, factories.ParticipantFactory(), by=None)
    address = reverse("admin:participants_participant_history", args=[person.pk])
    response = client.get(address, follow=True)
    assert [row.personne for row in response.context["cl"].result_list] == [person]


def test_a_line_says_who_and_what_became_what(client, person):
    row = factories.CopresidenceFactory(participant=person)
    before, row.jusque = journal.facts(row), row.depuis
    by = factories.CompteFactory(email="deleguee@example.org")
    line = journal.changed(row, by=by, **journal.difference(row, before, ["jusque"]))
    text = " ".join(page(client.get(change_url(line))).text_content().split())
    assert "rôle modifié" in text
    assert "Éloïse Béranger" in text
    assert "deleguee@example.org" in text
    assert f"jusqu’au : rien → {row.depuis:%Y-%m-%d}" in text


def test_a_line_outlives_the_account_and_the_row(client):
    compte, gone = factories.CompteFactory(), factories.ParticipantFactory()
    line = journal.removed(gone, by=compte)
    names = (
        f"compte n° {compte.pk}, supprimé",
        f"participant n° {gone.pk}, supprimé",
    )
    Compte.objects.filter(pk=compte.pk).delete()
    Participant.objects.filter(pk=gone.pk).delete()
    for address in (LIST, change_url(line)):
        text = client.get(address).content.decode()
        assert all(name in text for name in names)


def test_a_command_is_nobodys_account(client):
    journal.record(journal.Acte.IMPORTATION, "participants", by=None)
    assert "commande ou lien personnel" in client.get(LIST).content.decode()


def test_the_log_costs_the_same_for_any_number(client, django_assert_num_queries):
    def fill():
        by = factories.CompteFactory()
        journal.record(journal.Acte.OPPOSITION, factories.ParticipantFactory(), by=by)

    fill()
    client.get(LIST)
    with django_assert_num_queries(7):
        client.get(LIST)
    fill()
    fill()
    with django_assert_num_queries(7):
        client.get(LIST)


@pytest.mark.parametrize("role", ["outsider", "copresident"])
def test_only_the_administration_reads_the_log(client, role):
    row = factories.CopresidenceFactory(participant__avec_compte=True)
    user = row.participant.compte if role == "copresident" else factories.CompteFactory()
    line = journal.added(row, by=None)
    client.force_login(user)
    for address in (LIST, change_url(line), reverse("admin:chantiers_chantier_history", args=[1])):
        assert client.get(address, follow=True).status_code == 403, address
