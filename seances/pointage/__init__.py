"""Attendance on the day: who is expected, who was noted how, and every act that changes it.

The only writer of `statut` and of what goes with it, an import aside: the sheet of the desk and the page at the door
both come here. Each act locks the séance first, and each change of a line leaves a Pointage.
"""

from .actes import absent_others, add_known, note_heure, point, remove, told, undo, welcome
from .assiduite import Assiduite, assiduite
from .demandes import DemandeIllisible, do, suggest
from .lignes import (
    REMPLACE,
    Ligne,
    attendus,
    comptes,
    dire,
    excuses_annoncees,
    expected,
    historique,
    ligne_of,
    lignes,
    presiding,
    restants,
)
from .refus import Contredit, DejaConnue, Depasse, Ferme, HeureDepassee, PointageRefuse, Remplacee
from .registre import VIERGE, contradiction, etat_of, last_acts, lock, note, why_closed

__all__ = [
    "REMPLACE",
    "VIERGE",
    "Assiduite",
    "Contredit",
    "DejaConnue",
    "DemandeIllisible",
    "Depasse",
    "Ferme",
    "HeureDepassee",
    "Ligne",
    "PointageRefuse",
    "Remplacee",
    "absent_others",
    "add_known",
    "assiduite",
    "attendus",
    "comptes",
    "contradiction",
    "dire",
    "do",
    "etat_of",
    "excuses_annoncees",
    "expected",
    "historique",
    "last_acts",
    "ligne_of",
    "lignes",
    "lock",
    "note",
    "note_heure",
    "point",
    "presiding",
    "remove",
    "restants",
    "suggest",
    "told",
    "undo",
    "welcome",
    "why_closed",
]
