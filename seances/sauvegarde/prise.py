"""Taking an archive while others write: the rows of one moment first, then the files that they name.

Files are written before the rows that name them and never over each other: whatever a row of that moment names is
there. One thing alone takes bytes away, the withdrawal of an original; then everything is taken anew.
"""

import os
from dataclasses import dataclass, field
from pathlib import Path

import django
from django.db import DatabaseError, connection
from django.utils import timezone

from participants import journal
from participants.journal import Acte
from seances import fichiers

from . import SauvegardeRefusee, tables
from .archive import BLOC, ArchiveReader, ArchiveWriter, member_of, table_of
from .dossier import Dossier

ESSAIS = 3


@dataclass
class Prise:
    """What was taken. absents: the sha256 of the files that rows need and that are lost or altered."""

    archive: Path
    lignes: int
    fichiers: int
    absents: list[str]
    effacees: list[Path] = field(default_factory=list)
    abimees: list[Path] = field(default_factory=list)


def take(folder, *, garder=None, progress):
    """Take an archive of the portal into a folder. Returns a Prise. Raises SauvegardeRefusee.

    garder: how many archives stay there, this one counted. progress: (total, what) -> tick(count).
    An archive that lacks files has « -incomplete » in its name, and never counts as one to keep.
    """
    dossier = Dossier(folder)
    try:
        with dossier.locked():
            prise = _take(dossier, progress)
            if garder and not prise.absents:
                prise.effacees, prise.abimees = dossier.rotate(garder, new=prise.archive)
    except OSError as error:
        raise SauvegardeRefusee(
            f"{error.filename or dossier.path} : la sauvegarde n’a pas pu être écrite ({error.strerror}). "
            "Rien n’en est resté ; les précédentes sont intactes."
        ) from error
    except DatabaseError as error:
        raise SauvegardeRefusee(
            f"La base de données n’a pas pu être lue ({str(error).splitlines()[0]}). Rien n’est resté de cette "
            "sauvegarde ; les précédentes sont intactes."
        ) from error
    journal.record(
        Acte.SAUVEGARDE,
        prise.archive.name,
        by=None,
        lignes=prise.lignes,
        fichiers=prise.fichiers,
        absents=len(prise.absents),
    )
    return prise


def _take(dossier, progress):
    for attempt in range(1, ESSAIS + 1):
        with dossier.new() as (stream, temporary), ArchiveWriter(stream) as archive:
            copie = Copie(archive, progress)
            copie.take()
            if copie.absents and attempt < ESSAIS and not copie.still_needed():
                continue
            stream.flush()
            os.fsync(stream.fileno())
            with ArchiveReader(temporary) as written:
                written.verify(progress(written.size, "octets relus"))
            suffix = "-incomplete" if copie.absents else ""
            return Prise(
                dossier.keep(temporary, suffix=suffix), copie.lignes, copie.fichiers, sorted(copie.absents)
            )


class Copie:
    """One archive being written."""

    def __init__(self, archive, progress):
        self.archive, self.progress = archive, progress
        self.lignes = self.fichiers = 0
        self.named, self.absents = set(), set()

    def take(self):
        portail = self.rows()
        self.files()
        self.archive.finish(portail | {"absents": sorted(self.absents)})

    def rows(self):
        with tables.snapshot():
            moment, migrations = timezone.now(), tables.applied()
            found = tables.models_of(migrations)
            counts = {label: model._base_manager.count() for label, model in found.items()}
            tick = self.progress(sum(counts.values()), "lignes")
            for label, model in found.items():
                self.archive.add(table_of(label), self.table(model, tick))
            self.needed = tables.required_files(found)
            last = tables.last_numbers(found)
            vendor = connection.vendor
        self.lignes = sum(counts.values())
        return {
            "moment": moment.isoformat(),
            "base": vendor,
            "django": django.get_version(),
            "migrations": migrations,
            "tables": counts,
            "derniers_numeros": last,
        }

    def table(self, model, tick):
        scanned = tables.names_files(model)
        for rank, line in enumerate(tables.lines(model)):
            if scanned:
                self.named.update(tables.EMPREINTE.findall(line))
            yield f"{line}\n".encode()
            tick(bool(rank))

    def files(self):
        wanted = sorted(self.needed | self.named)
        tick = self.progress(len(wanted), "fichiers")
        for sha256 in wanted:
            if sha256 in self.needed or fichiers.exists(sha256):
                self.file(sha256)
            tick(1)

    def file(self, sha256):
        try:
            stream = fichiers.open_stream(sha256)
        except (fichiers.FichierAbsent, fichiers.FichierAltere):
            if sha256 in self.needed:
                self.absents.add(sha256)
            return
        with stream:
            self.archive.add(member_of(sha256), stream.chunks(BLOC), packed=False)
        self.fichiers += 1

    def still_needed(self):
        """Whether what lacks is needed by the rows of now too: otherwise an original was withdrawn meanwhile."""
        return self.absents <= tables.required_files(tables.models_of(tables.applied()))
