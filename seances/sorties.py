"""The PV as a file to work with: Word, ODT, Markdown, plain text, Akoma Ntoso. Made when it is asked for.

No library makes them and nothing is kept: a file takes some hundredths of a second, and the same text gives the same
bytes.
"""

import datetime
from importlib import import_module

from . import fichiers
from .models import EditionPublique
from .pv.bureautique import Contexte
from .pv.document import pictures, texts

# Format -> the module of seances.pv that writes it, and what it is.
FORMATS = {
    "docx": ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "odt": ("odt", "application/vnd.oasis.opendocument.text"),
    "md": ("markdown", "text/markdown; charset=utf-8"),
    "txt": ("txt", "text/plain; charset=utf-8"),
    "akn": ("akn", "application/akn+xml; charset=utf-8"),
}
EXTENSIONS = {"akn": "akn.xml"}  # where it is not the format's own name
EDITION = 2  # of these writers: another one when they write something else of the same text


def render(ending, document, *, mention="", moment=None, images=""):
    """The bytes of a document in a format. images: address where pictures are found, for what holds none.

    moment: of the freezing, kept in the file. The module of a format is loaded by the first who asks for it.
    """
    name, _ = FORMATS[ending]
    writer = import_module(f"seances.pv.{name}")
    if ending in {"docx", "odt"}:
        moment = moment.astimezone(datetime.UTC) if moment else datetime.datetime(2000, 1, 1)
        return writer.render(document, Contexte(mention, moment, pictures_of(document)))
    if ending == "akn":
        return writer.render(document, mention=mention, moment=moment, images=images)
    if ending == "md":
        return writer.render(document, mention=mention, images=images).encode()
    return writer.render(document, mention=mention).encode()


def extension(ending):
    return EXTENSIONS.get(ending, ending)


def pictures_of(document):
    """sha256 -> bytes of the pictures of a document, those that the portal has."""
    found = {}
    for _, blocs in texts(document):
        for picture in pictures(blocs):
            if picture.sha256 not in found and fichiers.exists(picture.sha256):
                found[picture.sha256] = fichiers.read(picture.sha256)
    return found


def moment_of(figee):
    """When a frozen text was frozen or published."""
    return figee.publiee_le if isinstance(figee, EditionPublique) else figee.figee_le


def etag_of(figee, ending):
    """What stays the same as long as the bytes do."""
    kind = "e" if isinstance(figee, EditionPublique) else "v"
    return f'"{figee.contenu_sha256}-{kind}{figee.pk}-{ending}{EDITION}"'
