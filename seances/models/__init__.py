"""The rows of a séance, from its agenda to the frozen versions of its PV."""

from .agenda import Intervenant, NaturePoint, PointOrdreDuJour, RevisionTexte, TextePoint
from .annexe import Annexe
from .parole import Attribution, Intervention, Proposition
from .presence import Presence, PresidenceSeance, Reponse, StatutPresence
from .proces_verbal import (
    EditionPublique,
    EtatPV,
    Immuable,
    PersonneNommee,
    ProcesVerbal,
    RetraitVersion,
    RevisionPV,
    VersionPV,
)
from .remarque import DecisionRemarque, OrigineRemarque, Remarque, TypeRemarque
from .seance import Lieu, Seance, StatutSeance
from .sous_groupe import MembreSousGroupe, OrigineNote, Restitution, SousGroupe

__all__ = [
    "Annexe",
    "Attribution",
    "DecisionRemarque",
    "EditionPublique",
    "EtatPV",
    "Immuable",
    "Intervenant",
    "Intervention",
    "Lieu",
    "MembreSousGroupe",
    "NaturePoint",
    "OrigineNote",
    "OrigineRemarque",
    "PersonneNommee",
    "PointOrdreDuJour",
    "Presence",
    "PresidenceSeance",
    "ProcesVerbal",
    "Proposition",
    "Remarque",
    "Reponse",
    "Restitution",
    "RetraitVersion",
    "RevisionPV",
    "RevisionTexte",
    "Seance",
    "SousGroupe",
    "StatutPresence",
    "StatutSeance",
    "TextePoint",
    "TypeRemarque",
    "VersionPV",
]
