"""The words of a PDF, by pypdf: the second road, which shares nothing with pdfium."""

import logging
from io import BytesIO

from . import marques, mots

logging.getLogger("pypdf").setLevel(logging.CRITICAL)


def read(data, *, by_place=False):
    """The words of a PDF; none when this reader cannot follow it, and the comparison then says so.

    by_place: as they lie on the page, line after line, not in the order of the file.
    """
    import pypdf  # 90 ms

    try:
        reader = pypdf.PdfReader(BytesIO(data))
        mode = "layout" if by_place else "plain"
        text = "\n".join(page.extract_text(extraction_mode=mode) for page in reader.pages)
    except (MemoryError, RecursionError):
        raise
    except Exception:  # of a broken file, pypdf raises whatever the step it is at raises
        return []
    return mots.cut(marques.without(text), "pdf")
