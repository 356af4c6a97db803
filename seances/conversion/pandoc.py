"""pandoc, always in its sandbox: it reads what it is given on its input, no other file and no address."""

import importlib.util
import shutil
import subprocess
from functools import lru_cache
from pathlib import Path

from . import limites
from .lecture import Refus
from .paquet import TROP_EMBOITE

TROP_LONG = (
    "Ce fichier est trop long ou trop compliqué à lire : copiez le texte de la note dans un nouveau document."
)


@lru_cache(maxsize=1)
def program():
    """Path of pandoc: that of pypandoc-binary, found without loading it (40 ms), else the system's."""
    found = importlib.util.find_spec("pypandoc")
    if found and found.origin:
        path = Path(found.origin).parent / "files" / "pandoc"
        if path.is_file():
            return str(path)
    return shutil.which("pandoc") or "pandoc"


def to_html(data, kind):
    """HTML of some bytes. kind: pandoc's name of their format. Raises Refus."""
    limit = ["+RTS", f"-M{limites.TAS_PANDOC}", "-RTS"]
    command = [program(), "--sandbox", f"--from={kind}", "--to=html", "--wrap=none", *limit]
    done = subprocess.run(command, input=data, capture_output=True, check=False)
    if done.returncode:
        raise Refus(TROP_EMBOITE if b"stack overflow" in done.stderr else TROP_LONG)
    return done.stdout.decode()
