"""The acronyms of PVs that nobody explains, at the desk: how often, where, and one click to complete them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chantiers.models import Terme
from seances import sigles_inconnus
from tests import factories

pytestmark = pytest.mark.django_db

ADRESSE = "/gestion/seances/procesverbal/sigles/"


def write(chantier, texte, texte_apres=""):
    seance = factories.SeanceFactory(chantier=chantier, convoquee=True)
    factories.TextePointFactory(point__seance=seance, texte=texte, texte_apres=texte_apres, revision=1)
    return seance


@pytest.fixture
def chantier():
    return factories.ChantierFactory()


@pytest.fixture
def president(chantier):
    participant = factories.ParticipantFactory(avec_compte=True)
    factories.CopresidenceFactory(chantier=chantier, participant=participant)
    return participant.compte


def told(user):
    return [
        (each.sigle, each.nombre, [(emploi.seance, emploi.nombre) for emploi in each.emplois])
        for each in sigles_inconnus.unknown(user)
    ]


def test_acronyms_come_with_their_frequency_and_place_the_most_used_first(chantier, president):
    one = write(
        chantier,
        "<p>Le SRG de la ville et un <strong>S</strong>RG voisin, puis l’EMA.</p>",
        "<p>Encore le SRG.</p>",
    )
    two = write(chantier, "<table><tr><td>SRG</td></tr></table><p>Rien.</p>")
    assert told(president) == [("SRG", 4, [(one, 3), (two, 1)]), ("EMA", 1, [(one, 1)])]


def test_what_is_known_explained_current_or_a_name_is_none(chantier, president):
    factories.TermeFactory(mot="EMA")  # a draft is being completed
    factories.ParticipantFactory(prenom="Ada", nom="Gosc")
    write(
        chantier,
        "<p>L’EMA, le PV, Mme GOSC, le service résidentiel général (SRG), puis le SRG, livre II.</p>",
    )
    assert told(president) == []


def test_notes_of_sub_groups_count_once_confirmed(chantier, president):
    seance = factories.SeanceFactory(chantier=chantier, convoquee=True)
    groupe = factories.SousGroupeFactory(seance=seance)
    factories.RestitutionFactory(sous_groupe=groupe, contenu="<p>Le SRG.</p>")
    assert told(president) == [("SRG", 1, [(seance, 1)])]


def test_one_finds_those_of_the_chantiers_that_one_presides(chantier, president):
    write(factories.ChantierFactory(), "<p>Le SRG.</p>")
    assert told(president) == []
    assert [sigle for sigle, *_ in told(factories.CompteFactory(administration=True))] == ["SRG"]


def test_the_list_costs_the_same_for_any_number(client, chantier, president):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            client.get(ADRESSE)
        return len(queries)

    client.force_login(president)
    write(chantier, "<p>Le SRG.</p>")
    one = cost()
    for number in range(3):
        write(chantier, f"<p>Le SR{'ABC'[number]} et le SRG.</p>")
    assert cost() == one
    assert "Le SRG." in client.get(ADRESSE).text


def test_one_click_makes_the_draft(client, chantier, president):
    write(chantier, "<p>Le SRG.</p>")
    client.force_login(president)
    answer = client.post(ADRESSE, {"mot": "SRG"})
    terme = Terme.objects.get()
    assert (terme.mot, terme.sigle, terme.publie) == ("SRG", True, False)
    assert answer.url == f"/gestion/chantiers/terme/{terme.pk}/change/"
    client.post(ADRESSE, {"mot": "SRG"})
    assert Terme.objects.count() == 1
    page = client.get(ADRESSE).text
    assert "Aucun sigle n’attend d’explication." in page and ">SRG</a>" in page


@pytest.mark.parametrize("mot", ["", "srg", "<b>", "SRG ou pas"])
def test_only_an_acronym_makes_a_draft(client, president, mot):
    client.force_login(president)
    assert client.post(ADRESSE, {"mot": mot}).url == ADRESSE
    assert not Terme.objects.exists()


def test_a_redacteur_is_refused(client, chantier):
    participant = factories.ParticipantFactory(avec_compte=True)
    factories.InscriptionFactory(chantier=chantier, participant=participant, redacteur=True)
    client.force_login(participant.compte)
    assert client.get(ADRESSE).status_code == 403
    assert client.post(ADRESSE, {"mot": "SRG"}).status_code == 403
    assert not Terme.objects.exists()
