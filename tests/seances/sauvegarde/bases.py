"""Databases of their own, whose rows are committed for good: files on SQLite, databases of the server on PostgreSQL."""

import contextlib
import json
import os
import subprocess
import sys
from itertools import count
from pathlib import Path

from django.conf import settings
from django.db import connection, connections
from django.db.backends.sqlite3.base import DatabaseWrapper

from seances.sauvegarde import tables

NUMBERS = count(1)


class Atelier:
    """Makes databases in a folder or on the server of the tests, and takes them away again."""

    def __init__(self, folder):
        self.folder, self.made = Path(folder), []
        self.vendor = connections["default"].vendor

    def _new(self):
        number = next(NUMBERS)
        if self.vendor == "sqlite":
            self.made.append(str(self.folder / f"base{number}" / "base.sqlite3"))
            Path(self.made[-1]).parent.mkdir()
        else:
            self.made.append(f"sauvegarde_{os.getpid()}_{number}")
        return self.made[-1]

    def empty(self):
        """A database without a table. Returns its name."""
        name = self._new()
        if self.vendor == "postgresql":
            self._on_server(f"CREATE DATABASE {name} TEMPLATE template0")
        return name

    def copy(self, source=None):
        """A database like another, or like the one of the tests, whose rows are those of migrations alone."""
        name = self._new()
        if self.vendor == "sqlite":
            with self._reading(source), connection.cursor() as cursor:
                cursor.execute("VACUUM INTO %s", [name])
        else:
            if source is None:
                connections["default"].close()  # a database that somebody reads is no template
                source = connections["default"].settings_dict["NAME"]
            self._on_server(f"CREATE DATABASE {name} TEMPLATE {source}")
        return name

    def _reading(self, source):
        return tables.own_connection(NAME=source) if source else contextlib.nullcontext()

    def _on_server(self, statement):
        with tables.own_connection(NAME="postgres") as own, own.cursor() as cursor:
            cursor.execute(statement)

    def close(self):
        if self.vendor == "postgresql" and os.environ.get(
            "TEST_DATABASE_URL"
        ):  # a throw-away server goes whole
            for name in self.made:
                self._on_server(f"DROP DATABASE {name} WITH (FORCE)")


def served(name):
    """Meanwhile the portal has this database."""
    return tables.own_connection(NAME=name)


@contextlib.contextmanager
def served_by_sqlite(path):
    """Meanwhile the portal has a new file of SQLite, whatever the database of the tests is."""
    live = connections["default"]
    options = {"transaction_mode": "IMMEDIATE", "init_command": "PRAGMA journal_mode=WAL;"}
    own = DatabaseWrapper(live.settings_dict | {"NAME": str(path), "OPTIONS": options}, alias="default")
    connections["default"] = own
    try:
        yield
    finally:
        own.close()
        connections["default"] = live


class Pepiniere:
    """A process that has loaded the portal and gives birth to commands, which may be killed or kept short of room."""

    SOURCE = """
import json, os, resource, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "assises.settings"
import django
django.setup()
from django.conf import settings
from django.core.management import call_command, CommandError
from django.db import connections
import seances.management.commands.sauvegarder, seances.management.commands.restaurer
import django.core.management.commands.migrate
print("prête", flush=True)
for line in sys.stdin:
    name, media, arguments, limite = json.loads(line)
    born = os.fork()
    if not born:
        connections["default"].settings_dict["NAME"], settings.MEDIA_ROOT = name, media
        if limite:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limite, limite))
        status = 0
        try:
            call_command(*arguments, stdout=open(os.devnull, "w"), stderr=open(os.devnull, "w"))
        except CommandError as error:
            print(error, flush=True)
            status = 1
        os._exit(status)
    print(born, flush=True)
    status = os.waitpid(born, 0)[1]
    print("fin", os.waitstatus_to_exitcode(status), flush=True)
"""

    def __init__(self):
        self.process = subprocess.Popen(
            [sys.executable, "-c", self.SOURCE],
            cwd=settings.BASE_DIR,
            env=os.environ | {"DEBUG": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout.readline() == "prête\n"

    def bear(self, name, *arguments, limite=None):
        """A command on this database and the files of the test. limite: bytes to a file. Returns its pid."""
        job = [name, str(settings.MEDIA_ROOT), [str(argument) for argument in arguments], limite]
        self.process.stdin.write(json.dumps(job) + "\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())

    def end(self):
        """(status, what it said as an error) of the command, once it has ended."""
        said = []
        while not (line := self.process.stdout.readline()).startswith("fin "):
            assert line, "the nursery has died"
            said.append(line)
        return int(line.split()[1]), "".join(said)

    def run(self, name, *arguments, **limits):
        self.bear(name, *arguments, **limits)
        return self.end()

    def close(self):
        self.process.stdin.close()
        self.process.wait(timeout=20)
        self.process.stdout.close()
