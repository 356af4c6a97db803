"""One factory for each model: the smallest valid row, nothing random, traits for situations.

Numbers and names follow from the rows that are already there, so a test sees the same ones whatever ran
before it: the first séance of a chantier is number 1, the first participant is Alix Lambert.
"""

import copy
import datetime
from zoneinfo import ZoneInfo

import factory
from django.db.models import Max
from django.utils import timezone
from factory.django import DjangoModelFactory

from chantiers import models as chantiers
from participants import models as participants
from seances import fichiers
from seances import models as seances
from seances.models.proces_verbal import ModeApprobation
from seances.pointage import VIERGE
from seances.pv import document
from seances.pv import json as pv_json

JOUR = datetime.date(2024, 3, 12)
INSTANT = datetime.datetime(2024, 3, 12, 16, 30, tzinfo=ZoneInfo("Europe/Brussels"))
PRENOMS = ("Alix", "Basile", "Céleste", "Désiré", "Élodie", "Farid", "Ghislaine", "Hugo", "Ilse", "Jonas")
NOMS = ("Lambert", "Maréchal", "Noël", "Ost", "Pirard", "Quoilin", "Remacle", "Stassart", "Thiry")


def following(model, field, **among):
    """The next free number among some rows: 1 when there is none."""
    return (model._base_manager.filter(**among).aggregate(last=Max(field))["last"] or 0) + 1


def count(model):
    return model._base_manager.count()


# ── People ──────────────────────────────────────────────────────────────────────────────────────────────


class CompteFactory(DjangoModelFactory):
    class Meta:
        model = participants.Compte

    class Params:
        administration = factory.Trait(is_superuser=True)
        ferme = factory.Trait(is_active=False)

    email = factory.LazyFunction(lambda: f"compte{count(participants.Compte) + 1}@example.org")
    cree_le = INSTANT

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        return model_class.objects.create_user(*args, **kwargs)


class SecteurFactory(DjangoModelFactory):
    class Meta:
        model = participants.Secteur

    nom = factory.LazyFunction(lambda: f"Secteur {count(participants.Secteur) + 1}")


class OrganisationFactory(DjangoModelFactory):
    class Meta:
        model = participants.Organisation

    class Params:
        avec_secteur = factory.Trait(secteur=factory.SubFactory(SecteurFactory))

    nom = factory.LazyFunction(lambda: f"Service {count(participants.Organisation) + 1}")


class ParticipantFactory(DjangoModelFactory):
    class Meta:
        model = participants.Participant

    class Params:
        avec_organisation = factory.Trait(organisation=factory.SubFactory(OrganisationFactory))
        avec_courriel = factory.Trait(
            courriel=factory.LazyFunction(
                lambda: f"participant{count(participants.Participant) + 1}@example.org"
            )
        )
        avec_compte = factory.Trait(compte=factory.SubFactory(CompteFactory))
        oppose = factory.Trait(opposition_le=INSTANT)

    # Ten first names and nine family names: ninety people before two have the same full name.
    prenom = factory.LazyFunction(lambda: PRENOMS[count(participants.Participant) % len(PRENOMS)])
    nom = factory.LazyFunction(lambda: NOMS[count(participants.Participant) % len(NOMS)])


class GraphieFactory(DjangoModelFactory):
    class Meta:
        model = participants.Graphie

    participant = factory.SubFactory(ParticipantFactory)
    texte = factory.LazyAttribute(lambda graphie: f"{graphie.participant.prenom} {graphie.participant.nom}e")


class FichesDistinctesFactory(DjangoModelFactory):
    class Meta:
        model = participants.FichesDistinctes

    premiere = factory.SubFactory(ParticipantFactory)
    seconde = factory.SubFactory(ParticipantFactory)


class EvenementFactory(DjangoModelFactory):
    class Meta:
        model = participants.Evenement

    quand = INSTANT
    acte = "import"
    objet = "participants.csv"


class TentativeFactory(DjangoModelFactory):
    class Meta:
        model = participants.Tentative

    cle = "0" * 64
    quand = INSTANT


class ChangementFactory(DjangoModelFactory):
    class Meta:
        model = participants.Changement


# ── Chantiers ───────────────────────────────────────────────────────────────────────────────────────────


class ThematiqueFactory(DjangoModelFactory):
    class Meta:
        model = chantiers.Thematique

    titre = factory.LazyFunction(lambda: f"Thématique {count(chantiers.Thematique) + 1}")


class ChantierFactory(DjangoModelFactory):
    class Meta:
        model = chantiers.Chantier

    class Params:
        prive = factory.Trait(visibilite=chantiers.Visibilite.PRIVEE)
        avec_thematique = factory.Trait(thematique=factory.SubFactory(ThematiqueFactory))

    numero = factory.LazyFunction(lambda: following(chantiers.Chantier, "numero"))
    titre = factory.LazyAttribute(lambda chantier: f"Sujet {chantier.numero}")


class CopresidenceFactory(DjangoModelFactory):
    class Meta:
        model = chantiers.Copresidence

    class Params:
        finie = factory.Trait(jusque=JOUR)

    chantier = factory.SubFactory(ChantierFactory)
    participant = factory.SubFactory(ParticipantFactory)
    depuis = JOUR


class InscriptionFactory(DjangoModelFactory):
    class Meta:
        model = chantiers.Inscription

    class Params:
        finie = factory.Trait(jusque=JOUR)

    chantier = factory.SubFactory(ChantierFactory)
    participant = factory.SubFactory(ParticipantFactory)
    depuis = JOUR


class QuestionFactory(DjangoModelFactory):
    class Meta:
        model = chantiers.Question

    chantier = factory.SubFactory(ChantierFactory)
    rang = factory.LazyAttribute(
        lambda question: following(chantiers.Question, "rang", chantier=question.chantier)
    )
    texte = factory.LazyAttribute(lambda question: f"Question {question.rang} ?")


class TermeFactory(DjangoModelFactory):
    class Meta:
        model = chantiers.Terme

    class Params:
        visible = factory.Trait(publie=True)

    mot = factory.LazyFunction(lambda: f"Terme {count(chantiers.Terme) + 1}")


class DefinitionFactory(DjangoModelFactory):
    """A general definition; `avec_secteur=True`: the meaning of the word in one sector."""

    class Meta:
        model = chantiers.Definition

    class Params:
        avec_secteur = factory.Trait(secteur=factory.SubFactory(SecteurFactory))

    terme = factory.SubFactory(TermeFactory)
    texte = "Ce que ce mot veut dire."


class SuggestionFactory(DjangoModelFactory):
    """A word that somebody proposes, for all sectors; `refusee=True`: with the reason why not."""

    class Meta:
        model = chantiers.Suggestion

    class Params:
        avec_secteur = factory.Trait(secteur=factory.SubFactory(SecteurFactory))
        acceptee = factory.Trait(
            etat="acceptee",
            traitee_le=factory.LazyFunction(timezone.now),
            terme=factory.SubFactory(TermeFactory),
        )
        refusee = factory.Trait(
            etat="refusee", traitee_le=factory.LazyFunction(timezone.now), reponse="Trop local."
        )

    participant = factory.SubFactory(ParticipantFactory)
    chantier = factory.SubFactory(ChantierFactory)
    mot = factory.LazyFunction(lambda: f"Mot {count(chantiers.Suggestion) + 1}")
    texte = "Ce que ce mot veut dire ici."


# ── Séances ─────────────────────────────────────────────────────────────────────────────────────────────


class LieuFactory(DjangoModelFactory):
    class Meta:
        model = seances.Lieu

    nom = factory.LazyFunction(lambda: f"Salle {count(seances.Lieu) + 1}")


class SeanceFactory(DjangoModelFactory):
    """A séance in preparation."""

    class Meta:
        model = seances.Seance

    class Params:
        convoquee = factory.Trait(statut=seances.StatutSeance.CONVOQUEE)
        annulee = factory.Trait(statut=seances.StatutSeance.ANNULEE)
        avec_horaire = factory.Trait(heure_debut=datetime.time(13, 30), heure_fin=datetime.time(16, 30))
        avec_lieu = factory.Trait(lieu=factory.SubFactory(LieuFactory))
        nominative = factory.Trait(accord_nominatif=seances.AccordNominatif.OUI)
        avec_enregistrement = factory.Trait(
            enregistree=True, conservation_enregistrement=JOUR, detenteur="le secrétariat"
        )

    chantier = factory.SubFactory(ChantierFactory)
    numero = factory.LazyAttribute(
        lambda seance: following(seances.Seance, "numero", chantier=seance.chantier)
    )
    date = JOUR


class PointOrdreDuJourFactory(DjangoModelFactory):
    class Meta:
        model = seances.PointOrdreDuJour

    class Params:
        avec_horaire = factory.Trait(heure_debut=datetime.time(13, 30), heure_fin=datetime.time(14, 0))
        reporte = factory.Trait(
            seance=factory.SubFactory(SeanceFactory, numero=2),
            reporte_de=factory.LazyAttribute(
                lambda point: PointOrdreDuJourFactory(
                    seance=SeanceFactory(chantier=point.seance.chantier, numero=1)
                )
            ),
        )

    seance = factory.SubFactory(SeanceFactory)
    position = factory.LazyAttribute(
        lambda point: following(seances.PointOrdreDuJour, "position", seance=point.seance)
    )
    titre = factory.LazyAttribute(lambda point: f"Point {point.position}")


class ModeleOrdreDuJourFactory(DjangoModelFactory):
    """An agenda to start from, for every chantier."""

    class Meta:
        model = seances.ModeleOrdreDuJour

    class Params:
        du_chantier = factory.Trait(chantier=factory.SubFactory(ChantierFactory))

    nom = factory.LazyFunction(lambda: f"Modèle {count(seances.ModeleOrdreDuJour) + 1}")


class LigneModeleFactory(DjangoModelFactory):
    class Meta:
        model = seances.LigneModele

    modele = factory.SubFactory(ModeleOrdreDuJourFactory)
    position = factory.LazyAttribute(
        lambda ligne: following(seances.LigneModele, "position", modele=ligne.modele)
    )
    titre = factory.LazyAttribute(lambda ligne: f"Point {ligne.position}")


class PassageFactory(DjangoModelFactory):
    """The first point of a séance is taken up."""

    class Meta:
        model = seances.Passage

    class Params:
        pause = factory.Trait(genre="pause", point=None)
        rallonge = factory.Trait(genre="rallonge", minutes=5)

    seance = factory.SubFactory(SeanceFactory)
    genre = "point"
    point = factory.LazyAttribute(lambda passage: PointOrdreDuJourFactory(seance=passage.seance))
    quand = INSTANT


class IntervenantFactory(DjangoModelFactory):
    class Meta:
        model = seances.Intervenant

    class Params:
        connu = factory.Trait(
            participant=factory.SubFactory(ParticipantFactory),
            nom_imprime=factory.LazyAttribute(lambda intervenant: intervenant.participant.nom_complet),
        )

    point = factory.SubFactory(PointOrdreDuJourFactory)
    nom_imprime = "la coordination"


class TextePointFactory(DjangoModelFactory):
    class Meta:
        model = seances.TextePoint

    point = factory.SubFactory(PointOrdreDuJourFactory)


LECTURE = {
    "format": "pv-assises/1",
    "chantier": {"numero": 5, "titre": "Quartiers"},
    "seance": {"numero": 2, "date": "2023-05-05"},
    "copresidents": [],
    "ordre_du_jour": [{"numero": 1, "titre": "Accueil", "intervenants": [], "debut": None, "fin": None}],
    "presences": [],
    "points": [{"numero": 1, "titre": "Accueil", "intervenants": [], "contenu": []}],
    "sous_groupes": [],
    "remarques_pv_precedent": [],
    "prochaines_seances": [],
    "annexes": [],
    "redaction": None,
    "doutes": [],
    "reste": [],
    "bilan": {
        "mots": 1,
        "repris": 1,
        "reste": 0,
        "perdus": [],
        "pourcent_repris": 100.0,
        "pourcent_compte": 100.0,
    },
    "avertissements": [],
    "sources": {},
    "passages": ["Accueil"],
}


class AncienPVFactory(DjangoModelFactory):
    class Meta:
        model = seances.AncienPV

    class Params:
        importe = factory.Trait(
            seance=factory.SubFactory(SeanceFactory, chantier=factory.SelfAttribute("..chantier")),
            importe_le=INSTANT,
        )

    chantier = factory.SubFactory(ChantierFactory)
    fichier_nom = "ancien.docx"
    fichier_sha256 = factory.LazyFunction(lambda: fichiers.deposit(b"Un ancien PV.\n"))
    lecture = factory.LazyFunction(lambda: copy.deepcopy(LECTURE))


class PlumeFactory(DjangoModelFactory):
    class Meta:
        model = seances.Plume

    texte_point = factory.SubFactory(TextePointFactory)
    compte = factory.SubFactory(CompteFactory)


class RevisionTexteFactory(DjangoModelFactory):
    class Meta:
        model = seances.RevisionTexte

    class Params:
        en_attente = factory.Trait(sort="en_attente", par=factory.SubFactory(CompteFactory))

    texte_point = factory.SubFactory(TextePointFactory)
    numero = factory.LazyAttribute(
        lambda revision: following(seances.RevisionTexte, "numero", texte_point=revision.texte_point)
    )
    quand = INSTANT


class AnnexeFactory(DjangoModelFactory):
    class Meta:
        model = seances.Annexe

    class Params:
        avec_fichier = factory.Trait(
            fichier_nom="annexe.txt",
            fichier_type="text/plain",
            fichier_sha256=factory.LazyFunction(lambda: fichiers.deposit(b"Une annexe.\n")),
        )
        reservee = factory.Trait(publique=False)

    seance = factory.SubFactory(SeanceFactory)
    numero = factory.LazyAttribute(lambda annexe: following(seances.Annexe, "numero", seance=annexe.seance))
    titre = factory.LazyAttribute(lambda annexe: f"Annexe {annexe.numero}")


class PresidenceSeanceFactory(DjangoModelFactory):
    class Meta:
        model = seances.PresidenceSeance

    seance = factory.SubFactory(SeanceFactory)
    participant = factory.SubFactory(ParticipantFactory)


class PresenceFactory(DjangoModelFactory):
    """Somebody still to be checked in."""

    class Meta:
        model = seances.Presence

    class Params:
        present = factory.Trait(statut=seances.StatutPresence.PRESENT)
        excuse = factory.Trait(statut=seances.StatutPresence.EXCUSE)
        absent = factory.Trait(statut=seances.StatutPresence.ABSENT)
        remplacant = factory.Trait(
            statut=seances.StatutPresence.PRESENT, remplace=factory.SubFactory(ParticipantFactory)
        )
        designant = factory.Trait(
            reponse=seances.Reponse.REMPLACE, designe=factory.SubFactory(ParticipantFactory)
        )

    seance = factory.SubFactory(SeanceFactory)
    participant = factory.SubFactory(ParticipantFactory)


class PointageFactory(DjangoModelFactory):
    """Somebody who was noted present at the door."""

    class Meta:
        model = seances.Pointage

    seance = factory.SubFactory(SeanceFactory)
    participant = factory.SubFactory(ParticipantFactory)
    avant = factory.LazyFunction(lambda: dict(VIERGE))
    apres = factory.LazyFunction(lambda: VIERGE | {"statut": "present"})
    quand = INSTANT


class SousGroupeFactory(DjangoModelFactory):
    class Meta:
        model = seances.SousGroupe

    seance = factory.SubFactory(SeanceFactory)
    numero = factory.LazyAttribute(
        lambda groupe: following(seances.SousGroupe, "numero", seance=groupe.seance)
    )


class MembreSousGroupeFactory(DjangoModelFactory):
    class Meta:
        model = seances.MembreSousGroupe

    class Params:
        secretaire = factory.Trait(est_secretaire=True)
        rapporteur = factory.Trait(est_rapporteur=True)

    sous_groupe = factory.SubFactory(SousGroupeFactory)
    participant = factory.SubFactory(ParticipantFactory)


class LienPersonnelFactory(DjangoModelFactory):
    """A link to answer for a séance; `note=True`: to hand in the note of a sub-group."""

    class Meta:
        model = seances.LienPersonnel

    class Params:
        note = factory.Trait(
            acte=seances.ActeLien.DEPOSER_NOTE, seance=None, sous_groupe=factory.SubFactory(SousGroupeFactory)
        )
        revoque = factory.Trait(revoque_le=INSTANT)
        utilise = factory.Trait(utilise_le=INSTANT)

    empreinte = factory.LazyFunction(
        lambda: fichiers.digest(f"lien {count(seances.LienPersonnel) + 1}".encode())
    )
    acte = seances.ActeLien.REPONDRE
    participant = factory.SubFactory(ParticipantFactory)
    seance = factory.SubFactory(SeanceFactory)
    cree_le = INSTANT
    expire_le = INSTANT + datetime.timedelta(days=60)


class MiseAPartFactory(DjangoModelFactory):
    class Meta:
        model = seances.MiseAPart

    seance = factory.SubFactory(SeanceFactory)
    participant = factory.SubFactory(ParticipantFactory)
    motif = "rédige le procès-verbal"


class DemandeNoteFactory(DjangoModelFactory):
    """A note asked for again; `rouverte=True`: that of a frozen PV, opened again."""

    class Meta:
        model = seances.DemandeNote

    class Params:
        rouverte = factory.Trait(rouvre=True, motif="Un passage manque.")
        refermee = factory.Trait(rouverte=True, fermee_le=INSTANT)

    sous_groupe = factory.SubFactory(SousGroupeFactory)
    faite_le = INSTANT


class CommentaireFactory(DjangoModelFactory):
    class Meta:
        model = seances.Commentaire

    class Params:
        retire = factory.Trait(
            texte="",
            retire_le=INSTANT,
            retire_par=factory.SubFactory(CompteFactory),
            motif_retrait="Hors sujet.",
        )

    sous_groupe = factory.SubFactory(SousGroupeFactory)
    auteur = factory.SubFactory(ParticipantFactory)
    texte = "Nous en avons parlé depuis."
    ecrit_le = INSTANT


class CovoiturageFactory(DjangoModelFactory):
    """Somebody offers a place."""

    class Meta:
        model = seances.Covoiturage

    class Params:
        cherche = factory.Trait(genre=seances.GenreCovoiturage.DEMANDE)
        a_joindre = factory.Trait(adresse_visible=True)

    seance = factory.SubFactory(SeanceFactory)
    participant = factory.SubFactory(ParticipantFactory)
    genre = seances.GenreCovoiturage.OFFRE
    depart = "Namur"


class DemandeContactFactory(DjangoModelFactory):
    class Meta:
        model = seances.DemandeContact

    class Params:
        donne = factory.Trait(etat=seances.EtatContact.DONNE)

    covoiturage = factory.SubFactory(CovoiturageFactory)
    participant = factory.SubFactory(ParticipantFactory)


class RepasFactory(DjangoModelFactory):
    class Meta:
        model = seances.Repas

    class Params:
        ailleurs = factory.Trait(mange=False)

    seance = factory.SubFactory(SeanceFactory, repas_prevu=True)
    participant = factory.SubFactory(ParticipantFactory)
    mange = True


class AbonnementFactory(DjangoModelFactory):
    class Meta:
        model = seances.Abonnement

    class Params:
        lu = factory.Trait(lu_le=JOUR)

    compte = factory.SubFactory(CompteFactory)
    empreinte = factory.LazyFunction(
        lambda: fichiers.digest(f"abonnement {count(seances.Abonnement) + 1}".encode())
    )
    cree_le = INSTANT


class VisiteFactory(DjangoModelFactory):
    class Meta:
        model = seances.Visite

    compte = factory.SubFactory(CompteFactory)
    depuis = INSTANT
    derniere_le = INSTANT


class AbonnementLettreFactory(DjangoModelFactory):
    class Meta:
        model = seances.AbonnementLettre

    compte = factory.SubFactory(CompteFactory)
    demandee_le = INSTANT
    semaine = factory.LazyFunction(lambda: JOUR - datetime.timedelta(days=JOUR.weekday()))
    du = INSTANT
    au = INSTANT


class RestitutionFactory(DjangoModelFactory):
    """A note handed in as a text file, its bytes in the storage."""

    class Meta:
        model = seances.Restitution

    class Params:
        retiree = factory.Trait(
            fichier_sha256=fichiers.digest(b"La note du groupe.\n"),  # the bytes are gone
            retire_le=INSTANT,
            retire_par=factory.SubFactory(CompteFactory, administration=True),
            motif_retrait="Demande légale.",
        )

    sous_groupe = factory.SubFactory(SousGroupeFactory)
    numero = factory.LazyAttribute(
        lambda note: following(seances.Restitution, "numero", sous_groupe=note.sous_groupe)
    )
    contenu = "<p>La note du groupe.</p>"
    origine = seances.OrigineNote.FICHIER
    fichier_nom = "note.txt"
    fichier_sha256 = factory.LazyFunction(lambda: fichiers.deposit(b"La note du groupe.\n"))
    deposee_le = INSTANT
    confirmee_le = INSTANT


# ── Procès-verbaux ──────────────────────────────────────────────────────────────────────────────────────


class ProcesVerbalFactory(DjangoModelFactory):
    """A PV that somebody has begun to write."""

    class Meta:
        model = seances.ProcesVerbal

    class Params:
        en_relecture = factory.Trait(etat=seances.EtatPV.EN_RELECTURE)
        diffuse = factory.Trait(etat=seances.EtatPV.DIFFUSE)
        approuve = factory.Trait(etat=seances.EtatPV.APPROUVE, mode_approbation=ModeApprobation.REPRIS)
        rectifie = factory.Trait(etat=seances.EtatPV.RECTIFIE, mode_approbation=ModeApprobation.REPRIS)

    seance = factory.SubFactory(SeanceFactory)


class RevisionPVFactory(DjangoModelFactory):
    class Meta:
        model = seances.RevisionPV

    proces_verbal = factory.SubFactory(ProcesVerbalFactory)
    numero = factory.LazyAttribute(
        lambda revision: following(seances.RevisionPV, "numero", proces_verbal=revision.proces_verbal)
    )
    contenu = factory.LazyAttribute(lambda revision: contents(revision.proces_verbal))
    quand = INSTANT
    motif = "Remplacé par un import."


def contents(proces_verbal):
    """Canonical JSON of a PV that says nothing but what it is the PV of."""
    seance = proces_verbal.seance
    chantier = document.Chantier(seance.chantier.numero, seance.chantier.titre)
    return pv_json.dumps(document.DocumentPV(chantier, document.Seance(seance.numero, seance.date)))


class VersionPVFactory(DjangoModelFactory):
    """A frozen version whose sha256 are those of its text and of two stored files."""

    class Meta:
        model = seances.VersionPV

    class Params:
        approuve = factory.Trait(
            proces_verbal=factory.SubFactory(ProcesVerbalFactory, approuve=True), etat=seances.EtatPV.APPROUVE
        )
        rectifie = factory.Trait(
            proces_verbal=factory.SubFactory(ProcesVerbalFactory, rectifie=True),
            etat=seances.EtatPV.RECTIFIE,
            motif="Une date était fausse.",
        )

    proces_verbal = factory.SubFactory(ProcesVerbalFactory, diffuse=True)
    numero = factory.LazyAttribute(
        lambda version: following(seances.VersionPV, "numero", proces_verbal=version.proces_verbal)
    )
    etat = seances.EtatPV.DIFFUSE
    figee_le = INSTANT
    contenu = factory.LazyAttribute(lambda version: contents(version.proces_verbal))
    contenu_sha256 = factory.LazyAttribute(lambda version: fichiers.digest(version.contenu.encode()))
    page_sha256 = factory.LazyFunction(lambda: fichiers.deposit(b"<!doctype html><title>PV</title>"))
    pdf_sha256 = factory.LazyFunction(lambda: fichiers.deposit(b"%PDF-1.7\n%%EOF\n"))


class ConvocationFactory(DjangoModelFactory):
    class Meta:
        model = seances.Convocation

    class Params:
        de_lui_meme = factory.Trait(automatique=True, genre=seances.GenreConvocation.RAPPEL)

    seance = factory.SubFactory(SeanceFactory)
    numero = factory.LazyAttribute(lambda row: following(seances.Convocation, "numero", seance=row.seance))
    genre = seances.GenreConvocation.CONVOCATION
    le = INSTANT
    date = factory.LazyAttribute(lambda row: row.seance.date)


class ReponseDonneeFactory(DjangoModelFactory):
    class Meta:
        model = seances.ReponseDonnee

    presence = factory.SubFactory(PresenceFactory)
    reponse = seances.Reponse.VIENT
    donnee_le = INSTANT


class EnvoiFactory(DjangoModelFactory):
    class Meta:
        model = seances.Envoi

    class Params:
        au_compte = factory.Trait(participant=None, compte=factory.SubFactory(CompteFactory))
        parti = factory.Trait(etat=seances.EtatEnvoi.ENVOYE, envoye_le=INSTANT)
        inutile = factory.Trait(etat=seances.EtatEnvoi.SANS_OBJET, raison="La séance a été annulée.")
        perdu = factory.Trait(etat=seances.EtatEnvoi.ECHOUE, raison="Le serveur refuse cette adresse (550).")

    message = seances.Message.PV_DIFFUSE
    cle = factory.LazyFunction(lambda: VersionPVFactory().pk)
    participant = factory.SubFactory(ParticipantFactory)
    message_id = factory.LazyFunction(lambda: f"<envoi.{count(seances.Envoi) + 1}@example.org>")


class RetraitVersionFactory(DjangoModelFactory):
    class Meta:
        model = seances.RetraitVersion

    version = factory.SubFactory(VersionPVFactory)
    motif = "Diffusé par erreur."
    quand = INSTANT


class PersonneNommeeFactory(DjangoModelFactory):
    class Meta:
        model = seances.PersonneNommee

    version = factory.SubFactory(VersionPVFactory)
    cle = factory.LazyAttribute(lambda personne: f"p{personne.version.personnes.count() + 1}")
    participant = factory.SubFactory(ParticipantFactory)


class EditionPubliqueFactory(DjangoModelFactory):
    class Meta:
        model = seances.EditionPublique

    class Params:
        retrait = factory.Trait(retiree=True, contenu="", contenu_sha256="", page_sha256="", pdf_sha256="")

    version = factory.SubFactory(VersionPVFactory, approuve=True)
    numero = factory.LazyAttribute(
        lambda edition: following(seances.EditionPublique, "numero", version=edition.version)
    )
    publiee_le = INSTANT
    contenu = factory.LazyAttribute(lambda edition: edition.version.contenu)
    contenu_sha256 = factory.LazyAttribute(lambda edition: fichiers.digest(edition.contenu.encode()))
    page_sha256 = factory.LazyFunction(lambda: fichiers.deposit(b"<!doctype html><title>PV</title>"))
    pdf_sha256 = factory.LazyFunction(lambda: fichiers.deposit(b"%PDF-1.7\n%%EOF\n"))


class RemarqueFactory(DjangoModelFactory):
    """A remark said at a séance; `lecture`: made by a reader on a frozen version; `reprise`: came with a file."""

    class Meta:
        model = seances.Remarque

    class Params:
        lecture = factory.Trait(
            origine=seances.OrigineRemarque.LECTURE,
            seance=None,
            version=factory.SubFactory(VersionPVFactory),
            proces_verbal=factory.SelfAttribute("version.proces_verbal"),
            paragraphe=1,
            citation="un passage exact",
        )
        reprise = factory.Trait(
            origine=seances.OrigineRemarque.REPRISE,
            seance=None,
            proces_verbal=factory.SubFactory(ProcesVerbalFactory),
        )

    origine = seances.OrigineRemarque.SEANCE
    auteur = factory.SubFactory(ParticipantFactory)
    saisie_le = INSTANT
    texte = "Il manque un mot."
    seance = factory.SubFactory(SeanceFactory)


class AttributionFactory(DjangoModelFactory):
    """A label confirmed in the text of a point; `note=True`: in a sub-group's note."""

    class Meta:
        model = seances.Attribution

    class Params:
        note = factory.Trait(
            texte_point=None,
            restitution=factory.SubFactory(RestitutionFactory),
            seance=factory.SelfAttribute("restitution.sous_groupe.seance"),
        )

    texte_point = factory.SubFactory(TextePointFactory)
    seance = factory.SelfAttribute("texte_point.point.seance")
    libelle = "Alix"
    participant = factory.SubFactory(ParticipantFactory)


class InterventionFactory(DjangoModelFactory):
    class Meta:
        model = seances.Intervention

    point = factory.SubFactory(PointOrdreDuJourFactory)
    seance = factory.SelfAttribute("point.seance")
    participant = factory.SubFactory(ParticipantFactory)
    paragraphe = factory.LazyAttribute(
        lambda intervention: following(seances.Intervention, "paragraphe", seance=intervention.seance)
    )
    libelle = factory.LazyAttribute(lambda intervention: intervention.participant.nom_complet)
    texte = "demande la parole."
    mots = 3


class TexteIndexeFactory(DjangoModelFactory):
    """The agenda of a séance in the index of the search."""

    class Meta:
        model = seances.TexteIndexe

    class Params:
        fige = factory.Trait(nature="version", version=1, empreinte="a" * 64)

    seance = factory.SubFactory(SeanceFactory)
    nature = "agenda"


class EntreeIndexFactory(DjangoModelFactory):
    class Meta:
        model = seances.EntreeIndex

    texte = factory.SubFactory(TexteIndexeFactory)
    genre = "point"
    point = 1
    contenu = "Mot d’accueil"
    racines = "mot accueil"


class ResolutionFactory(DjangoModelFactory):
    class Meta:
        model = seances.Resolution

    class Params:
        vote = factory.Trait(genre="vote", pour=9, contre=1, abstentions=2)

    point = factory.SubFactory(PointOrdreDuJourFactory)
    seance = factory.SelfAttribute("point.seance")
    paragraphe = factory.LazyAttribute(
        lambda resolution: following(seances.Resolution, "paragraphe", seance=resolution.seance)
    )
    genre = "tache"
    texte = "envoyer le tableau."


class PropositionFactory(DjangoModelFactory):
    class Meta:
        model = seances.Proposition

    class Params:
        action = factory.Trait(type=seances.TypeProposition.ACTION)
        transmise = factory.Trait(
            etat=seances.EtatProposition.TRANSMISE, transmise_a="le conseil de prévention"
        )

    chantier = factory.SubFactory(ChantierFactory)
    numero = factory.LazyAttribute(
        lambda proposition: following(seances.Proposition, "numero", chantier=proposition.chantier)
    )
    type = seances.TypeProposition.PROBLEME
    intitule = "Les délais sont longs"


class SourcePropositionFactory(DjangoModelFactory):
    class Meta:
        model = seances.SourceProposition

    class Params:
        publiee = factory.Trait(
            edition=factory.SubFactory(EditionPubliqueFactory, version=factory.SelfAttribute("..version")),
            paragraphe_public=1,
            citation_publique="un passage public",
        )

    version = factory.SubFactory(VersionPVFactory)
    proposition = factory.SubFactory(
        PropositionFactory, chantier=factory.SelfAttribute("..version.proces_verbal.seance.chantier")
    )
    paragraphe = factory.LazyAttribute(
        lambda source: following(seances.SourceProposition, "paragraphe", proposition=source.proposition)
    )
    citation = "un passage exact"
    relevee_le = INSTANT


class EtapePropositionFactory(DjangoModelFactory):
    class Meta:
        model = seances.EtapeProposition

    class Params:
        transmise = factory.Trait(
            etat_avant=seances.EtatProposition.RETENUE,
            etat=seances.EtatProposition.TRANSMISE,
            transmise_a="le conseil de prévention",
        )

    proposition = factory.SubFactory(PropositionFactory)
    etat = seances.EtatProposition.A_L_ETUDE
    type = factory.SelfAttribute("proposition.type")
    intitule = factory.SelfAttribute("proposition.intitule")
    le = JOUR
    quand = INSTANT


class SoutienPropositionFactory(DjangoModelFactory):
    class Meta:
        model = seances.SoutienProposition

    class Params:
        personne = factory.Trait(participant=factory.SubFactory(ParticipantFactory), secteur=None)

    proposition = factory.SubFactory(PropositionFactory)
    secteur = factory.SubFactory(SecteurFactory)
    note_le = INSTANT


# ── What people ask of their data ───────────────────────────────────────────────────────────────────────


class DemandeFactory(DjangoModelFactory):
    """A correction asked and not yet made."""

    class Meta:
        model = seances.Demande

    class Params:
        effacement = factory.Trait(genre=seances.GenreDemande.EFFACEMENT, texte="")
        faite = factory.Trait(etat=seances.EtatDemande.FAITE, traitee_le=INSTANT)
        refusee = factory.Trait(
            etat=seances.EtatDemande.REFUSEE, traitee_le=INSTANT, reponse="Ce nom est celui du registre."
        )

    participant = factory.SubFactory(ParticipantFactory)
    genre = seances.GenreDemande.CORRECTION
    texte = "Mon nom s’écrit avec un tréma."
    deposee_le = INSTANT
