"""Sub-groups and their notes."""

import factory
from factory.django import DjangoModelFactory

from seances import fichiers
from seances import models as seances

from .personnes import CompteFactory, ParticipantFactory
from .seances import SeanceFactory
from .socle import INSTANT, following


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
