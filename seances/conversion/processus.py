"""The door of the converter: a file is read in a process of its own, which is ended with all that it started.

The process gets no environment, no open file but the note, and no key: whatever a file makes it do, it does it there.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
from base64 import b64decode
from contextlib import suppress
from pathlib import Path

from .. import places
from . import genre, limites, texte
from .lecture import Lecture, Refus, bounded
from .paquet import ABIME

ENFANT = Path(__file__).with_name("enfant.py")
TROP_LONG = (
    "Ce fichier ne se lit pas en un temps raisonnable : copiez le texte de la note dans un nouveau document, sans "
    "images, et renvoyez-le."
)
OCCUPE = "Le portail lit déjà d’autres fichiers : renvoyez celui-ci dans une minute."
PROGRAMME = Path(sys.prefix, "bin", "python3")


class Occupe(Refus):
    """Others are being read: not this file's fault."""


def convert(name, data, *, colonnes=False):
    """The Lecture of a file. name: as received, its ending tells text from Markdown. Raises Refus.

    colonnes: of a PDF, rows of tables as paragraphs whose cells are parted by tabs.
    """
    if genre.is_plain(name, data):  # nothing of it is interpreted: no need to be afraid of it
        genre.kind_of(name, data)
        return bounded(texte.convert(data))
    return _run("colonnes" if colonnes else "fichier", name, data)


def convert_pasted(data):
    """The Lecture of pasted HTML. Raises Refus."""
    return _run("html", "", data)


def _run(kind, name, data):
    if len(data) > limites.TAILLE:
        raise Refus(limites.TROP_LOURD)
    try:
        with places.taken("conversion", places=limites.SIMULTANEES, wait=limites.ATTENTE):
            status, printed = _read_apart(kind, name, data)
    except places.Complet as full:
        raise Occupe(OCCUPE) from full
    if status is None:
        raise Refus(TROP_LONG)
    try:
        found = json.loads(printed)
    except ValueError as error:  # killed by a limit, or upset by the file
        raise Refus(TROP_LONG if status < 0 else ABIME) from error
    if "refus" in found:
        raise Refus(found["refus"])
    return Lecture(
        found["genre"],
        found["html"],
        tuple(found["mots"]),
        found["regle"],
        tuple(found["avertissements"]),
        {sha256: b64decode(text) for sha256, text in found["images"].items()},
    )


def _read_apart(kind, name, data):
    """Exit status of the reader, None when it had to be ended, and what it printed."""
    with tempfile.TemporaryFile() as received, tempfile.TemporaryFile() as result:
        received.write(data)
        received.seek(0)
        status = _process([kind, _plain(name)], received, result)
        result.seek(0)
        return status, result.read()


def _process(arguments, received, result):
    """Run the reader on open files. Returns its exit status, None when it had to be ended."""
    python = (
        str(PROGRAMME) if PROGRAMME.exists() else sys.executable
    )  # some servers are not Python themselves
    process = subprocess.Popen(
        [python, "-I", "-X", "utf8", str(ENFANT), *arguments],
        stdin=received,
        stdout=result,
        stderr=subprocess.DEVNULL,
        env={"LANG": "C.UTF-8", "PATH": "/usr/bin:/bin"},
        cwd="/",
        start_new_session=True,
    )
    try:
        return process.wait(limites.SECONDES)
    except subprocess.TimeoutExpired:
        return None
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # and whatever it started
        process.wait()


def _plain(name):
    """A name that can be an argument of a process: its end, where its ending is."""
    return "".join(one if one.isprintable() else "_" for one in name)[-100:]
