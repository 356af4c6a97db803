"""What is drawn from a PV: interventions, the index, resolutions, propositions."""

import factory
from factory.django import DjangoModelFactory

from seances import models as seances

from .chantiers import ChantierFactory
from .personnes import ParticipantFactory, SecteurFactory
from .proces_verbaux import EditionPubliqueFactory, VersionPVFactory
from .seances import PointOrdreDuJourFactory, SeanceFactory, TextePointFactory
from .socle import INSTANT, JOUR, following
from .sous_groupes import RestitutionFactory


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
