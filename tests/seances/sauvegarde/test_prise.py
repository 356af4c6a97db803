"""A backup taken while others write is of one moment, and the folder holds whole ones alone."""

import datetime
import os
import stat
import threading
import zipfile
from pathlib import Path

import pytest
from django.core.management import CommandError
from django.db import connection, transaction
from django.utils import timezone

from chantiers.models import Terme
from participants.models import Compte, Evenement
from participants.progression import DELAI, Progression
from seances import fichiers
from seances.models import Annexe, Restitution, Seance
from seances.originaux import withdraw
from seances.sauvegarde import dossier, prise

from .bases import served
from .test_remise import rows, run

pytestmark = pytest.mark.django_db


def names(folder):
    return sorted(path.name for path in folder.iterdir() if path.name != dossier.VERROU)


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "sauvegardes"


@pytest.fixture
def clock(monkeypatch):
    """`clock(day)`: the day that archives are named after."""

    def at(day):
        moment = datetime.datetime(2026, 3, day, 2, 0, tzinfo=datetime.UTC)
        monkeypatch.setattr(dossier.timezone, "now", lambda: moment)

    return at


# ── While others write ──────────────────────────────────────────────────────────────────────────────────


class Writers:
    """Threads that join documents, each row with its file and a word of the glossary of the same transaction."""

    def __init__(self, name, count):
        self.stopped, self.written, self.errors = threading.Event(), 0, []
        self.threads = [threading.Thread(target=self.run, args=(name, rank)) for rank in range(count)]

    def run(self, name, rank):
        try:
            with served(name):
                seance = Seance.objects.get(numero=2)
                number = 10_000 * (rank + 1)
                while not self.stopped.is_set():
                    number += 1
                    self.write(seance, number)
        except BaseException as error:
            self.errors.append(error)
            raise

    def write(self, seance, number):
        sha256 = fichiers.deposit(f"document {number}".encode())
        with transaction.atomic():
            Terme.objects.create(mot=f"Document {number}")
            Annexe.objects.create(
                seance=seance,
                numero=number,
                titre=f"Document {number}",
                fichier_nom="d.txt",
                fichier_type="text/plain",
                fichier_sha256=sha256,
            )
        self.written += 1

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *error):
        self.stopped.set()
        for thread in self.threads:
            thread.join()


def test_taken_while_others_write_it_is_of_one_moment_and_lacks_no_file(portail, folder, ailleurs):
    with Writers(connection.settings_dict["NAME"], 2) as writers:
        for _ in range(3):
            before = writers.written
            run("sauvegarder", folder)
            assert writers.written > before
    assert not writers.errors
    for archive in folder.glob("assises-*.zip"):
        with ailleurs():
            run("restaurer", archive)
            joined = Annexe.objects.filter(numero__gt=9_999).values_list("titre", flat=True)
            words = Terme.objects.filter(mot__startswith="Document").values_list("mot", flat=True)
            assert sorted(joined) == sorted(words)
            for annexe in Annexe.objects.filter(numero__gt=9_999):
                assert fichiers.read(annexe.fichier_sha256) == annexe.titre.lower().encode()


def test_nothing_that_is_committed_after_it_began_is_in_it(portail, folder, ailleurs, monkeypatch):
    """The last table is written long after the first: a row that came meanwhile is in neither."""
    found, seen = rows(), []
    lines = prise.tables.lines

    def slow(model):
        if not seen:
            seen.append(model)
            thread = threading.Thread(target=write_once, args=(portail,))
            thread.start()
            thread.join()
        return lines(model)

    monkeypatch.setattr(prise.tables, "lines", slow)
    run("sauvegarder", folder)
    monkeypatch.undo()
    assert Terme.objects.filter(mot="Document 7").exists()
    with ailleurs():
        run("restaurer", folder)
        assert rows() == found


def write_once(name):
    with served(name):
        Writers(name, 0).write(Seance.objects.get(numero=2), 7)


def test_an_original_withdrawn_meanwhile_has_it_taken_anew(portail, folder, ailleurs, monkeypatch):
    """The one act that takes bytes away: the rows of before it would name a file that is gone."""
    note, real, done = Restitution.objects.latest("pk"), prise.Copie.files, []

    def files(copie):
        if not done:
            done.append(True)
            withdraw(note, motif="Demande légale.", by=Compte.objects.first())
        real(copie)

    monkeypatch.setattr(prise.Copie, "files", files)
    run("sauvegarder", folder)
    assert len(names(folder)) == 1
    with ailleurs():
        run("restaurer", folder)
        assert Restitution.objects.latest("pk").retire_le


# ── What lacks is told ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("harm", ["lost", "altered"])
def test_a_lost_or_altered_file_is_named_and_the_rest_is_kept_apart(portail, folder, ailleurs, harm):
    sha256 = Annexe.objects.exclude(fichier_sha256="").latest("pk").fichier_sha256
    if harm == "lost":
        fichiers.remove(sha256)
    else:
        with Path(fichiers.path_of(sha256)).open("r+b") as stream:
            stream.write(b"autre")
    with pytest.raises(CommandError, match="il en manque 1"):
        run("sauvegarder", folder, "--garder", "1")
    (name,) = names(folder)
    assert name.endswith("-incomplete.zip")
    with ailleurs():
        with pytest.raises(CommandError, match="il manque 1 fichier"):
            run("restaurer", folder / name)
        with pytest.raises(CommandError, match="aucune sauvegarde"):
            run("restaurer", folder)
        run("restaurer", folder / name, "--incomplete")
        assert Annexe.objects.filter(fichier_sha256=sha256).exists()


def test_a_base_newer_than_the_portal_is_not_copied_by_halves(portail, folder):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('seances', '9999_demain', %s)",
            [timezone.now()],
        )
    with pytest.raises(CommandError, match=r"seances\.9999_demain"):
        run("sauvegarder", folder)
    assert names(folder) == []


def test_a_base_without_tables_is_told(portail, folder, atelier):
    with served(atelier.empty()), pytest.raises(CommandError, match="rien à sauvegarder"):
        run("sauvegarder", folder)


# ── The folder ──────────────────────────────────────────────────────────────────────────────────────────


def test_only_the_owner_reads_an_archive(portail, folder):
    run("sauvegarder", folder)
    (name,) = names(folder)
    assert stat.S_IMODE((folder / name).stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_sums_are_those_that_sha256sum_reads(archive, tmp_path):
    with zipfile.ZipFile(archive) as found:
        assert found.testzip() is None
        sums = dict(
            reversed(line.split("  ")) for line in found.read("manifeste.sha256").decode().splitlines()
        )
        assert sums == {
            name: fichiers.digest(found.read(name)) for name in found.namelist() if name != "manifeste.sha256"
        }


def test_the_newest_whole_ones_are_kept(portail, folder, clock):
    for day in (1, 2, 3):
        clock(day)
        run("sauvegarder", folder)
    clock(4)
    said = run("sauvegarder", folder, "--garder", "2")
    assert names(folder) == ["assises-20260303T020000Z.zip", "assises-20260304T020000Z.zip"]
    assert said.count("effacée") == 2


def test_a_damaged_one_counts_for_nothing_and_stays_to_be_looked_at(portail, folder, clock):
    for day in (1, 2):
        clock(day)
        run("sauvegarder", folder)
    damaged = folder / "assises-20260302T020000Z.zip"
    damaged.write_bytes(damaged.read_bytes()[:-500])
    clock(3)
    said = run("sauvegarder", folder, "--garder", "2")
    assert f"{damaged} : cette archive ne se lit plus" in said
    assert names(folder) == [f"assises-2026030{day}T020000Z.zip" for day in (1, 2, 3)]


def test_a_clock_put_back_does_not_cost_the_new_one(portail, folder, clock):
    clock(20)
    run("sauvegarder", folder)
    clock(10)
    run("sauvegarder", folder, "--garder", "1")
    assert names(folder) == ["assises-20260310T020000Z.zip"]


def test_two_of_the_same_second_are_two(portail, folder, clock):
    clock(1)
    run("sauvegarder", folder)
    run("sauvegarder", folder)
    assert len(names(folder)) == 2


def test_a_failure_deletes_nothing(portail, folder, clock, monkeypatch):
    clock(1)
    run("sauvegarder", folder)

    def full(*arguments, **options):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    clock(2)
    with pytest.raises(CommandError, match=r"No space left.*Rien n’en est resté"):
        run("sauvegarder", folder, "--garder", "1")
    assert names(folder) == ["assises-20260301T020000Z.zip"]
    assert (
        Evenement.objects.filter(acte="sauvegarde du portail").count() == 2
    )  # the first, and that of the model


def test_one_at_a_time(portail, folder):
    with dossier.Dossier(folder).locked(), pytest.raises(CommandError, match="déjà en cours"):
        run("sauvegarder", folder)
    assert names(folder) == []


@pytest.mark.parametrize("garder", ["0", "-3"])
def test_keeping_none_is_refused(portail, folder, garder):
    with pytest.raises(CommandError, match="au moins 1"):
        run("sauvegarder", folder, "--garder", garder)
    assert not folder.exists()


def test_never_into_a_folder_that_the_portal_serves(portail, settings):
    with pytest.raises(CommandError, match="ce dossier est au portail"):
        run("sauvegarder", settings.MEDIA_ROOT / "sauvegardes")


def test_a_folder_that_is_a_file_is_named(portail, tmp_path):
    (tmp_path / "fichier").write_text("x")
    with pytest.raises(CommandError, match=str(tmp_path / "fichier")):
        run("sauvegarder", tmp_path / "fichier")


def test_how_far_it_has_got_is_told_once_it_lasts(monkeypatch):
    said, now = [], [0.0]
    monkeypatch.setattr("participants.progression.time.monotonic", lambda: now[0])

    class Stream:
        def write(self, text, ending):
            said.append(text + ending)

        def flush(self):
            pass

    tick = Progression(Stream())(4, "lignes")
    tick()
    assert said == []
    now[0] = DELAI + 1
    tick()
    tick()
    tick()
    assert said == ["███████████████░░░░░░░░░░░░░░░  50% 2/4 lignes\r", f"{'█' * 30} 100% 4/4 lignes\n"]
