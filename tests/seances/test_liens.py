"""Personal links: one act, one person, nothing else; a scanner that opens them all changes nothing."""

import datetime
import io
import logging
import logging.config
import re
from urllib.parse import urlsplit

import pytest
from django.conf import settings as portal
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from participants.models import Evenement
from seances import liens, notes, workflow
from seances.models import ActeLien, LienPersonnel, Lieu, Presence, Restitution, Seance
from tests import factories
from tests.seances.personnes import account, day

pytestmark = pytest.mark.django_db
VIENT = {"reponse": "vient"}


@pytest.fixture
def seance():
    """A séance to come of a private chantier, with what a link must not show."""
    seance = factories.SeanceFactory(
        convoquee=True,
        avec_horaire=True,
        avec_lieu=True,
        date=day(7),
        chantier__prive=True,
        chantier__titre="Le goûter",
        chantier__contact="gouter@example.org",
    )
    point = factories.PointOrdreDuJourFactory(seance=seance, titre="Le cake")
    factories.IntervenantFactory(point=point, nom_imprime="Hugo PRÉSENTE")
    factories.IntervenantFactory(
        point=point,
        participant=factories.ParticipantFactory(oppose=True, nom="Discrète"),
        nom_imprime="Discrète",
    )
    factories.TextePointFactory(point=point, texte="<p>Texte de travail.</p>")
    factories.PresenceFactory(
        seance=seance, nom_imprime="Autre PARTICIPANTE", motif="Malade.", reponse="excuse"
    )
    return seance


@pytest.fixture
def alix(seance):
    """Somebody registered, without an account."""
    alix = factories.ParticipantFactory(prenom="Alix", nom="Invitée", courriel="alix@example.org")
    factories.InscriptionFactory(chantier=seance.chantier, participant=alix, depuis=day(-90))
    return alix


@pytest.fixture
def groupe(alix):
    """A sub-group of a past séance whose secrétaire is Alix."""
    held = factories.SeanceFactory(chantier=alix.inscriptions.get().chantier, convoquee=True, date=day(-3))
    groupe = factories.SousGroupeFactory(seance=held)
    factories.MembreSousGroupeFactory(sous_groupe=groupe, participant=alix, secretaire=True)
    factories.MembreSousGroupeFactory(
        sous_groupe=groupe, nom_imprime="Autre MEMBRE", participant__courriel="m@example.org"
    )
    return groupe


def link(acte, participant, cible):
    """Path of a new link."""
    return urlsplit(liens.make(acte, participant, cible)).path


@pytest.fixture
def reponse(seance, alix):
    return link(ActeLien.REPONDRE, alix, seance)


@pytest.fixture
def depot(groupe, alix):
    return link(ActeLien.DEPOSER_NOTE, alix, groupe)


def everything():
    """All that the portal holds of the act, to compare before and after."""
    return [
        list(model.objects.order_by("pk").values())
        for model in (Presence, Restitution, LienPersonnel, Evenement)
    ]


# ── Made ────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_link_is_a_long_secret_of_which_only_the_fingerprint_is_kept(seance, alix, settings):
    settings.SITE_URL = "https://assises.example.org"
    first, second = (liens.make("repondre", alix, seance) for _ in range(2))
    tokens = [
        re.fullmatch(r"https://assises\.example\.org/lien/([\w-]{32})/", one)[1] for one in (first, second)
    ]
    assert tokens[0] != tokens[1]
    kept = str(list(LienPersonnel.objects.values()))
    assert not any(token in kept for token in tokens)
    assert {lien.empreinte for lien in LienPersonnel.objects.all()} == {liens.digest(one) for one in tokens}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"statut": "preparation"}, "La séance n’est pas encore convoquée."),
        ({"statut": "annulee"}, "La séance est annulée"),
        ({"date": day(-1)}, "La séance a commencé"),
    ],
)
def test_no_link_is_made_for_what_is_closed(seance, alix, change, reason):
    for name, value in change.items():
        setattr(seance, name, value)
    with pytest.raises(liens.LienRefuse, match=reason):
        liens.make("repondre", alix, seance)
    assert not LienPersonnel.objects.exists()


def test_no_link_is_made_for_what_is_not_ones_own(seance, groupe):
    stranger, other = factories.ParticipantFactory(), groupe.membres.get(est_secretaire=False).participant
    presides = factories.ParticipantFactory()
    factories.CopresidenceFactory(chantier=seance.chantier, participant=presides, depuis=day(-9))
    for acte, person, target in (
        ("repondre", stranger, seance),
        ("repondre", presides, seance),
        ("deposer_note", stranger, groupe),
        ("deposer_note", other, groupe),
    ):
        with pytest.raises(liens.LienRefuse):
            liens.make(acte, person, target)
    assert not LienPersonnel.objects.exists()


# ── GET shows, POST acts ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("kind", ["reponse", "depot"])
@pytest.mark.parametrize("query", ["", "?reponse=vient&texte=Bonjour", "?utm_source=courriel"])
def test_a_scanner_that_opens_every_link_changes_nothing(client, request, kind, query):
    address = request.getfixturevalue(kind)
    before = everything()
    for _ in range(3):
        assert client.get(address + query).status_code == 200
        assert client.head(address + query).status_code == 200
    for refused in (client.options, client.put, client.patch, client.delete):
        assert refused(address + query).status_code == 405
    assert everything() == before
    assert not client.cookies


def test_an_answer_by_link_is_that_of_its_person(client, reponse, seance, alix):
    response = client.post(reponse, {"reponse": "remplace", "prenom": "Zoé", "nom": "Ost", "motif": "Congé."})
    assert (response.status_code, response.url) == (302, reponse)
    presence = Presence.objects.get(participant=alix, seance=seance)
    assert (presence.reponse, presence.remplacant_annonce, presence.motif) == (
        "remplace",
        "Zoé Ost",
        "Congé.",
    )
    assert presence.statut == "a_pointer"
    assert LienPersonnel.objects.get().utilise_le is not None
    event = Evenement.objects.get(acte="présences modifiées")
    assert (event.par, event.details) == (None, {"reponse": "remplace"})
    assert "vous vous faites remplacer par Zoé Ost" in client.get(reponse).text
    client.post(reponse, VIENT)
    presence.refresh_from_db()
    assert (presence.reponse, presence.remplacant_annonce, presence.motif) == ("vient", "", "")
    assert not client.cookies


def test_a_note_by_link_is_handed_in_for_its_person(client, depot, groupe, alix):
    response = client.post(depot, {"fichier": SimpleUploadedFile("note.txt", b"Notre note."), "titre": "Rue"})
    assert (response.status_code, response.url) == (302, depot)
    assert "Notre note." in client.get(depot).text
    assert "Votre note est déposée" not in client.get(depot).text
    assert client.post(depot, {"depot": 1}).status_code == 302
    note = Restitution.objects.get()
    assert (note.sous_groupe, note.pour, note.deposee_par, note.titre) == (groupe, alix, None, "Rue")
    assert note.contenu == "<p>Notre note.</p>"
    shown = client.get(depot).text
    assert "Votre note est déposée" in shown
    assert "Notre note." not in shown
    assert client.post(depot, {"texte": "Mieux."}).status_code == 302
    assert groupe.restitutions.count() == 2
    assert not client.cookies


@pytest.mark.parametrize(
    ("kind", "sent", "reason"),
    [
        ("reponse", {"reponse": "remplace", "motif": "Congé."}, "Dites qui vient à votre place"),
        ("depot", {"texte": "Le texte.", "titre": "x" * 201}, "au plus 200 caractères"),
        ("depot", {}, "Choisissez le fichier de la note"),
    ],
)
def test_what_is_refused_says_why_and_uses_nothing(client, request, kind, sent, reason):
    address = request.getfixturevalue(kind)
    before = everything()
    response = client.post(address, sent)
    assert (response.status_code, reason in response.text) == (422, True)
    assert everything() == before
    for typed in sent.values():
        assert typed in response.text


def test_a_link_works_without_cookies_and_without_a_token_of_the_page(reponse):
    assert Client(enforce_csrf_checks=True).post(reponse, VIENT).status_code == 302


# ── Nothing else ────────────────────────────────────────────────────────────────────────────────────────


def test_the_page_shows_what_the_act_needs_and_no_other_name(client, seance, reponse, depot):
    Lieu.objects.filter(pk=seance.lieu_id).update(acces="Ascenseur. Appelez m@example.org.")
    Seance.objects.filter(pk=seance.pk).update(informations="Sonnez deux fois.")
    text = client.get(reponse).text
    for said in (
        "Alix Invitée",
        "Le goûter",
        "Le cake",
        "Salle 1",
        "Ascenseur.",
        "Sonnez deux fois.",
        "13h30",
        "gouter@example.org",
        "Hugo PRÉSENTE",
    ):
        assert said in text
    hidden = (
        "Autre PARTICIPANTE",
        "Discrète",
        "Malade.",
        "Texte de travail",
        "alix@example.org",
        "Autre MEMBRE",
        "m@example.org",
    )
    for page in (text, client.get(depot).text):
        assert [one for one in hidden if one in page] == []


def test_a_link_opens_no_other_page(client, reponse, depot, seance, groupe):
    """Every address that the page names, and the closed ones, are what they were for a visitor."""
    for address in (reponse, depot):
        client.get(address)
        client.post(address, VIENT | {"texte": "La note."})
    here = seance.get_absolute_url()
    closed = [
        here,
        f"{here}reponse/",
        f"{here}pv/projet/",
        groupe.seance.url("sous_groupe_detail", 1),
        "/participants/",
        "/gestion/",
    ]
    assert [client.get(address).status_code for address in closed] == [302] * len(closed)
    assert "_auth_user_id" not in client.session


def test_a_link_does_one_act_and_not_the_other(client, reponse, depot, groupe):
    client.post(reponse, {"texte": "Une note.", "titre": "x"})
    assert not Restitution.objects.exists()
    client.post(depot, VIENT)
    assert not Presence.objects.filter(participant__nom="Invitée").exists()


def test_whoever_is_logged_in_acts_for_the_person_of_the_link_and_is_told(client, reponse, alix, seance):
    other = account()
    factories.InscriptionFactory(chantier=seance.chantier, participant=other.participant, depuis=day(-9))
    client.force_login(other)
    assert "Vous êtes connecté(e) avec un autre compte" in client.get(reponse).text
    client.post(reponse, VIENT)
    assert Presence.objects.get(participant=alix).reponse == "vient"
    assert not Presence.objects.filter(participant=other.participant).exists()
    assert client.session["_auth_user_id"] == str(other.pk)


def test_the_person_of_the_link_is_not_warned_of_another_account(client, seance):
    compte = account()
    factories.InscriptionFactory(chantier=seance.chantier, participant=compte.participant, depuis=day(-9))
    client.force_login(compte)
    address = link("repondre", compte.participant, seance)
    assert "un autre compte" not in client.get(address).text


# ── When it is over ─────────────────────────────────────────────────────────────────────────────────────


def change(row, **fields):
    type(row).objects.filter(pk=row.pk).update(**fields)


OVER = {
    "révoqué": (lambda seance, alix: change(LienPersonnel.objects.get(), revoque_le=timezone.now()), 404),
    "plus inscrite": (lambda seance, alix: alix.inscriptions.update(jusque=day(-1)), 404),
    "préside": (lambda seance, alix: factories.PresidenceSeanceFactory(seance=seance, participant=alix), 404),
    "expiré": (lambda seance, alix: LienPersonnel.objects.update(expire_le=timezone.now()), 410),
    "en préparation": (lambda seance, alix: change(seance, statut="preparation"), 410),
    "annulée": (lambda seance, alix: change(seance, statut="annulee"), 410),
    "tenue": (lambda seance, alix: change(seance, date=day(-1)), 410),
}


@pytest.mark.parametrize("case", OVER)
def test_a_link_that_is_over_says_what_to_do_and_does_nothing(client, reponse, seance, alix, case):
    end, status = OVER[case]
    end(seance, alix)
    before = everything()
    shown, head, posted = client.get(reponse), client.head(reponse), client.post(reponse, VIENT)
    assert [one.status_code for one in (shown, head, posted)] == [status] * 3
    assert "vous connecter" in shown.text
    assert "<form" not in shown.text.partition("<main")[2]
    assert everything() == before


def test_unknown_and_revoked_are_the_same_page_at_the_same_cost(client, reponse):
    change(LienPersonnel.objects.get(), revoque_le=timezone.now())
    with CaptureQueriesContext(connection) as revoked:
        one = client.get(reponse)
    with CaptureQueriesContext(connection) as unknown:
        other = client.get(f"/lien/{'x' * 32}/")
    assert (one.status_code, one.content) == (other.status_code, other.content)
    assert len(revoked) == len(unknown) == 1


@pytest.mark.parametrize(
    "forged",
    ["x", "A" * 32, "0", "null", "é" * 32, "%00", "' OR 1=1 --", "..", "a" * 3000],
)
def test_a_forged_link_finds_nothing(client, reponse, forged):
    assert client.post(f"/lien/{forged}/", VIENT).status_code in {302, 404}
    assert not Presence.objects.filter(participant__nom="Invitée").exists()


def test_neither_the_fingerprint_nor_another_case_opens(client, reponse):
    jeton = reponse.split("/")[2]
    wrong = [LienPersonnel.objects.get().empreinte, jeton.swapcase(), jeton[:-1], f"{jeton}a", f" {jeton}"]
    assert [client.post(f"/lien/{one}/", VIENT).status_code for one in wrong] == [404] * 5


def test_a_note_is_closed_with_the_pv(client, depot, groupe):
    factories.ProcesVerbalFactory(seance=groupe.seance, diffuse=True)
    response = client.post(depot, {"texte": "Trop tard."})
    assert (response.status_code, "Le procès-verbal est figé" in response.text) == (410, True)
    assert not Restitution.objects.exists()


def test_another_secretaire_ends_the_link_of_the_former(client, depot, groupe, alix):
    groupe.membres.filter(participant=alix).update(est_secretaire=False)
    assert client.post(depot, {"texte": "La note."}).status_code == 404
    assert not Restitution.objects.exists()


def test_a_seance_put_off_keeps_its_links(client, reponse, seance):
    change(seance, date=day(40))
    assert client.get(reponse).status_code == 200


def test_revoking_keeps_the_first_date_and_says_who(seance, alix):
    by = factories.CompteFactory()
    for _ in range(2):
        liens.make("repondre", alix, seance)
    first = LienPersonnel.objects.last()
    change(first, revoque_le=factories.INSTANT)
    assert liens.revoke(LienPersonnel.objects.all(), by=by) == 1
    first.refresh_from_db()
    assert first.revoque_le == factories.INSTANT
    assert Evenement.objects.get(acte="modification").par == by


# ── The secret stays one ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("over", [False, True])
@pytest.mark.parametrize("method", ["get", "head", "post", "put"])
def test_the_address_leaks_nowhere(client, reponse, over, method):
    if over:
        change(LienPersonnel.objects.get(), revoque_le=timezone.now())
    response = getattr(client, method)(reponse)
    assert response["Referrer-Policy"] == "no-referrer"
    assert "no-store" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex, noarchive"


@pytest.mark.parametrize("over", [False, True])
def test_the_log_does_not_hold_the_secret(client, reponse, over):
    if over:
        change(LienPersonnel.objects.get(), revoque_le=timezone.now())
    stream = io.StringIO()
    handlers = {name: one | {"stream": stream} for name, one in portal.LOGGING["handlers"].items()}
    try:
        logging.config.dictConfig(portal.LOGGING | {"handlers": handlers})
        for ask in (client.get, client.post, client.put):
            ask(reponse)
    finally:
        logging.config.dictConfig(portal.LOGGING)
    assert "/lien/…/" in stream.getvalue()
    assert reponse.split("/")[2] not in stream.getvalue()


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("kind", "queries"), [("reponse", 12), ("depot", 5)])
def test_the_page_costs_the_same_for_any_number(
    request, client, django_assert_num_queries, seance, groupe, kind, queries, rows
):
    for _ in range(rows - 1):
        factories.PresenceFactory(seance=seance)
        point = factories.PointOrdreDuJourFactory(seance=seance)
        factories.IntervenantFactory(point=point, connu=True)
        factories.MembreSousGroupeFactory(sous_groupe=groupe)
        notes.deposit(groupe, name="a.txt", data=b"x")
    address = request.getfixturevalue(kind)
    with django_assert_num_queries(queries):
        client.get(address)


def test_the_day_of_expiry_is_that_of_brussels(seance, alix):
    liens.make("repondre", alix, seance)
    expires = timezone.localtime(LienPersonnel.objects.get().expire_le)
    assert (expires.date(), expires.time()) == (day(67), datetime.time())


def test_who_is_erased_keeps_no_link_and_no_reason(client, reponse, seance, alix):
    client.post(reponse, {"reponse": "remplace", "prenom": "Zoé", "nom": "Ost", "motif": "Malade."})
    assert workflow.erase(alix, by=None)
    assert client.get(reponse).status_code == 404
    presence = Presence.objects.get(participant=alix)
    assert (presence.reponse, presence.motif, presence.remplacant_annonce) == ("remplace", "", "")
    assert not workflow.erase(alix, by=None)
