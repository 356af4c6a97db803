"""The few places on this machine for work that holds a process long: reading a file, making a PDF.

Pages need processes too: whoever finds no place is told at once, instead of waiting in the place of a page. The kernel
keeps the places (locks on files) for all processes together, and frees those of a process that was killed.
"""

import fcntl
import os
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path


class Complet(Exception):
    """No place came free in time."""


@contextmanager
def taken(work, *, places, wait):
    """Keep one of so many places for this kind of work. Raises Complet when none comes free in `wait` seconds."""
    end = time.monotonic() + wait
    while True:
        for number in range(places):
            handle = os.open(
                Path(tempfile.gettempdir(), f"assises-{work}-{os.getuid()}-{number}"),
                os.O_CREAT | os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC,
                0o600,
            )
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                os.close(handle)
                continue
            try:
                yield
            finally:
                os.close(handle)
            return
        if time.monotonic() > end:
            raise Complet(work)
        time.sleep(0.05)
