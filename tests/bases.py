"""SQLite's test database: migrated once for a state of the code, then copied by every process that tests."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
KEPT = ROOT / ".pytest_cache" / "bases"


def fingerprint():
    """What a migrated database depends on: every migration, what is installed, and the code that makes them."""
    digest = hashlib.sha256(sys.version.encode())
    for path in (*sorted(ROOT.glob("*/migrations/*.py")), *sorted(ROOT.glob("requirements*.txt"))):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def migrated():
    """Path of a migrated SQLite file that is to be copied, never written to."""
    KEPT.mkdir(parents=True, exist_ok=True)
    wanted = KEPT / f"{fingerprint()}.sqlite3"
    with (KEPT / "verrou").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not wanted.exists():
            for old in KEPT.glob("*.sqlite3*"):
                old.unlink()
            _migrate(wanted.with_suffix(".sqlite3-en-cours"), wanted)
    return wanted


def _migrate(begun, wanted):
    environment = os.environ | {"DEBUG": "1", "DATABASE_URL": f"sqlite:///{begun}"}
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    subprocess.run(command, cwd=ROOT, env=environment, check=True)
    begun.rename(wanted)


def copy(path):
    shutil.copyfile(migrated(), path)
