"""A temporary folder, a throw-away database, and the processes that work there with the production settings.

This process stays small and knows no Django: Linux counts what the parent occupied in the peak of a child.
"""

import contextlib
import json
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import environ
import psycopg
from psycopg import sql

ROOT = Path(__file__).resolve().parents[2]
# What the caller's environment may hold and must not reach the measures.
OTHERS = (
    "PYTHONDONTWRITEBYTECODE",
    "DEBUG",
    "STORAGE_URL",
    "CACHE_URL",
    "DEFAULT_FROM_EMAIL",
    "SECURE_PROXY_SSL_HEADER",
    "TRUSTED_PROXIES",
    "OIDC_SERVEUR",
    "OIDC_CLIENT_ID",
    "OIDC_SECRET",
    "OIDC_NOM",
)


def say(message):
    print(message, file=sys.stderr, flush=True)


@dataclass(frozen=True)
class Run:
    """One command from its start to its end. seconds: wall clock; cpu: seconds; peak: bytes of its largest process."""

    seconds: float
    cpu: float
    peak: int


class Workshop:
    """Context manager: folder and database are made on entering, gone on leaving."""

    def __enter__(self):
        self._stack = contextlib.ExitStack()
        self.folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="assises-bench-")))
        given = os.environ.get("DATABASE_URL", "")
        if given.startswith("postgres"):
            self.database, url = "PostgreSQL", self._stack.enter_context(_postgres(given))
        else:
            self.database, url = "SQLite", f"sqlite:///{self.folder / 'base.sqlite3'}"
        self.env = {name: value for name, value in os.environ.items() if name not in OTHERS} | {
            "DATABASE_URL": url,
            "MEDIA_ROOT": str(self.folder / "media"),
            "SECRET_KEY": secrets.token_urlsafe(60),
            "ALLOWED_HOSTS": "localhost",
            "SITE_URL": "http://localhost",
            "EMAIL_URL": "smtp://localhost",
            "DJANGO_SETTINGS_MODULE": "assises.settings",
            # As once installed: what would be compiled anew leaves holes in the memory of a server.
            "PYTHONPYCACHEPREFIX": str(self.folder / "octets"),
        }
        return self

    def __exit__(self, *error):
        return self._stack.__exit__(*error)

    def start(self, module, **parameters):
        """A process of `module`; `ask` puts questions to it, `end` closes its input and reads what it returns."""
        command = [sys.executable, "-m", "tests.bench.process", module, json.dumps(parameters)]
        with self.journal.open("ab") as log:  # a line for each request
            return subprocess.Popen(
                command,
                env=self.env,
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )

    @property
    def journal(self):
        return self.folder / "journal.log"

    def end(self, process):
        """What the process returns, once it reads nothing more. Raises RuntimeError when it failed."""
        said, _ = process.communicate()
        if process.returncode:
            told = self.journal.read_text(errors="replace")[-2000:]
            raise RuntimeError(f"{process.args[-2]} ended with status {process.returncode}: {told}")
        return json.loads(said.splitlines()[-1])

    def call(self, module, **parameters):
        """What `main` of a module of the benchmark returns, in a process of its own."""
        return self.end(self.start(module, **parameters))

    def run(self, *command):
        """The Run of a command. Raises RuntimeError with its error output when it fails."""
        errors = self.folder / "errors.txt"
        with errors.open("wb") as stream:
            start = time.perf_counter()
            process = subprocess.Popen(
                [str(part) for part in command],
                env=self.env,
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=stream,
            )
            _, status, usage = os.wait4(process.pid, 0)
            seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise RuntimeError(f"{command[0]} : {errors.read_text(errors='replace')[-2000:]}")
        return Run(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024)


def ask(process, **question):
    """One answer of a process that `start` began. Raises RuntimeError when it has ended."""
    process.stdin.write(json.dumps(question) + "\n")
    process.stdin.flush()
    answer = process.stdout.readline()
    if not answer:
        raise RuntimeError(f"the worker ended with status {process.wait()}")
    return json.loads(answer)


def free_port():
    """A port of loopback that nobody listens to now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@contextlib.contextmanager
def _postgres(url):
    """The address of a new database beside the given one, dropped at the end; the given one is not touched."""
    given = environ.Env.db_url_config(url)
    names = {"HOST": "host", "PORT": "port", "USER": "user", "PASSWORD": "password", "NAME": "dbname"}
    where = {names[key]: given[key] for key in names if given.get(key)}
    name = f"assises_bench_{os.getpid()}"
    with psycopg.connect(**where, autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    address, mark, query = url.partition("?")
    try:
        yield f"{address.rpartition('/')[0]}/{name}{mark}{query}"
    finally:
        # Another connection: a script may have restarted the server.
        with psycopg.connect(**where, autocommit=True) as server:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
