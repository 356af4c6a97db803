"""What each picture shows: an address of the demonstration, as somebody sees it."""

from collections.abc import Callable
from dataclasses import dataclass

COPRESIDENTE, REDACTRICE = "elise.carlier@example.org", "nadege.mukendi@example.org"
SECRETAIRE, PARTICIPANTE = "adrien.dhondt@example.org", "thi-mai.nguyen@example.org"
ADMINISTRATION = "administration@example.org"


@dataclass(frozen=True)
class Vue:
    """adresse: a page, or a PDF whose first pages are shown. compte: "" for a visitor. largeur, hauteur: pixels.

    geste: what is done on the page before; cadre: CSS of the only part that is shown.
    """

    adresse: str
    compte: str = ""
    largeur: int = 1280
    hauteur: int = 860
    sombre: bool = False
    geste: Callable | None = None
    cadre: str = ""


TELEPHONE = {"largeur": 390, "hauteur": 780}


def to(selector):
    """Scroll until this is at the top."""
    return lambda page: page.locator(selector).first.evaluate("one => one.scrollIntoView()")


VUES = {
    # The README's.
    "seance": Vue("/chantiers/2/seances/3/", PARTICIPANTE),
    "pv": Vue("/chantiers/2/seances/3/pv/", PARTICIPANTE, geste=to("h2:nth-of-type(2)")),
    "pdf": Vue("/chantiers/2/seances/3/pv.pdf", PARTICIPANTE),
    "telephone": Vue("/chantiers/2/seances/3/pv/", PARTICIPANTE, sombre=True, **TELEPHONE),
}
