"""The chantiers, their people and the words of the field."""

from .chantier import (
    JOURS_MAXIMUM,
    Chantier,
    Copresidence,
    Inscription,
    Question,
    Thematique,
    Visibilite,
)
from .glossaire import ETATS_ACCEPTES, Definition, EtatSuggestion, Suggestion, Terme

__all__ = [
    "ETATS_ACCEPTES",
    "JOURS_MAXIMUM",
    "Chantier",
    "Copresidence",
    "Definition",
    "EtatSuggestion",
    "Inscription",
    "Question",
    "Suggestion",
    "Terme",
    "Thematique",
    "Visibilite",
]
