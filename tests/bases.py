"""The test database: migrated once for a state of the code, then copied by every process that tests."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import environ
import psycopg
from psycopg import sql

ROOT = Path(__file__).parent.parent
KEPT = ROOT / ".pytest_cache" / "bases"


def fingerprint():
    """What a migrated database depends on: every migration, what is installed, and the code that makes them."""
    digest = hashlib.sha256(sys.version.encode())
    for path in (*sorted(ROOT.glob("*/migrations/*.py")), *sorted(ROOT.glob("requirements*.txt"))):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


@contextmanager
def alone():
    """One process after the other."""
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / "verrou").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def copy(path):
    """Make a file the migrated SQLite database."""
    wanted = KEPT / f"{fingerprint()}.sqlite3"
    with alone():
        if not wanted.exists():
            for old in KEPT.glob("*.sqlite3*"):
                old.unlink()
            begun = wanted.with_suffix(".sqlite3-en-cours")
            _migrate(f"sqlite:///{begun}")
            begun.rename(wanted)
    shutil.copyfile(wanted, path)


def template(url):
    """Name of a migrated PostgreSQL database that others are made from, on the server of this address."""
    wanted = f"assises_modele_{fingerprint()}"
    given = environ.Env.db_url_config(url)
    names = {"HOST": "host", "PORT": "port", "USER": "user", "PASSWORD": "password", "NAME": "dbname"}
    where = {names[key]: given[key] for key in names if given.get(key)}
    with alone(), psycopg.connect(**where, autocommit=True) as server:
        if server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [wanted]).fetchone():
            return wanted
        begun = f"{wanted}_en_cours"
        for (old,) in server.execute(
            "SELECT datname FROM pg_database WHERE datname LIKE 'assises!_modele!_%' ESCAPE '!'"
        ):
            server.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(old)))
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(begun)))
        address, mark, query = url.partition("?")
        _migrate(f"{address.rpartition('/')[0]}/{begun}{mark}{query}")
        renamed = sql.SQL("ALTER DATABASE {} RENAME TO {}")
        server.execute(renamed.format(sql.Identifier(begun), sql.Identifier(wanted)))
    return wanted


def _migrate(url):
    environment = os.environ | {"DEBUG": "1", "DATABASE_URL": url}
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    subprocess.run(command, cwd=ROOT, env=environment, check=True)
