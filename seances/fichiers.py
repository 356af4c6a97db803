"""Files by content: the name of a file is the sha256 of its bytes.

Written before the row that names it, under a temporary name first, and never overwritten: a crash leaves
an orphan, never a row without its file nor a truncated file under a final name.
"""

import hashlib
import os
import tempfile
import time
from functools import lru_cache
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage


class FichierAbsent(Exception):
    """The bytes of this sha256 are not in the storage."""


class FichierAltere(Exception):
    """The bytes kept under this sha256 are not those any more; they are given to nobody."""


def digest(data):
    return hashlib.sha256(data).hexdigest()


def name_of(sha256):
    return f"{sha256[:2]}/{sha256}"


def path_of(sha256):
    """Where the folder of stored files keeps a sha256; only a storage on this machine has one."""
    return default_storage.path(name_of(sha256))


def signed_address(sha256, *, kind, disposition, seconds):
    """An address at the S3 storage that gives these bytes, with these headers, for so many seconds."""
    parameters = {"ResponseContentType": kind, "ResponseContentDisposition": disposition}
    return default_storage.url(name_of(sha256), parameters=parameters, expire=seconds)


def on_this_machine():
    """Stored files are in a folder here, not at an S3 storage."""
    storage = default_storage._wrapped if hasattr(default_storage, "_wrapped") else default_storage
    return isinstance(storage, FileSystemStorage)


def exists(sha256):
    return default_storage.exists(name_of(sha256))


def deposit(data):
    """Store bytes and return their sha256; the same bytes twice are one file."""
    sha256 = digest(data)
    if exists(sha256):
        return sha256
    _write(sha256, data)
    return sha256


def _write(sha256, data):
    if on_this_machine():
        write_whole(Path(path_of(sha256)), data)
    else:
        default_storage.save(name_of(sha256), ContentFile(data))


def put_back(sha256, data):
    """Store bytes again where they are lost or altered. Returns whether they had to be.

    Raises FichierAltere when they are not those of this sha256.
    """
    verified(data, sha256)
    try:
        read(sha256)
    except FichierAltere:
        if not on_this_machine():
            remove(sha256)  # there a file has one name and is written once; here it is replaced in one go
    except FichierAbsent:
        pass
    else:
        return False
    _write(sha256, data)
    return True


def remove(sha256):
    """Take the bytes of a sha256 away for good; nothing happens when they are gone."""
    default_storage.delete(name_of(sha256))


def write_whole(path, data):
    """The whole file or none: temporary name, flushed to disk, then renamed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        Path(temporary).chmod(0o640)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def read(sha256):
    """The bytes of a sha256. Raises FichierAbsent, FichierAltere."""
    with _opened(sha256) as stream:
        return verified(stream.read(), sha256)


def open_stream(sha256):
    """An open binary stream on the bytes of a sha256, once they are seen to be those. Raises as `read` does.

    Whatever its size a file is read for that once, and again as soon as its state on the disk is another.
    """
    stream = _opened(sha256)
    try:
        state = _state(stream)
        if state is None or _seen.get(sha256) != state:
            _check(stream, sha256)
            _remember(sha256, state)
    except BaseException:
        stream.close()
        raise
    return stream


def check(sha256):
    """See that the bytes are those of their sha256 before somebody else gives them. Raises as `read` does."""
    if on_this_machine():
        open_stream(sha256).close()
    else:
        _check_far(sha256)


@lru_cache(maxsize=4096)
def _check_far(sha256):
    """Once in a process: each time the whole file comes over the network."""
    open_stream(sha256).close()


_seen = {}  # sha256 -> state of the file when its bytes were last read and were those
SEEN_MAX = 4096
STILL_NS = (
    2_000_000_000  # clocks of file systems are coarse: what was written just now may be again unnoticed
)


def _state(stream):
    """What changes on the disk as soon as somebody writes to a file; None where nothing tells."""
    if not on_this_machine():
        return None
    found = os.fstat(stream.fileno())
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


def _remember(sha256, state):
    if state is None or time.time_ns() - max(state[3:]) < STILL_NS:
        return
    if len(_seen) >= SEEN_MAX:
        _seen.clear()
    _seen[sha256] = state


def _check(stream, sha256):
    found = hashlib.sha256()
    for chunk in stream.chunks():
        found.update(chunk)
    if found.hexdigest() != sha256:
        raise FichierAltere(sha256)
    stream.seek(0)


def verified(data, sha256):
    """The same bytes. Raises FichierAltere when they are not those of this sha256."""
    if digest(data) != sha256:
        raise FichierAltere(sha256)
    return data


def _opened(sha256):
    try:
        return default_storage.open(name_of(sha256))
    except FileNotFoundError as missing:
        raise FichierAbsent(f"Le fichier {sha256} manque dans le dépôt de fichiers.") from missing
