"""Stored files at an S3 storage: signed as Amazon's own examples are, and all that the portal does with files."""

import contextlib
import datetime
import hashlib
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO
from urllib.parse import parse_qs, urlsplit
from urllib.request import urlopen

import pytest
from django.core.management import CommandError, call_command

from seances import fichiers
from seances.stockage_s3 import Signature, StockageS3
from tests import factories

from .bases import served

# Amazon's documentation, « Signature Calculations for the Authorization Header » and « Using Query Parameters ».
AMAZON = Signature("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "us-east-1")
HOST = "examplebucket.s3.amazonaws.com"
MOMENT = datetime.datetime(2013, 5, 24, tzinfo=datetime.UTC)


def test_a_request_is_signed_as_in_the_examples():
    headers = AMAZON.headers("GET", HOST, "/test.txt", moment=MOMENT, extra={"range": "bytes=0-9"})
    assert headers["authorization"] == (
        "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, "
        "SignedHeaders=host;range;x-amz-content-sha256;x-amz-date, "
        "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"
    )


def test_an_upload_is_signed_as_in_the_examples():
    headers = AMAZON.headers(
        "PUT",
        HOST,
        "/test%24file.text",
        moment=MOMENT,
        body_sha256=hashlib.sha256(b"Welcome to Amazon S3.").hexdigest(),
        extra={"date": "Fri, 24 May 2013 00:00:00 GMT", "x-amz-storage-class": "REDUCED_REDUNDANCY"},
    )
    assert headers["authorization"].endswith(
        "Signature=98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"
    )


def test_an_address_is_signed_as_in_the_examples():
    query = AMAZON.query(HOST, "/test.txt", moment=MOMENT, expire=86400)
    assert query.endswith("X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404")


class Seau(BaseHTTPRequestHandler):
    """A bucket in memory. What is not signed, or whose bytes are not those that were signed, is refused."""

    protocol_version = "HTTP/1.1"

    def answer(self, status, body=b"", **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def handle_one(self):
        seau, parts = self.server.seau, urlsplit(self.path)
        query = parse_qs(parts.query)
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        seau.asked.append((self.command, parts.path))
        if seau.pannes:
            return self.answer(seau.pannes.pop(), b"<Error><Code>SlowDown</Code></Error>")
        signed = re.search(r"Credential=cle/\d{8}/be/s3/", self.headers.get("Authorization", ""))
        if not (signed or "X-Amz-Signature" in query):
            return self.answer(403, b"<Error><Code>AccessDenied</Code></Error>")
        if signed and self.headers["x-amz-content-sha256"] != hashlib.sha256(body).hexdigest():
            return self.answer(400, b"<Error><Code>XAmzContentSHA256Mismatch</Code></Error>")
        if self.command == "PUT":
            seau.files[parts.path] = body
            return self.answer(200)
        if self.command == "DELETE":
            seau.files.pop(parts.path, None)
            return self.answer(204)
        if parts.path not in seau.files:
            return self.answer(404, b"<Error><Code>NoSuchKey</Code></Error>")
        kind = query.get("response-content-type", ["binary/octet-stream"])[0]
        return self.answer(200, seau.files[parts.path], Content_Type=kind)

    do_GET = do_PUT = do_HEAD = do_DELETE = handle_one

    def log_message(self, *arguments):
        """Nothing on the console."""


class Magasin:
    """files: address -> bytes. asked: (method, address) of each request. pannes: statuses of the next answers."""

    def __init__(self):
        self.files, self.asked, self.pannes = {}, [], []


@pytest.fixture
def magasin(settings):
    magasin = Magasin()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Seau)
    server.seau, server.daemon_threads = magasin, True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    options = {
        "endpoint_url": f"http://127.0.0.1:{server.server_port}",
        "bucket_name": "seau",
        "location": "pièces",
        "access_key": "cle",
        "secret_key": "secret",
        "region_name": "be",
    }
    backend = {"BACKEND": "seances.stockage_s3.StockageS3", "OPTIONS": options}
    settings.STORAGES = settings.STORAGES | {"default": backend}
    magasin.options = options
    yield magasin
    fichiers.default_storage.pool.clear()
    server.shutdown()
    server.server_close()
    thread.join()


BYTES = "Une annexe, été.\n".encode()
SHA = fichiers.digest(BYTES)
ADRESSE = f"/seau/pi%C3%A8ces/{SHA[:2]}/{SHA}"


def test_files_are_written_read_found_and_taken_away(magasin):
    assert not fichiers.exists(SHA)
    with pytest.raises(fichiers.FichierAbsent):
        fichiers.read(SHA)
    assert fichiers.deposit(BYTES) == SHA
    assert magasin.files == {ADRESSE: BYTES}
    assert fichiers.exists(SHA)
    assert fichiers.read(SHA) == BYTES
    with fichiers.open_stream(SHA) as stream:
        assert b"".join(stream.chunks(3)) == BYTES
    fichiers.remove(SHA)
    assert magasin.files == {}


def test_the_same_bytes_twice_are_one_upload(magasin):
    for _ in range(2):
        fichiers.deposit(BYTES)
    assert [method for method, _ in magasin.asked] == ["HEAD", "PUT", "HEAD"]


def test_what_was_altered_there_is_given_to_nobody_and_put_back(magasin):
    fichiers.deposit(BYTES)
    magasin.files[ADRESSE] = b"autre"
    with pytest.raises(fichiers.FichierAltere):
        fichiers.read(SHA)
    assert fichiers.put_back(SHA, BYTES)
    assert magasin.files == {ADRESSE: BYTES}
    assert not fichiers.put_back(SHA, BYTES)


def test_a_signed_address_gives_the_bytes_without_a_key(magasin):
    fichiers.deposit(BYTES)
    address = fichiers.signed_address(SHA, kind="text/plain", disposition="attachment", seconds=60)
    with urlopen(address) as answer:
        assert (answer.read(), answer.headers["Content-Type"]) == (BYTES, "text/plain")
    query = parse_qs(urlsplit(address).query)
    assert query["response-content-disposition"] == ["attachment"]
    assert "secret" not in address


def test_a_storage_that_stumbles_is_asked_again(magasin):
    fichiers.deposit(BYTES)
    magasin.pannes = [503, 500]
    assert fichiers.read(SHA) == BYTES


def test_one_that_refuses_or_is_away_is_told_without_the_secret(magasin):
    refused = StockageS3(**magasin.options | {"access_key": "autre"})
    with pytest.raises(OSError, match=r"le stockage S3 refuse \(403, AccessDenied\)") as error:
        refused.open("ab/cd")
    assert error.value.filename == "ab/cd"
    away = StockageS3(**magasin.options | {"endpoint_url": "http://127.0.0.1:9"})
    away.pool.connection_pool_kw["retries"] = False
    with pytest.raises(OSError, match="ne répond pas") as error:
        away.open("ab/cd")
    assert "secret" not in str(error.value)
    refused.pool.clear()


@pytest.mark.django_db
def test_a_document_is_read_through_the_portal(magasin, client):
    annexe = factories.AnnexeFactory(avec_fichier=True, seance__convoquee=True)
    client.force_login(factories.CompteFactory(administration=True))
    answer = client.get(annexe.seance.url("annexe_fichier", annexe.numero))
    assert b"".join(answer.streaming_content) == fichiers.read(annexe.fichier_sha256)
    assert len(magasin.files) == 1


@pytest.mark.django_db
def test_a_backup_reads_there_and_is_put_back_there(magasin, tmp_path, atelier, vide):
    """A backup of files at S3, and its way back after the bucket was emptied."""
    with served(atelier.copy(vide)):
        annexe = factories.AnnexeFactory(avec_fichier=True)
        kept = dict(magasin.files)
        call_command("sauvegarder", tmp_path, stdout=StringIO())
        magasin.files.clear()
        with pytest.raises(CommandError, match="il en manque 1"), contextlib.redirect_stderr(StringIO()):
            call_command("sauvegarder", tmp_path, stdout=StringIO(), stderr=StringIO())
        call_command("restaurer", tmp_path, "--fichiers-seuls", stdout=StringIO())
        assert magasin.files == kept
        assert fichiers.read(annexe.fichier_sha256)
