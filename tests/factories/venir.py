"""Before a séance: letters, answers, links, cars, meals, calendars."""

import datetime

import factory
from factory.django import DjangoModelFactory

from seances import fichiers
from seances import models as seances

from .personnes import CompteFactory, ParticipantFactory
from .proces_verbaux import VersionPVFactory
from .seances import PresenceFactory, SeanceFactory
from .socle import INSTANT, JOUR, count, following
from .sous_groupes import SousGroupeFactory


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
