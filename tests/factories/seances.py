"""Séances: agenda, texts, who was there."""

import copy
import datetime

import factory
from factory.django import DjangoModelFactory

from seances import fichiers
from seances import models as seances
from seances.pointage import VIERGE

from .chantiers import ChantierFactory
from .personnes import CompteFactory, ParticipantFactory
from .socle import INSTANT, JOUR, count, following


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
