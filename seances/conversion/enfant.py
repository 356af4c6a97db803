"""The process in which a note is read. Run as a program: `python -I enfant.py KIND NAME < file > result`.

It puts limits on itself before it looks at the first byte. What it prints is one JSON object, on the output that it
was given and that nothing else may write to: {"refus"} or {"genre", "html", "mots", …}.
"""

import json
import os
import resource
import sys
from base64 import b64encode
from pathlib import Path

RACINE = Path(__file__).resolve().parents[2]
PR_SET_PDEATHSIG, SIGKILL = 1, 9
CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000


def confine(limites):
    """Limits of memory, time and output; no network where the system lets a process give it up."""
    for what, limit in (
        (resource.RLIMIT_AS, limites.MEMOIRE),
        (resource.RLIMIT_CPU, limites.SECONDES_CPU),
        (resource.RLIMIT_FSIZE, limites.SORTIE),
        (resource.RLIMIT_NOFILE, limites.DESCRIPTEURS),
        (resource.RLIMIT_CORE, 0),
    ):
        try:
            resource.setrlimit(what, (limit, limit))
        except (ValueError, OSError):  # a system that does not know it, or allows less already
            continue
    os.nice(5)  # who reads a page comes first
    if sys.platform == "linux":
        import ctypes

        libc = ctypes.CDLL(None)
        libc.prctl(PR_SET_PDEATHSIG, SIGKILL)
        libc.unshare(
            CLONE_NEWUSER | CLONE_NEWNET
        )  # refused in some containers; no road of ours fetches anything


def read(kind, name, data):
    """The Lecture of some bytes. Raises Refus.

    kind: « html » for what was pasted, « fichier » for a file, « colonnes » for one whose tables matter, a PDF's too.
    """
    from seances.conversion import genre

    laid_out = kind == "colonnes"
    kind = kind if kind == "html" else genre.kind_of(name, data)
    match kind:
        case "docx":
            from seances.conversion import docx as reader
        case "odt":
            from seances.conversion import odt as reader
        case "pdf" if laid_out:
            from seances.conversion import pdf_colonnes as reader
        case "pdf":
            from seances.conversion import pdf as reader
        case "md":
            from seances.conversion import markdown as reader
        case "html":
            from seances.conversion import colle as reader
        case _:
            from seances.conversion import texte as reader
    return reader.convert(data)


def main():
    sys.path.insert(0, str(RACINE))
    from seances.conversion import limites
    from seances.conversion.lecture import Refus, bounded
    from seances.conversion.paquet import TROP_EMBOITE

    confine(limites)
    output = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever a library prints goes elsewhere
    kind, name = sys.argv[1:3]
    try:
        lecture = bounded(read(kind, name, sys.stdin.buffer.read()))
    except Refus as refus:
        found = {"refus": str(refus)}
    except RecursionError:
        found = {"refus": TROP_EMBOITE}
    else:
        found = {
            "genre": lecture.genre,
            "html": lecture.html,
            "mots": lecture.mots,
            "regle": lecture.regle,
            "avertissements": lecture.avertissements,
            "images": {sha256: b64encode(data).decode() for sha256, data in lecture.images.items()},
        }
    json.dump(found, output)
    output.flush()


if __name__ == "__main__":
    main()
