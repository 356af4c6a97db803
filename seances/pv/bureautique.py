"""What Word and ODT files share: what is said of a document, how large its pictures are, safe XML. Pure."""

import re
import struct
from dataclasses import dataclass, field
from datetime import datetime
from html import escape

from . import phrases

# Characters that no XML holds.
INTERDITS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
LARGEUR_CM, HAUTEUR_CM = 16.0, 22.0  # what a page leaves to a picture
CM_PAR_POINT = 2.54 / 96
SIGNATURES = {b"\x89PNG": "png", b"\xff\xd8\xff": "jpeg", b"GIF8": "gif"}


@dataclass(frozen=True)
class Dessin:
    """A picture: its bytes, their kind (« png ») and its size in centimetres."""

    data: bytes
    kind: str
    largeur: float
    hauteur: float


@dataclass(frozen=True)
class Contexte:
    """What a file says beside the text. moment: of the freezing, for stable bytes. images: sha256 -> bytes."""

    mention: str = ""
    moment: datetime = datetime(2000, 1, 1)
    images: dict[str, bytes] = field(default_factory=dict)

    def dessin(self, sha256):
        """The Dessin of a sha256, None for bytes that are not there or that no word processor shows."""
        return dessin(self.images.get(sha256, b""))


def titre(document):
    """What the properties of the file call it."""
    return f"{phrases.intitule(document)} – {phrases.chantier(document)}, {phrases.seance(document).lower()}"


def xml(text):
    """Characters for XML, between tags or quotes."""
    return escape(INTERDITS.sub("", text))


def dessin(data):
    kind = next((kind for start, kind in SIGNATURES.items() if data.startswith(start)), "")
    size = _size(data, kind) if kind else None
    if not size or not all(size):
        return None
    width, height = (points * CM_PAR_POINT for points in size)
    scale = min(1, LARGEUR_CM / width, HAUTEUR_CM / height)
    return Dessin(data, kind, round(width * scale, 3), round(height * scale, 3))


def _size(data, kind):
    """(width, height) in pixels, None when the file does not tell."""
    try:
        if kind == "png":
            return struct.unpack(">II", data[16:24])
        if kind == "gif":
            return struct.unpack("<HH", data[6:10])
        place = 2
        while data[place] == 0xFF:
            marker, length = data[place + 1], struct.unpack(">H", data[place + 2 : place + 4])[0]
            if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
                height, width = struct.unpack(">HH", data[place + 5 : place + 9])
                return width, height
            place += 2 + length
    except (struct.error, IndexError):
        pass
    return None
