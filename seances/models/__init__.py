"""The rows of a séance, from its agenda to the frozen versions of its PV."""

from .abonnement import Abonnement
from .agenda import (
    Intervenant,
    NaturePoint,
    Plume,
    PointOrdreDuJour,
    RevisionTexte,
    SortRevision,
    TextePoint,
)
from .ancien_pv import AncienPV
from .annexe import Annexe
from .convocation import ANNONCES, RAPPELS, Convocation, GenreConvocation, ReponseDonnee
from .demande import Demande, EtatDemande, GenreDemande
from .envoi import Envoi, EtatEnvoi, Message
from .lien import ActeLien, LienPersonnel
from .modele import LigneModele, ModeleOrdreDuJour
from .note import Commentaire, DemandeNote
from .parole import Attribution, Intervention
from .passage import GenrePassage, Passage
from .pointage import Pointage
from .presence import Presence, PresidenceSeance, Reponse, StatutPresence
from .proces_verbal import (
    EditionPublique,
    EtatPV,
    PersonneNommee,
    ProcesVerbal,
    RetraitVersion,
    RevisionPV,
    VersionPV,
)
from .proposition import (
    EtapeProposition,
    EtatProposition,
    NiveauProposition,
    Proposition,
    SourceProposition,
    SoutienProposition,
    TypeProposition,
)
from .recherche import EntreeIndex, GenreEntree, NatureTexte, TexteIndexe
from .remarque import DecisionRemarque, OrigineRemarque, Remarque, TypeRemarque
from .resolution import GenreResolution, Resolution
from .seance import AccordNominatif, Lieu, Seance, StatutSeance
from .sous_groupe import FideliteNote, MembreSousGroupe, MiseAPart, OrigineNote, Restitution, SousGroupe
from .venir import Covoiturage, DemandeContact, EtatContact, GenreCovoiturage, Repas
from .visite import AbonnementLettre, Visite

__all__ = [
    "ANNONCES",
    "RAPPELS",
    "Abonnement",
    "AbonnementLettre",
    "AccordNominatif",
    "ActeLien",
    "AncienPV",
    "Annexe",
    "Attribution",
    "Commentaire",
    "Convocation",
    "Covoiturage",
    "DecisionRemarque",
    "Demande",
    "DemandeContact",
    "DemandeNote",
    "EditionPublique",
    "EntreeIndex",
    "Envoi",
    "EtapeProposition",
    "EtatContact",
    "EtatDemande",
    "EtatEnvoi",
    "EtatPV",
    "EtatProposition",
    "FideliteNote",
    "GenreConvocation",
    "GenreCovoiturage",
    "GenreDemande",
    "GenreEntree",
    "GenrePassage",
    "GenreResolution",
    "Intervenant",
    "Intervention",
    "LienPersonnel",
    "Lieu",
    "LigneModele",
    "MembreSousGroupe",
    "Message",
    "MiseAPart",
    "ModeleOrdreDuJour",
    "NaturePoint",
    "NatureTexte",
    "NiveauProposition",
    "OrigineNote",
    "OrigineRemarque",
    "Passage",
    "PersonneNommee",
    "Plume",
    "PointOrdreDuJour",
    "Pointage",
    "Presence",
    "PresidenceSeance",
    "ProcesVerbal",
    "Proposition",
    "Remarque",
    "Repas",
    "Reponse",
    "ReponseDonnee",
    "Resolution",
    "Restitution",
    "RetraitVersion",
    "RevisionPV",
    "RevisionTexte",
    "Seance",
    "SortRevision",
    "SourceProposition",
    "SousGroupe",
    "SoutienProposition",
    "StatutPresence",
    "StatutSeance",
    "TexteIndexe",
    "TextePoint",
    "TypeProposition",
    "TypeRemarque",
    "VersionPV",
    "Visite",
]
