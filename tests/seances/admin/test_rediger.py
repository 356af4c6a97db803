"""The writing desk: what its script is told, and what never happens to a text."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from participants.models import Evenement
from seances.models import Attribution, Intervention, ProcesVerbal, RevisionTexte, TextePoint
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def chantier():
    return factories.ChantierFactory()


@pytest.fixture
def camille(chantier):
    """A co-president of the chantier."""
    participant = factories.ParticipantFactory(prenom="Camille", nom="Dupré", avec_compte=True)
    factories.CopresidenceFactory(chantier=chantier, participant=participant)
    return participant.compte


@pytest.fixture
def redacteur(chantier):
    participant = factories.ParticipantFactory(prenom="Noé", nom="Lambert", avec_compte=True)
    factories.InscriptionFactory(chantier=chantier, participant=participant, redacteur=True)
    return participant.compte


@pytest.fixture
def seance(chantier):
    return factories.SeanceFactory(chantier=chantier, convoquee=True)


@pytest.fixture
def texte(seance):
    point = factories.PointOrdreDuJourFactory(seance=seance, titre="Débat")
    return factories.TextePointFactory(point=point)


@pytest.fixture
def at_work(client, camille):
    client.force_login(camille)
    return client


def desk(seance):
    return reverse("admin:seances_seance_rediger", args=[seance.pk])


def address(texte, act):
    return reverse(f"admin:seances_seance_rediger_{act}", args=[texte.point.seance_id, texte.pk])


def state_address(seance):
    return reverse("admin:seances_seance_rediger_etat", args=[seance.pk])


def post(client, url, **body):
    return client.post(url, json.dumps(body), content_type="application/json")


def save(client, texte, html, *, compte, revision=0, **more):
    return post(
        client,
        address(texte, "enregistrer"),
        compte=compte.pk,
        revision=revision,
        texte=html,
        texte_apres="",
        **more,
    )


def test_a_save_answers_with_the_new_revision_and_who_speaks(at_work, camille, seance, texte):
    factories.PresenceFactory(seance=seance, present=True, participant__prenom="Alix", participant__nom="Roy")
    response = save(
        at_work,
        texte,
        "<p>Alix Roy : oui.</p><p>Suite.</p><p>Mme Inconnue : non.</p>",
        compte=camille,
        automatique=True,
    )
    assert response.status_code == 200
    told = response.json()
    assert (told["revision"], told["par"]) == (1, "Camille Dupré")
    assert told["marges"]["texte"] == [{"nom": "Alix Roy"}, None, {"inconnu": "Mme Inconnue"}]
    kept = RevisionTexte.objects.get()
    assert (kept.par, kept.automatique, kept.base) == (camille, True, 0)
    assert "no-store" in response["Cache-Control"]


def test_of_two_texts_saved_on_one_revision_both_are_kept_and_shown(
    at_work, camille, client, redacteur, texte
):
    texte.texte = "<p>Un.</p><p>Deux.</p>"
    texte.save()
    save(at_work, texte, "<p>Un bis.</p><p>Deux.</p>", compte=camille)
    client.force_login(redacteur)

    response = save(client, texte, "<p>Un.</p><p>Deux bis.</p>", compte=redacteur)

    assert response.status_code == 409
    told = response.json()
    assert told["courant"]["texte"] == "<p>Un bis.</p><p>Deux.</p>"
    assert told["mien"]["texte"] == "<p>Un.</p><p>Deux bis.</p>"
    assert told["fusion"]["texte"] == "<p>Un bis.</p><p>Deux bis.</p>"
    assert (told["doubles"], told["par"], told["revision"], told["gardee"]) == (0, "Camille Dupré", 1, 2)
    texte.refresh_from_db()
    assert texte.texte == "<p>Un bis.</p><p>Deux.</p>"

    merged = save(client, texte, told["fusion"]["texte"], compte=redacteur, revision=1, regle=2)
    assert merged.json()["revision"] == 3
    assert list(RevisionTexte.objects.order_by("numero").values_list("numero", "sort")) == [
        (0, "appliquee"),
        (1, "appliquee"),
        (2, "reglee"),
        (3, "appliquee"),
    ]


def test_who_prefers_the_text_of_the_other_settles_his_own(at_work, camille, client, redacteur, texte):
    save(at_work, texte, "<p>Le premier.</p>", compte=camille)
    client.force_login(redacteur)
    gardee = save(client, texte, "<p>Le second.</p>", compte=redacteur).json()["gardee"]
    assert client.get(address(texte, "texte")).json()["conflit"]["mien"]["texte"] == "<p>Le second.</p>"

    response = post(client, address(texte, "departager"), compte=redacteur.pk, regle=gardee)

    assert response.json()["texte"] == "<p>Le premier.</p>"
    assert client.get(address(texte, "texte")).json()["conflit"] is None
    assert RevisionTexte.objects.get(numero=gardee).texte == "<p>Le second.</p>"


def test_an_expired_session_is_told_as_such_and_nothing_is_written(camille, texte):
    response = save(Client(), texte, "<p>Perdu ?</p>", compte=camille)
    assert (response.status_code, "session" in response.json()["message"]) == (401, True)
    assert not RevisionTexte.objects.exists()


def test_a_text_is_not_saved_under_the_name_of_somebody_else(client, camille, redacteur, texte):
    client.force_login(redacteur)
    response = save(client, texte, "<p>De Camille.</p>", compte=camille)
    assert (response.status_code, response.json()["autre_compte"]) == (403, True)
    assert not RevisionTexte.objects.exists()


def test_the_text_typed_on_a_pv_that_is_frozen_meanwhile_is_kept(at_work, camille, seance, texte):
    factories.ProcesVerbalFactory(seance=seance, diffuse=True)
    response = save(at_work, texte, "<p>Trop tard.</p>", compte=camille)
    assert (response.status_code, response.json()["gardee"]) == (423, 1)
    assert RevisionTexte.objects.get().texte == "<p>Trop tard.</p>"


@pytest.mark.parametrize("act", ["enregistrer", "departager", "texte"])
def test_the_desk_of_another_chantier_does_not_exist(client, act, texte):
    stranger = factories.ParticipantFactory(avec_compte=True)
    factories.CopresidenceFactory(participant=stranger)
    client.force_login(stranger.compte)
    if act == "texte":
        response = client.get(address(texte, act))
    else:
        response = post(
            client,
            address(texte, act),
            compte=stranger.compte.pk,
            revision=0,
            regle=1,
            texte="<p>x</p>",
            texte_apres="",
        )
    assert response.status_code == 404
    assert client.get(desk(texte.point.seance)).status_code == 404
    assert client.get(state_address(texte.point.seance)).status_code == 404
    assert not RevisionTexte.objects.exists()


def test_a_text_of_another_seance_is_not_saved_through_this_one(at_work, camille, texte):
    other = factories.TextePointFactory()
    url = reverse("admin:seances_seance_rediger_enregistrer", args=[texte.point.seance_id, other.pk])
    response = post(at_work, url, compte=camille.pk, revision=0, texte="<p>x</p>", texte_apres="")
    assert response.status_code == 404
    assert not RevisionTexte.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b'{"compte": 1',
        b"{}",
        b'{"compte": true, "revision": 0, "texte": "", "texte_apres": ""}',
        b'{"compte": 1, "revision": "0", "texte": "", "texte_apres": ""}',
        b'{"compte": 1, "revision": 0, "texte": null, "texte_apres": ""}',
        b'{"compte": 1, "revision": 99999999999, "texte": "", "texte_apres": ""}',
        b'{"compte": 1, "revision": 0, "texte": "", "texte_apres": "", "regle": "1"}',
    ],
)
def test_what_cannot_be_read_is_refused_in_french(at_work, texte, body):
    response = at_work.post(address(texte, "enregistrer"), body, content_type="application/json")
    assert response.status_code == 400
    assert "rechargez la page" in response.json()["message"]


def test_the_others_are_told_who_has_the_pen(at_work, camille, client, redacteur, seance, texte):
    post(at_work, state_address(seance), compte=camille.pk, texte=texte.pk)
    client.force_login(redacteur)
    told = client.get(state_address(seance)).json()
    assert told["textes"] == [{"texte": texte.pk, "revision": 0, "plumes": ["Camille Dupré"]}]
    assert (told["compte"], told["fige"], bool(told["jeton"])) == (redacteur.pk, False, True)


def test_the_page_holds_every_point_and_what_its_nature_brings(at_work, seance, texte):
    factories.ProcesVerbalFactory(seance=seance)
    groupes = factories.PointOrdreDuJourFactory(seance=seance, nature="sous_groupes", titre="Groupes")
    membre = factories.MembreSousGroupeFactory(
        sous_groupe=factories.SousGroupeFactory(seance=seance), nom_imprime="Alix Roy"
    )
    page = at_work.get(desk(seance)).text
    assert f'data-texte="{texte.pk}"' in page
    assert TextePoint.objects.filter(point=groupes).exists()
    assert membre.nom_imprime in page


def test_no_text_is_begun_in_a_pv_that_is_frozen(at_work, seance, texte):
    factories.ProcesVerbalFactory(seance=seance, diffuse=True)
    factories.PointOrdreDuJourFactory(seance=seance)
    before = TextePoint.objects.count()
    assert at_work.post(reverse("admin:seances_seance_rediger", args=[seance.pk])).status_code == 302
    assert TextePoint.objects.count() == before


def test_opening_the_desk_writes_no_pv(at_work, seance, texte):
    assert at_work.get(desk(seance)).status_code == 200
    assert not ProcesVerbal.objects.exists()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_desk_costs_the_same_for_any_number(at_work, seance, django_assert_num_queries, rows):
    factories.ProcesVerbalFactory(seance=seance)
    for _ in range(rows):
        factories.TextePointFactory(point=factories.PointOrdreDuJourFactory(seance=seance))
        factories.PresenceFactory(seance=seance, present=True)
    with django_assert_num_queries(17):
        at_work.get(desk(seance))


@pytest.mark.parametrize("rows", [1, 3])
def test_an_autosave_costs_the_same_for_any_number(
    at_work, camille, seance, texte, django_assert_num_queries, rows
):
    factories.ProcesVerbalFactory(seance=seance)
    for _ in range(rows):
        factories.TextePointFactory(point=factories.PointOrdreDuJourFactory(seance=seance))
        factories.PresenceFactory(seance=seance, present=True)
    save(at_work, texte, "<p>Un.</p>", compte=camille)
    with django_assert_num_queries(33):
        assert save(at_work, texte, "<p>Deux.</p>", compte=camille, revision=1).status_code == 200


# ── Real hours, and who is meant by a name ──────────────────────────────────────────────────────────────


def hours(client, seance, compte, begins, ends):
    address = reverse("admin:seances_seance_rediger_heures", args=[seance.pk])
    return post(client, address, compte=compte.pk, debut_reel=begins, fin_reelle=ends)


def test_the_real_hours_are_noted_at_the_head_of_the_pv(at_work, camille, seance):
    factories.ProcesVerbalFactory(seance=seance)
    response = hours(at_work, seance, camille, "14:05", "16:10")
    assert response.json() == {
        "ouverture": "La réunion débute à 14h05.",
        "cloture": ["L’ordre du jour étant épuisé, la réunion est levée à 16h10."],
    }
    seance.refresh_from_db()
    assert (str(seance.debut_reel), str(seance.fin_reelle)) == ("14:05:00", "16:10:00")
    noted = Evenement.objects.get(modele="seances.seance")
    assert (noted.par, noted.details["champs"]) == (camille, ["debut_reel", "fin_reelle"])


@pytest.mark.parametrize(
    ("begins", "ends", "said"),
    [
        ("16:00", "14:00", "La fin réelle doit venir après le début réel."),
        ("quinze", "", "Saisissez une heure valide."),
    ],
)
def test_impossible_hours_are_refused_in_french(at_work, camille, seance, begins, ends, said):
    response = hours(at_work, seance, camille, begins, ends)
    assert (response.status_code, response.json()["message"]) == (400, said)
    seance.refresh_from_db()
    assert (seance.debut_reel, seance.fin_reelle) == (None, None)


def test_the_hours_of_a_frozen_pv_stay(at_work, camille, seance):
    factories.ProcesVerbalFactory(seance=seance, diffuse=True)
    assert hours(at_work, seance, camille, "14:00", "").status_code == 400
    seance.refresh_from_db()
    assert seance.debut_reel is None


def test_an_unknown_name_is_explained_in_one_click(at_work, camille, seance, texte):
    roy = factories.PresenceFactory(
        seance=seance, present=True, participant__prenom="Alix", participant__nom="Roy"
    )
    save(at_work, texte, "<p>Mme R. Royer : oui.</p>", compte=camille)
    response = post(
        at_work, address(texte, "attribuer"), compte=camille.pk, libelle="Mme R. Royer", personne="alix-roy"
    )
    assert response.json()["marges"]["texte"] == [{"nom": "Alix Roy"}]
    assert Attribution.objects.get().participant == roy.participant
    assert Intervention.objects.get().participant == roy.participant


def test_only_somebody_who_was_there_is_meant(at_work, camille, seance, texte):
    factories.PresenceFactory(seance=seance, excuse=True, participant__prenom="Alix", participant__nom="Roy")
    response = post(
        at_work, address(texte, "attribuer"), compte=camille.pk, libelle="Mme Royer", personne="alix-roy"
    )
    assert response.status_code == 400
    assert not Attribution.objects.exists()


def test_no_name_is_explained_in_a_frozen_pv(at_work, camille, seance, texte):
    factories.PresenceFactory(seance=seance, present=True, participant__prenom="Alix", participant__nom="Roy")
    factories.ProcesVerbalFactory(seance=seance, diffuse=True)
    response = post(
        at_work, address(texte, "attribuer"), compte=camille.pk, libelle="Mme Royer", personne="alix-roy"
    )
    assert response.status_code == 423
    assert not Attribution.objects.exists()


def test_a_save_rewrites_only_what_changed_of_the_index(at_work, camille, seance, texte):
    factories.PresenceFactory(seance=seance, present=True, participant__prenom="Alix", participant__nom="Roy")
    save(at_work, texte, "<p>Alix Roy : un.</p><p>Alix Roy : deux.</p>", compte=camille)
    before = dict(Intervention.objects.values_list("texte", "pk"))
    save(at_work, texte, "<p>Alix Roy : un.</p><p>Alix Roy : trois.</p>", compte=camille, revision=1)
    after = dict(Intervention.objects.values_list("texte", "pk"))
    assert list(after) == ["Alix Roy : un.", "Alix Roy : trois."]
    assert after["Alix Roy : un."] == before["Alix Roy : un."]


def test_remarks_said_at_the_seance_are_typed_from_the_point_that_prints_them(at_work, seance, texte):
    link = f"{reverse('admin:seances_remarque_add')}?seance={seance.pk}"
    assert "Noter une remarque" not in at_work.get(desk(seance)).text
    factories.TextePointFactory(point=factories.PointOrdreDuJourFactory(seance=seance, nature="approbation"))
    assert at_work.get(desk(seance)).text.count(f'<a href="{link}">Noter une remarque dite</a>') == 1
    assert at_work.get(link).status_code == 200
