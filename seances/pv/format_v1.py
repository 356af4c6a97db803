"""The first format, `pv-assises/1`, as types: names are repeated, texts are HTML or plain. Read, never written."""

from datetime import date, time
from typing import Literal

import pydantic


class Modele(pydantic.BaseModel):
    model_config = {"extra": "forbid"}


class ChantierV1(Modele):
    numero: int
    titre: str


class LieuV1(Modele):
    nom: str
    adresse: str | None = None
    code_postal: str | None = None
    localite: str | None = None


class SeanceV1(Modele):
    numero: int
    date: date
    intitule: str | None = None
    debut_prevu: time | None = None
    fin_prevue: time | None = None
    debut: time | None = None
    fin: time | None = None
    lieu: LieuV1 | None = None
    ouverture: str | None = None


class NomV1(Modele):
    prenom: str
    nom: str


class CopresidentV1(NomV1):
    organisation: str | None = None
    fonction: str | None = None
    variantes: list[str] = []


class PresenceV1(NomV1):
    organisation: str | None = None
    fonction: str | None = None
    statut: Literal["present", "excuse", "absent"]
    remplace: NomV1 | None = None


class ItemV1(Modele):
    html: str | None = None
    texte: str | None = None
    marqueur: str | None = None
    items: "list[ItemV1]" = []


class BlocV1(Modele):
    type: Literal["paragraphe", "titre", "liste", "tableau", "intervention"]
    texte: str | None = None
    html: str | None = None
    niveau: int | None = None
    items: list[ItemV1] | None = None
    lignes: list[list[str]] | None = None
    locuteur: str | None = None
    libelle: str | None = None
    reprise: str | None = None
    position: Literal["apres_restitutions"] | None = None


class LigneV1(Modele):
    numero: int
    titre: str
    intervenants: list[str] = []
    debut: time | None = None
    fin: time | None = None
    page: int | None = None


class PointV1(Modele):
    numero: int
    titre: str
    intervenants: list[str] = []
    debut: time | None = None
    fin: time | None = None
    contenu: list[BlocV1] = []


class MembreV1(NomV1):
    organisation: str | None = None
    fonction: str | None = None
    email: str | None = None
    role: Literal["membre", "secretaire", "rapporteur", "secretaire_rapporteur"] = "membre"


class RestitutionV1(Modele):
    numero: str | None = None
    titre: str
    participants_cites: list[str] = []
    redaction: str | None = None
    contenu: list[BlocV1] = []


class SousGroupeV1(Modele):
    numero: int
    question: str | None = None
    question_html: str | None = None
    membres: list[MembreV1] = []
    restitution: RestitutionV1 | None = None


class RemarqueV1(Modele):
    auteur: str
    page: int | None = None
    texte: str


class ProchaineV1(Modele):
    numeros: list[int] = pydantic.Field(min_length=1)
    date: date
    debut: time | None = None
    fin: time | None = None
    lieu: LieuV1 | None = None


class DelaiV1(Modele):
    date: date
    texte: str | None = None
    destinataire: str | None = None
    email: str | None = None


class RedactionV1(Modele):
    redacteur: str | None = None
    fonction: str | None = None
    verificateur: str | None = None


class AnnexeV1(Modele):
    titre: str
    contenu: list[BlocV1] = []


class LienV1(Modele):
    texte: str | None = None
    url: str


class FichierV1(Modele):
    format: Literal["pv-assises/1"]
    chantier: ChantierV1
    seance: SeanceV1
    copresidents: list[CopresidentV1] = []
    ordre_du_jour: list[LigneV1] = []
    presences: list[PresenceV1] = []
    points: list[PointV1] = []
    sous_groupes: list[SousGroupeV1] = []
    remarques_pv_precedent: list[RemarqueV1] = []
    prochaines_seances: list[ProchaineV1] = []
    organisation_pratique: list[str] = []
    delai_restitutions: DelaiV1 | None = None
    contact: str | None = None
    redaction: RedactionV1 | None = None
    annexes: list[AnnexeV1] = []
    liens: list[LienV1] = []


adapter = pydantic.TypeAdapter(FichierV1)
