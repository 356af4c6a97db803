"""What stands beside the paragraphs of a frozen page for one reader: made when it is shown, never frozen. Pure."""

import re
from html import escape

from .phrases import INSECABLE

ANCRE = re.compile(r'<a class="ancre" href="[^"]*#p-(\d+)"[^>]*>\d+</a>')


def with_remarks(article, comptes, *, liste, nouvelle=""):
    """The article with a link to the remarks of each paragraph, and one to make another.

    comptes: number of the paragraph -> how many remarks. liste, nouvelle: addresses; no `nouvelle`, no new one.
    """
    liste, nouvelle = escape(liste), escape(nouvelle)

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
        return link

    return ANCRE.sub(beside, article) if comptes or nouvelle else article
