"""PDFs that are made of what is worked on today: the agenda, the draft of a PV, the sheets of sub-groups.

Each explains its acronyms as the glossary does today. One query, whatever the length.
"""

from contextlib import nullcontext

from django.core.cache import cache

from chantiers import glossaire, sigles

from . import fichiers, pdf
from .pv import html_sigles, json

UNE_HEURE = 3600


def employed(document):
    """The published acronyms that a document uses."""
    return html_sigles.employed(document, glossaire.published())


def agenda(document, teinte, *, turn=nullcontext):
    """The agenda of a DocumentPV, as its reader may read it; made once for each content.

    turn: what whoever makes it waits for, `pdf.turn` for a page.
    """
    explained = employed(document)
    content = fichiers.digest(f"{sigles.dumps(explained)}{json.dumps(document)}".encode())
    key = f"ordre-du-jour-{teinte}-{content}"
    data = cache.get(key)
    if data is None:
        with turn():
            data = pdf.render_ordre_du_jour(document, teinte=teinte, sigles=explained)
        cache.set(key, data, UNE_HEURE)
    return data


def projet(document, teinte):
    """The working text, « Projet » on every page."""
    return pdf.render_pv(document, mention="Projet", projet=True, teinte=teinte, sigles=employed(document))


def fiches(document, groupes, *, adresses, teinte):
    """The sheets of some sub-groups, see `pv.html_fiches`."""
    return pdf.render_fiches(document, groupes, adresses=adresses, teinte=teinte, sigles=employed(document))
