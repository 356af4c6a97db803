"""What each picture shows: an address of the demonstration, as somebody sees it.

Keys in addresses of the admin are those of a demonstration just made: rows are made in the order of its files.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

COPRESIDENTE = "elise.carlier@example.org"
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
PAGE = {"largeur": 960, "hauteur": 620}  # of the help: shown some 700 pixels wide
BUREAU = {"largeur": 1100, "hauteur": 700}


def to(selector):
    """Scroll until this is at the top."""
    return lambda page: page.locator(selector).first.evaluate("one => one.scrollIntoView()")


README = {
    "seance": Vue("/chantiers/2/seances/3/", PARTICIPANTE),
    "pv": Vue("/chantiers/2/seances/3/pv/", PARTICIPANTE, hauteur=800, geste=to("#p-1")),
    "pdf": Vue("/chantiers/2/seances/3/pv.pdf", PARTICIPANTE),
    "telephone": Vue("/chantiers/2/seances/3/pv/", PARTICIPANTE, sombre=True, **TELEPHONE, geste=to("#p-1")),
    "redaction": Vue("/gestion/seances/seance/9/rediger/", ADMINISTRATION, geste=to("#point-1")),
}

# Of the help pages, each in the light and in the dark theme: `aide/_image.html` shows the one that its reader uses.
AIDE = {
    "paragraphe": Vue("/chantiers/2/seances/2/pv/", **PAGE, geste=to("#p-3")),
    "accueil": Vue("/", PARTICIPANTE, **PAGE, cadre=".mien"),
    "remarque": Vue("/chantiers/2/seances/3/pv/remarques/nouvelle/?p=5", PARTICIPANTE, **PAGE),
    "note": Vue("/chantiers/4/seances/1/sous-groupes/2/", SECRETAIRE, **PAGE, geste=to("#note")),
    "ecritoire": README["redaction"],
    "porte": Vue(
        "/chantiers/2/seances/4/pointage/", COPRESIDENTE, **TELEPHONE, geste=to(".page [type=search]")
    ),
    "convoquer": Vue("/gestion/seances/seance/10/convocation/convoquer/", ADMINISTRATION, **BUREAU),
    "etats": Vue("/gestion/seances/procesverbal/5/change/", COPRESIDENTE, **BUREAU),
    "recherche": Vue("/recherche/?q=accueil+porte", PARTICIPANTE, **PAGE, geste=to(".genres")),
    "statistiques": Vue("/chantiers/2/statistiques/", PARTICIPANTE, **PAGE, geste=to("h2")),
    "bureau": Vue("/gestion/", ADMINISTRATION, **BUREAU),
}


def images():
    """{name of the file: Vue} of all pictures."""
    found = {f"{name}.png": vue for name, vue in README.items()}
    for name, vue in AIDE.items():
        found |= {f"{name}.webp": vue, f"{name}-sombre.webp": replace(vue, sombre=True)}
    return found
