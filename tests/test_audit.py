"""The audit of the dependencies, with a service on loopback in place of the public one."""

import http.server
import json
import re
import subprocess
import sys
import threading
from contextlib import contextmanager

import pytest
from django.conf import settings

SCRIPT = settings.BASE_DIR / ".ci/audit.py"


@contextmanager
def service(answer):
    """Address of a service; answer: query -> its result, or bytes for the whole body. Yields (address, queries)."""
    seen = []

    class Service(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            queries = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["queries"]
            seen.extend(queries)
            body = answer if isinstance(answer, bytes) else b""
            body = body or json.dumps({"results": [answer(query) for query in queries]}).encode()
            self.send_response(200)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Service)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/", seen
    finally:
        server.shutdown()
        server.server_close()


def audit(address, *options):
    done = subprocess.run(
        [sys.executable, SCRIPT, "--service", address, *options], capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    return done.returncode, done.stdout.replace("\u00a0", " ")


def test_it_asks_of_every_locked_version():
    with service(lambda query: {}) as (address, seen):
        status, said = audit(address)
    asked = {(query["package"]["name"], query["version"]) for query in seen}
    assert {query["package"]["ecosystem"] for query in seen} == {"PyPI"}
    for name in ("requirements.txt", "requirements-production.txt", "requirements-dev.txt"):
        lines = re.findall(r"^\S+==\S+", (settings.BASE_DIR / name).read_text(), re.M)
        for line in lines:
            package, version = line.split("==")
            package = re.sub(r"[-_.]+", "-", package.partition("[")[0]).lower()
            assert (package, version) in asked
    assert (status, said) == (0, f"Audit des dépendances : {len(asked)} paquets, 0 à remplacer.\n")


def test_a_known_vulnerability_fails_and_is_named():
    def answer(query):
        if query["package"]["name"] != "django":
            return {}
        if "page_token" in query:
            return {"vulns": [{"id": "PYSEC-2"}]}
        return {"vulns": [{"id": "GHSA-1"}], "next_page_token": "suite"}

    with service(answer) as (address, seen):
        status, said = audit(address)
    version = next(query["version"] for query in seen if query["package"]["name"] == "django")
    assert status == 1
    assert said.startswith(f"django {version} : GHSA-1, PYSEC-2\n") and said.endswith("1 à remplacer.\n")


@pytest.mark.parametrize(("options", "status"), [((), 0), (("--exiger",), 2)])
def test_what_could_not_be_asked_is_said_plainly(options, status):
    with service(lambda query: {}) as (address, _):
        pass  # closed again
    code, said = audit(address, *options)
    assert code == status
    assert said.startswith("Audit des dépendances : PAS FAIT") and "Rien n’est dit" in said


@pytest.mark.parametrize("body", [b"<html>", b'{"results": []}', b"[]"])
def test_an_answer_to_something_else_is_no_answer(body):
    with service(body) as (address, _):
        code, said = audit(address, "--exiger")
    assert code == 2 and "PAS FAIT" in said
