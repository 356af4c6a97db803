"""The Atom feeds: valid, the same for everybody, with nothing that is not public."""

import xml.etree.ElementTree as ET
from email.utils import parsedate_to_datetime

import pytest
from django.utils import timezone

from tests import factories

from .nouvelles import in_days, published

pytestmark = pytest.mark.django_db
FEED = "/nouveautes.atom"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def seance():
    chantier = factories.ChantierFactory(numero=4, titre="Le goûter <b>& la récré</b>")
    return factories.SeanceFactory(chantier=chantier, numero=2, date=in_days(20), convoquee=True)


def read(response):
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ET.fromstring(response.content)


def text(element, name):
    return element.findtext(f"{ATOM}{name}")


def test_it_says_all_that_the_norm_asks(client, seance, settings):
    """RFC 4287: one id, title and updated for each, an author, absolute addresses, a link to itself."""
    held = factories.SeanceFactory(chantier=seance.chantier, numero=1, convoquee=True)
    published(held)
    feed = read(client.get(FEED))
    entries = feed.findall(f"{ATOM}entry")
    assert len(entries) == 2
    for element in (feed, *entries):
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"{ATOM}{name}")) == 1, name
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == "Portail des Assises"
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links == {"alternate": f"{settings.SITE_URL}/nouveautes/", "self": f"{settings.SITE_URL}{FEED}"}
    pv, convened = entries
    assert text(convened, "title") == "Chantier 4, séance 2\u00a0: séance convoquée"
    assert convened.find(f"{ATOM}link").get("href") == f"{settings.SITE_URL}{seance.get_absolute_url()}"
    assert text(pv, "title") == "Chantier 4, séance 1\u00a0: procès-verbal approuvé et public"
    assert text(feed, "updated") == text(pv, "updated")
    ids = [text(element, "id") for element in (feed, *entries)]
    assert len(set(ids)) == 3 and all(each.startswith("tag:127.0.0.1,2026:") for each in ids)


def test_what_people_typed_is_text(client, seance):
    """The summary is HTML for whoever reads it: a title brings none."""
    seance.chantier.titre += "\x0b\ufffe"
    seance.chantier.save()
    [entry] = read(client.get(FEED)).findall(f"{ATOM}entry")
    summary = entry.find(f"{ATOM}summary")
    assert summary.get("type") == "html"
    assert "Le goûter &lt;b&gt;&amp; la récré&lt;/b&gt;." in summary.text


def test_an_entry_keeps_its_name_when_it_changes(client, seance):
    [before] = read(client.get(FEED)).findall(f"{ATOM}entry")
    seance.date = in_days(30)
    seance.save()
    [after] = read(client.get(FEED)).findall(f"{ATOM}entry")
    assert text(after, "id") == text(before, "id")
    assert text(after, "published") == text(before, "published")
    assert text(after, "updated") >= text(before, "updated") and "changée" in text(after, "title")


def test_it_is_the_same_for_everybody(client, seance):
    prive = factories.ChantierFactory(prive=True, titre="Chantier caché")
    factories.SeanceFactory(chantier=prive, date=in_days(20), convoquee=True)
    factories.SeanceFactory(chantier=seance.chantier, date=in_days(20))
    pv = factories.ProcesVerbalFactory(seance__chantier=seance.chantier, diffuse=True)
    factories.VersionPVFactory(proces_verbal=pv, figee_le=timezone.now())
    visitor = client.get(FEED)
    client.force_login(factories.CompteFactory(administration=True))
    assert client.get(FEED).content == visitor.content
    assert len(read(visitor).findall(f"{ATOM}entry")) == 1 and "caché" not in visitor.text


def test_a_reader_that_comes_back_gets_nothing_twice(client, seance):
    first = client.get(FEED)
    newest = text(read(first), "updated")
    assert parsedate_to_datetime(first["Last-Modified"]).isoformat()[:19] == newest[:19]
    again = client.get(FEED, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    seance.date = in_days(31)
    seance.save()
    assert client.get(FEED, headers={"if-none-match": first["ETag"]}).status_code == 200


def test_what_was_withdrawn_is_gone_for_whoever_asks_by_date_alone(client, seance):
    version = published(factories.SeanceFactory(chantier=seance.chantier, convoquee=True))
    first = client.get(FEED)
    factories.EditionPubliqueFactory(version=version, retrait=True)
    again = client.get(FEED, headers={"if-modified-since": first["Last-Modified"]})
    assert again.status_code == 200
    assert len(read(again).findall(f"{ATOM}entry")) == 1


def test_each_public_chantier_has_its_own(client, seance):
    other = factories.ChantierFactory(numero=5)
    factories.SeanceFactory(chantier=other, date=in_days(20), convoquee=True)
    address = "/chantiers/4/nouveautes.atom"
    assert f'href="{address}"' in client.get("/chantiers/4/").text
    feed = read(client.get(address))
    assert [text(one, "title")[:10] for one in feed.findall(f"{ATOM}entry")] == ["Chantier 4"]
    assert len(read(client.get(FEED)).findall(f"{ATOM}entry")) == 2


def test_an_empty_feed_is_valid_and_steady(client):
    first = client.get(FEED)
    assert text(read(first), "updated") == "2022-01-01T00:00:00+00:00"
    assert client.get(FEED)["ETag"] == first["ETag"]


@pytest.mark.parametrize("rows", [1, 3])
def test_it_costs_the_same_for_any_number(client, seance, django_assert_num_queries, rows):
    for _ in range(rows):
        published(factories.SeanceFactory(chantier=seance.chantier, convoquee=True))
    with django_assert_num_queries(4):
        client.get(FEED)
    with django_assert_num_queries(1):
        client.get(FEED)
