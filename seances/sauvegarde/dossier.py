"""The folder of archives: one command writes there at a time, an archive is whole or not there, old ones go."""

import contextlib
import datetime
import fcntl
import os
import re
import tempfile
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from . import SauvegardeRefusee
from .archive import ArchiveReader

ENTIERE = re.compile(r"assises-\d{8}T\d{6}Z\.zip")
VERROU, PARTIELLE = ".verrou", ".partielle"


class Dossier:
    def __init__(self, path):
        self.path = Path(path).resolve()
        served = {
            Path(settings.STATIC_ROOT),
            *map(Path, settings.STATICFILES_DIRS),
            Path(settings.MEDIA_ROOT),
        }
        if served & {self.path, *self.path.parents}:
            raise SauvegardeRefusee(
                f"{self.path} : ce dossier est au portail, qui en montre le contenu ; donnez-en un autre."
            )

    @contextlib.contextmanager
    def locked(self):
        """Nobody else writes there meanwhile; what a killed command left behind is gone."""
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (self.path / VERROU).open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise SauvegardeRefusee(
                    f"{self.path} : une sauvegarde y est déjà en cours ; attendez qu’elle se termine."
                ) from error
            for left in self.path.glob(f"*{PARTIELLE}"):
                left.unlink()
            yield

    @contextlib.contextmanager
    def new(self):
        """A stream to write an archive to. `keep` gives it its name; otherwise nothing of it stays."""
        handle, temporary = tempfile.mkstemp(dir=self.path, prefix=".assises-", suffix=PARTIELLE)
        temporary = Path(temporary)
        try:
            with os.fdopen(handle, "w+b") as stream:
                yield stream, temporary
        finally:
            temporary.unlink(missing_ok=True)

    def keep(self, temporary, *, suffix=""):
        """The archive is whole: from now on it has its name. Returns its path."""
        moment = timezone.now()
        while (
            final := self.path / f"assises-{moment.astimezone(datetime.UTC):%Y%m%dT%H%M%SZ}{suffix}.zip"
        ).exists():
            moment += datetime.timedelta(seconds=1)
        temporary.rename(final)
        folder = os.open(self.path, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
        return final

    def archives(self):
        """The archives that are there under their name, the newest first."""
        return sorted((path for path in self.path.iterdir() if ENTIERE.fullmatch(path.name)), reverse=True)

    def rotate(self, garder, *, new):
        """Delete all but the `garder` newest that still open and hold all that they list; `new` always stays.

        Returns (deleted, damaged): what is damaged counts for nothing, and is left to be looked at.
        """
        kept, deleted, damaged = [new], [], []
        for path in self.archives():
            if path == new:
                continue
            try:
                ArchiveReader(path).zip.close()
            except SauvegardeRefusee:
                damaged.append(path)
                continue
            (kept if len(kept) < garder else deleted).append(path)
        for path in deleted:
            path.unlink()
        return deleted, damaged


def chosen(path):
    """The archive to put back: the one that is named, or the newest of a folder."""
    path = Path(path)
    if not path.is_dir():
        return path
    archives = Dossier(path).archives()
    if not archives:
        raise SauvegardeRefusee(f"{path} : aucune sauvegarde dans ce dossier (« assises-….zip »).")
    return archives[0]
