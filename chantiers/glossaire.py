"""The acronyms that pages and PDFs explain, read from the glossary as plain data."""

from .explication import Explication
from .models import Definition
from .sigles import Sens, Sigle


def published():
    """Every published acronym with its meanings, as Sigle. One query; a draft is never used."""
    rows = (
        Definition.objects.filter(terme__publie=True, terme__sigle=True)
        .order_by("terme__cle", "terme", "secteur__cle", "pk")
        .values_list("terme__mot", "texte", "secteur__nom")
    )
    found = {}
    for mot, texte, secteur in rows:
        found.setdefault(mot, []).append(Sens(" ".join(texte.split()), secteur or ""))
    return tuple(Sigle(mot, tuple(general_first(sens))) for mot, sens in found.items())


def general_first(sens):
    """Where the databases put what has no sector differs: it comes first."""
    return sorted(sens, key=lambda each: each.secteur != "")


def explication(names=()):
    """What a page asks to explain the acronyms of its texts. names: of people whom it names. One query."""
    return Explication(published(), names)
