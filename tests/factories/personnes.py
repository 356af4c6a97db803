"""People, their accounts, and what they ask of their data."""

import factory
from factory.django import DjangoModelFactory

from participants import models as participants
from seances import models as seances

from .socle import INSTANT, NOMS, PRENOMS, count


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
