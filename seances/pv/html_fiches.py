"""The sheet of a sub-group, on paper: its question, its members, room for notes, when and where to hand in. Pure.

It is no procès-verbal, and holds no personal address either: it lies on tables.
"""

import math
from html import escape

from chantiers.sigles import Lexique, in_order

from . import phrases
from .document import plain_text

LIGNES = 22  # to write on, of a page that says little else
LIGNES_MINIMUM = 2
TITRE = 2  # lines that the title of a part takes
# Characters in a line of the page, of a question, and of an organisation beside its member.
PAGE, QUESTION, LARGEUR = 68, 58, 40


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
    hand_in = _hand_in(document, adresse)
    taken = (
        rows(when, PAGE)
        + sum(rows(line, QUESTION) for line in question.splitlines())
        + sum(rows(phrases.qualite(membre), LARGEUR) for membre in groupe.membres)
        + sum(rows(line, PAGE) for line in hand_in)
        + (rows(explained, PAGE) if explained else 0)
        + TITRE * (bool(question) + bool(groupe.membres))
    )
    # What is set is a little smaller than the lines to write on.
    lines = max(LIGNES_MINIMUM, min(LIGNES, LIGNES + 2 - math.ceil(taken * 0.9)))
    return (
        f'<section class="pv-fiche" aria-labelledby="{key}"><header class="pv-titre"><h1 id="{key}">'
        f"Groupe {groupe.numero}</h1>{_paragraph('pv-date', when)}"
        f"{_paragraph('pv-chantier', phrases.chantier(document))}{_paragraph('pv-seance', phrases.seance(document))}"
        f"</header>{_question(question)}{_paragraph('pv-detail', explained)}{_members(groupe, key)}"
        f"<h2>Notes</h2>{_lines(lines)}"
        f'<div class="pv-fiche-remise"><h2>Remettre la note</h2>{"".join(_paragraph("", line) for line in hand_in)}'
        "</div></section>"
    )


def rows(text, width):
    """Lines that some text takes."""
    return max(1, math.ceil(len(text) / width))


def _paragraph(classes, text):
    attribute = f' class="{classes}"' if classes else ""
    return f"<p{attribute}>{escape(text)}</p>" if text else ""


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
    """Room to write: boxes without content, so that nobody hears two dozen empty lines."""
    return f'<div class="pv-fiche-lignes">{"<div></div>" * count}</div>'


def _hand_in(document, adresse):
    """Where the note goes, one paragraph each."""
    seance = document.seance
    before = f" pour le {phrases.date_longue(seance.delai_notes)}" if seance.delai_notes else ""
    parts = [f"La ou le secrétaire dépose la note{before}{phrases.INSECABLE}:", adresse]
    to = seance.destinataire_notes.strip()
    if to and ("@" not in to or to == document.chantier.contact):
        parts.append(f"Ou l’envoie à {to}.")
    if document.chantier.contact:
        parts.append(f"Contact{phrases.INSECABLE}: {document.chantier.contact}")
    return parts
