"""The archive copy of a frozen PV: the same text as PDF/A-3a, with the notes of its sub-groups attached as received.

Made when it is asked for and kept nowhere: an original that is withdrawn on a legal demand is in no later copy. The
same rows give the same bytes.
"""

import re
import unicodedata
from pathlib import PurePath

from django.utils import timezone

from . import fichiers, pdf
from .models import OrigineNote, Restitution
from .pv import html_sigles, json
from .pv.html_originaux import Original

EDITION = 1  # of what a copy is: another one when the same rows give something else
HORS_NOM = re.compile(r"[^A-Za-z0-9.-]+")
TYPES = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".pdf": "application/pdf",
    ".md": "text/markdown",
    ".txt": "text/plain",
    ".html": "text/html",
}


def notes_of(version):
    """The notes that a VersionPV carries, as somebody handed them in: of each group the last one confirmed before it.

    What an imported file said is no original.
    """
    rows = (
        Restitution.objects.filter(
            sous_groupe__seance__proces_verbal=version.proces_verbal_id, confirmee_le__lte=version.figee_le
        )
        .select_related("sous_groupe")
        .order_by("sous_groupe__numero", "numero")
    )
    newest = {note.sous_groupe.numero: note for note in rows}
    return [note for note in newest.values() if note.origine != OrigineNote.IMPORT]


def render(version, *, mention, teinte):
    """The bytes of the copy. Raises fichiers.FichierAbsent, FichierAltere for an original that was lost."""
    text = fichiers.verified(version.contenu.encode(), version.contenu_sha256).decode()
    originaux, joints = [], []
    for note in notes_of(version):
        told = {
            "groupe": note.sous_groupe.numero,
            "nom": note.fichier_nom,
            "sha256": note.fichier_sha256,
            "recu_le": timezone.localdate(note.deposee_le),
        }
        if note.retire_le:
            withdrawn = timezone.localdate(note.retire_le)
            originaux.append(Original(**told, retire_le=withdrawn, motif=note.motif_retrait))
            continue
        data, name = fichiers.read(note.fichier_sha256), name_of(note)
        originaux.append(Original(**told, octets=len(data), joint=name))
        joints.append((name, data, TYPES[PurePath(name).suffix], note.deposee_le, describe(note)))
    document = json.read_frozen(text)
    return pdf.render_archive(
        document,
        originaux,
        joints,
        mention=f"{mention} – copie d’archive",
        teinte=teinte,
        sigles=html_sigles.frozen(version.sigles, document),
    )


def etag_of(version):
    """What stays the same as long as the bytes do."""
    told = [(note.fichier_sha256, str(note.retire_le)) for note in notes_of(version)]
    mark = fichiers.digest(repr((version.contenu_sha256, told)).encode())
    return f'"{mark}-v{version.pk}-archive{EDITION}"'


def describe(note):
    return f"Note du groupe {note.sous_groupe.numero} telle que reçue : {note.fichier_nom}"


def name_of(note):
    """The name of an attachment: plain letters, in the order of the groups, an ending that says what it is."""
    path = PurePath(note.fichier_nom)
    ending = path.suffix.lower()
    stem, ending = (path.stem, ending) if ending in TYPES else (note.fichier_nom, ".txt")
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", stem) if not unicodedata.combining(sign))
    plain = HORS_NOM.sub("-", plain).strip(".-")[:80] or "note"
    return f"groupe{note.sous_groupe.numero:02}-{plain}{ending}"
