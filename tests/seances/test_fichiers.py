"""Stored files: asked of permissions before anything else, sent in a safe form, never public by address."""

import pytest
from django.conf import settings as portal
from django.core.files.storage import InMemoryStorage
from django.urls import URLPattern, get_resolver

from seances import fichiers, workflow
from seances.models import Annexe
from tests import factories

pytestmark = pytest.mark.django_db
BYTES = b"Une annexe.\n"
SHA = fichiers.digest(BYTES)


@pytest.fixture
def annexe():
    """A document for the chantier alone: the anonymous may not read it."""
    return factories.AnnexeFactory(avec_fichier=True, seance__convoquee=True)


@pytest.fixture
def administration(client):
    client.force_login(factories.CompteFactory(administration=True))
    return client


def address(annexe):
    return annexe.seance.url("annexe_fichier", annexe.numero)


def joined(nom, kind, data=BYTES):
    """A document of a published PV, as it may have been joined before kinds were looked at."""
    sha256 = fichiers.deposit(data)
    annexe = factories.AnnexeFactory(
        seance__convoquee=True, fichier_nom=nom, fichier_type=kind, fichier_sha256=sha256
    )
    workflow.freeze_import(factories.ProcesVerbalFactory(seance=annexe.seance), "approuve")
    return annexe


# ── Never by address ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("role", ["visitor", "account", "administrator"])
@pytest.mark.parametrize(
    "guess",
    [
        f"/media/{SHA[:2]}/{SHA}",
        f"/var/media/{SHA[:2]}/{SHA}",
        f"/static/{SHA[:2]}/{SHA}",
        f"/static/../media/{SHA[:2]}/{SHA}",
        f"/interne/{SHA[:2]}/{SHA}",
        f"/{SHA[:2]}/{SHA}",
        f"/{SHA[:2]}/{SHA}/",
        f"/{SHA}",
        f"/fichiers/{SHA}.txt",
    ],
)
def test_no_guess_finds_a_stored_file(client, annexe, role, guess):
    assert fichiers.read(SHA) == BYTES
    if role != "visitor":
        client.force_login(factories.CompteFactory(administration=role == "administrator"))
    response = client.get(guess, follow=True)
    content = b"".join(response) if response.streaming else response.content
    assert BYTES not in content
    if role != "visitor":
        assert response.status_code == 404


def test_no_address_serves_a_folder():
    def views(resolver):
        for entry in resolver.url_patterns:
            if isinstance(entry, URLPattern):
                yield entry
            else:
                yield from views(entry)

    served = [entry for entry in views(get_resolver()) if entry.callback.__module__ == "django.views.static"]
    assert served == []
    assert portal.MEDIA_URL == "/"  # never set: no page writes an address from it
    assert not portal.STATIC_ROOT.is_relative_to(portal.MEDIA_ROOT)


# ── Permission first ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("par", ["portail", "x-accel:/interne/", "x-sendfile"])
@pytest.mark.parametrize("method", ["get", "head"])
def test_who_knows_the_etag_learns_nothing(client, settings, annexe, par, method):
    settings.FICHIERS_PAR = par
    ask = getattr(client, method)
    answer = ask(address(annexe), headers={"If-None-Match": f'"{SHA}"'})
    assert (answer.status_code, answer.url.partition("?")[0]) == (302, "/compte/login/code/")
    client.force_login(factories.CompteFactory())
    answer = ask(address(annexe), headers={"If-None-Match": f'"{SHA}"'})
    assert answer.status_code == 404
    assert not {"ETag", "X-Accel-Redirect", "X-Sendfile"} & set(answer.headers)


def test_what_the_reader_has_is_not_sent_again(administration, annexe):
    answer = administration.get(address(annexe), headers={"If-None-Match": f'"{SHA}"'})
    assert (answer.status_code, answer.content) == (304, b"")


# ── Who sends the bytes ─────────────────────────────────────────────────────────────────────────────────


def test_the_portal_sends_the_bytes(administration, annexe):
    answer = administration.get(address(annexe))
    assert b"".join(answer) == BYTES
    assert {name: answer[name] for name in ("Content-Length", "ETag", "Cache-Control")} == {
        "Content-Length": str(len(BYTES)),
        "ETag": f'"{SHA}"',
        "Cache-Control": "private",
    }
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("par", "header", "value"),
    [
        ("x-accel:/interne/", "X-Accel-Redirect", "/interne/{name}"),
        ("x-accel:/portail/fichiers/", "X-Accel-Redirect", "/portail/fichiers/{name}"),
        ("x-sendfile", "X-Sendfile", "{folder}/{name}"),
    ],
)
def test_the_web_server_is_told_where_the_bytes_are(administration, settings, annexe, par, header, value):
    settings.FICHIERS_PAR = par
    answer = administration.get(address(annexe))
    told = value.format(name=f"{SHA[:2]}/{SHA}", folder=settings.MEDIA_ROOT)
    assert (answer.status_code, answer.content, answer[header]) == (200, b"", told)
    assert answer["Content-Type"] == "text/plain"
    assert answer["Content-Disposition"] == 'attachment; filename="annexe.txt"'
    assert answer["Cache-Control"] == "private"


class Signataire(InMemoryStorage):
    """Stands where the S3 storage would: its address says what it was asked to sign."""

    def url(self, name, parameters, expire):
        headers = ";".join(f"{key}={value}" for key, value in parameters.items())
        return f"https://seau.example.org/{name}?expire={expire}&{headers}"


def test_the_storage_signs_an_address_that_lives_a_minute(administration, settings, annexe):
    settings.FICHIERS_PAR = "signature"
    settings.STORAGES = settings.STORAGES | {"default": {"BACKEND": f"{__name__}.Signataire"}}
    fichiers.deposit(BYTES)
    answer = administration.get(address(annexe))
    assert answer.status_code == 302
    assert answer.url == (
        f"https://seau.example.org/{SHA[:2]}/{SHA}?expire=60&ResponseContentType=text/plain"
        ";ResponseContentDisposition=attachment;%20filename=%22annexe.txt%22"
    )
    assert answer["Cache-Control"] == "private, no-store"


# ── In a safe form ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("nom", "kind", "sent_as", "disposition"),
    [
        ("plan.pdf", "application/pdf", "application/pdf", 'inline; filename="plan.pdf"'),
        ("page.html", "text/html", "application/octet-stream", 'attachment; filename="page.html"'),
        ("trait.svg", "image/svg+xml", "application/octet-stream", 'attachment; filename="trait.svg"'),
        ("flux.xml", "application/xml", "application/octet-stream", 'attachment; filename="flux.xml"'),
        ("photo.png", "image/png", "image/png", 'attachment; filename="photo.png"'),
        ("sans", "", "application/octet-stream", 'attachment; filename="sans"'),
        (
            "été « 1 ».txt",
            "text/plain",
            "text/plain",
            "attachment; filename*=utf-8''%C3%A9t%C3%A9%20%C2%AB%201%20%C2%BB.txt",
        ),
        ('a"b.txt', "text/plain", "text/plain", 'attachment; filename="a\\"b.txt"'),
        (
            "a\r\nSet-Cookie: x.txt",
            "text/plain",
            "text/plain",
            "attachment; filename*=utf-8''a%0D%0ASet-Cookie%3A%20x.txt",
        ),
    ],
)
def test_a_document_is_sent_as_what_harms_nobody(administration, nom, kind, sent_as, disposition):
    data = b"<script>alert(1)</script>"
    answer = administration.get(address(joined(nom, kind, data)))
    assert (answer.status_code, b"".join(answer)) == (200, data)
    assert (answer["Content-Type"], answer["Content-Disposition"]) == (sent_as, disposition)
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("rows", [1, 3])
def test_a_document_costs_the_same_for_any_number(client, django_assert_num_queries, rows):
    annexe = joined("plan.pdf", "application/pdf")
    for numero in range(2, rows + 1):
        Annexe.objects.create(seance=annexe.seance, numero=numero, titre="Autre")
    with django_assert_num_queries(3):
        client.get(address(annexe)).close()
