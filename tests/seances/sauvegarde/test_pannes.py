"""Killed without warning or out of room, at any moment: archives are whole or not there, a portal before or after."""

import contextlib
import os
import random
import shutil
import signal
import time

import pytest
from django.db import connection

from chantiers.models import Terme
from seances.sauvegarde import dossier

from .test_remise import rows, run

pytestmark = pytest.mark.django_db
COUPS = 6


def lasted(nursery, portail, *arguments):
    """How long the command takes when nobody kills it."""
    begun = time.monotonic()
    assert nursery.run(portail, *arguments) == (0, "")
    return time.monotonic() - begun


def kill_after(nursery, portail, seconds, *arguments):
    """Kill the command after so many seconds. Returns whether it was killed before its end."""
    pid = nursery.bear(portail, *arguments)
    time.sleep(seconds)
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    status, said = nursery.end()
    assert (status, said) in {(-signal.SIGKILL, ""), (0, "")}
    return status != 0


def test_killed_while_it_is_taken_it_is_whole_or_not_there(portail, pepiniere, tmp_path):
    folder, chance = tmp_path / "sauvegardes", random.Random()
    whole = lasted(pepiniere, portail, "sauvegarder", folder)
    killed = sum(
        kill_after(pepiniere, portail, chance.random() * whole, "sauvegarder", folder, "--garder", "2")
        for _ in range(COUPS)
    )
    assert killed
    kept = dossier.Dossier(folder).archives()
    assert kept
    for path in kept:
        run("restaurer", path, "--simuler")
    assert pepiniere.run(portail, "sauvegarder", folder, "--garder", "1")[0] == 0
    assert len(list(folder.iterdir())) == 2  # the new one and the lock: nothing of those that were killed


def test_killed_while_it_is_put_back_the_portal_is_as_before_or_as_in_the_archive(
    portail, archive, pepiniere
):
    Terme.objects.update(mot="Écrit depuis")
    before, chance = rows(), random.Random()
    whole = lasted(pepiniere, portail, "restaurer", archive, "--ecraser")
    after = rows()
    assert after != before
    killed = 0
    for _ in range(COUPS):
        Terme.objects.update(mot="Écrit depuis")
        killed += kill_after(pepiniere, portail, chance.random() * whole, "restaurer", archive, "--ecraser")
        assert rows() in (before, after)
    assert killed
    assert pepiniere.run(portail, "restaurer", archive, "--ecraser") == (0, "")
    assert rows() == after


@pytest.mark.parametrize("part", [0.2, 0.5, 0.95])
def test_a_full_disk_leaves_nothing_of_it_and_says_where(portail, archive, pepiniere, tmp_path, part):
    folder = shutil.copytree(archive.parent, tmp_path / "sauvegardes")
    before = sorted(folder.iterdir())
    limite = int(archive.stat().st_size * part)
    status, said = pepiniere.run(portail, "sauvegarder", folder, "--garder", "1", limite=limite)
    assert status == 1
    assert str(folder) in said and "Rien n’en est resté" in said
    assert sorted(folder.iterdir()) == before


def test_no_room_for_what_is_put_back_leaves_the_portal_as_it_was(portail, archive, pepiniere):
    if connection.vendor == "postgresql":
        pytest.skip("the server of PostgreSQL writes, not the command")
    Terme.objects.update(mot="Écrit depuis")
    before = rows()
    status, said = pepiniere.run(portail, "restaurer", archive, "--ecraser", limite=200_000)
    assert (status, "restée comme elle était" in said) == (1, True)
    assert rows() == before


def test_no_room_for_the_files_leaves_the_base_untouched(
    archive, ailleurs, settings, pepiniere, atelier, vide
):
    name = atelier.copy(vide)
    with ailleurs(name):
        before = rows()
        status, said = pepiniere.run(name, "restaurer", archive, limite=20_000)
        assert status == 1 and "La base de données n’a pas été touchée" in said
        assert rows() == before
