"""Headings of a note: its outermost ones become the outermost of the PV's texts, none is skipped."""

import re

BALISE = re.compile(r"<(/?)h([1-6])\b[^>]*>", re.IGNORECASE)
NIVEAUX = (2, 3, 4, 5)


def relevel(html):
    """The HTML with the heading levels that it uses brought to 2, 3, 4 and 5, in their order."""
    used = sorted({level for _, level in BALISE.findall(html)})
    given = {level: NIVEAUX[min(rank, len(NIVEAUX) - 1)] for rank, level in enumerate(used)}
    return BALISE.sub(lambda match: f"<{match[1]}h{given[match[2]]}>", html)
