"""The archive that a .docx or .odt is: opened only when what it declares is bearable, read no further than that.

Nothing is ever unpacked to disk, so a name that climbs out of its folder leads nowhere; it is refused all the same.
"""

import zipfile
from io import BytesIO

from . import limites
from .lecture import Refus

ABIME = "Ce fichier est abîmé : ouvrez-le dans son programme, enregistrez-le à nouveau et renvoyez-le."
TROP_GROS = (
    "Ce fichier se déplie en un contenu démesuré : copiez le texte de la note dans un nouveau document."
)
CHIFFRE = "Ce fichier est protégé par un mot de passe : enregistrez-le sans mot de passe et renvoyez-le."
TROP_EMBOITE = (
    "Ce fichier emboîte trop d’éléments les uns dans les autres : copiez le texte de la note dans un nouveau "
    "document."
)
CHIFFREE = 0x1  # flag of an encrypted entry


class Paquet:
    """The files of an archive, read within limits. Raises Refus for one that is not sound."""

    def __init__(self, data):
        try:
            self.archive = zipfile.ZipFile(BytesIO(data))
            entries = self.archive.infolist()
        except (
            zipfile.BadZipFile,
            NotImplementedError,
            ValueError,
            OSError,
            EOFError,
            UnicodeError,
        ) as error:
            raise Refus(ABIME) from error
        if len(entries) > limites.ENTREES or sum(entry.file_size for entry in entries) > limites.DEPLIE:
            raise Refus(TROP_GROS)
        self.entries = {}
        for entry in entries:
            name = entry.filename
            if name in self.entries or name.startswith("/") or "\\" in name or ".." in name.split("/"):
                raise Refus(ABIME)
            if entry.flag_bits & CHIFFREE:
                raise Refus(CHIFFRE)
            self.entries[name] = entry

    def __contains__(self, name):
        return name in self.entries

    def names(self):
        return list(self.entries)

    def read(self, name, limit=limites.PARTIE):
        """The bytes of one file, never more than `limit`. Raises Refus."""
        entry = self.entries[name]
        if entry.file_size > limit:
            raise Refus(TROP_GROS)
        try:
            with self.archive.open(entry) as stream:
                data = stream.read(limit + 1)
        except (
            zipfile.BadZipFile,
            NotImplementedError,
            RuntimeError,
            ValueError,
            OSError,
            EOFError,
        ) as error:
            raise Refus(ABIME) from error
        except Exception as error:  # zlib, bz2 and lzma have errors of their own
            raise Refus(ABIME) from error
        if len(data) > limit:  # whatever it declared
            raise Refus(TROP_GROS)
        return data


def pack(parts):
    """The bytes of an archive. parts: name -> bytes, stored as they are."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name), data)
    return stream.getvalue()
