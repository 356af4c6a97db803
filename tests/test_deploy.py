"""The checks that any change must pass, as tests: so a plain pytest run tells too."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

from tests.test_settings import PRODUCTION, VARIABLES

ROOT = Path(__file__).resolve().parent.parent


def run(*command, **variables):
    """Run a command under exactly these variables of the portal. Returns its exit status and its output."""
    environment = {key: value for key, value in os.environ.items() if key not in VARIABLES}
    done = subprocess.run(
        command, cwd=ROOT, env=environment | variables, capture_output=True, text=True, timeout=120
    )
    return done.returncode, done.stdout + done.stderr


def test_production_passes_the_deployment_check():
    status, output = run(
        sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION
    )
    assert (status, output) == (0, "System check identified no issues (1 silenced).\n")


def test_development_portal_passes_the_check():
    status, output = run(sys.executable, "manage.py", "check", "--fail-level", "WARNING")
    assert (status, output) == (0, "System check identified no issues (0 silenced).\n")


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


@pytest.mark.parametrize("command", [["check", "--output-format", "concise"], ["format", "--check"]])
def test_ruff_has_nothing_to_say(command):
    status, output = run(str(Path(sys.executable).with_name("ruff")), *command, ".")
    assert status == 0, output


def test_locks_hold_every_dependency_and_name_no_index():
    for name in ("requirements.txt", "requirements-dev.txt", "requirements-production.txt"):
        lines = (ROOT / name).read_text().splitlines()
        packages = [line for line in lines if line and not line.startswith((" ", "#"))]
        assert packages
        assert [line for line in packages if "==" not in line] == []
        assert [line for line in lines if "://" in line or "--index" in line or "--find" in line] == []


def test_collected_pages_of_style_name_only_files_that_exist(settings, tmp_path):
    """The production storage renames each file and refuses a stylesheet that names a missing one."""
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    assert (tmp_path / "static" / "staticfiles.json").exists()
