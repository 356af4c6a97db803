"""A mail server on loopback, that keeps what it receives, refuses whom it is told to, and can fall silent."""

import asyncio
import contextlib
import email
import os
import signal
import socket
import sqlite3
import subprocess
import sys
from email import policy

from aiosmtpd.controller import Controller
from django.conf import settings
from django.db import connection

WORKER = """
os.environ["DJANGO_SETTINGS_MODULE"] = "assises.settings"
import django
django.setup()
from django.core.management import call_command
import seances.management.commands.envoyer, seances.pdf.impression

def live():
    call_command("envoyer", *sys.argv[1:], stdout=open(os.devnull, "w"))
"""


class Boite:
    """What arrived. `refuse`: address -> answer. `silent_after`: keeps so many letters, then answers no more."""

    def __init__(self):
        self.letters, self.refuse, self.silent_after = [], {}, None

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.refuse:
            return self.refuse[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        letter = email.message_from_bytes(envelope.content, policy=policy.default)
        self.letters.append((envelope.rcpt_tos, letter))
        if self.silent_after is not None and len(self.letters) >= self.silent_after:
            await asyncio.sleep(30)
        return "250 OK"

    @property
    def addresses(self):
        """Of each letter, whom it was for."""
        return [address for recipients, _ in self.letters for address in recipients]


@contextlib.contextmanager
def opened(port=0):
    """A Boite whose server is open meanwhile, at `boite.port`."""
    boite = Boite()
    server = Controller(boite, hostname="127.0.0.1", port=port or free_port())
    server.start()
    boite.port = server.port
    try:
        yield boite
    finally:
        server.stop()


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def sends_to(settings, port):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""


class Base:
    """The database of the test as other processes see it: the same on PostgreSQL, a copy in a file on SQLite."""

    def __init__(self, folder):
        self.workers = []
        self.path = folder / "copie.sqlite3"
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("VACUUM INTO %s", [str(self.path)])
            self.url = f"sqlite:///{self.path}"
        else:
            server = os.environ["DATABASE_URL"].rpartition("/")[0]
            self.url = f"{server}/{connection.settings_dict['NAME']}"

    def execute(self, sql):
        """Run a statement that both databases know. Returns its rows, if any."""
        if connection.vendor == "sqlite":
            with contextlib.closing(sqlite3.connect(self.path, timeout=20)) as copy, copy:
                return copy.execute(sql).fetchall()
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall() if cursor.description else []

    def worker(self, port, *arguments):
        """The command of the queue's worker, in a process of its own."""
        environment = os.environ | {
            "DATABASE_URL": self.url,
            "DEBUG": "1",
            "EMAIL_URL": f"smtp://127.0.0.1:{port}",
        }
        worker = subprocess.Popen(
            [sys.executable, "manage.py", "envoyer", *arguments],
            cwd=settings.BASE_DIR,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.workers.append(worker)
        return worker

    @contextlib.contextmanager
    def nursery(self, port, *arguments, **environment):
        """A Pepiniere whose workers send to this port."""
        environment |= {"DATABASE_URL": self.url, "DEBUG": "1", "EMAIL_URL": f"smtp://127.0.0.1:{port}"}
        nursery = Pepiniere(WORKER, arguments, os.environ | environment)
        try:
            yield nursery
        finally:
            nursery.close()

    def close(self):
        """End what still runs."""
        for worker in self.workers:
            worker.kill()
            worker.wait()
            worker.stdout.close()


class Pepiniere:
    """A process that has loaded what it takes and gives birth to others, that do the work: loading takes a second each.

    source: what defines `live()`, the work of one.
    """

    BIRTHS = """
print("prête", flush=True)
for line in sys.stdin:
    born = os.fork()
    if not born:
        live()
        os._exit(0)
    print(born, flush=True)
    print(os.waitpid(born, 0)[1], flush=True)
"""

    def __init__(self, source, arguments, environment=None):
        self.process = subprocess.Popen(
            [sys.executable, "-c", f"import os, sys\n{source}{self.BIRTHS}", *arguments],
            cwd=settings.BASE_DIR,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.read() == "prête"

    def read(self):
        return self.process.stdout.readline().strip()

    def bear(self):
        """One more. Returns its pid."""
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        return int(self.read())

    def kill(self, pid):
        """Kill one without warning, and wait for its end."""
        os.kill(pid, signal.SIGKILL)
        return self.read()

    def close(self):
        self.process.stdin.close()
        self.process.wait(timeout=20)
        self.process.stdout.close()
