"""What may be done with a PV now, and why the rest may not: what the admin shows, from the acts' own refusals."""

from dataclasses import dataclass

from .. import permissions
from . import proces_verbaux as acts

SEUL_PRESIDENT = "Seules les personnes qui président le chantier le font."


@dataclass(frozen=True)
class Possible:
    """One act. refus: why not now, empty when it may be done."""

    slug: str
    libelle: str
    refus: str


ACTES = [
    ("relire", "Proposer à la relecture", acts.why_not_submit, permissions.can_submit),
    ("reprendre", "Reprendre en brouillon", acts.why_not_take_back, permissions.can_submit),
    ("diffuser", "Diffuser aux participants", acts.why_not_send_out, permissions.can_preside_seance),
    ("retirer", "Retirer la version diffusée", acts.why_not_withdraw, permissions.can_preside_seance),
    ("approuver", "Approuver", acts.why_not_approve, permissions.can_preside_seance),
    ("ouvrir", "Ouvrir une rectification", acts.why_not_open_rectification, permissions.can_preside_seance),
    ("rectifier", "Figer la version rectifiée", acts.why_not_rectify, permissions.can_preside_seance),
    (
        "renoncer",
        "Renoncer à la rectification",
        acts.why_not_abandon_rectification,
        permissions.can_preside_seance,
    ),
]


def may(user, slug, pv):
    """Whether this user does this act on this PV, when it is possible at all."""
    return any(allowed(user, pv.seance) for name, _, _, allowed in ACTES if name == slug)


def possible_acts(pv, user):
    """Every act on a PV, in the order of its life, as this user may do it now. At most one query."""
    return [
        Possible(slug, libelle, why_not(pv) or ("" if may(user, pv.seance) else SEUL_PRESIDENT))
        for slug, libelle, why_not, may in ACTES
    ]
