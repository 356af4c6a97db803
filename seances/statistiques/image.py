"""Pictures of figures, as SVG. Pure: the same figures give the same bytes.

One colour, that of the chantier, and as many patterns as there are groups: what one sees does not hang on telling
colours apart, on a screen, in the dark or on paper. Each picture has a title and a description, and each bar says
its number; the table beside it says the same. The colour is `currentColor`: a page gives it by its stylesheet, paper
by the attribute that `pdf` adds.
"""

from html import escape

from . import chiffres

LARGEUR = 440  # of the drawing; a phone shows it at four fifths
BARRE, ECART = 20, 12
TEXTE = 15
LIGNES = 12  # bars at most
POLICES = "Inter, Lato, DejaVu Sans, sans-serif"
ENCRE = "#1b1e23"  # on paper; a page has its own
INSECABLE = "\u00a0"
# What fills each group but the first, which is plain, drawn on an 8 × 8 tile; nothing fills the last.
MOTIFS = (
    '<path d="M-2 10 10 -2M-2 2 2 -2M6 10 10 6" stroke="currentColor" stroke-width="2.2"/>',
    '<circle cx="2" cy="2" r="1.5" fill="currentColor"/><circle cx="6" cy="6" r="1.5" fill="currentColor"/>',
    '<path d="M0 2H8M0 6H8" stroke="currentColor" stroke-width="1.6"/>',
    '<path d="M2 0V8M6 0V8" stroke="currentColor" stroke-width="1.2"/>',
    '<path d="M0 4H8M4 0V8" stroke="currentColor" stroke-width="1.4"/>',
    '<path d="M-2 6 6 -2M2 10 10 2M-2 2 6 10M2 -2 10 6" stroke="currentColor" stroke-width="0.9"/>',
    "",
)


def number(value):
    """« 1 234 », with an insécable."""
    return f"{value:,}".replace(",", INSECABLE)


def percent(part):
    """« 34 % »; « moins de 1 % » where it is something and rounds to nothing."""
    whole = round(100 * part)
    return f"moins de 1{INSECABLE}%" if part > 0 and whole == 0 else f"{whole}{INSECABLE}%"


def bars(lignes, *, cle, titre, description, value, others):
    """One bar for each Ligne, as an `<svg>`.

    cle: makes its names one on the page. value: function of a Ligne. others: under which the smallest are put
    together where there are more than a picture shows.
    """
    lignes = chiffres.first(LIGNES, lignes, others)
    longest = max(ligne.valeur for ligne in lignes)
    parts, y = [], 0
    for ligne in lignes:
        y += TEXTE + 6
        parts.append(_text(0, y - 6, ligne.nom) + _text(LARGEUR, y - 6, value(ligne), end=True))
        width = max(ligne.valeur / longest * (LARGEUR - 2), 1)
        parts.append(_bar(1, y, width, _fill(cle, 0)))
        y += BARRE + ECART
    return _picture(y, "".join(parts), 1, cle, titre, description)


def stacked(croisement, *, cle, titre, description, unit):
    """One bar for each row, divided by columns, with their key underneath, as an `<svg>`. unit: words for a total."""
    croisement = chiffres.at_most(len(MOTIFS) + 1, croisement, chiffres.AUTRES_SECTEURS)
    longest = max(croisement.totaux)
    parts, y = [], 0
    for name, row, total in zip(croisement.rangees, croisement.valeurs, croisement.totaux, strict=True):
        y += TEXTE + 6
        parts.append(_text(0, y - 6, name) + _text(LARGEUR, y - 6, unit(total), end=True))
        x = 1
        for index, (column, value) in enumerate(zip(croisement.colonnes, row, strict=True)):
            if value:
                width = value / longest * (LARGEUR - 2)
                says = f"{column}{INSECABLE}: {number(value)}"
                parts.append(_bar(x, y, max(width - 2, 1), _fill(cle, index), says))
                x += width
        y += BARRE + ECART
    y += 4
    for index, column in enumerate(croisement.colonnes):
        parts.append(_bar(1, y, 26, _fill(cle, index), height=TEXTE) + _text(36, y + TEXTE - 3, column))
        y += TEXTE + 8
    return _picture(y, "".join(parts), len(croisement.colonnes), cle, titre, description)


def _picture(height, content, groups, cle, titre, description):
    defs = "".join(
        f'<pattern id="{cle}-{index}" width="8" height="8" patternUnits="userSpaceOnUse">'
        f"{MOTIFS[index - 1]}</pattern>"
        for index in range(1, groups)
    )
    return (
        f'<svg class="st-image" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {LARGEUR} {height}" '
        f'font-family="{POLICES}" '
        f'role="img" aria-labelledby="{cle}-titre {cle}-description">'
        f'<title id="{cle}-titre">{escape(titre)}</title>'
        f'<desc id="{cle}-description">{escape(description)}</desc><defs>{defs}</defs>{content}</svg>'
    )


def _fill(cle, index):
    return f"url(#{cle}-{index})" if index else "currentColor"


def _bar(x, y, width, fill, says="", *, height=BARRE):
    title = f"<title>{escape(says)}</title>" if says else ""
    return (
        f'<rect x="{x:.1f}" y="{y}" width="{width:.1f}" height="{height}" '
        f'fill="{fill}" stroke="currentColor">{title}</rect>'
    )


def _text(x, y, words, *, end=False):
    anchor = ' text-anchor="end"' if end else ""
    return f'<text class="st-texte" x="{x}" y="{y}" font-size="{TEXTE}" fill="{ENCRE}"{anchor}>{escape(words)}</text>'
