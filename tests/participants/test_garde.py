"""Pages that are kept: for whom, how long, and that none is shown late in any process."""

import copy
import datetime
import re
from contextlib import contextmanager

import pytest
from django.conf import settings as portal
from django.contrib.messages import get_messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.cache import caches
from django.db import connection
from django.http import HttpResponse
from django.shortcuts import render
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver
from django.utils import timezone

from participants import garde
from participants.fraicheur import tables
from participants.models import Compte, Participant
from seances import redaction, workflow
from seances.importation import importer
from seances.models import EditionPublique, Seance, TextePoint, VersionPV
from tests.factories import ChantierFactory, CompteFactory, SeanceFactory
from tests.seances.pv.documents import octets
from tests.test_pages_house import patterns

pytestmark = pytest.mark.django_db
SEANCE = "/chantiers/3/seances/2/"
PV, PROJET = f"{SEANCE}pv/", f"{SEANCE}pv/projet/"
FEEDS = ["/calendrier.ics", "/chantiers/3/calendrier.ics", f"{SEANCE}seance.ics", "/nouveautes.atom"]
PUBLIC = [
    "/",
    "/chantiers/",
    "/chantiers/3/",
    "/chantiers/3/statistiques/",
    "/calendrier/",
    SEANCE,
    PV,
    f"{PV}versions/1/",
]
LOGGED_IN = [*PUBLIC, "/participants/"]
KEPT = {
    "accueil",
    "chantiers:glossaire",
    "seances:calendrier",
    "seances:calendrier_ics",
    "seances:chantier_detail",
    "seances:chantier_ics",
    "seances:chantier_nouveautes_atom",
    "seances:nouveautes_atom",
    "seances:chantier_list",
    "seances:chantier_proposition_list",
    "seances:participant_list",
    "seances:proces_verbal_detail",
    "seances:projet_detail",
    "seances:proposition_detail",
    "seances:proposition_list",
    "seances:seance_detail",
    "seances:seance_ics",
    "seances:statistiques",
    "seances:version_compare",
    "seances:version_detail",
    "seances:version_list",
}


@pytest.fixture
def public():
    importer(octets(), etat="approuve", accord="oui")


@pytest.fixture
def administration(client):
    client.force_login(CompteFactory(administration=True))
    return client


@pytest.fixture
def process(settings):
    """Context of another worker process: the same database, pages of its own."""

    @contextmanager
    def enter(name):
        before = settings.CACHES
        settings.CACHES = copy.deepcopy(before)
        settings.CACHES["pages"]["LOCATION"] = f"pages of {name}"
        yield
        settings.CACHES = before

    yield enter


def cost(client, address):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_these_views_are_kept():
    assert {name for name, view in patterns(get_resolver()) if hasattr(view, "texte")} == KEPT


# ── What it costs ───────────────────────────────────────────────────────────────────────────────────────


def test_a_page_read_again_costs_a_visitor_one_query(public, client):
    first = {address: client.get(address).content for address in [*PUBLIC, *FEEDS]}
    assert {address: cost(client, address) for address in [*PUBLIC, *FEEDS]} == dict.fromkeys(
        [*PUBLIC, *FEEDS], 1
    )
    assert {address: client.get(address).content for address in [*PUBLIC, *FEEDS]} == first


def test_a_page_read_again_costs_an_account_three_queries(public, administration):
    first = {address: administration.get(address).content for address in [*LOGGED_IN, *FEEDS]}
    # session, account, state
    assert {address: cost(administration, address) for address in [*LOGGED_IN, *FEEDS]} == dict.fromkeys(
        [*LOGGED_IN, *FEEDS], 3
    )
    assert {address: administration.get(address).content for address in [*LOGGED_IN, *FEEDS]} == first


def test_a_working_text_read_again_costs_three_queries(administration):
    importer(octets())
    assert cost(administration, PROJET) > cost(administration, PROJET) == 3


def test_whoever_has_the_page_receives_nothing(client):
    response = client.get("/chantiers/")
    assert response["Cache-Control"] == "private, no-cache"
    again = client.get("/chantiers/", headers={"if-none-match": response["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", response["ETag"])
    ChantierFactory()
    changed = client.get("/chantiers/", headers={"if-none-match": response["ETag"]})
    assert changed.status_code == 200
    assert changed["ETag"] != response["ETag"]


def test_a_kept_page_has_the_headers_of_the_first(public, client):
    first, again = client.get(PV), client.get(PV)
    names = [answer.headers.pop("X-Request-ID") for answer in (first, again)]
    assert names[0] != names[1]
    assert dict(first.items()) == dict(again.items())
    assert again["Vary"] == "Cookie"
    assert client.head(PV).headers["ETag"] == again["ETag"]


# ── Nothing late ────────────────────────────────────────────────────────────────────────────────────────


def read_everywhere(client, process, address):
    """What two processes answer, each asked twice."""
    answers = []
    for name in ("one", "other"):
        with process(name):
            answers += [client.get(address) for _ in range(2)]
    return answers


def test_a_withdrawn_edition_is_seen_by_no_process(public, client, process):
    assert {response.status_code for response in read_everywhere(client, process, PV)} == {200}
    workflow.withdraw_edition(EditionPublique.objects.get(), by=None, motif="Erreur")
    assert {response.status_code for response in read_everywhere(client, process, PV)} == {302}


def test_an_objection_is_seen_by_every_process(public, client, process):
    assert all("Ismaël Haddou" in response.text for response in read_everywhere(client, process, PV))
    Participant.objects.filter(nom="Haddou").update(opposition_le=timezone.now())
    workflow.publish(VersionPV.objects.get(), by=None)
    assert not any("Haddou" in response.text for response in read_everywhere(client, process, PV))


def test_an_edited_chantier_is_seen_by_every_process(public, client, process):
    read_everywhere(client, process, "/chantiers/3/")
    seance = Seance.objects.get(chantier__numero=3, numero=2)
    seance.chantier.objectif = "Un objectif tout neuf"
    seance.chantier.save()
    found = read_everywhere(client, process, "/chantiers/3/")
    assert all("Un objectif tout neuf" in response.text for response in found)


def test_a_saved_text_is_seen_by_every_process_and_leaves_the_lists(administration, process):
    importer(octets())
    texte = TextePoint.objects.exclude(texte="").first()
    for address in (PROJET, "/chantiers/"):
        read_everywhere(administration, process, address)
    redaction.save_texte(
        texte, texte="<p>Tout neuf.</p>", texte_apres="", opened_revision=texte.revision, by=None
    )
    found = read_everywhere(administration, process, PROJET)
    assert all("Tout neuf." in response.text for response in found)
    with process("one"):
        assert cost(administration, "/chantiers/") == 3


def test_whoever_loses_a_right_loses_the_page(public, administration, process):
    assert {response.status_code for response in read_everywhere(administration, process, PROJET)} == {200}
    Compte.objects.update(is_superuser=False)
    assert {response.status_code for response in read_everywhere(administration, process, PROJET)} == {404}


def test_a_right_lost_while_the_page_is_asked_for_is_not_kept(administration):
    """The account is read after the state: else the page of a lost right would stand under the new state."""
    lost = []

    def lose(execute, sql, params, many, context):
        if "participants_changement" in sql and not lost:
            lost.append(sql)
            Compte.objects.update(is_superuser=False)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(lose):
        administration.get("/participants/")
    assert lost
    assert administration.get("/participants/").status_code == 403


def test_the_next_day_is_another_page(client, monkeypatch):
    day = timezone.localdate()
    monkeypatch.setattr(timezone, "localdate", lambda: day)
    assert cost(client, "/calendrier/") > cost(client, "/calendrier/") == 1
    day += datetime.timedelta(days=1)
    assert cost(client, "/calendrier/") > 1


def test_a_page_is_kept_a_minute_apart_from_the_limits():
    assert portal.CACHES["pages"]["TIMEOUT"] == 60
    caches["default"].set("limit", 1)
    for number in range(2 * portal.CACHES["pages"]["OPTIONS"]["MAX_ENTRIES"]):
        caches["pages"].set(number, "page")
    assert caches["default"].get("limit") == 1


# ── Each his own ────────────────────────────────────────────────────────────────────────────────────────


def test_a_page_is_shown_to_nobody_else(public, client):
    """Visitor, administrator, account without role, in every order."""
    readers = [None, CompteFactory(administration=True), CompteFactory()]

    def read(reader):
        client.logout()
        if reader:
            client.force_login(reader)
        answers = [client.get(address) for address in LOGGED_IN]
        return [(response.status_code, response.content) for response in answers]

    alone = {}
    for reader in readers:
        caches["pages"].clear()
        alone[reader] = read(reader)
    for pages in zip(*alone.values(), strict=True):
        assert len(set(pages)) == len(readers)
    caches["pages"].clear()
    for reader in readers + readers[::-1]:
        assert read(reader) == alone[reader]


def test_each_address_has_its_page(client):
    SeanceFactory(convoquee=True)
    months = ["/calendrier/?mois=2024-02", "/calendrier/?mois=2024-03"]
    february, march = (client.get(month).content for month in months)
    assert february != march
    assert [client.get(month).content for month in months] == [february, march]


def test_a_long_address_is_not_kept(client):
    ChantierFactory()
    address = "/chantiers/?" + "x" * garde.ADRESSE
    assert cost(client, address) == cost(client, address) > 1
    assert "ETag" not in client.get(address)


def test_other_methods_are_answered_by_the_view(client):
    client.get("/chantiers/")
    assert client.post("/chantiers/").status_code == 405


def test_a_waiting_message_is_shown_once_and_not_kept(client, rf):
    def with_message():
        storage = CookieStorage(rf.get("/"))
        storage.add(20, "Bien reçu")
        response = HttpResponse()
        storage.update(response)
        client.cookies["messages"] = response.cookies["messages"].value

    client.get("/chantiers/")
    with_message()
    assert "Bien reçu" in client.get("/chantiers/").text
    assert "Bien reçu" not in client.get("/chantiers/").text
    caches["pages"].clear()
    with_message()
    assert "Bien reçu" in client.get("/chantiers/").text
    assert "Bien reçu" not in client.get("/chantiers/").text


def with_cookie(request):
    response = HttpResponse("page")
    response.set_cookie("a", "b")
    return response


def with_message(request):
    get_messages(request).add(20, "Bien reçu")
    return HttpResponse("page")


def with_token(request):
    return render(request, "account/logout.html")


def with_nonce(request):
    return HttpResponse(str(request.csp_nonce))


@pytest.mark.parametrize(
    "view",
    [
        with_cookie,
        with_message,
        with_token,
        with_nonce,
        lambda request: HttpResponse("page", headers={"X-Robots-Tag": "noindex"}),
        lambda request: HttpResponse("page", content_type="text/plain"),
        lambda request: HttpResponse("page", status=202),
        lambda request: HttpResponse("page", headers={"Vary": "Accept"}),
    ],
)
def test_what_says_more_than_a_page_is_not_kept(client, monkeypatch, view):
    entry = next(each for each in get_resolver().url_patterns if each.name == "accueil")
    view.login_required = False
    monkeypatch.setattr(entry, "callback", garde.kept(view))
    assert "ETag" not in client.get("/")


# ── Nothing unseen ──────────────────────────────────────────────────────────────────────────────────────

TEXTES = {PROJET, "/chantiers/3/statistiques/"}  # kept as long as no working text changes
NAME = re.compile(r'(?:FROM|JOIN) "(\w+)"')


@pytest.mark.parametrize("role", ["visitor", "administrator"])
def test_a_kept_page_reads_only_what_moves_its_state(public, client, role):
    """A table that does not count, or counts for working texts alone, would leave the page as it was."""
    if role == "administrator":
        client.force_login(CompteFactory(administration=True))
    for address in [*LOGGED_IN, *FEEDS, PROJET]:
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        read = {name for query in queries for name in NAME.findall(query["sql"])} - {"django_session"}
        counted = {table for table, texte in tables().items() if not texte or address in TEXTES}
        assert read - counted == set(), address
