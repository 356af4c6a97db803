"""Nominative pages are kept by no search engine; robots.txt lets engines read that they may not keep them."""

import pytest
from django.db import transaction
from django.test import override_settings
from django.urls import get_resolver

from seances.importation import importer
from tests.seances.pv.documents import octets

META = '<meta name="robots" content="noindex, noarchive">'
INDEXABLE = [
    "/",
    "/accessibilite/",
    "/aide/",
    "/aide/administrer/",
    "/aide/connexion/",
    "/aide/exploitation/",
    "/aide/participer/",
    "/aide/recherche/",
    "/aide/presider/",
    "/aide/rediger/",
    "/aide/note/",
    "/aide/etudier/",
    "/aide/visiteur/",
    "/glossaire/",
    "/nouveautes/",
    "/calendrier/",
    "/chantiers/",
    "/vie-privee/",
]
SEANCE = "/chantiers/3/seances/2/"
NOMINATIVE = [
    "/chantiers/3/",
    SEANCE,
    f"{SEANCE}ordre-du-jour.pdf",
    f"{SEANCE}seance.ics",
    f"{SEANCE}pv/",
    f"{SEANCE}pv.pdf",
    f"{SEANCE}pv.json",
    f"{SEANCE}pv/versions/1/",
    f"{SEANCE}pv/versions/1.pdf",
]


@pytest.fixture(scope="module")
def one_pv(django_db_setup, django_db_blocker, tmp_path_factory):
    """A published PV, made once for the module and taken back at its end."""
    files = override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media"))
    with django_db_blocker.unblock(), files, transaction.atomic():
        importer(octets(), etat="approuve", accord="oui")
        yield
        transaction.set_rollback(True)


@pytest.fixture
def own_files(one_pv):
    """Stored files are those of the PV."""


@pytest.fixture
def published(one_pv, db):
    pass


@pytest.mark.parametrize("address", NOMINATIVE)
@pytest.mark.parametrize("again", [1, 2])
def test_nominative_answers_may_not_be_kept(client, published, address, again):
    """Said again when the page comes from those that are kept ready."""
    for _ in range(again):
        response = client.get(address)
        assert b"".join(response)  # read whole, so that a file is closed
    assert (response.status_code, response["X-Robots-Tag"]) == (200, "noindex, noarchive")
    if response["Content-Type"].startswith("text/html"):
        assert META in response.text


@pytest.mark.parametrize("address", INDEXABLE)
def test_pages_that_name_nobody_may_be_found(client, published, address):
    response = client.get(address)
    assert response.status_code == 200
    assert "X-Robots-Tag" not in response.headers
    assert META not in response.text
    for name in ("Haddou", "DUBOIS", "Lêmerre"):
        assert name not in response.text


@pytest.mark.parametrize("address", ["/nulle-part/", "/participants/", "/mes-donnees/", "/gestion/"])
def test_a_closed_door_is_not_kept_either(client, db, address):
    assert client.get(address)["X-Robots-Tag"] == "noindex, noarchive"


def views(resolver):
    for entry in resolver.url_patterns:
        if hasattr(entry, "url_patterns"):
            yield from views(entry)
        else:
            yield entry.callback


def test_only_these_pages_are_opened():
    opened = [view for view in views(get_resolver()) if getattr(view, "indexable", False)]
    assert len(opened) == len(INDEXABLE)


def test_robots_txt_hides_no_nominative_page(client):
    response = client.get("/robots.txt")
    assert response["Content-Type"].startswith("text/plain")
    closed = [line.split()[1] for line in response.text.splitlines() if line.startswith("Disallow")]
    assert closed == ["/compte/", "/gestion/", "/lien/"]
    assert [address for address in NOMINATIVE if address.startswith(tuple(closed))] == []
