"""The page that an archive copy ends with: which originals are attached to it, and which are not any more. Pure."""

from dataclasses import dataclass
from datetime import date
from html import escape

from . import phrases


@dataclass(frozen=True)
class Original:
    """A note as received. joint: the name under which it is attached, "" once withdrawn; then `motif` says why."""

    groupe: int
    nom: str
    sha256: str
    recu_le: date
    octets: int = 0
    joint: str = ""
    retire_le: date | None = None
    motif: str = ""


def render_originaux(originaux):
    """The section that follows the PV."""
    rows = "".join(map(_original, originaux))
    told = (
        "Les notes des sous-groupes sont jointes à ce fichier telles qu’elles ont été reçues, avec ce qu’elles portent "
        "de métadonnées et de commentaires : ne diffusez pas cette copie."
        if any(one.joint for one in originaux)
        else "Aucun original n’est joint à cette copie."
    )
    return (
        '<section class="pv-point pv-originaux"><h2 id="originaux">Originaux des notes</h2>'
        f"<p>{phrases.insecables(told)}</p>{f'<ul>{rows}</ul>' if rows else ''}</section>"
    )


def _original(one):
    nom = phrases.insecables(f"« {one.nom} »")
    text = f"Groupe {one.groupe}, {nom}, reçue le {phrases.date_longue(one.recu_le)}"
    if one.joint:
        text += f" : jointe sous le nom {one.joint}, {_figures(one.octets)} octets."
    else:
        text += f" : original retiré le {phrases.date_longue(one.retire_le)}. Motif : {one.motif}"
    return (
        f"<li>{escape(phrases.insecables(text))}<br>"
        f'<span class="pv-empreinte">sha256 {_breakable(one.sha256)}</span></li>'
    )


def _figures(number):
    return f"{number:,}".replace(",", "\u202f")


def _breakable(sha256):
    """A fingerprint in eights: on paper it is compared by eye."""
    return " ".join(sha256[start : start + 8] for start in range(0, len(sha256), 8))
