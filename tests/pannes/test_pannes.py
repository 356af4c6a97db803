"""The scripts themselves are run by `make pannes`: they take minutes."""

from importlib import import_module
from pathlib import Path

from .__main__ import PANNES

OUTILS = {"__init__", "__main__", "atelier", "controle", "courrier", "lettres", "materiel", "serveur_lent"}


def test_each_fault_can_be_run_by_its_name():
    for name in PANNES:
        assert callable(import_module(f"tests.pannes.{name}").run)


def test_no_fault_is_left_out_of_the_list():
    modules = {path.stem for path in Path(__file__).parent.glob("*.py") if path != Path(__file__)}
    assert modules - OUTILS == set(PANNES)
