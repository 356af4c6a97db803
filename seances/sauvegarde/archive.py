"""One archive: a ZIP that any system opens, whose manifest tells the sha256 of everything else in it.

portail.json          which portal, when, its migrations, how many rows
base/<model>.jsonl    the rows of a table
fichiers/ab/<sha256>  the stored files that they name
manifeste.sha256      « sha256  name », as `sha256sum --check` reads it
"""

import contextlib
import hashlib
import json
import re
import zipfile
import zlib

from django.utils import timezone

from seances.fichiers import name_of

from . import SauvegardeRefusee

FORMAT = "sauvegarde-assises/1"
PORTAIL, MANIFESTE, LISEZ_MOI = "portail.json", "manifeste.sha256", "LISEZ-MOI.txt"
BLOC = 1 << 20
EXPLICATION = """Sauvegarde du Portail des Assises.

Elle contient des données personnelles : gardez-la sous clé.
Remise en place, sur un portail installé : manage.py restaurer CETTE_ARCHIVE
Vérification à la main, une fois décompressée : sha256sum --check manifeste.sha256
"""


class ArchiveWriter:
    """Writes members to a stream, counts their sums as they pass, and ends with the manifest."""

    def __init__(self, stream):
        self.zip = zipfile.ZipFile(stream, "w", allowZip64=True)
        self.sums, self.date = {}, timezone.localtime().timetuple()[:6]

    def __enter__(self):
        return self

    def __exit__(self, kind, *error):
        if kind:
            with contextlib.suppress(OSError, ValueError):
                self.zip.close()  # what was written is thrown away

    def add(self, name, pieces, *, packed=True):
        """A member made of pieces of bytes. packed: whether it gets smaller. Returns its sha256."""
        info = zipfile.ZipInfo(name, self.date)
        info.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        info.external_attr = 0o600 << 16
        found = hashlib.sha256()
        with self.zip.open(info, "w", force_zip64=True) as member:
            for piece in pieces:
                found.update(piece)
                member.write(piece)
        self.sums[name] = found.hexdigest()
        return self.sums[name]

    def finish(self, portail):
        self.add(LISEZ_MOI, [EXPLICATION.encode()])
        self.add(PORTAIL, [json.dumps({"format": FORMAT} | portail, ensure_ascii=False, indent=1).encode()])
        manifest = "".join(f"{found}  {name}\n" for name, found in sorted(self.sums.items()))
        self.zip.writestr(zipfile.ZipInfo(MANIFESTE, self.date), manifest)
        self.zip.close()


class ArchiveReader:
    """An archive as it is on the disk. Whatever is wrong with it raises SauvegardeRefusee, which names it."""

    def __init__(self, path):
        self.path = path
        try:
            self.zip = zipfile.ZipFile(path)
            self.sums = dict(map(_line, self.zip.read(MANIFESTE).decode().splitlines()))
            self.portail = json.loads(self.zip.read(PORTAIL))
        except OSError as error:
            raise SauvegardeRefusee(f"{path} : l’archive ne peut pas être lue ({error.strerror}).") from error
        except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, ValueError) as error:
            raise SauvegardeRefusee(f"{path} : ce n’est pas une sauvegarde entière du portail.") from error
        if self.portail.get("format") != FORMAT:
            raise SauvegardeRefusee(
                f"{path} : ce format de sauvegarde n’est pas connu de ce portail ({FORMAT})."
            )
        listed, held = {*self.sums, MANIFESTE}, self.zip.namelist()
        if different := listed.symmetric_difference(held):
            raise SauvegardeRefusee(
                f"{path} : le manifeste et l’archive ne s’accordent pas sur « {min(different)} »."
            )
        if len(held) != len(listed):
            raise SauvegardeRefusee(f"{path} : l’archive contient deux fois le même nom.")

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.zip.close()

    @property
    def size(self):
        return sum(info.file_size for info in self.zip.infolist())

    @property
    def files(self):
        """The sha256 of the stored files that it holds."""
        return [name.rpartition("/")[2] for name in sorted(self.sums) if name.startswith("fichiers/")]

    def verify(self, tick=lambda count: None):
        """Read everything once: each member has the sha256 that the manifest tells, each file that of its name."""
        for name, expected in sorted(self.sums.items()):
            found = hashlib.sha256()
            for piece in self._pieces(name):
                found.update(piece)
                tick(len(piece))
            stored = name.startswith("fichiers/")
            if found.hexdigest() != expected or (stored and name != member_of(expected)):
                raise SauvegardeRefusee(
                    f"{self.path} : « {name} » a été altéré, son empreinte n’est plus la même."
                )

    def _pieces(self, name):
        try:
            with self.zip.open(name) as member:
                while piece := member.read(BLOC):
                    yield piece
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
            raise SauvegardeRefusee(f"{self.path} : « {name} » est abîmé.") from error
        except OSError as error:
            raise SauvegardeRefusee(
                f"{self.path} : « {name} » ne peut pas être lu ({error.strerror})."
            ) from error

    def lines(self, label):
        """The lines of a table."""
        with self.zip.open(table_of(label)) as member:
            for line in member:
                yield line.decode()

    def bytes_of(self, sha256):
        return self.zip.read(member_of(sha256))


def table_of(label):
    return f"base/{label}.jsonl"


def member_of(sha256):
    return f"fichiers/{name_of(sha256)}"


def _line(text):
    found = re.fullmatch(r"([0-9a-f]{64})  (.+)", text)
    if not found:
        raise ValueError(text)
    return found[2], found[1]
