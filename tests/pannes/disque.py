"""The disk is full while notes are handed in: each is refused with a sentence, none is half there, and it passes."""

import contextlib
import os
import random
import subprocess
from pathlib import Path

from tests.bench.charge import ask

from .atelier import Constat, Impossible
from .tue import BORNE

TAILLE = "6m"
NOTE = 700_000  # bytes of a note of which nothing compresses
ENVOIS = 14


def run(atelier, tours):
    if os.geteuid() != 0:
        raise Impossible("il faut root pour monter un petit disque")
    media = Path(atelier.workshop.env["MEDIA_ROOT"])
    with small_disk(media), atelier.served() as (_, port):
        cookie, address = atelier.material["administration"], atelier.material["note"]
        told = [ask(port, "POST", address, cookie, note()) for _ in range(ENVOIS)]
        full = [status for status, _ in told if status != 302]
        wrong = [
            f"disque plein : {status} sans dire quoi faire"
            for status, page in told
            if status not in (302, 507) or (status == 507 and "place" not in page.decode())
        ]
        if not full:
            wrong.append("le disque n’a pas été rempli : rien n’est prouvé")
        status, _ = ask(port, "GET", "/", "")
        if status != 200:
            wrong.append(f"l’accueil répond {status}")
        wrong += atelier.control()
        for path in (media / "remplissage").glob("*"):
            path.unlink()
        status, _ = ask(port, "POST", address, cookie, note(1_000))
        if status != 302:
            wrong.append(f"une fois la place revenue, une note est refusée : {status}")
        wrong += atelier.control()
    return Constat(f"{len(told) - len(full)} notes reçues, {len(full)} refusées faute de place", wrong)


def note(size=NOTE):
    """A form with a text file that is like no other."""
    text = "\n".join(random.randbytes(40).hex() for _ in range(size // 81 + 1))
    body = (
        f'--{BORNE}\r\nContent-Disposition: form-data; name="fichier"; filename="note.txt"\r\n'
        f"Content-Type: text/plain\r\n\r\n{text}\r\n--{BORNE}--\r\n"
    ).encode()
    return f"multipart/form-data; boundary={BORNE}", body


@contextlib.contextmanager
def small_disk(media):
    """The folder of stored files on a disk of its own, with what it holds and something to take away later."""
    kept = {path.relative_to(media): path.read_bytes() for path in media.rglob("*") if path.is_file()}
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={TAILLE}", "tmpfs", media], check=False)
    if mounted.returncode:
        raise Impossible("ce système ne laisse pas monter un petit disque")
    try:
        for name, data in kept.items():
            (media / name).parent.mkdir(parents=True, exist_ok=True)
            (media / name).write_bytes(data)
        filling = media / "remplissage"
        filling.mkdir()
        (filling / "a").write_bytes(bytes(1_000_000))
        yield
    finally:
        subprocess.run(["umount", "-l", media], check=True)
