"""The sub-groups of a séance composed at the desk, as a browser without JavaScript would."""

import pytest
from django.urls import reverse

from seances.models import MembreSousGroupe, MiseAPart
from tests import factories

from .desk import filled, page

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(seance):
    found = []
    for prenom in ("Ada", "Bob", "Cléo", "Dan"):
        found.append(factories.ParticipantFactory(prenom=prenom, avec_organisation=True))
        factories.PresenceFactory(seance=seance, participant=found[-1], present=True)
    return found


def url(seance):
    return reverse("admin:seances_seance_composition", args=[seance.pk])


def sent(client, seance, button, **changes):
    data = filled(client.get(url(seance)), "composition") | {button: ["1"]}
    return client.post(url(seance), data | {name: [value] for name, value in changes.items()})


def told(response):
    root = page(response)
    return [" ".join(li.text_content().split()) for li in root.xpath("//div[@class='errornote']//li")]


def test_a_proposal_writes_nothing_until_it_is_saved(client, seance, people):
    response = sent(client, seance, "_proposer", nombre="2")
    assert response.status_code == 200
    assert not MembreSousGroupe.objects.exists() and not seance.sous_groupes.exists()
    assert "c’est prouvé" in response.text
    assert "4 personnes prendraient une première place." in " ".join(response.text.split())
    data = filled(response, "composition") | {"_enregistrer": ["1"], "question-2": ["Que faire ?"]}
    assert client.post(url(seance), data).status_code == 302
    assert sorted(MembreSousGroupe.objects.values_list("sous_groupe__numero", flat=True)) == [1, 1, 2, 2]
    assert seance.sous_groupes.get(numero=2).question == "<p>Que faire ?</p>"


def test_somebody_is_moved_named_and_set_aside_by_selects_alone(client, seance, people):
    ada, bob, cleo, dan = people
    groupe = factories.SousGroupeFactory(seance=seance, question="<p>Un <strong>mot</strong></p>")
    factories.MembreSousGroupeFactory(sous_groupe=groupe, participant=ada, secretaire=True)
    changes = {
        "nombre": "2",
        f"place-{ada.pk}": "2",
        f"place-{bob.pk}": "1",
        f"place-{cleo.pk}": "1",
        f"rapporteur-{bob.pk}": "on",
        f"place-{dan.pk}": "a-part",
    }
    refused = sent(client, seance, "_enregistrer", **changes)
    assert refused.status_code == 422
    assert told(refused) == ["Dan Ost : dites pourquoi cette personne est à part."]
    text = " ".join(page(refused).text_content().split())
    assert "Ada Lambert : groupe 1, secrétaire, désormais groupe 2, secrétaire" in text
    data = filled(refused, "composition") | {"_enregistrer": ["1"], f"motif-{dan.pk}": ["part  à 15h"]}
    assert client.post(url(seance), data).status_code == 302
    rows = MembreSousGroupe.objects.order_by("participant")
    assert list(
        rows.values_list("participant", "sous_groupe__numero", "est_secretaire", "est_rapporteur")
    ) == [
        (ada.pk, 2, True, False),
        (bob.pk, 1, False, True),
        (cleo.pk, 1, False, False),
    ]
    assert MiseAPart.objects.get().motif == "part à 15h"
    groupe.refresh_from_db()
    assert groupe.question == "<p>Un <strong>mot</strong></p>"  # a plain field would have lost its bold


def test_what_another_wrote_meanwhile_is_not_lost_nor_what_one_typed(client, seance, people):
    opened = filled(client.get(url(seance)), "composition")
    groupe = factories.SousGroupeFactory(seance=seance)
    factories.MembreSousGroupeFactory(sous_groupe=groupe, participant=people[0])
    mine = {f"place-{person.pk}": ["2"] for person in people} | {"_enregistrer": ["1"], "nombre": ["2"]}
    response = client.post(url(seance), opened | mine)
    assert response.status_code == 422
    assert told(response)[0].startswith("Quelqu’un d’autre a modifié la composition")
    assert MembreSousGroupe.objects.get().sous_groupe == groupe
    text = " ".join(page(response).text_content().split())
    assert "Ada Lambert : groupe 1, désormais groupe 2" in text
    data = filled(response, "composition") | {"_enregistrer": ["1"]}
    assert client.post(url(seance), data).status_code == 302
    assert set(MembreSousGroupe.objects.values_list("sous_groupe__numero", flat=True)) == {2}


def test_another_draw_and_a_lock(client, seance, people):
    first = sent(client, seance, "_proposer", nombre="2")
    data = filled(first, "composition")
    [pk] = [person.pk for person in people[:1]]
    other = "1" if data[f"place-{pk}"] == ["2"] else "2"
    data |= {f"place-{pk}": [other], f"fixe-{pk}": ["on"], "_autre": ["1"]}
    again = client.post(url(seance), data)
    found = filled(again, "composition")
    assert (found["graine"], found[f"place-{pk}"], found[f"fixe-{pk}"]) == (["1"], [other], ["on"])


@pytest.mark.parametrize("nombre", ["0", "61", "deux", "1e9", ""])
def test_a_number_of_groups_that_makes_no_sense_is_told(client, seance, people, nombre):
    response = sent(client, seance, "_proposer", nombre=nombre)
    assert (response.status_code, told(response)) == (422, ["Nombre de groupes : de 1 à 60."])


def test_a_frozen_pv_says_why_and_takes_nothing(client, frozen, seance):
    response = client.get(url(seance))
    assert "il imprime la composition, qui ne se modifie plus" in response.text
    assert "_enregistrer" not in response.text
    assert client.post(url(seance), {"_enregistrer": "1", "nombre": "1"}).status_code == 403


@pytest.mark.parametrize("rows", [1, 4])
def test_the_page_costs_the_same_for_any_number(client, seance, django_assert_num_queries, rows):
    for _ in range(rows):
        groupe = factories.SousGroupeFactory(seance=seance)
        member = factories.MembreSousGroupeFactory(sous_groupe=groupe, participant__avec_organisation=True)
        factories.PresenceFactory(seance=seance, participant=member.participant, present=True)
    with django_assert_num_queries(17):
        client.get(url(seance))
