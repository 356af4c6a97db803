"""README, CONTRIBUTING and SECURITY name files, commands and tests that exist."""

import ast
import re

import pytest
from django.conf import settings
from django.core.management import get_commands

ROOT = settings.BASE_DIR
TEXTES = {name: (ROOT / name).read_text() for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md")}
PIECES = "participants|chantiers|seances|assises|templates|static|fixtures|tests|\\.ci"
CHEMIN = re.compile(rf"[`(]((?:{PIECES})/[\w./-]*\w/?)[`)]")
TESTS = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", TEXTES["SECURITY.md"])))
A_INSTALLER = ("static/fonts",)  # made at installation


def exists(path):
    """A file, a folder, or a module that has become a package."""
    return (ROOT / path).exists() or (ROOT / path.removesuffix(".py")).is_dir()


@pytest.mark.parametrize("name", TEXTES)
def test_files_that_a_page_names_exist(name):
    named = set(CHEMIN.findall(TEXTES[name]))
    assert {path for path in named if not exists(path) and not path.startswith(A_INSTALLER)} == set()


@pytest.mark.parametrize("name", TEXTES)
def test_targets_of_make_that_a_page_names_exist(name):
    targets = set(re.findall(r"^([a-z][\w-]*):", (ROOT / "Makefile").read_text(), re.M))
    assert set(re.findall(r"`make ([a-z]+)`", TEXTES[name])) - targets == set()


def test_the_readme_has_a_line_for_each_command():
    ours = {
        name
        for name, app in get_commands().items()
        if app in {"participants", "chantiers", "seances", "assises"}
    }
    rows = re.findall(r"^\| `[^|]*\|", TEXTES["README.md"], re.M)
    told = {name for row in rows for name in re.findall(r"`(\w+)", row)}
    assert ours - told == {"createsuperuser"}


def functions_of(path):
    """Names of the functions of a file."""
    tree = ast.parse((ROOT / path).read_text())
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_each_test_that_holds_a_defence_exists():
    known = {path: functions_of(path) for path, _ in TESTS if (ROOT / path).exists()}
    assert [(path, name) for path, name in TESTS if name not in known.get(path, ())] == []


def test_each_threat_names_a_test():
    rows = [
        line for line in TEXTES["SECURITY.md"].splitlines() if line.startswith("| ") and "---" not in line
    ]
    threats = [line for line in rows if not line.startswith("| threat |")]
    assert len(threats) > 30
    assert [line for line in threats if not re.search(r"`tests/[\w/]+\.py::test_\w+`", line)] == []
