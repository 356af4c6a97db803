"""What somebody sends: a name without what deceives, bytes that are what the name says."""

import re
import unicodedata
import zipfile
from io import BytesIO
from pathlib import PurePath

NOM_MAX = 200
TAILLE_MAX = 20 * 1024 * 1024
SANS_NOM = "document"
OFFICE = "application/vnd.openxmlformats-officedocument"
ODF = "application/vnd.oasis.opendocument"
# Ending → content type, and how its bytes begin.
TYPES = {
    ".pdf": ("application/pdf", b"%PDF-"),
    ".docx": (f"{OFFICE}.wordprocessingml.document", b"PK"),
    ".xlsx": (f"{OFFICE}.spreadsheetml.sheet", b"PK"),
    ".pptx": (f"{OFFICE}.presentationml.presentation", b"PK"),
    ".odt": (f"{ODF}.text", b"PK"),
    ".ods": (f"{ODF}.spreadsheet", b"PK"),
    ".odp": (f"{ODF}.presentation", b"PK"),
    ".png": ("image/png", b"\x89PNG\r\n\x1a\n"),
    ".jpg": ("image/jpeg", b"\xff\xd8\xff"),
    ".jpeg": ("image/jpeg", b"\xff\xd8\xff"),
    ".txt": ("text/plain", b""),
    ".csv": ("text/csv", b""),
}
PARTIES = {".docx": "word/document.xml", ".xlsx": "xl/workbook.xml", ".pptx": "ppt/presentation.xml"}


class PieceRefusee(ValueError):
    """The file cannot be joined; the message names it and says why."""


def clean_name(name):
    """The name of a file as it is kept and shown: no folder, nothing invisible, nothing that turns the text round.

    At most NOM_MAX characters, its ending kept.
    """
    name = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    name = re.sub(r"\s+", " ", name)
    name = "".join(one for one in name if one.isprintable()).strip(" .")
    stem, ending = PurePath(name).stem, PurePath(name).suffix
    if len(ending) > 10:
        stem, ending = name, ""
    return f"{stem[: NOM_MAX - len(ending)].rstrip()}{ending}" or SANS_NOM


def kind_of(name, data):
    """Content type of a document from its ending, once its bytes are seen to be that. Raises PieceRefusee."""
    ending = PurePath(name).suffix.lower()
    if ending not in TYPES:
        known = ", ".join(one.removeprefix(".") for one in TYPES)
        raise PieceRefusee(f"« {name} » : ce type de document n’est pas admis. Sont admis : {known}.")
    if len(data) > TAILLE_MAX:
        raise PieceRefusee(f"« {name} » dépasse {TAILLE_MAX // 1024 // 1024} Mo.")
    kind, opening = TYPES[ending]
    if not data.startswith(opening) or (opening == b"PK" and not holds(name, ending, kind, data)):
        raise PieceRefusee(
            f"« {name} » n’est pas un vrai fichier {ending} : ouvrez-le dans son programme et enregistrez-le à nouveau."
        )
    if not opening and b"\x00" in data:
        raise PieceRefusee(f"« {name} » n’est pas un fichier de texte.")
    return kind


def holds(name, ending, kind, data):
    """Whether an archive is the office document that its ending says. Raises PieceRefusee for one with macros."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = archive.namelist()
            if any(PurePath(one).name == "vbaProject.bin" for one in names):
                raise PieceRefusee(f"« {name} » contient des macros : enregistrez-le sans elles.")
            if ending in PARTIES:
                return PARTIES[ending] in names
            declared = archive.getinfo("mimetype")
            return declared.file_size == len(kind) and archive.read(declared) == kind.encode()
    except (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError, OSError):
        return False
