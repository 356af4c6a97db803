"""What stands beside the paragraphs of a frozen page for one reader: made when it is shown, never frozen. Pure."""

import re
from html import escape

from .phrases import INSECABLE

ANCRE = re.compile(r'<a class="ancre" href="[^"]*#p-(\d+)"[^>]*>\d+</a>')


def with_links(article, comptes, *, liste="", nouvelle="", relever=""):
    """The article with a link to the remarks of each paragraph, one to make another, one to pick a proposition.

    comptes: number of the paragraph -> how many remarks. liste, nouvelle, relever: addresses; without, no such link.
    """
    liste, nouvelle, relever = map(escape, (liste, nouvelle, relever))

    def beside(match):
        numero = int(match[1])
        made = comptes.get(numero, 0)
        link = match[0]
        if made:
            words = f"{made}{INSECABLE}remarque{'s' if made > 1 else ''}"
            link += f'<a class="remarques-ici" href="{liste}#paragraphe-{numero}">{words}</a>'
        if nouvelle:
            link += (
                f'<a class="remarquer" href="{nouvelle}?p={numero}" '
                f'aria-label="Remarque sur le paragraphe{INSECABLE}{numero}">Remarque</a>'
            )
        if relever:
            link += (
                f'<a class="remarquer" href="{relever}?p={numero}" '
                f'aria-label="Relever une proposition au paragraphe{INSECABLE}{numero}">Proposition</a>'
            )
        return link

    return ANCRE.sub(beside, article) if comptes or nouvelle or relever else article
