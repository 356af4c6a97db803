"""The propositions that a reader has, as a report on paper and as a table."""

from django.template.loader import render_to_string
from django.utils import timezone

from participants import classeur

from . import pdf, propositions
from .models import EtatProposition
from .pv import phrases

# Title of each column and its width in a sheet, in characters.
COLONNES = {
    "Chantier": 9,
    "N°": 6,
    "Type": 16,
    "Intitulé": 60,
    "État": 12,
    "Transmise à": 30,
    "Niveau": 14,
    "Articles du Code": 20,
    "Répond à": 9,
    "Secteurs qui soutiennent": 40,
    "Séance": 8,
    "Date": 12,
    "Paragraphe": 11,
    "Passage": 80,
    "Dit par": 28,
}


def rows(vues):
    """A row for each passage of each Vue; one without a passage that its reader has keeps a row of its own."""
    for vue in vues:
        row = vue.proposition
        told = (
            row.chantier.numero,
            row.numero,
            row.get_type_display(),
            vue.intitule,
            row.get_etat_display(),
            vue.transmise_a,
            row.get_niveau_display(),
            vue.articles,
            vue.repond_a.numero if vue.repond_a else None,
            ", ".join(vue.secteurs),
        )
        for each in vue.passages:
            yield (
                *told,
                each.seance.numero,
                each.seance.date,
                each.paragraphe,
                each.citation[: classeur.CELLULE],
                each.locuteur,
            )
        if not vue.passages:
            yield (*told, None, None, None, "", "")


def counts(vues):
    """[(title of a type, [(state, how many)])] of some Vues, and how many of each state in all."""
    states = list(EtatProposition)
    lines = [
        (title, [sum(vue.proposition.etat == state for vue in found) for state in states])
        for title, found in propositions.by_type(vues)
    ]
    return [state.label for state in states], lines


def render(vues, chantier, *, narrowed):
    """The report as PDF bytes. chantier: None for all. narrowed: a filter left some out."""
    states, lines = counts(vues)
    article = render_to_string(
        "seances/pdf/propositions.html",
        {
            "chantier": chantier,
            "parties": propositions.by_chantier(vues),
            "etats": states,
            "comptes": lines,
            "filtre": narrowed,
            "public": not all(vue.interieur for vue in vues),
        },
    )
    mention = f"Propositions au {phrases.date_courte(timezone.localdate())}"
    return pdf.render_propositions(
        str(chantier) if chantier else "Tous les chantiers",
        article,
        mention=mention,
        teinte=chantier.teinte if chantier else None,
    )


def file_name(chantier, ending):
    return f"propositions{f'-chantier{chantier.numero}' if chantier else ''}.{ending}"
