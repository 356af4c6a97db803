"""The admin of the séances: one file for each job of the secretariat."""

from . import (
    abonnements,
    agenda,
    annexes,
    convocations,
    envois,
    liens,
    modeles,
    passages,
    personnes,
    presences,
    proces_verbal,
    remarques,
    seance,
    sous_groupes,
    textes,
    venir,
)

__all__ = [
    "abonnements",
    "agenda",
    "annexes",
    "convocations",
    "envois",
    "liens",
    "modeles",
    "passages",
    "personnes",
    "presences",
    "proces_verbal",
    "remarques",
    "seance",
    "sous_groupes",
    "textes",
    "venir",
]
