"""The sheet of a sub-group, on paper: its question, its members, room for notes, when and where to hand in. Pure.

It is no procès-verbal, and holds no personal address either: it lies on tables.
"""

from html import escape

from chantiers.sigles import Lexique, in_order

from . import phrases
from .document import plain_text

LIGNES = 17  # of a page for notes and members together
LIGNES_MINIMUM = 4
LARGEUR = 44  # characters of an organisation, in the line of a member


def render_fiches(document, groupes, adresses, sigles=()):
    """The sheets of some sub-groups, each on a page of its own.

    groupes: SousGroupe of the document. adresses: {number of group: where its note is handed in}.
    sigles: acronyms (Sigle), those of a question explained under it.
    """
    lexique = Lexique(sigles)
    sheets = "".join(_fiche(document, groupe, adresses[groupe.numero], lexique) for groupe in groupes)
    return f'<article class="pv pv-fiches">{sheets}</article>'


def _fiche(document, groupe, adresse, lexique):
    key = f"groupe-{groupe.numero}"
    question = plain_text(groupe.question).strip()
    used = in_order({sigle.mot: sigle for *_, sigle in lexique.find(question)}.values())
    explained = "".join(f"{sigle.mot}{phrases.INSECABLE}: {sigle.en_clair}. " for sigle in used).rstrip()
    lieu = phrases.lieu(document.seance.lieu) if document.seance.lieu else ""
    heures = phrases.plage(document.seance.heure_debut, document.seance.heure_fin)
    when = ", ".join(filter(None, [phrases.date_longue(document.seance.date).capitalize(), heures, lieu]))
    rows = sum(1 + len(phrases.qualite(membre)) // LARGEUR for membre in groupe.membres)
    taken = rows + len(question) // 90 + (1 + len(explained) // 90 if explained else 0)
    lines = max(LIGNES_MINIMUM, LIGNES - taken)
    return (
        f'<section class="pv-fiche" aria-labelledby="{key}"><header class="pv-titre"><h1 id="{key}">'
        f"Groupe {groupe.numero}</h1>{_paragraph('pv-date', when)}"
        f"{_paragraph('pv-chantier', phrases.chantier(document))}{_paragraph('pv-seance', phrases.seance(document))}"
        f"</header>{_question(question)}{_paragraph('pv-detail', explained)}{_members(groupe, key)}"
        f"<h2>Notes</h2>{_lines(lines)}{_hand_in(document, adresse)}</section>"
    )


def _paragraph(classes, text):
    return f'<p class="{classes}">{escape(text)}</p>' if text else ""


def _question(question):
    text = "".join(_paragraph("pv-fiche-question", line) for line in question.splitlines())
    return f"<h2>Question</h2>{text}" if text else ""


def _members(groupe, key):
    if not groupe.membres:
        return ""
    rows = "".join(
        f"<tr><td>{escape(membre.nom)}{_role(membre)}</td><td>{escape(phrases.qualite(membre))}</td></tr>"
        for membre in groupe.membres
    )
    return (
        f'<table class="pv-gens"><caption id="membres-{key}">Membres</caption><thead><tr><th scope="col">Nom</th>'
        f'<th scope="col">Organisation</th></tr></thead><tbody>{rows}</tbody></table>'
    )


def _role(membre):
    role = phrases.role(membre)
    return f' <span class="pv-detail">{escape(role)}</span>' if role else ""


def _lines(count):
    """Room to write: drawn by the stylesheet, so that nobody hears two dozen empty lines."""
    return f'<p class="pv-fiche-lignes lignes-{min(count, LIGNES)}">{phrases.INSECABLE}</p>'


def _hand_in(document, adresse):
    seance = document.seance
    before = f" pour le {phrases.date_longue(seance.delai_notes)}" if seance.delai_notes else ""
    parts = [f"<p>La ou le secrétaire dépose la note{before}{phrases.INSECABLE}:</p><p>{escape(adresse)}</p>"]
    to = seance.destinataire_notes.strip()
    if to and ("@" not in to or to == document.chantier.contact):
        parts.append(f"<p>Ou l’envoie à {escape(to)}.</p>")
    if document.chantier.contact:
        parts.append(f"<p>Contact{phrases.INSECABLE}: {escape(document.chantier.contact)}</p>")
    return f'<div class="pv-fiche-remise"><h2>Remettre la note</h2>{"".join(parts)}</div>'
