"""Every PDF of the portal: `impression` makes them.

It is loaded by the first PDF that a process makes, and not before: WeasyPrint and its fonts take 25 MB of memory
that no page needs. Making one takes a second or more of a processor: pages ask for it through `turn`, one at a time on
one machine, so that there is a processor left for pages.
"""

from contextlib import contextmanager

from .. import places

ATTENTE = 1.0  # seconds that a page waits for its turn: the time of one PDF of some twenty pages


class Occupe(Exception):
    """Another PDF is being made."""


@contextmanager
def turn():
    """The only PDF that this machine makes for a page now. Raises Occupe when another is not done in time."""
    try:
        with places.taken("pdf", places=1, wait=ATTENTE):
            yield
    except places.Complet as full:
        raise Occupe from full


def render_pv(document, **options):
    """The PDF of a procès-verbal, see `impression.render_pv`."""
    from .impression import render_pv

    return render_pv(document, **options)


def render_archive(document, originaux, joints, **options):
    """The archive copy of a procès-verbal as PDF/A-3a, see `impression.render_archive`."""
    from .impression import render_archive

    return render_archive(document, originaux, joints, **options)


def render_fiches(document, groupes, **options):
    """The PDF of the sheets of sub-groups, see `impression.render_fiches`."""
    from .impression import render_fiches

    return render_fiches(document, groupes, **options)


def render_ordre_du_jour(document, **options):
    """The PDF of an agenda, see `impression.render_ordre_du_jour`."""
    from .impression import render_ordre_du_jour

    return render_ordre_du_jour(document, **options)


def render_statistiques(chantier, article, **options):
    """The PDF of the figures of a chantier, see `impression.render_statistiques`."""
    from .impression import render_statistiques

    return render_statistiques(chantier, article, **options)


def render_propositions(subject, article, **options):
    """The PDF of the propositions of a chantier or of all, see `impression.render_propositions`."""
    from .impression import render_propositions

    return render_propositions(subject, article, **options)


def render_feuille(document, attendus, **options):
    """The PDF of an attendance sheet, see `impression.render_feuille`."""
    from .impression import render_feuille

    return render_feuille(document, attendus, **options)
