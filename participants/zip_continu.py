"""ZIP files made while they are sent: of however much they hold, no more than a piece is in memory."""

import io
import tempfile
import zipfile

MORCEAU = 1 << 16
SANS_DATE = (1980, 1, 1, 0, 0, 0)


class _Bande:
    """What a ZipFile writes to when nobody can go back: zipfile then puts sizes behind each member."""

    def __init__(self):
        self.pieces, self.size = [], 0

    def write(self, data):
        self.pieces.append(bytes(data))
        self.size += len(data)
        return len(data)

    def flush(self):
        """Nothing waits elsewhere."""

    def taken(self):
        data, self.pieces, self.size = b"".join(self.pieces), [], 0
        return data


def stream(members):
    """The bytes of a ZIP, in pieces. members: (name, iterable of bytes) or (name, iterable, moment).

    The same members give the same bytes: a member without a moment carries the first that a ZIP can tell.
    """
    band = _Bande()
    with zipfile.ZipFile(band, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, pieces, *when in members:
            info = zipfile.ZipInfo(name, when[0].timetuple()[:6] if when else SANS_DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o640 << 16
            with archive.open(info, "w") as member:
                for piece in pieces:
                    member.write(piece)
                    if band.size >= MORCEAU:
                        yield band.taken()
    yield band.taken()


def spooled(members):
    """The bytes of a ZIP as office files want them, in pieces; a large one goes through a file, never memory.

    members: (name, iterable of bytes).
    """
    with tempfile.SpooledTemporaryFile(max_size=16 * MORCEAU) as stream:
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, pieces in members:
                info = zipfile.ZipInfo(name, SANS_DATE)
                info.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
                with archive.open(info, "w") as member:
                    for piece in pieces:
                        member.write(piece)
        stream.seek(0)
        while data := stream.read(MORCEAU):
            yield data


def whole(members):
    """The bytes of a small ZIP at once, as office files want them: sizes before each member, a plain « mimetype »."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            info = zipfile.ZipInfo(name, SANS_DATE)
            info.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    return stream.getvalue()
