"""A portal of its own to break: a PostgreSQL that keeps what it confirmed, the production stack, people at work."""

import contextlib
import os
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from unittest import mock

from tests.bench import charge, ouvriers
from tests.bench.workshop import Workshop, free_port

REDACTEURS, TELEPHONES = 6, 6


class Impossible(Exception):
    """This machine cannot have this fault; says what is missing."""


@dataclass
class Constat:
    """dit: what was done, in one line. fautes: what should not have been."""

    dit: str
    fautes: list[str] = field(default_factory=list)


class Grappe:
    """A PostgreSQL server in a folder, with the durability of production: it may be stopped at any time."""

    def __init__(self, folder):
        self.folder = folder
        found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb")) or [shutil.which("initdb")]
        if not found[-1]:
            raise Impossible("PostgreSQL n’est pas installé (commandes « initdb » et « pg_ctl »).")
        self.programs = Path(found[-1]).parent
        self.prefix = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        if self.prefix:
            shutil.chown(folder, "postgres")
        self.do(
            "initdb", "--username", "assises", "--auth", "trust", "--encoding", "UTF8", "--locale", "C.UTF-8"
        )
        self.start()

    @property
    def url(self):
        return f"postgres://assises@//{str(self.folder).lstrip('/')}/postgres"

    def do(self, program, *arguments):
        command = [*self.prefix, self.programs / program, "--pgdata", self.folder / "data", *arguments]
        quiet = subprocess.DEVNULL
        subprocess.run(command, cwd="/", check=True, stdin=quiet, stdout=quiet, stderr=quiet)

    def start(self):
        options = f"-c listen_addresses= -c unix_socket_directories={self.folder} -c max_connections=60"
        self.do("pg_ctl", "--log", str(self.folder / "journal"), "--wait", "--options", options, "start")

    def stop(self, mode):
        """mode: « fast », or « immediate », which is the same to it as a power cut."""
        self.do("pg_ctl", "--mode", mode, "--wait", "stop")


@dataclass
class Atelier:
    """What a fault is tried on. material: as the benchmark has it; gens: the people of `seance_en_cours`."""

    grappe: Grappe
    workshop: Workshop
    material: dict
    gens: dict

    @contextlib.contextmanager
    def served(self, module="tests.bench.serveur", prefix=(), **environment):
        """(gunicorn's process, its port); the portal answers meanwhile."""
        port = free_port()
        with (
            mock.patch.dict(self.workshop.env, environment),
            ouvriers.started(self.workshop, port, module=module, prefix=prefix) as server,
        ):
            yield server, port

    def control(self):
        """What is not whole in the database and the files, in sentences."""
        return self.workshop.call("tests.pannes.controle")


@contextlib.contextmanager
def opened():
    """An Atelier, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="assises-pannes-") as folder:
        Path(folder).chmod(0o755)
        home = Path(folder, "pg")
        home.mkdir()
        grappe = Grappe(home)
        try:
            with mock.patch.dict(os.environ, DATABASE_URL=grappe.url), Workshop() as workshop:
                material = workshop.call("tests.pannes.materiel")
                people = workshop.call(
                    "seance_en_cours", material=material, redacteurs=REDACTEURS, telephones=TELEPHONES
                )
                yield Atelier(grappe, workshop, material, people)
        finally:
            grappe.stop("immediate")


class Travail(charge.Releve):
    """People at work on a portal that breaks: an answer is what was asked or a page that says what to do.

    An answer that never came leaves open whether the act was done: it is asked for again, as the portal's pages do.
    """

    def __init__(self, port, *, pages=(500, 503, 507)):
        super().__init__(port)
        self.failures, self.cut, self.pages = 0, 0, pages

    def timed(self, kind, method, address, cookie, body=None, *, accepted=(200,)):
        try:
            status, answer = charge.ask(self.port, method, address, cookie, body)
        except (OSError, charge.http.client.HTTPException):
            self.cut += 1
            return None, b""
        if status in self.pages and status not in accepted:
            self.failures += 1
            if "portail" not in answer.decode(errors="replace"):
                self.errors.append(f"{method} {address}: {status} without a sentence")
        elif status not in accepted:
            self.errors.append(f"{method} {address}: {status} {answer[:80]!r}")
        else:
            self.times[kind].append(0)
        return status, answer

    def write(self, writer):
        before = writer["revision"]
        super().write(writer)
        if writer["revision"] == before:
            self.catch_up(writer)

    def catch_up(self, writer):
        """After an answer that failed: what the portal has is what it had, or what was just sent; nothing else."""
        status, answer = self.timed("reprise", "GET", writer["lire"], writer["cookie"])
        if status != 200:
            return
        found = charge.json.loads(answer)
        if found["texte"] not in (writer["texte"], writer.get("envoye")):
            self.errors.append(f"{writer['lire']}: neither the text before nor the text sent")
        writer |= {"texte": found["texte"], "revision": found["revision"]}

    def point(self, phone):
        before = phone["base"]
        super().point(phone)
        if phone["base"] == before:
            self.look_again(phone)

    def look_again(self, phone):
        status, answer = self.timed("reprise", "GET", phone["actes"], phone["cookie"])
        if status == 200:
            rows = {str(each["cle"]): each for each in charge.json.loads(answer)["personnes"]}
            row = rows[phone["personne"]]
            phone |= {"base": row["base"], "statut": row["etat"]["statut"]}


def wait_ready(port, seconds=60):
    """Seconds until the portal says that it is ready. Raises TimeoutError."""
    start = time.monotonic()
    while time.monotonic() < start + seconds:
        with contextlib.suppress(OSError, charge.http.client.HTTPException):
            if charge.ask(port, "GET", "/sante/pret/", "")[0] == 200:
                return time.monotonic() - start
        time.sleep(0.1)
    raise TimeoutError("the portal did not come back")
