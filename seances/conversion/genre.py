"""What some bytes are: told by what they hold. The name only tells a text from a Markdown."""

import re
from pathlib import PurePath

from . import limites, texte
from .lecture import Refus
from .paquet import CHIFFRE, Paquet

ADMIS = (
    "Envoyez la note en Word (.docx), OpenDocument (.odt), PDF, Markdown (.md) ou texte (.txt), ou collez son "
    "texte."
)
MACROS = "Ce document contient des macros : enregistrez-le sans elles, comme « Document Word (.docx) », et renvoyez-le."
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml."
ODT = (b"application/vnd.oasis.opendocument.text", b"application/vnd.oasis.opendocument.text-template")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# How a page or a program begins, whatever its name says.
PAGE = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|svg)\b",
    re.I | re.S,
)
SCRIPT = re.compile(r"#!|<\?php|@echo\s+off", re.IGNORECASE)
PROGRAMMES = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\xfe\xed\xfa\xcf", b"\x00asm")
DEBUT = 2_000  # characters at which a text is looked at
# Names that promise something else than plain text.
MARKDOWN = {".md", ".markdown"}
RICHES = {".docx", ".docm", ".doc", ".odt", ".pdf", ".rtf", ".dotx"}


def kind_of(name, data):
    """« docx », « odt », « pdf », « md » or « txt ». Raises Refus for everything else."""
    if len(data) > limites.TAILLE:
        raise Refus(limites.TROP_LOURD)
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise Refus("Ce fichier est vide : vérifiez que vous avez choisi le bon.")
    if b"%PDF-" in data[:1024] and not data.startswith((b"MZ", b"PK")):
        return "pdf"
    if data.startswith(b"PK"):
        return _archive(data)
    if data.startswith(OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise Refus(CHIFFRE)
        raise Refus(
            "C’est un ancien format (.doc) : ouvrez ce document et enregistrez-le en .docx ou en .odt."
        )
    if data.startswith(b"{\\rtf"):
        raise Refus("C’est un document RTF : ouvrez-le et enregistrez-le en .docx ou en .odt.")
    return _text(name, data)


def is_plain(name, data):
    """Whether some bytes are a text that needs no reader of a format."""
    signatures = (b"PK", OLE, b"{\\rtf", *PROGRAMMES)
    if len(data) > limites.TAILLE or data.startswith(signatures) or b"%PDF-" in data[:1024]:
        return False
    return PurePath(name).suffix.lower() not in MARKDOWN and texte.decode(data) is not None


def _archive(data):
    paquet = Paquet(data)
    names = paquet.names()
    if "mimetype" in paquet:
        if paquet.read("mimetype", 200).strip() in ODT and "content.xml" in paquet:
            return "odt"
        raise Refus(f"Ce document n’est pas un texte. {ADMIS}")
    if "[Content_Types].xml" in paquet:
        types = paquet.read("[Content_Types].xml", limites.XML)
        if b"macroEnabled" in types or any(PurePath(one).name.lower() == "vbaproject.bin" for one in names):
            raise Refus(MACROS)
        if DOCX.encode() in types and any(one.startswith("word/") for one in names):
            return "docx"
        raise Refus(f"Ce document n’est pas un texte. {ADMIS}")
    raise Refus(f"C’est une archive, pas un document. Décompressez-la et envoyez la note seule. {ADMIS}")


def _text(name, data):
    if data.startswith(PROGRAMMES) and not data[:1000].isascii():
        raise Refus(f"C’est un programme, pas une note. {ADMIS}")
    text = texte.decode(data)
    if text is None:
        raise Refus(f"Ce n’est {_what(data)}. {ADMIS}")
    if PAGE.match(text[:DEBUT]):
        raise Refus(
            "C’est une page web ou un dessin : ouvrez-la, copiez le texte de la note et collez-le ici."
        )
    if SCRIPT.match(text):
        raise Refus(f"C’est un programme, pas une note. {ADMIS}")
    ending = PurePath(name).suffix.lower()
    if ending in RICHES:
        raise Refus(
            f"Ce n’est pas un vrai fichier {ending} : ouvrez-le dans son programme et enregistrez-le à nouveau."
        )
    return "md" if ending in MARKDOWN else "txt"


def _what(data):
    """« pas un document texte, mais une image » as far as the first bytes tell."""
    import puremagic  # 10 ms that a refused file alone costs

    try:
        ending = puremagic.from_string(data[:4096]).lstrip(".").lower()
    except (puremagic.PureError, ValueError):
        ending = ""
    if ending in {"png", "jpg", "jpeg", "gif", "webp", "bmp", "tif", "tiff", "heic"}:
        return "pas un texte, mais une image"
    return "pas un fichier de texte" + (f" (.{ending})" if re.fullmatch(r"[a-z0-9]{2,5}", ending) else "")
