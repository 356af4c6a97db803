"""Chantiers, their questions, the glossary."""

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from chantiers import models as chantiers

from .personnes import ParticipantFactory, SecteurFactory
from .socle import JOUR, count, following


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
