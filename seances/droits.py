"""Who finds, changes and removes in the admin what belongs to the séances, and the people whom they name."""

from chantiers.droits import DROITS as DROITS_CHANTIERS
from chantiers.droits import edited, edits, every, presides
from chantiers.permissions import presided_chantiers
from participants.droits import Droits
from participants.models import Graphie, Organisation, Participant, Secteur

from . import permissions
from .models import (
    AncienPV,
    Annexe,
    Attribution,
    Commentaire,
    Convocation,
    Demande,
    DemandeNote,
    EditionPublique,
    EtapeProposition,
    Intervenant,
    Intervention,
    LienPersonnel,
    Lieu,
    LigneModele,
    MembreSousGroupe,
    MiseAPart,
    ModeleOrdreDuJour,
    Passage,
    PersonneNommee,
    Plume,
    Pointage,
    PointOrdreDuJour,
    Presence,
    PresidenceSeance,
    ProcesVerbal,
    Proposition,
    Remarque,
    ReponseDonnee,
    Resolution,
    Restitution,
    RetraitVersion,
    RevisionPV,
    RevisionTexte,
    Seance,
    SourceProposition,
    SousGroupe,
    SoutienProposition,
    TextePoint,
    VersionPV,
)


def locked_fields_of_participant(user, participant):
    """Whether one is named in public is said by oneself, or by the administration."""
    if participant is None or permissions.can_edit_address(user, participant):
        return ("opposition_le",)
    return ("opposition_le", "courriel")


def locked_fields_of_remarque(user, remarque):
    settles = presides(user) if remarque is None else permissions.can_settle(user, remarque)
    return () if settles else ("decision", "motif_decision")


def kept_graphies(user):
    return Graphie.objects.filter(participant__in=permissions.kept_participants(user).order_by().values("pk"))


def editable_graphies(user):
    return Graphie.objects.filter(
        participant__in=permissions.editable_participants(user).order_by().values("pk")
    )


def _read(model, path):
    return Droits(edited(model, path))


def _kept(model, path):
    rows = edited(model, path)
    return Droits(rows, editable=rows, deletable=rows, may_add=edits)


def lignes_of(modeles):
    """The lines of the agendas that a rule gives."""

    def rule(user):
        return LigneModele.objects.filter(modele__in=modeles(user).order_by().values("pk"))

    return rule


def anciens_pv(user):
    return permissions.visible_anciens_pv(user) if presides(user) else AncienPV.objects.none()


SEANCES = edited(Seance, "chantier")

# A model that is not here is for administrators.
DROITS = DROITS_CHANTIERS | {
    Secteur: Droits(every(Secteur)),
    Organisation: Droits(every(Organisation), editable=permissions.editable_organisations, may_add=edits),
    Participant: Droits(
        permissions.kept_participants,
        editable=permissions.editable_participants,
        may_add=edits,
        offered=permissions.offered_participants,
        locked=locked_fields_of_participant,
        hidden=frozenset({"compte"}),
    ),
    Graphie: Droits(
        kept_graphies,
        editable=editable_graphies,
        deletable=editable_graphies,
        may_add=edits,
        choices={"participant": permissions.editable_participants},
    ),
    Lieu: Droits(every(Lieu), editable=permissions.editable_lieux, may_add=edits),
    Seance: Droits(SEANCES, editable=SEANCES, deletable=permissions.deletable_seances, may_add=edits),
    ModeleOrdreDuJour: Droits(
        permissions.visible_modeles,
        editable=permissions.editable_modeles,
        deletable=permissions.editable_modeles,
        may_add=edits,
    ),
    LigneModele: Droits(
        lignes_of(permissions.visible_modeles),
        editable=lignes_of(permissions.editable_modeles),
        deletable=lignes_of(permissions.editable_modeles),
        may_add=edits,
        choices={"modele": permissions.editable_modeles},
    ),
    AncienPV: Droits(
        anciens_pv,
        editable=anciens_pv,
        deletable=anciens_pv,
        may_add=presides,
        choices={"chantier": presided_chantiers},
    ),
    Passage: _read(Passage, "seance__chantier"),
    PointOrdreDuJour: _kept(PointOrdreDuJour, "seance__chantier"),
    Intervenant: _kept(Intervenant, "point__seance__chantier"),
    TextePoint: _kept(TextePoint, "point__seance__chantier"),
    Plume: _read(Plume, "texte_point__point__seance__chantier"),
    RevisionTexte: _read(RevisionTexte, "texte_point__point__seance__chantier"),
    Annexe: _kept(Annexe, "seance__chantier"),
    Pointage: _read(Pointage, "seance__chantier"),
    Presence: _kept(Presence, "seance__chantier"),
    Demande: Droits(permissions.visible_demandes),
    PresidenceSeance: _kept(PresidenceSeance, "seance__chantier"),
    SousGroupe: _kept(SousGroupe, "seance__chantier"),
    MembreSousGroupe: _kept(MembreSousGroupe, "seance__chantier"),
    Convocation: _read(Convocation, "seance__chantier"),
    ReponseDonnee: _read(ReponseDonnee, "presence__seance__chantier"),
    MiseAPart: _read(MiseAPart, "seance__chantier"),
    DemandeNote: _read(DemandeNote, "sous_groupe__seance__chantier"),
    Commentaire: _read(Commentaire, "sous_groupe__seance__chantier"),
    LienPersonnel: Droits(permissions.editable_liens),
    Restitution: _kept(Restitution, "sous_groupe__seance__chantier"),
    ProcesVerbal: _kept(ProcesVerbal, "seance__chantier"),
    RevisionPV: _read(RevisionPV, "proces_verbal__seance__chantier"),
    VersionPV: _read(VersionPV, "proces_verbal__seance__chantier"),
    RetraitVersion: _read(RetraitVersion, "version__proces_verbal__seance__chantier"),
    PersonneNommee: _read(PersonneNommee, "version__proces_verbal__seance__chantier"),
    EditionPublique: _read(EditionPublique, "version__proces_verbal__seance__chantier"),
    Remarque: Droits(
        permissions.visible_remarques,
        editable=permissions.editable_remarques,
        deletable=permissions.editable_remarques,
        may_add=edits,
        locked=locked_fields_of_remarque,
    ),
    Attribution: _kept(Attribution, "seance__chantier"),
    Intervention: _read(Intervention, "seance__chantier"),
    Resolution: _read(Resolution, "seance__chantier"),
    Proposition: _read(Proposition, "chantier"),
    SourceProposition: _read(SourceProposition, "proposition__chantier"),
    EtapeProposition: _read(EtapeProposition, "proposition__chantier"),
    SoutienProposition: _read(SoutienProposition, "proposition__chantier"),
}
