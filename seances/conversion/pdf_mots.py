"""The words of a PDF, by pypdf: the second road, which shares nothing with pdfium."""

import logging
from io import BytesIO

from . import marques, mots

logging.getLogger("pypdf").setLevel(logging.CRITICAL)


def read(data):
    """The words of a PDF; none when this reader cannot follow it, and the comparison then says so."""
    import pypdf  # 90 ms

    try:
        reader = pypdf.PdfReader(BytesIO(data))
        text = "\n".join(page.extract_text() for page in reader.pages)
    except (MemoryError, RecursionError):
        raise
    except Exception:  # of a broken file, pypdf raises whatever the step it is at raises
        return []
    return mots.cut(marques.without(text), "pdf")
