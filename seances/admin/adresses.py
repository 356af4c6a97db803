"""Where the pages of a séance are, one click away from each other."""

from django.urls import reverse


def text_address(texte):
    """Where the text of a point is written."""
    return reverse("admin:seances_textepoint_change", args=[texte.pk])


def documents(seance):
    """One click away: the page and the PDFs of a séance, as (label, address)."""
    pv = getattr(seance, "proces_verbal", None)
    links = [
        ("Voir la page", seance.url("seance_detail")),
        ("À la porte", seance.url("pointage")),
        ("Écran de séance", seance.url("ecran")),
        ("Ordre du jour (PDF)", seance.url("ordre_du_jour_pdf")),
        ("Feuille de présence (PDF)", seance.url("feuille_pdf")),
    ]
    if pv is not None:
        links.append(
            ("Procès-verbal (PDF)", seance.url("proces_verbal_pdf" if pv.est_fige else "projet_pdf"))
        )
    return links
