"""The attendance sheet at the desk."""

import datetime

import pytest

from seances.models import (
    Presence,
    StatutPresence,
)
from tests import factories

from .desk import (
    attendance,
    errors,
    filled,
    listed,
    sheet_url,
)

pytestmark = pytest.mark.django_db


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
