"""One's own page: what is held, taking it along, correcting it, not being named, being erased."""

import json

import pytest

from participants.models import Compte, Evenement, Participant
from seances import workflow
from seances.importation import importer
from seances.models import Demande, EditionPublique, MembreSousGroupe, Presence, Seance, VersionPV
from seances.permissions import served_edition
from tests import factories
from tests.seances.pv.documents import octets

PAGE = "/mes-donnees/"
FILE = "/mes-donnees/mes-donnees.json"


@pytest.fixture
def haddou(db):
    """Ismaël Haddou of the small PV, published with his name, with an account of his own."""
    importer(octets(), etat="approuve", accord="oui")
    person = Participant.objects.get(nom="Haddou")
    person.compte = factories.CompteFactory()
    person.save()
    return person


@pytest.fixture
def own(client, haddou):
    client.force_login(haddou.compte)
    return client


def acts():
    return [line.acte for line in Evenement.objects.order_by("pk")]


# ── Seeing ──────────────────────────────────────────────────────────────────────────────────────────────


def test_page_tells_all_that_is_held(own, haddou):
    organisation = factories.OrganisationFactory(
        nom="AMO du Parc", secteur=factories.SecteurFactory(nom="Aide")
    )
    Participant.objects.filter(pk=haddou.pk).update(organisation=organisation, fonction="éducateur")
    factories.InscriptionFactory(participant=haddou, chantier=Seance.objects.first().chantier, redacteur=True)
    factories.DemandeFactory(participant=haddou, refusee=True)
    text = own.get(PAGE).text
    for said in (
        "Ismaël Haddou",
        "Ismaël HADOU",  # the spelling that the file attributed
        haddou.compte.email,
        "AMO du Parc",
        "éducateur",
        "rédaction",
        "Chantier 3, séance 2",
        "groupe 1, rapporteur",
        "il manque une négation",
        "votre nom est public",
        "Ce nom est celui du registre.",
    ):
        assert said in text


def test_file_holds_the_same_and_is_taken_along(own, haddou):
    response = own.get(FILE)
    assert response["Content-Disposition"] == 'attachment; filename="mes-donnees.json"'
    assert "no-store" in response["Cache-Control"]
    data = json.loads(response.content)
    assert data["format"] == "mes-donnees/1"
    assert data["fiche"]["graphies"] == ["Ismaël HADOU"]
    assert data["compte"]["adresse"] == haddou.compte.email
    [seance] = data["seances"]
    assert (seance["chantier"], seance["seance"], seance["statut"]) == (3, 2, "présent")
    assert seance["organisation_imprimee"] == "AMO Le Pont"
    [groupe] = data["sous_groupes"]
    assert (groupe["groupe"], groupe["rapporteur"]) == (1, True)
    assert data["interventions"][0]["nombre"] == 2
    assert data["remarques"][0]["texte"]
    assert data["proces_verbaux"] == [
        {
            "chantier": 3,
            "seance": 2,
            "date": "2025-03-11",
            "adresse": "/chantiers/3/seances/2/",
            "version": 1,
            "etat": "approuvé",
            "lire": "/chantiers/3/seances/2/pv/versions/1/",
            "nom_public": True,
        }
    ]
    assert acts()[-1] == "exportation"


def test_page_holds_nothing_of_anybody_else(own):
    for address in (PAGE, FILE):
        text = own.get(address).content.decode()
        for other in ("Lêmerre", "Van Looy", "zoe@example.org", "Ruyters"):
            assert other not in text


def test_account_of_nobody_is_told_so(client, db):
    compte = factories.CompteFactory()
    client.force_login(compte)
    response = client.get(PAGE)
    assert "n’est lié à aucune personne" in response.text
    assert compte.email in response.text
    assert json.loads(client.get(FILE).content)["compte"]["adresse"] == compte.email
    assert client.post(PAGE + "opposition/", {"nom": "cache"}).status_code == 403
    assert client.post(PAGE + "effacement/").status_code == 403


@pytest.mark.parametrize("address", [PAGE, FILE])
def test_visitor_gets_the_login_page(client, db, address):
    assert client.get(address).status_code == 302


@pytest.mark.parametrize("name", ["fiche/", "correction/", "opposition/", "effacement/"])
def test_acts_are_posted(own, name):
    assert own.get(PAGE + name).status_code == 405


def test_letters_are_told_without_their_words(client, db):
    person = factories.ParticipantFactory(avec_compte=True)
    factories.EnvoiFactory(participant=person, parti=True)
    factories.EnvoiFactory()  # to somebody else
    client.force_login(person.compte)
    [letter] = json.loads(client.get(FILE).content)["lettres"]
    assert (letter["message"], letter["etat"]) == ("procès-verbal diffusé", "envoyé")
    assert "Procès-verbal diffusé, envoyé" in client.get(PAGE).text


def test_every_answer_is_held_and_who_named_me(client, db):
    person = factories.ParticipantFactory(avec_compte=True)
    mine = factories.PresenceFactory(participant=person)
    factories.ReponseDonneeFactory(presence=mine, reponse="excuse", motif="Formation.")
    factories.ReponseDonneeFactory(presence=mine)
    factories.ReponseDonneeFactory(
        reponse="remplace", remplacant=person, motif="Le sien.", remplacant_annonce="Moi"
    )
    client.force_login(person.compte)
    told = [(row["reponse"], row["motif"]) for row in json.loads(client.get(FILE).content)["reponses"]]
    assert sorted(told) == [
        ("annonce que vous venez à sa place", ""),
        ("s’excuse", "Formation."),
        ("vient", ""),
    ]
    text = client.get(PAGE).text
    assert "quelqu’un annonce que vous venez à sa place" in text
    assert "Le sien." not in text


@pytest.mark.parametrize("count", [1, 3])
def test_page_costs_the_same_for_any_number(client, db, django_assert_num_queries, count):
    person = factories.ParticipantFactory(avec_compte=True, avec_organisation=True)
    for _ in range(count):
        seance = factories.SeanceFactory(convoquee=True, nominative=True)
        factories.PresenceFactory(seance=seance, participant=person, present=True)
        factories.InscriptionFactory(chantier=seance.chantier, participant=person)
        factories.CopresidenceFactory(chantier=factories.ChantierFactory(), participant=person)
        factories.PresidenceSeanceFactory(participant=person)
        factories.PresenceFactory(remplacant=True, remplace=person)
        factories.MembreSousGroupeFactory(participant=person)
        factories.RestitutionFactory(pour=person)
        factories.IntervenantFactory(participant=person)
        factories.AttributionFactory(participant=person)
        factories.InterventionFactory(participant=person, seance=seance)
        factories.RemarqueFactory(auteur=person)
        factories.GraphieFactory(participant=person, texte=f"Un autre nom {seance.pk}")
        factories.DemandeFactory(participant=person, faite=True)
        factories.SuggestionFactory(participant=person, refusee=True, avec_secteur=True)
        factories.EnvoiFactory(participant=person)
        factories.ProcesVerbalFactory(redacteur=person)
        workflow.freeze_import(factories.ProcesVerbalFactory(seance=seance), "approuve")
    client.force_login(person.compte)
    client.get(PAGE)
    with django_assert_num_queries(45):
        response = client.get(PAGE)
    held = response.context["held"]
    assert [
        len(held[name])
        for name in ("seances", "notes", "remarques", "demandes", "suggestions", "proces_verbaux")
    ] == [
        2 * count,
        count,
        count,
        count,
        count,
        count,
    ]


# ── Correcting ──────────────────────────────────────────────────────────────────────────────────────────


def test_function_and_organisation_are_corrected_at_once(own, haddou):
    organisation = factories.OrganisationFactory(nom="Maison des jeunes", localite="Ath")
    own.post(PAGE + "fiche/", {"fonction": "directeur", "organisation": "maison des jeunes, ath"})
    haddou.refresh_from_db()
    assert (haddou.fonction, haddou.organisation) == ("directeur", organisation)
    line = Evenement.objects.order_by("pk").last()
    assert (line.acte, line.personne, line.details) == (
        "fiche corrigée",
        haddou,
        {"champs": ["fonction", "organisation"]},
    )
    assert Presence.objects.get(participant=haddou).organisation_imprimee == "AMO Le Pont"


def test_unknown_organisation_is_refused_with_what_to_do(own, haddou):
    response = own.post(PAGE + "fiche/", {"fonction": "directeur", "organisation": "Ailleurs"})
    assert response.status_code == 422
    assert "demandez-la sous « Demander une correction »" in response.text
    haddou.refresh_from_db()
    assert haddou.fonction == ""


def test_correction_is_asked_once_and_taken_back(own, haddou):
    own.post(PAGE + "correction/", {"texte": "Haddoû, avec un accent."})
    own.post(PAGE + "correction/", {"texte": "Encore."})
    demande = Demande.objects.get()
    assert (demande.participant, demande.texte, demande.etat) == (
        haddou,
        "Haddoû, avec un accent.",
        "ouverte",
    )
    assert "Haddoû" in own.get(PAGE).text
    own.post(f"{PAGE}demandes/{demande.pk}/retirer/")
    demande.refresh_from_db()
    assert demande.etat == "retiree"
    assert not any("Haddo" in f"{line.objet} {line.details}" for line in Evenement.objects.all())


def test_somebody_else_s_request_does_not_exist(own):
    other = factories.DemandeFactory()
    assert own.post(f"{PAGE}demandes/{other.pk}/retirer/").status_code == 404
    other.refresh_from_db()
    assert other.etat == "ouverte"


# ── Not being named ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.django_db(transaction=True)
def test_objection_takes_the_name_out_of_public_at_once(client):
    importer(octets(), etat="approuve", accord="oui")
    person = Participant.objects.get(nom="Haddou")
    person.compte = factories.CompteFactory()
    person.save()
    visitor = type(client)()
    assert "Haddou" in visitor.get("/chantiers/3/seances/2/pv/").text
    client.force_login(person.compte)
    page = client.post(PAGE + "opposition/", {"nom": "cache"}, follow=True).text
    assert "L’édition publique qui vous nommait est retirée et refaite sans votre nom." in page
    assert "Mon nom peut apparaître en public" in page
    text = visitor.get("/chantiers/3/seances/2/pv/").text
    assert ("Édition publique" in text, "Haddou" in text) == (True, False)
    assert json.loads(client.get(FILE).content)["proces_verbaux"][0]["nom_public"] is False


def test_lifted_objection_says_that_an_edition_takes_an_act(own, haddou):
    own.post(PAGE + "opposition/", {"nom": "cache"})
    page = own.post(PAGE + "opposition/", {"nom": "visible"}, follow=True).text
    assert "jusqu’à ce qu’une personne qui préside en refasse une" in page
    haddou.refresh_from_db()
    assert haddou.opposition_le is None
    assert acts()[-3:] == ["opposition à être nommé(e)", "édition publique retirée", "opposition levée"]


# ── Being erased ────────────────────────────────────────────────────────────────────────────────────────


def test_erasure_is_asked_of_the_administration(own, haddou):
    own.post(PAGE + "effacement/")
    demande = Demande.objects.get()
    assert (demande.genre, demande.etat, acts()[-1]) == ("effacement", "ouverte", "effacement demandé")
    assert "attend l’administration" in own.get(PAGE).text


def test_erasure_removes_how_to_reach_somebody_and_keeps_the_archive(own, haddou):
    Participant.objects.filter(pk=haddou.pk).update(
        courriel="ismael@example.org", fonction="éducateur", organisation=factories.OrganisationFactory()
    )
    address = haddou.compte.email
    demande = factories.DemandeFactory(participant=haddou, effacement=True)
    said = factories.DemandeFactory(participant=haddou, texte="Mon adresse est ismael@example.org")
    version = VersionPV.objects.get()
    before, password = version.contenu, haddou.compte.password
    administrator = factories.CompteFactory(administration=True)
    assert workflow.erase(haddou, by=administrator) is True

    haddou.refresh_from_db()
    assert (haddou.courriel, haddou.compte, haddou.fonction, haddou.organisation) == ("", None, "", None)
    assert (haddou.nom, haddou.opposition_le is None) == ("Haddou", False)
    compte = Compte.objects.get(pk=own.session["_auth_user_id"])
    assert (compte.email, compte.is_active) == (f"compte-{compte.pk}@efface.invalid", False)
    assert compte.password != password  # so every session of the account ended
    assert own.get(PAGE).status_code == 302
    demande.refresh_from_db()
    said.refresh_from_db()
    assert (demande.etat, demande.traitee_par, said.etat, said.texte) == (
        "faite",
        administrator,
        "retiree",
        "",
    )
    version = VersionPV.objects.get()
    assert (version.contenu, "Haddou" in version.contenu) == (before, True)
    assert Presence.objects.get(participant=haddou).nom_imprime == "Ismaël Haddou"
    assert MembreSousGroupe.objects.filter(participant=haddou).exists()
    assert haddou.graphies.exists()  # without them a text could name him again
    assert served_edition(Seance.objects.get(numero=2)) is None  # made again once all this is committed
    line = Evenement.objects.filter(acte="effacement").get()
    assert line.details == {"champs": ["courriel", "compte", "fonction", "organisation", "demandes"]}
    for line in Evenement.objects.all():
        assert address not in str(line.details) and "Haddou" not in f"{line.objet} {line.details}"


def test_erasure_twice_changes_nothing(haddou):
    workflow.erase(haddou, by=None)
    lines = Evenement.objects.count()
    assert workflow.erase(haddou, by=None) is False
    assert (Evenement.objects.count(), EditionPublique.objects.count()) == (lines, 2)


def test_erasure_is_refused_to_who_runs_the_portal_or_presides(haddou):
    Compte.objects.filter(pk=haddou.compte.pk).update(is_superuser=True)
    haddou.refresh_from_db()
    with pytest.raises(workflow.TransitionRefused, match="administre le portail"):
        workflow.erase(haddou, by=None)
    presiding = Participant.objects.get(nom="TORFS")
    with pytest.raises(workflow.TransitionRefused, match="préside un chantier"):
        workflow.erase(presiding, by=None)
    haddou.refresh_from_db()
    assert haddou.compte is not None
    assert haddou.opposition_le is None


@pytest.mark.parametrize(
    ("act", "acte"),
    [
        (lambda demande: workflow.refuse(demande, reponse="Archive.", by=None), "effacement refusé"),
        (lambda demande: workflow.take_back(demande, by=None), "modification"),
    ],
)
def test_request_is_closed_once(haddou, act, acte):
    demande = factories.DemandeFactory(participant=haddou, effacement=True)
    act(demande)
    assert acts()[-1] == acte
    with pytest.raises(workflow.TransitionRefused, match="plus en attente"):
        act(demande)


def test_refusal_says_why(haddou):
    demande = factories.DemandeFactory(participant=haddou)
    with pytest.raises(workflow.TransitionRefused, match="pourquoi"):
        workflow.refuse(demande, reponse=" ", by=None)
    with pytest.raises(workflow.TransitionRefused, match="ne se coche pas"):
        workflow.settle(factories.DemandeFactory(participant=haddou, effacement=True), by=None)
    assert workflow.settle(demande, by=None).etat == "faite"


def test_that_one_was_told_apart_from_somebody_is_told_without_saying_from_whom(own, haddou):
    other = factories.ParticipantFactory(prenom="Ismaëlle", nom="Haddoux")
    row = factories.FichesDistinctesFactory(premiere=other, seconde=haddou)
    told = json.loads(own.get(FILE).content)["fiche"]["distinguee_d_une_autre_le"]
    assert len(told) == 1 and told[0].startswith(f"{row.le:%Y-%m-%d}")
    text = own.get(PAGE).text
    assert "L’administration a noté que ce sont deux personnes" in text and "Haddoux" not in text
