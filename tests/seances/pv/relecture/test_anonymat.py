from datetime import date

import pytest

from seances.pv.document import (
    Chantier,
    DocumentPV,
    Personne,
    Point,
    Presence,
    Restitution,
    Seance,
    SousGroupe,
    number_paragraphs,
)
from seances.pv.relecture import Endroit, findings
from seances.pv.relecture.anonymat import Names, identifying

from ..arbres import par
from .passages_sensibles import ANODINS, RECONNAISSABLES

DOCUMENT = DocumentPV(
    Chantier(3, "Seuils"),
    Seance(2, date(2025, 3, 11)),
    personnes=(
        Personne("florence-durand", "Florence", "Durand"),
        Personne("hugo-remacle", "Hugo", "Remacle"),
    ),
    presences=(Presence("florence-durand", "Florence Durand", "AMO Point Jaune"),),
)
NAMES = Names(DOCUMENT)


def words(text):
    return [text[start:end] for start, end in identifying(text, NAMES)]


def test_the_check_finds_what_it_should_and_little_else():
    """Nine in ten at least, both ways, on sentences of which a third were written apart from the rules."""
    found = [text for text in RECONNAISSABLES if words(text)]
    wrong = [text for text in ANODINS if words(text)]
    assert len(found) / len(RECONNAISSABLES) >= 0.9
    assert len(found) / (len(found) + len(wrong)) >= 0.9


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Bien sûr. Lucas, 15 ans, est parti. Merci.", ["Lucas, 15 ans"]),
        ("la maman de Théo, puis celle d’Inès", ["maman de Théo"]),
        ("Le jeune K. D. a fugué. La famille B. aussi.", ["Le jeune K. D.", "famille B."]),
        ("Kevin a été placé.", ["Kevin a été placé"]),
        ("Mme D. a quinze ans de métier.", []),
        ("Le Foyer Marie accueille un mineur en danger.", []),
        ("Un jeune Namurois sur quatre décroche.", []),
        ("Les parents de Charleroi demandent un lieu.", []),
        ("Paul Lambert, 58 ans, part à la retraite.", []),
        ("Florence Durand est placée devant un choix.", []),
    ],
)
def test_words_in_question_are_shown_one_passage_per_sentence(text, expected):
    assert words(text) == expected


def test_first_names_and_places_of_a_region_can_be_added():
    text = "Bref, Zwann, en 2e année commune, dort dehors."
    document = number_paragraphs(replace_text(text))
    assert [constat.code for constat in findings(document, prenoms=["Zwann"])].count(
        "personne_reconnaissable"
    ) == 1
    assert "personne_reconnaissable" not in [constat.code for constat in findings(document)]
    text = "Les parents de Trifouilly demandent un lieu."
    assert "personne_reconnaissable" in [constat.code for constat in findings(replace_text(text))]
    told = findings(replace_text(text), lieux=["Trifouilly"])
    assert "personne_reconnaissable" not in [constat.code for constat in told]


def replace_text(text):
    return DocumentPV(DOCUMENT.chantier, DOCUMENT.seance, points=(Point(1, "Débat", blocs=(par(text),)),))


def test_notes_of_sub_groups_are_read_too():
    group = SousGroupe(
        1, restitution=Restitution("Groupe 1", (par("Oui."), par("La maman de Théo a appelé.")))
    )
    document = number_paragraphs(
        DocumentPV(
            DOCUMENT.chantier,
            DOCUMENT.seance,
            points=(Point(1, "Restitution", "restitution"),),
            sous_groupes=(group,),
        )
    )
    (constat,) = [found for found in findings(document) if found.code == "personne_reconnaissable"]
    assert (constat.endroit, constat.gravite) == (Endroit("restitution", 1, 2), "avertissement")
    assert "maman de Théo" in constat.message


@pytest.mark.parametrize(
    "text",
    [
        "A. " * 4000,
        "A" * 20000,
        "Aa" * 10000,
        "la maman de " * 2000,
        "Jean-" * 4000,
        "?" * 20000,
        "[NDR " * 4000,
    ],
)
def test_nonsense_is_read_in_reasonable_time(text):
    """A pattern that goes back over what it read would last minutes here."""
    findings(number_paragraphs(replace_text(text)))
