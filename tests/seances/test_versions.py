"""The versions of a PV: which there are, what changed between two, and their bytes, that nobody changes unseen."""

import datetime
import io
import os
from pathlib import Path

import pypdfium2
import pytest
from django.db import connection
from django.utils import timezone
from lxml import html as lxml_html

from participants.models import Evenement
from seances import fichiers, redaction, workflow
from seances.models import TextePoint
from seances.verification import check_frozen
from tests import factories

pytestmark = pytest.mark.django_db


def days(count):
    return timezone.localdate() + datetime.timedelta(days=count)


def words(element):
    return " ".join(element.text_content().split())


def edit(pv, html):
    texte = pv.seance.points.get().texte
    redaction.save_texte(texte, texte=html, texte_apres="", opened_revision=texte.revision, by=None)


@pytest.fixture
def by():
    return factories.ParticipantFactory(prenom="Alix", nom="Préside", avec_compte=True).compte


@pytest.fixture
def pv(by):
    """A PV with three versions: withdrawn, sent out, approved."""
    seance = factories.SeanceFactory(convoquee=True, date=days(-10))
    factories.TextePointFactory(point=factories.PointOrdreDuJourFactory(seance=seance, titre="Le fond"))
    redaction.open_pv(seance)
    pv = seance.proces_verbal
    later = factories.SeanceFactory(chantier=seance.chantier, convoquee=True, date=days(9))
    edit(pv, "<p>Le groupe se réunit lundi.</p>")
    workflow.submit(pv, by=by)
    workflow.send_out(pv, remarques_jusqu_au=days(5), by=by)
    workflow.withdraw(pv, motif="Le jour était faux.", by=by)
    edit(pv, "<p>Le groupe se réunit mardi.</p>")
    factories.PresenceFactory(seance=seance, present=True, nom_imprime="Zoé Venue")
    workflow.send_out(pv, remarques_jusqu_au=days(5), by=by)
    workflow.approve(pv, en=later, by=by)
    pv.refresh_from_db()
    return pv


@pytest.fixture
def reader(client, pv):
    participant = factories.ParticipantFactory(avec_compte=True)
    factories.InscriptionFactory(chantier=pv.seance.chantier, participant=participant)
    client.force_login(participant.compte)
    return client


def get(client, pv, view, *numbers):
    return client.get(pv.seance.url(view, *numbers))


# ── The list ────────────────────────────────────────────────────────────────────────────────────────────


def test_the_list_tells_each_version_its_state_its_author_and_its_withdrawal(reader, pv):
    root = lxml_html.fromstring(get(reader, pv, "version_list").text)
    told = [words(li) for li in root.xpath("//ol[@class='versions']/li")]
    assert [each.split(" figée")[0] for each in told] == [
        "Version 3 approuvé",
        "Version 2 diffusé",
        "Version 1 diffusé",
    ]
    assert all("par Alix Préside" in each for each in told)
    assert "Le jour était faux." in told[2]
    assert [version.pdf_sha256 in told[3 - version.numero] for version in pv.versions.all()] == [True] * 3


def test_any_two_versions_may_be_asked_for(reader, pv):
    response = reader.get(pv.seance.url("version_list"), {"de": "3", "a": "1"})
    assert response["Location"] == pv.seance.url("version_compare", 1, 3)


@pytest.mark.parametrize("asked", [{"de": "1"}, {"de": "x", "a": "2"}, {"de": "1", "a": "9" * 30}])
def test_anything_else_shows_the_list(reader, pv, asked):
    assert reader.get(pv.seance.url("version_list"), asked).status_code == 200


@pytest.mark.parametrize("count", [0, 2])
def test_the_list_costs_the_same_for_any_number(reader, pv, django_assert_num_queries, count):
    for _ in range(count):
        factories.VersionPVFactory(proces_verbal=pv, etat="diffuse")
    with django_assert_num_queries(8):
        get(reader, pv, "version_list")


# ── What changed ────────────────────────────────────────────────────────────────────────────────────────


def test_what_changed_is_told_word_by_word_in_texts_and_lists(reader, pv):
    root = lxml_html.fromstring(get(reader, pv, "version_compare", 1, 2).text)
    [differences] = root.find_class("differences")
    marked = [(each.tag, words(each)) for each in differences.iter("ins", "del")]
    assert ("del", "[supprimé : lundi]") in marked
    assert ("ins", "[ajouté : mardi]") in marked
    [presences] = [section for section in differences.iter("section") if "Présences" in words(section[0])]
    assert "Zoé Venue" in words(presences)


def test_a_version_compared_with_itself_says_the_same(reader, pv):
    assert "disent la même chose" in get(reader, pv, "version_compare", 2, 2).text


def test_a_comparison_costs_the_same_for_any_length(reader, pv, django_assert_num_queries):
    with django_assert_num_queries(7):
        get(reader, pv, "version_compare", 1, 2)


@pytest.mark.parametrize(("view", "numbers"), [("version_list", []), ("version_compare", [1, 2])])
def test_visitors_compare_nothing_even_once_it_is_published(client, pv, view, numbers):
    workflow.renew_edition(pv, by=None)
    address = pv.seance.url(view, *numbers)
    assert client.get(address)["Location"].startswith("/compte/login/code/")
    client.force_login(factories.CompteFactory())
    assert client.get(address).status_code == 404


# ── Which one reads ─────────────────────────────────────────────────────────────────────────────────────


def mention(response):
    [told] = lxml_html.fromstring(response.text).find_class("pv-mention")
    return words(told)


def test_the_page_of_a_version_tells_which_it_is_and_of_a_newer_one(reader, pv):
    today = f"{timezone.localdate():%d/%m/%Y}"
    assert mention(get(reader, pv, "version_detail", 1)) == (
        "Version retirée. Le jour était faux. Une version plus récente existe : version 3, approuvé."
    )
    assert mention(get(reader, pv, "version_detail", 2)) == (
        f"Version 2 du procès-verbal diffusé, figée le {today}. "
        "Une version plus récente existe : version 3, approuvé."
    )
    assert mention(get(reader, pv, "version_detail", 3)) == (
        f"Version 3 du procès-verbal approuvé, figée le {today}."
    )


def test_a_visitor_reads_which_edition_he_reads_and_nothing_of_versions(client, pv):
    workflow.renew_edition(pv, by=None)
    response = get(client, pv, "proces_verbal_detail")
    today = f"{timezone.localdate():%d/%m/%Y}"
    assert mention(response) == f"Édition publique de la version 3, publiée le {today}."
    assert "pv/versions/" not in response.text.replace("pv/versions/3/", "")


# ── Their bytes ─────────────────────────────────────────────────────────────────────────────────────────


def bytes_of(response):
    return b"".join(response.streaming_content) if response.streaming else response.content


def test_the_pdf_of_a_version_is_the_one_that_was_frozen(reader, pv):
    version = pv.versions.get(numero=2)
    stored = fichiers.read(version.pdf_sha256)
    TextePoint.objects.update(texte="<p>Tout autre chose.</p>")
    pv.seance.points.update(titre="Renommé")
    served = bytes_of(get(reader, pv, "version_pdf", 2))
    assert served == stored
    assert fichiers.digest(served) == version.pdf_sha256
    text = pypdfium2.PdfDocument(io.BytesIO(served))[0].get_textpage().get_text_range()
    assert ("Le fond" in text, "Renommé" in text) == (True, False)


def altered(sha256, data=b"%PDF-1.7 un autre"):
    path = Path(fichiers.path_of(sha256))
    path.chmod(0o640)
    path.write_bytes(data)


@pytest.mark.parametrize(
    ("view", "field"), [("version_pdf", "pdf_sha256"), ("version_detail", "page_sha256")]
)
@pytest.mark.parametrize("harm", ["altered", "lost"])
def test_bytes_that_are_not_the_frozen_ones_are_given_to_nobody(reader, pv, view, field, harm):
    sha256 = getattr(pv.versions.get(numero=2), field)
    if harm == "altered":
        altered(sha256)
    else:
        Path(fichiers.path_of(sha256)).unlink()
    for _ in range(2):
        response = get(reader, pv, view, 2)
        assert response.status_code == 500
        assert "Ce document n’est plus celui qui a été figé" in response.text
    assert "un autre" not in response.text
    line = Evenement.objects.get(acte="fichier altéré ou perdu")
    assert line.objet == f"adresse {pv.seance.url(view, 2)}"
    assert len(list(check_frozen())) == 1


@pytest.mark.parametrize("par", ["portail", "x-accel:/interne/"])
def test_bytes_altered_after_a_first_download_are_given_to_nobody(reader, pv, settings, monkeypatch, par):
    """Of the same length, and dated back: only the disk's own clock tells."""
    monkeypatch.setattr(fichiers, "STILL_NS", -1)
    settings.FICHIERS_PAR = par
    sha256 = pv.versions.get(numero=2).pdf_sha256
    first = get(reader, pv, "version_pdf", 2)
    b"".join(first)  # read to its end, so that the file is closed
    path = Path(fichiers.path_of(sha256))
    before = path.stat()
    altered(sha256, bytes(before.st_size))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    second = get(reader, pv, "version_pdf", 2)
    assert (first.status_code, second.status_code) == (200, 500)


def test_a_file_is_read_once_to_be_given_any_number_of_times(pv, monkeypatch):
    sha256 = pv.versions.get(numero=2).pdf_sha256
    read, check = [], fichiers._check
    monkeypatch.setattr(fichiers, "_check", lambda *file: (read.append(1), check(*file)))
    for _ in range(2):
        fichiers.open_stream(sha256).close()
    assert len(read) == 2  # written a moment ago, it may change without its clock telling
    monkeypatch.setattr(fichiers, "STILL_NS", -1)
    for _ in range(3):
        fichiers.open_stream(sha256).close()
    assert len(read) == 3


@pytest.mark.parametrize("par", ["x-accel:/interne/", "x-sendfile"])
def test_a_web_server_is_not_handed_altered_bytes(reader, pv, par, settings):
    settings.FICHIERS_PAR = par
    sha256 = pv.versions.get(numero=2).pdf_sha256
    altered(sha256)
    response = get(reader, pv, "version_pdf", 2)
    assert response.status_code == 500
    assert "X-Accel-Redirect" not in response and "X-Sendfile" not in response


def test_a_tree_that_is_not_the_frozen_one_is_given_to_nobody(reader, pv):
    newest = pv.versions.order_by("-numero").first()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE seances_versionpv SET contenu = replace(contenu, 'mardi', 'jeudi') WHERE id = %s",
            [newest.pk],
        )
    response = get(reader, pv, "proces_verbal_json")
    assert (response.status_code, "jeudi" in response.text) == (500, False)
