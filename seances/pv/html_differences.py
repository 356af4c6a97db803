"""A Difference as HTML. Everything typed is escaped; what was added or removed is also said in words."""

from html import escape

from .differences import ImageComparee, Inchanges, ListeComparee, TableauCompare, Texte
from .phrases import INSECABLE, keep_signs
from .richtext import render_runs

IDENTIQUES = "Les deux versions disent la même chose."
SAID = {"ajoute": "ajouté", "supprime": "supprimé", "forme": "mise en forme changée"}
TAGS = {"ajoute": "ins", "supprime": "del", "forme": "span"}
SECTIONS = {"ajoute": "ajouté", "supprime": "supprimé", "modifie": ""}


def render_differences(difference, *, adresse="", niveau=2):
    """The whole comparison. adresse: page of the later version, to which numbers lead; niveau: of its headings."""
    if not difference.sections:
        return f'<p class="differences-bilan">{IDENTIQUES}</p>'
    sections = "".join(_Rendu(adresse).section(section, niveau) for section in difference.sections)
    return f'<div class="differences">{summary(difference)}{keep_signs(sections)}</div>'


def summary(difference):
    """« 12 mots ajoutés, 1 mot supprimé, dans 3 parties. »"""
    counts = [
        _count(difference.mots("ajoute"), "mot ajouté", "mots ajoutés"),
        _count(difference.mots("supprime"), "mot supprimé", "mots supprimés"),
    ]
    parts = _count(len(difference.sections), "partie", "parties")
    return f'<p class="differences-bilan">{", ".join(counts)}, dans {parts}.</p>'


def _count(number, one, many):
    return f"{number}{INSECABLE}{one if number < 2 else many}"


def _text(text):
    return escape(text, quote=False)


def mark(etat, content):
    """Some content as added or removed, said aloud too."""
    if etat not in SAID or not content:
        return content
    tag = TAGS[etat]
    attribute = ' class="forme"' if etat == "forme" else ""
    said = f'<span class="hors-vue">[{SAID[etat]}{INSECABLE}: </span>'
    words = content.rstrip()
    return f'<{tag}{attribute}>{said}{words}<span class="hors-vue">]</span></{tag}>{content[len(words) :]}'


def pieces(morceaux):
    """Morceaux in a line."""
    return "".join(mark(piece.etat, render_runs(piece.runs)) for piece in morceaux)


class _Rendu:
    def __init__(self, adresse):
        self.adresse = escape(adresse)

    def section(self, section, niveau):
        etat = f' <span class="etat">({SECTIONS[section.etat]})</span>' if SECTIONS[section.etat] else ""
        titre = _text(section.titre)
        if self.adresse and section.ancre:
            titre = f'<a href="{self.adresse}#{escape(section.ancre)}">{titre}</a>'
        return (
            f'<section class="difference {section.etat}"><h{niveau}>{titre}{etat}</h{niveau}>'
            f"{''.join(map(self.change, section.changements))}</section>"
        )

    def change(self, change):
        match change:
            case Inchanges():
                return f'<p class="inchanges">{_count(change.nombre, "passage inchangé", "passages inchangés")}</p>'
            case Texte():
                return self.text(change)
            case ListeComparee():
                return f'<div class="{change.etat}">{self.number(change)}{self.list(change)}</div>'
            case TableauCompare():
                return f'<div class="{change.etat}">{self.number(change)}{self.table(change)}</div>'
            case ImageComparee():
                return f'<p class="{change.etat}">{self.number(change)}{self.image(change)}</p>'

    def text(self, change):
        classes = f"{change.genre} {change.etat}"
        if change.etat == "parti":
            where = f"Paragraphe {change.ancien} déplacé{INSECABLE}: voir {self.link(change.autre)}."
            return f'<p class="{classes}">{where}</p>'
        before = ""
        if change.etat == "venu":
            before = (
                f'<span class="etiquette">Déplacé (c’était le paragraphe {change.autre}){INSECABLE}:</span> '
            )
        return f'<p class="{classes}">{self.number(change)}{before}{pieces(change.morceaux)}</p>'

    def link(self, numero):
        words = f"le paragraphe {numero}"
        return f'<a href="{self.adresse}#p-{numero}">{words}</a>' if self.adresse else words

    def number(self, change):
        """The number of the paragraph: in the later version, or the former one of what is gone."""
        if change.numero and self.adresse:
            return f'<a class="numero" href="{self.adresse}#p-{change.numero}">{change.numero}</a> '
        numero = change.numero or change.ancien
        return f'<span class="numero">{numero}</span> ' if numero else ""

    def inner(self, partie):
        """What an item or a cell holds."""
        out = []
        for rank, change in enumerate(partie.changements):
            if isinstance(change, Texte):
                words = pieces(change.morceaux)
                out.append(words if rank == 0 else f"<p>{words}</p>")
            elif isinstance(change, ListeComparee):
                out.append(self.list(change))
            elif isinstance(change, TableauCompare):
                out.append(self.table(change))
            else:
                out.append(self.image(change))
        return "".join(out)

    def list(self, change):
        items = "".join(f'<li class="{partie.etat}">{self.inner(partie)}</li>' for partie in change.elements)
        return f"<ul>{items}</ul>"

    def table(self, change):
        rows = []
        for ligne in change.lignes:
            cells = []
            for partie in ligne:
                tag = "th" if partie.entete else "td"
                cells.append(f'<{tag} class="{partie.etat}">{self.inner(partie)}</{tag}>')
            rows.append(f"<tr>{''.join(cells)}</tr>")
        return f"<table><tbody>{''.join(rows)}</tbody></table>"

    def image(self, change):
        words = f"Image{INSECABLE}: {_text(change.image.description or 'sans description')}"
        if change.etat == "modifie":
            return f"{words} (modifiée)"
        return mark(change.etat, words)
