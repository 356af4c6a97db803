"""Fiches that may be of one person are proposed; what somebody said of them is remembered."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import html as lxml_html

from participants import doublons, fusion, proximite
from participants.models import Compte, Evenement, FichesDistinctes, Participant
from tests.factories import (
    CopresidenceFactory,
    FichesDistinctesFactory,
    GraphieFactory,
    OrganisationFactory,
    ParticipantFactory,
    PresenceFactory,
)

PAGE = "/gestion/participants/participant/doublons/"
UNE = "Anne Lambert"


def fiche(name, key=1, **fields):
    prenom, _, nom = name.partition(" ")
    return proximite.Fiche(key, prenom, nom, **fields)


def reasons(one, other):
    return [sorted(why) for *_, why in proximite.pairs([one, other])]


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        ("Anne Lambert", "ANNE LAMBERT", "même nom"),
        ("Zoé Noël", "Zoe Noel", "même nom"),
        ("Lambert Anne", "Anne Lambert", "même nom"),
        ("Chloé De Smet", "De Smet-Chloé", "même nom"),
        ("Anne Lambert", "Anne Lamberts", "une lettre de différence"),
        ("Anne Lambert", "Anne Lembert", "une lettre de différence"),
        ("Anne Lambert", "Anne Lmabert", "une lettre de différence"),
        ("Anne Lambert", "Anna Lambert", "une lettre de différence"),
        ("Jean-Pierre Dubois", "J.-P. Dubois", "prénom abrégé ou voisin"),
        ("Christine Dubois", "Chris Dubois", "prénom abrégé ou voisin"),
        ("Christelle Dubois", "Christel Dubois", "prénom abrégé ou voisin"),
        ("Anne Lambert", "Anne Lambert-Noël", "nom composé"),
    ],
)
def test_one_person_written_in_two_ways_is_found_whichever_comes_first(one, other, why):
    assert [why] in [each[:1] or each for each in reasons(fiche(one), fiche(other, 2))]
    assert reasons(fiche(one), fiche(other, 2)) == reasons(fiche(other), fiche(one, 2))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Anne Lambert", "Marc Lambert"),
        ("Anne Lambert", "Anne Dubois"),
        ("Jo Ost", "Bo Ost"),
        ("Anne Lambert", "Anne Lombart"),
        ("Paul Dubois", "Pauline Duboix"),
        ("Jean-Pierre Dubois", "Jean Dubois"),
    ],
)
def test_two_people_are_not_found(one, other):
    assert proximite.pairs([fiche(one), fiche(other, 2)]) == []


def test_an_address_an_organisation_and_a_spelling_speak_too():
    a, b = fiche("Anne Lambert", courriel="A@example.org"), fiche("Marc Petit", 2, courriel="a@example.org")
    assert reasons(a, b) == [["même adresse électronique"]]
    a, b = fiche("Anne Vanderbeken", organisation=5), fiche("Anne Vandebeeken", 2, organisation=5)
    assert reasons(a, b) == [["nom voisin, même organisation"]]
    assert reasons(a, fiche("Anne Vandebeeken", 2, organisation=6)) == []
    a, b = fiche("Anne Lambert", graphies=("dubois nana",)), fiche("Nana Dubois", 2)
    assert reasons(a, b) == reasons(b, a) == [["autre graphie connue"]]


def test_the_surest_come_first():
    people = [
        fiche("Anne Lambert", 1),
        fiche("Anne Lambert-Noël", 2),
        fiche("Bo Thiry", 3, courriel="x@example.org"),
        fiche("Cy Petit", 4, courriel="x@example.org"),
        fiche("Zoé Ost", 5),
        fiche("Zoe OST", 6),
    ]
    assert [(one.cle, other.cle) for one, other, _ in proximite.pairs(people)] == [(3, 4), (5, 6), (1, 2)]


def test_a_crowd_of_one_name_is_not_compared_with_itself_without_end(monkeypatch):
    monkeypatch.setattr(proximite, "FOULE", 3)
    assert len(proximite.pairs([fiche("Anne Lambert", key) for key in range(50)])) <= 3 * 50


@pytest.mark.parametrize(
    ("one", "other", "letters"),
    [("abc", "abc", 0), ("abc", "acb", 1), ("abc", "ab", 1), ("", "ab", 2), ("abcd", "badc", 2)],
)
def test_distance_counts_letters(one, other, letters):
    assert proximite.distance(one, other) == proximite.distance(other, one) == letters


def test_organisations_are_near_whatever_their_dots_and_spaces():
    known = proximite.Appellations()
    for key, name in enumerate(["A.M.O. Le Pont", "Service de santé mentale", "Le Phare"]):
        known.add(key, name)
    assert known.near("AMO le pont") == [0]
    assert known.near("Service santé mentale") == [1]
    assert known.near("Maison des jeunes") == []
    known.discard(0, "A.M.O. Le Pont")
    assert known.near("AMO le pont") == []


# ── At the desk ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def administrator(db):
    return Compte.objects.create_superuser("admin@example.org")


@pytest.fixture
def client(client, administrator):
    client.force_login(administrator)
    return client


@pytest.fixture
def deux(db):
    return ParticipantFactory(prenom="Anne", nom="Lambert"), ParticipantFactory(prenom="Anna", nom="Lambert")


def shown(client):
    document = lxml_html.fromstring(client.get(PAGE).content.decode())
    return [
        [link.text for link in item.xpath(".//div[@class='fiche-lue']/p/a")]
        for item in document.xpath("//ul[@class='paires']/li[.//div[@class='fiche-lue']]")
    ]


def distinguish(client, one, other):
    return client.post(PAGE, {"premiere": one.pk, "seconde": other.pk})


def test_the_list_of_people_leads_to_the_page(client):
    response = client.get(reverse("admin:participants_participant_changelist"))
    assert f'<a href="{PAGE}">Doublons possibles</a>' in response.text


def test_two_fiches_that_resemble_each_other_are_proposed_with_what_tells_them_apart(client, deux):
    GraphieFactory(participant=ParticipantFactory(prenom="Bo", nom="Thiry"), texte="Beau Terry")
    ParticipantFactory(prenom="Beau", nom="Terry", organisation=OrganisationFactory(nom="Le Phare"))
    assert shown(client) == [["Bo Thiry", "Beau Terry"], ["Anne Lambert", "Anna Lambert"]]
    text = client.get(PAGE).text
    assert "Le Phare" in text and "Autre graphie connue" in text and "Une lettre de différence" in text


def test_from_the_page_two_fiches_are_merged(client, deux):
    une, autre = deux
    presence = PresenceFactory(participant=autre)
    document = lxml_html.fromstring(client.get(PAGE).content.decode())
    form = document.xpath("//form[.//input[@value='fusionner']]")[0]
    posted = [
        (field.get("name"), field.get("value"))
        for field in form.xpath(".//input")
        if field.get("name") != "csrfmiddlewaretoken"
    ]
    data = {
        "action": "fusionner",
        "_selected_action": [value for name, value in posted if name == "_selected_action"],
    }
    asked = client.post(form.get("action"), data)
    assert f'name="garder" value="{une.pk}"' in asked.text
    client.post(form.get("action"), data | {"garder": une.pk})
    presence.refresh_from_db()
    assert presence.participant == une
    assert shown(client) == []


def test_two_people_are_not_proposed_again(client, deux, administrator):
    response = distinguish(client, *deux)
    assert (response.status_code, response["Location"]) == (302, PAGE)
    assert shown(client) == []
    distinguish(client, *reversed(deux))  # said twice, kept once
    assert FichesDistinctes.objects.count() == 1
    line = Evenement.objects.get()
    assert (line.acte, line.par, line.personne_id) == ("fiches dites distinctes", administrator, deux[0].pk)
    assert line.details["autre_fiche"] == deux[1].pk


def test_they_are_proposed_again_when_somebody_changes_his_mind(client, deux):
    distinguish(client, *deux)
    client.post(PAGE, {"reproposer": FichesDistinctes.objects.get().pk})
    assert shown(client) == [["Anne Lambert", "Anna Lambert"]]
    assert Evenement.objects.filter(acte="fiches proposées à nouveau").count() == 1


@pytest.mark.parametrize(
    "posted", [{}, {"premiere": "x", "seconde": "1"}, {"premiere": "9" * 30}, {"reproposer": "9"}]
)
def test_what_names_no_fiche_is_not_found(client, posted):
    assert client.post(PAGE, posted).status_code == 404
    assert not FichesDistinctes.objects.exists()


def test_a_fiche_is_not_distinct_from_itself(client, deux):
    distinguish(client, deux[0], deux[0])
    assert not FichesDistinctes.objects.exists()


def test_merging_keeps_what_was_said_of_the_fiche_that_goes(deux):
    une, autre = deux
    third, fourth = ParticipantFactory(), ParticipantFactory()
    FichesDistinctesFactory(premiere=autre, seconde=une)  # no longer true
    FichesDistinctesFactory(premiere=third, seconde=autre)
    FichesDistinctesFactory(premiere=une, seconde=fourth)
    FichesDistinctesFactory(premiere=fourth, seconde=autre)  # said of both already
    fusion.fusionner(une, autre, by=None)
    assert {frozenset(pair) for pair in FichesDistinctes.objects.values_list("premiere", "seconde")} == {
        frozenset((third.pk, une.pk)),
        frozenset((une.pk, fourth.pk)),
    }
    assert FichesDistinctes.objects.count() == 2


def test_only_administrators_see_and_say_it(client, deux):
    client.force_login(CopresidenceFactory(participant__avec_compte=True).participant.compte)
    assert client.get(PAGE).status_code == 403
    assert distinguish(client, *deux).status_code == 403
    assert not FichesDistinctes.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_any_number_of_pairs(client, count):
    for rank in range(count):
        for _ in range(2):
            ParticipantFactory(
                prenom="Anne", nom=f"Lambert{'abc'[rank] * 4}", organisation=OrganisationFactory()
            )
        FichesDistinctesFactory()
    client.get(PAGE)
    with CaptureQueriesContext(connection) as queries:
        client.get(PAGE)
    asked = [each["sql"] for each in queries if 'FROM "participants_compte"' not in each["sql"]]
    assert len([sql for sql in asked if 'FROM "participants_' in sql]) == 6
    assert len(doublons.keys()) == count
    assert Participant.objects.count() > count
