"""Every PDF of the portal: `impression` makes them.

It is loaded by the first PDF that a process makes, and not before: WeasyPrint and its fonts take 25 MB of memory
that no page needs.
"""


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


def render_feuille(document, attendus, **options):
    """The PDF of an attendance sheet, see `impression.render_feuille`."""
    from .impression import render_feuille

    return render_feuille(document, attendus, **options)
