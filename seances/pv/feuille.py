"""The attendance sheet that people sign, as HTML for its PDF. Pure: who is expected is given, no address among it."""

from dataclasses import dataclass
from html import escape

from . import phrases
from .html import render_entete

LIBRES = 10  # empty rows, for those whom nobody expected


@dataclass(frozen=True)
class Attendu:
    """One row: a person by family name, what he answered before, whom he replaces if that is known."""

    nom: str
    prenom: str
    organisation: str = ""
    reponse: str = ""
    remplace: str = ""


def render_feuille(document, attendus, *, code=""):
    """The sheet as `<article class="pv feuille">`.

    attendus: Attendu in printed order. code: the QR code that opens the check-in page, an `<svg>` with its title.
    """
    scan = (
        f'<div class="feuille-code">{code}<p>Pour qui pointe{phrases.INSECABLE}: ouvrir la page « '
        f"À la porte{phrases.INSECABLE}»</p></div>"
    )
    return (
        f'<article class="pv feuille">{scan if code else ""}{render_entete(document, "Feuille de présence")}'
        f"{_table(_caption('Personnes attendues', len(attendus)), map(_row, attendus))}"
        f"{_table('Autres personnes présentes', [_empty()] * LIBRES, libre=True)}</article>"
    )


def _caption(title, count):
    return f'{title} <span class="pv-compte">{count}</span>'


def _table(caption, rows, *, libre=False):
    who = "Prénom, nom et organisation, en capitales" if libre else "Nom et organisation"
    return (
        f'<table class="feuille-gens"><caption>{caption}</caption><thead><tr><th scope="col">{who}</th>'
        '<th scope="col">En remplacement de</th><th scope="col">Signature</th></tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table>"
    )


def _row(attendu):
    details = "".join(
        f'<span class="{classes}">{escape(text)}</span>'
        for classes, text in (
            ("pv-detail", attendu.organisation),
            (
                "feuille-reponse",
                f"a répondu{phrases.INSECABLE}: {attendu.reponse}" if attendu.reponse else "",
            ),
        )
        if text
    )
    return (
        f'<tr><th scope="row"><b>{escape(attendu.nom)}</b> {escape(attendu.prenom)}{details}</th>'
        f"<td>{escape(attendu.remplace)}</td><td></td></tr>"
    )


def _empty():
    return "<tr><td></td><td></td><td></td></tr>"
