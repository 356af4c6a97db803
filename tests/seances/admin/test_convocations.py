"""Telling people at the desk: the letter and its recipients are seen before anything leaves, then followed."""

import pytest
from django.urls import reverse
from django.utils import timezone

from seances import workflow
from seances.models import Convocation, Envoi, Presence, Seance
from tests import factories
from tests.seances.personnes import day

from .desk import change_url, filled, page, post_seance

pytestmark = pytest.mark.django_db


@pytest.fixture
def seance():
    seance = factories.SeanceFactory(avec_horaire=True, date=day(20), chantier__titre="Le goûter")
    factories.PointOrdreDuJourFactory(seance=seance, titre="Le cake")
    for name in ("Alix", "Basile"):
        join(seance, name)
    join(seance, "Sans", courriel="")
    join(seance, "Parti", jusque=day(-1))
    return seance


def join(seance, prenom, *, jusque=None, **fields):
    fields = {"courriel": f"{prenom.lower()}@example.org"} | fields
    person = factories.ParticipantFactory(prenom=prenom, nom="Ost", **fields)
    factories.InscriptionFactory(chantier=seance.chantier, participant=person, depuis=day(-90), jusque=jusque)
    return person


def here(seance, *rest):
    return "/".join([reverse("admin:seances_seance_convocation", args=[seance.pk]).rstrip("/"), *rest, ""])


def words(response, path):
    return [" ".join(node.text_content().split()) for node in page(response).xpath(path)]


def said(response):
    return [str(message) for message in response.context["messages"]]


def test_the_letter_and_its_recipients_are_shown_before_anything_leaves(client, seance):
    response = client.get(here(seance, "convoquer"))
    assert words(response, "//p[@class='resume']") == [
        "2 lettres partent, une par personne ; 1 personne n’a pas d’adresse."
    ]
    assert words(response, "//ul[@class='personnes']/li") == [
        "Alix Ost inscription au chantier alix@example.org",
        "Basile Ost inscription au chantier basile@example.org",
        "Sans Ost inscription au chantier",
        f"Parti Ost inscription terminée le {workflow.convocations.convocations.phrases.date_courte(day(-1))}".replace(
            "\u00a0", " "
        ),
    ]
    [text] = words(response, "//pre")
    assert "Bonjour Alix Ost" in text and "1. Le cake" in text and "https://…/lien/…/" in text
    assert (Envoi.objects.count(), Convocation.objects.count()) == (0, 0)
    seance.refresh_from_db()
    assert seance.statut == "preparation"


def test_what_is_added_is_read_in_the_letter_before_it_leaves(client, seance):
    added = {"message": "Apportez <du> thé & des tasses."}
    response = client.post(here(seance, "convoquer"), added | {"_apercu": "1"})
    assert response.status_code == 200
    assert "Apportez <du> thé & des tasses." in words(response, "//pre")[0]
    [frame] = page(response).xpath("//iframe")
    assert frame.get("sandbox") == ""
    letter = client.get(frame.get("src"))
    assert "Apportez &lt;du&gt; thé &amp; des tasses." in letter.text
    assert not Envoi.objects.exists()
    client.post(here(seance, "convoquer"), added)
    assert Convocation.objects.get().message == added["message"]


def test_the_letter_is_shown_inside_its_own_page_alone(client, seance):
    outer, letter = (client.get(here(seance, "convoquer", *rest)) for rest in ((), ("apercu",)))
    assert "frame-src 'self'" in outer["Content-Security-Policy"]
    assert "style-src 'self'" in outer["Content-Security-Policy"]
    policy = letter["Content-Security-Policy"]
    assert "style-src 'unsafe-inline'" in policy and "frame-ancestors 'self'" in policy
    assert "default-src 'none'" in policy and "script-src 'self'" in policy
    assert letter["X-Frame-Options"] == "SAMEORIGIN"


def test_one_act_convenes_and_queues_and_the_second_is_told_why_not(client, seance):
    response = client.post(here(seance, "convoquer"), follow=True)
    assert said(response) == ["La séance est convoquée."]
    assert Envoi.objects.count() == 2
    again = client.post(here(seance, "convoquer"), follow=True)
    assert said(again) == ["Les participantes et participants sont déjà convoqués."]
    assert Envoi.objects.count() == 2
    assert words(client.get(here(seance, "convoquer")), "//p[@class='avis']") == [
        "Les participantes et participants sont déjà convoqués."
    ]


def test_an_empty_agenda_is_refused_with_a_sentence(client, seance):
    seance.points.all().delete()
    response = client.post(here(seance, "convoquer"), follow=True)
    assert said(response) == ["L’ordre du jour est vide : ajoutez au moins un point avant de convoquer."]
    assert not Convocation.objects.exists()


def test_the_desk_says_that_nobody_knows_yet_until_they_are_told(client, seance):
    workflow.convene(seance, by=None)
    fresh = Seance.objects.get(pk=seance.pk)
    fresh.date = day(27)
    fresh.save()
    change = reverse("admin:seances_seance_change", args=[seance.pk])
    for address in (change, here(seance)):
        assert "Les participantes et participants ne le savent pas encore." in client.get(address).text
    assert client.get(here(seance, "prevenir")).context["form"].initial["redemander"] is True
    response = client.post(here(seance, "prevenir"), {"redemander": "on"}, follow=True)
    assert said(response) == ["Le changement est annoncé."]
    for address in (change, here(seance)):
        assert "ne le savent pas encore" not in client.get(address).text


def test_a_change_that_is_saved_leads_to_the_letter_that_tells_it(client, seance):
    workflow.convene(seance, by=None)
    letter = here(seance, "prevenir")
    assert post_seance(client, seance, informations="Apportez du thé.").url != letter
    assert post_seance(client, seance, date=str(day(27)), _continue="1").url != letter
    response = post_seance(client, seance, date=str(day(28)))
    assert response.url == letter
    assert Envoi.objects.filter(message="modification").count() == 0
    assert [each.quoi for each in client.get(letter).context["changements"]] == ["Date"]
    assert post_seance(client, seance, date=str(day(20))).url != letter  # as they were told: nothing to tell
    assert Envoi.objects.filter(message="modification").count() == 0


def test_a_change_before_anybody_is_told_leads_to_no_letter(client, seance):
    assert post_seance(client, seance, date=str(day(27))).url != here(seance, "prevenir")


def test_a_place_that_has_another_address_names_the_seances_that_people_come_to(client, seance):
    seance.lieu = factories.LieuFactory(nom="Salle des fêtes")
    seance.save()
    workflow.convene(seance, by=None)
    factories.SeanceFactory(chantier=seance.chantier, lieu=seance.lieu, date=day(30))  # nobody is told of it
    address = change_url(seance.lieu)

    def retyped(**changes):
        return client.post(address, filled(client.get(address), "lieu_form") | changes, follow=True)

    response = retyped(adresse="Rue du Four 3")
    [told] = [text for text in said(response) if "ancienne adresse" in text]
    assert f"{seance} :" in told and here(seance, "prevenir") in told
    assert [text for text in said(retyped(acces="Ascenseur.")) if "ancienne adresse" in text] == []


def test_the_desk_keeps_in_sight_a_change_that_nobody_was_told_of(client, seance):
    for change in ({}, {"date": day(27)}):
        Seance.objects.filter(pk=seance.pk).update(**change)
        assert client.get("/gestion/").context["a_prevenir"] == set()
    workflow.convene(seance, by=None)
    assert client.get("/gestion/").context["a_prevenir"] == set()
    Seance.objects.filter(pk=seance.pk).update(date=day(28))
    response = client.get("/gestion/")
    assert response.context["a_prevenir"] == {seance.pk}
    assert page(response).xpath(f"//a[@href='{here(seance, 'prevenir')}']")
    workflow.tell_changes(seance, by=None)
    assert client.get("/gestion/").context["a_prevenir"] == set()


def test_what_cannot_be_done_is_told_once_for_each_reason(client, seance):
    workflow.convene(seance, by=None)
    Seance.objects.filter(pk=seance.pk).update(date=day(-1))
    assert words(client.get(here(seance)), "//ul[@class='gestes-convocation']/li") == [
        "Annuler la séance…",
        "Convoquer, Prévenir d’un changement, Convoquer les personnes ajoutées depuis, Demander une réponse à qui "
        "n’en a pas donné, Rappeler la séance : La séance n’est plus à venir.",
    ]


def test_each_person_is_followed_and_what_failed_is_tried_again(client, seance):
    workflow.convene(seance, by=None)
    Envoi.objects.filter(participant__prenom="Alix").update(etat="envoye", envoye_le=timezone.now())
    Envoi.objects.filter(participant__prenom="Basile").update(etat="echoue", raison="Adresse refusée (550).")
    factories.PresenceFactory(
        seance=seance,
        participant=Envoi.objects.get(etat="envoye").participant,
        reponse="excuse",
        motif="Congé.",
        repondu_le=timezone.now(),
    )
    response = client.get(here(seance))
    rows = words(response, "//table[contains(@class, 'suivi')]/tbody/tr")
    assert "convocation, partie le" in rows[0]
    assert rows[0].endswith("s’excuseCongé.")  # on two lines
    assert "convocation, échouéeAdresse refusée (550)." in rows[1]
    assert "pas d’adresse" in rows[2]
    retried = client.post(here(seance, "remettre"), follow=True)
    assert said(retried) == ["Remis dans la file : 1."]
    assert set(Envoi.objects.values_list("etat", flat=True)) == {"envoye", "a_envoyer"}


def test_letters_that_nobody_sends_are_told(client, seance):
    workflow.convene(seance, by=None)
    assert "aucune n’a été essayée" not in client.get(here(seance)).text
    Envoi.objects.update(cree_le=timezone.now() - timezone.timedelta(minutes=20))
    assert "aucune n’a été essayée" in client.get(here(seance)).text


def test_an_address_that_was_not_used_is_told_to_the_desk(client, seance):
    from seances import reponses
    from seances.remplacements import Designe

    seance = workflow.convene(seance, by=None)
    factories.ParticipantFactory(courriel="prise@example.org")
    alix = Envoi.objects.get(participant__prenom="Alix").participant
    named = Designe(prenom="Zoé", nom="Noël", courriel="prise@example.org")
    reponses.answer(seance, alix, reponse="remplace", remplacant=named)
    text = client.get(here(seance)).text
    assert "l’adresse donnée (prise@example.org) est déjà connue" in text
    assert "remplace Alix Ost" in text


@pytest.mark.parametrize("count", [1, 4])
@pytest.mark.parametrize(("rest", "queries"), [((), 34), (("prevenir",), 24)])
def test_the_pages_cost_the_same_for_any_number(
    client, seance, django_assert_num_queries, rest, queries, count
):
    for number in range(count):
        person = join(seance, f"P{number}")
        row = factories.PresenceFactory(seance=seance, participant=person, reponse="vient")
        factories.ReponseDonneeFactory(presence=row)
        factories.ReponseDonneeFactory(presence=row)
    workflow.convene(seance, by=None)
    Envoi.objects.update(etat="echoue", raison="Refusée.")
    workflow.tell_changes(seance, by=None, message="La salle change.")
    assert Presence.objects.count() == count
    client.get(here(seance, *rest))
    with django_assert_num_queries(queries):
        client.get(here(seance, *rest))
