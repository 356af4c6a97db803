"""Objections, agreements and requests at the secretariat's desk."""

import pytest
from django.urls import reverse

from participants.models import Participant
from seances.importation import importer
from seances.models import Demande, EditionPublique, Seance
from seances.permissions import served_edition
from tests import factories
from tests.seances.pv.documents import octets

pytestmark = pytest.mark.django_db


@pytest.fixture
def published():
    importer(octets(), etat="approuve", accord="oui")
    return Seance.objects.get(numero=2)


@pytest.fixture
def administration(client, published):
    client.force_login(factories.CompteFactory(administration=True))
    return client


@pytest.fixture
def coprésidente(client, published):
    person = Participant.objects.get(nom="DUBOIS")
    person.compte = factories.CompteFactory()
    person.save()
    client.force_login(person.compte)
    return client


def haddou():
    return Participant.objects.get(nom="Haddou")


def save_person(client, **changes):
    person = haddou()
    graphies = list(person.graphies.all())
    data = {
        "prenom": person.prenom,
        "nom": person.nom,
        "graphies-TOTAL_FORMS": len(graphies),
        "graphies-INITIAL_FORMS": len(graphies),
        **{f"graphies-{rank}-id": row.pk for rank, row in enumerate(graphies)},
        **{f"graphies-{rank}-participant": person.pk for rank, row in enumerate(graphies)},
        **{f"graphies-{rank}-texte": row.texte for rank, row in enumerate(graphies)},
    }
    address = reverse("admin:participants_participant_change", args=[person.pk])
    return client.post(address, data | changes, follow=True)


def test_an_objection_noted_at_the_desk_is_the_act_itself(administration, published):
    response = save_person(administration, opposition_le="2026-01-05T10:00")
    assert "est retirée, puis refaite sans son nom" in response.text
    assert haddou().opposition_le is not None
    assert served_edition(published) is None  # until this request is committed
    assert EditionPublique.objects.filter(retiree=True).count() == 1


def test_emptying_the_date_lifts_the_objection_and_publishes_nothing(administration, published):
    Participant.objects.filter(nom="Haddou").update(opposition_le="2026-01-05T10:00Z")
    response = save_person(administration, opposition_le="")
    assert "restent comme elles sont" in response.text
    assert haddou().opposition_le is None
    assert EditionPublique.objects.count() == 1


def test_another_change_leaves_the_objection_alone(administration, published):
    save_person(administration, fonction="juge")
    assert (haddou().fonction, haddou().opposition_le, EditionPublique.objects.count()) == ("juge", None, 1)


def open_requests():
    correction = factories.DemandeFactory(participant=haddou())
    return correction, factories.DemandeFactory(participant=haddou(), effacement=True)


def act(client, demande, name, **data):
    return client.post(reverse(f"admin:seances_demande_{name}", args=[demande.pk]), data).status_code


def test_a_copresident_settles_corrections_and_knows_of_no_erasure(coprésidente):
    correction, erasure = open_requests()
    text = coprésidente.get(reverse("admin:seances_demande_changelist")).text
    assert ("Demande de correction" in text, "Demande de effacement" in text) == (True, False)
    page = coprésidente.get(reverse("admin:seances_demande_change", args=[correction.pk])).text
    assert "La correction est faite" in page
    assert act(coprésidente, erasure, "effacer") == 404
    assert act(coprésidente, correction, "effacer") == 403
    assert act(coprésidente, correction, "faite") == 302
    correction.refresh_from_db()
    assert correction.etat == "faite"
    assert haddou().opposition_le is None


def test_the_administration_erases_on_request(administration):
    _, erasure = open_requests()
    Participant.objects.filter(nom="Haddou").update(courriel="ismael@example.org")
    page = administration.get(reverse("admin:seances_demande_change", args=[erasure.pk])).text
    assert "Effacer les coordonnées" in page
    assert act(administration, erasure, "effacer") == 302
    erasure.refresh_from_db()
    assert (erasure.etat, haddou().courriel) == ("faite", "")


def test_a_refusal_gives_its_reason(administration):
    correction, _ = open_requests()
    act(administration, correction, "refuser", reponse="")
    assert Demande.objects.get(pk=correction.pk).etat == "ouverte"
    act(administration, correction, "refuser", reponse="C’est le nom du registre.")
    assert Demande.objects.get(pk=correction.pk).reponse == "C’est le nom du registre."


@pytest.mark.parametrize("name", ["faite", "refuser", "effacer"])
def test_acts_are_posted(administration, name):
    correction, _ = open_requests()
    assert (
        administration.get(reverse(f"admin:seances_demande_{name}", args=[correction.pk])).status_code == 405
    )


def test_a_copresident_makes_the_edition_again(coprésidente, published):
    pv = published.proces_verbal
    page = coprésidente.get(reverse("admin:seances_procesverbal_change", args=[pv.pk])).text
    assert "Publier pour les visiteurs…" in page
    assert coprésidente.post(reverse("admin:seances_procesverbal_publier", args=[pv.pk])).status_code == 302
    assert served_edition(published).numero == 2


def test_a_redactrice_makes_no_edition(client, published):
    redactrice = factories.ParticipantFactory(avec_compte=True)
    factories.InscriptionFactory(chantier=published.chantier, participant=redactrice, redacteur=True)
    client.force_login(redactrice.compte)
    pv = published.proces_verbal
    assert (
        "Publier pour les visiteurs…"
        not in client.get(reverse("admin:seances_procesverbal_change", args=[pv.pk])).text
    )
    assert client.post(reverse("admin:seances_procesverbal_publier", args=[pv.pk])).status_code == 403
    assert EditionPublique.objects.count() == 1


def test_what_was_recorded_is_told_to_the_people_of_the_chantier_alone(client, administration, published):
    Seance.objects.filter(pk=published.pk).update(
        enregistree=True, conservation_enregistrement="2025-01-01", detenteur="Marc du secrétariat"
    )
    assert "est à détruire" in administration.get(published.get_absolute_url()).text
    visitor = type(client)()
    text = visitor.get(published.get_absolute_url()).text
    assert ("secrétariat" in text, "accord du groupe" in text) == (False, False)
