"""Who may import whom. The floors are drawn in CONTRIBUTING.md."""

import ast
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ["participants", "chantiers", "seances", "assises"]  # each may import those on its left
PURE = [
    "chantiers.explication",
    "chantiers.sigles",
    "participants.noms",
    "participants.proximite",
    "seances.composition",
    "seances.conversion.enfant",
    "seances.conversion.processus",
    "seances.deroulement",
    "seances.horaire",
    "seances.places",
    "seances.pv.akn",
    "seances.pv.alignement",
    "seances.pv.ancrage",
    "seances.pv.differences",
    "seances.pv.document",
    "seances.pv.html_differences",
    "seances.pv.html_sigles",
    "seances.pv.docx",
    "seances.pv.locuteurs",
    "seances.pv.markdown",
    "seances.pv.odt",
    "seances.pv.paroles",
    "seances.pv.relecture",
    "seances.pv.richtext",
    "seances.pv.suite",
    "seances.pv.txt",
    "seances.recherche.classement",
    "seances.recherche.entrees",
    "seances.recherche.extrait",
    "seances.recherche.mots",
    "seances.recherche.noms_proches",
    "seances.recherche.question",
    "seances.statistiques.chiffres",
    "seances.statistiques.image",
]

# Floors of seances: first match counts; a module that is not named stands on floor 5, « what a job needs ».
FLOORS = {
    "seances.composition": 1,
    "seances.deroulement": 1,
    "seances.horaire": 1,
    "seances.places": 1,
    "seances.statistiques.chiffres": 1,
    "seances.statistiques.image": 1,
    "seances.pv.document": 1,
    "seances.pv.richtext": 1,
    "seances.editor": 2,
    "seances.fields": 2,
    "seances.fichiers": 2,
    "seances.stockage_s3": 2,
    "seances.models": 3,
    "seances.pv": 4,
    "seances.permissions": 4,
    "seances.workflow": 6,
    "seances.importation": 7,
    "seances.views": 7,
    "seances.admin": 7,
    "seances.urls": 7,
    "seances.management": 7,
}


def modules():
    """Name and path of every module of the portal, migrations aside."""
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            if "migrations" not in parts:
                yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), path


MODULES = dict(modules())


def imports(name, path):
    """Modules that a module imports, wherever in the file, relative names resolved."""
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    found = set()
    for node in ast.walk(ast.parse(path.read_text(), str(path))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parents = package.split(".")
                base = ".".join([*parents[: len(parents) - node.level + 1], *filter(None, [base])])
            # « from seances import models » imports a module, « from seances.models import Seance » a name
            found |= {
                f"{base}.{alias.name}" if f"{base}.{alias.name}" in MODULES else base for alias in node.names
            }
    return found


IMPORTS = {name: imports(name, path) for name, path in MODULES.items()}


def is_within(name, package):
    return name == package or name.startswith(f"{package}.")


def floor(name):
    return next((number for package, number in FLOORS.items() if is_within(name, package)), 5)


def importers(package):
    return {
        name for name, imported in IMPORTS.items() if any(is_within(target, package) for target in imported)
    }


def test_the_rooms_are_read():
    assert {name.partition(".")[0] for name in MODULES} == set(ROOMS)


def test_relative_imports_are_resolved():
    assert {"seances.fields", "seances.models.seance"} <= IMPORTS["seances.models.agenda"]


@pytest.mark.parametrize("room", ROOMS)
def test_no_room_imports_upwards(room):
    above = ROOMS[ROOMS.index(room) + 1 :]
    upwards = {
        f"{name} → {target}"
        for name, targets in IMPORTS.items()
        if is_within(name, room)
        for target in targets
        if target.partition(".")[0] in above
    }
    assert upwards == set()


def test_no_floor_of_seances_imports_one_above():
    upwards = {
        f"{name} ({floor(name)}) → {target} ({floor(target)})"
        for name, targets in IMPORTS.items()
        if is_within(name, "seances") and name not in {"seances", "seances.apps"}
        for target in targets
        if target in MODULES and is_within(target, "seances") and floor(target) > floor(name)
    }
    assert upwards == set()


@pytest.mark.parametrize("room", ROOMS)
def test_no_modules_import_in_a_circle(room):
    """Same floor, any order, but never round and round. A package's __init__ gathers its parts."""
    graph = {
        name: {
            target
            for target in targets
            if target in MODULES and is_within(target, room) and not is_within(name, target)
        }
        for name, targets in IMPORTS.items()
        if is_within(name, room)
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as cycle:
        pytest.fail(" → ".join(cycle.args[1]))


@pytest.mark.parametrize("name", PURE)
def test_pure_modules_know_no_django(name):
    seen, to_see = set(), {name} & set(MODULES)
    while to_see:
        current = to_see.pop()
        seen.add(current)
        outside = {target.partition(".")[0] for target in IMPORTS[current]}
        assert "django" not in outside, f"{current} importe Django"
        to_see |= (IMPORTS[current] & set(MODULES)) - seen


def test_only_one_module_imports_weasyprint():
    assert importers("weasyprint") <= {"seances.pdf.impression"}


def test_only_build_and_store_of_the_pv_know_the_database():
    """An output is a function of DocumentPV: it touches no model and no other output."""
    database = {f"seances.pv.{name}" for name in ("approbation", "build", "store", "synthese", "voisines")}
    assert {name for name in importers("seances.models") if is_within(name, "seances.pv")} <= database


def test_models_know_no_user():
    reading = {
        name
        for room in ("participants", "chantiers", "seances")
        for name in importers(f"{room}.permissions")
        if ".models" in name
    }
    assert reading == set()


def test_no_module_without_a_subject():
    assert [name for name in MODULES if name.rpartition(".")[2] in {"utils", "helpers", "common"}] == []


def test_the_picture_shows_what_imports_what():
    """`make dessin` draws it again."""
    from tests import dessin  # which reads the imports from here

    assert dessin.SORTIE.read_text() == dessin.draw()
