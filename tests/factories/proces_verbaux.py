"""Procès-verbaux: versions, editions, remarks."""

import factory
from factory.django import DjangoModelFactory

from seances import fichiers
from seances import models as seances
from seances.models.proces_verbal import ModeApprobation
from seances.pv import document
from seances.pv import json as pv_json

from .personnes import ParticipantFactory
from .seances import SeanceFactory
from .socle import INSTANT, following


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
