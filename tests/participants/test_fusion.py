"""Two fiches of one person become one: nothing that points to a person is forgotten."""

import pytest
from django.urls import reverse

from participants import fusion
from participants.models import Evenement, Graphie, Participant
from seances.models import Reponse, StatutPresence
from tests import factories
from tests.factories import CompteFactory, GraphieFactory, ParticipantFactory, PresenceFactory

pytestmark = pytest.mark.django_db

# What a row needs beside its person, where the smallest one does not name him in that field.
AVEC = {
    "presence.designe": {"reponse": Reponse.REMPLACE},
    "presence.remplace": {"statut": StatutPresence.PRESENT},
    "reponsedonnee.remplacant": {"reponse": Reponse.REMPLACE},
}


def smallest(key, person):
    factory = getattr(factories, f"{key.model.__name__}Factory")
    return factory(**{key.name: person}, **AVEC.get(f"{key.model._meta.model_name}.{key.name}", {}))


@pytest.mark.parametrize("key", fusion.relations(), ids=lambda key: f"{key.model.__name__}.{key.name}")
def test_whatever_points_to_a_person_moves(key):
    garde, absorbe = ParticipantFactory(), ParticipantFactory()
    row = smallest(key, absorbe)
    done = fusion.fusionner(garde, absorbe, by=None)
    row.refresh_from_db()
    assert getattr(row, key.attname) == garde.pk
    assert done.deplaces
    assert not Participant.objects.filter(pk=absorbe.pk).exists()
    assert Evenement.objects.filter(acte="fiches fusionnées", cle=garde.pk).count() == 1


def test_simulation_tells_and_writes_nothing():
    garde, presence = ParticipantFactory(), PresenceFactory()
    told = fusion.fusionner(garde, presence.participant, by=None, simuler=True)
    assert told.deplaces == [("présence (participant)", 1)]
    presence.refresh_from_db()
    assert presence.participant_id != garde.pk
    assert not Evenement.objects.exists()
    assert not Graphie.objects.exists()


def test_two_presences_at_one_seance_are_refused_and_told():
    one = PresenceFactory()
    other = PresenceFactory(seance=one.seance)
    with pytest.raises(fusion.FusionRefusee, match=f"présence .participant., ligne n° {other.pk}"):
        fusion.fusionner(one.participant, other.participant, by=None)
    assert Participant.objects.filter(pk=other.participant_id).exists()
    assert not Evenement.objects.exists()


def test_two_accounts_and_two_addresses_are_refused():
    one = ParticipantFactory(compte=CompteFactory(), courriel="a@example.org")
    other = ParticipantFactory(compte=CompteFactory(), courriel="b@example.org")
    with pytest.raises(fusion.FusionRefusee) as refused:
        fusion.fusionner(one, other, by=None)
    assert len(refused.value.motifs) == 2


def test_missing_facts_and_the_other_spelling_are_kept():
    compte = CompteFactory()
    garde = ParticipantFactory(prenom="Zoé", nom="Delvaux")
    absorbe = ParticipantFactory(prenom="Zoé", nom="Delvau", courriel="z@example.org", compte=compte)
    GraphieFactory(participant=garde, texte="Z. Delvaux")
    GraphieFactory(participant=absorbe, texte="Z. Delvaux")
    fusion.fusionner(garde, absorbe, by=None)
    garde.refresh_from_db()
    assert (garde.courriel, garde.compte) == ("z@example.org", compte)
    assert sorted(garde.graphies.values_list("texte", flat=True)) == ["Z. Delvaux", "Zoé Delvau"]


def test_an_opposition_is_noted_on_the_fiche_that_stays_before_the_merge():
    garde, absorbe = ParticipantFactory(), ParticipantFactory(opposition_le=factories.INSTANT)
    with pytest.raises(fusion.FusionRefusee, match="notez d’abord cette opposition"):
        fusion.fusionner(garde, absorbe, by=None)
    Participant.objects.filter(pk=garde.pk).update(opposition_le=factories.INSTANT)
    fusion.fusionner(garde, absorbe, by=None)
    assert not Participant.objects.filter(pk=absorbe.pk).exists()


# ── At the desk ──


def ask(client, *people, **data):
    data = {"action": "fusionner", "_selected_action": [person.pk for person in people], **data}
    return client.post(reverse("admin:participants_participant_changelist"), data, follow=True)


def test_desk_shows_what_moves_then_merges(client):
    compte = CompteFactory(administration=True)
    client.force_login(compte)
    garde, presence = ParticipantFactory(), PresenceFactory()
    absorbe = presence.participant
    page = ask(client, garde, absorbe).content.decode()
    assert "présence (participant)\N{NO-BREAK SPACE}: 1" in page
    assert Participant.objects.filter(pk=absorbe.pk).exists()
    ask(client, garde, absorbe, garder=garde.pk)
    presence.refresh_from_db()
    assert presence.participant == garde
    assert Evenement.objects.get(acte="fiches fusionnées").par == compte


def test_desk_tells_why_two_fiches_cannot_become_one(client):
    client.force_login(CompteFactory(administration=True))
    one = PresenceFactory()
    other = PresenceFactory(seance=one.seance)
    page = ask(client, one.participant, other.participant).content.decode()
    assert "Cette fusion n’est pas possible" in page
    assert 'name="garder"' not in page
    ask(client, one.participant, other.participant, garder=one.participant_id)
    assert Participant.objects.filter(pk=other.participant_id).exists()


@pytest.mark.parametrize("many", [1, 3])
def test_desk_merges_two_fiches_at_a_time(client, many):
    client.force_login(CompteFactory(administration=True))
    people = ParticipantFactory.create_batch(many)
    page = ask(client, *people, garder=people[0].pk).content.decode()
    assert "Choisissez deux fiches" in page
    assert Participant.objects.count() == many


def test_merging_is_for_the_administration(client):
    chef = factories.CopresidenceFactory(participant__compte=CompteFactory())
    client.force_login(chef.participant.compte)
    other = factories.InscriptionFactory(chantier=chef.chantier).participant
    page = client.get(reverse("admin:participants_participant_changelist")).content.decode()
    assert other.nom in page
    assert "fusionner" not in page
    ask(client, chef.participant, other, garder=other.pk)
    assert Participant.objects.filter(pk=chef.participant_id).exists()
