"""SECURITY.md: each defence that it names is held by a test that exists."""

import ast
import re

from django.conf import settings

TEXTE = (settings.BASE_DIR / "SECURITY.md").read_text()
NOMMES = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", TEXTE)))


def functions_of(path):
    """Names of the test functions of a file."""
    tree = ast.parse((settings.BASE_DIR / path).read_text())
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_each_test_that_it_names_exists():
    files = {path for path, _ in NOMMES}
    known = {path: functions_of(path) for path in files if (settings.BASE_DIR / path).exists()}
    assert [(path, name) for path, name in NOMMES if name not in known.get(path, ())] == []


def test_each_threat_names_a_test():
    rows = [line for line in TEXTE.splitlines() if line.startswith("| ") and "---" not in line]
    threats = [line for line in rows if not line.startswith("| threat |")]
    assert len(threats) > 30
    assert [line for line in threats if not re.search(r"`tests/[\w/]+\.py::test_\w+`", line)] == []
