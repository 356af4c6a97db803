"""A PV that is sent out, somebody who reads it, and the séance that may approve it."""

import pytest

from seances import redaction, remarques, workflow
from tests import factories

from .monde import TEXTE, days


@pytest.fixture
def by():
    return factories.CompteFactory()


@pytest.fixture
def auteur():
    return factories.ParticipantFactory(prenom="Alix", nom="Lambert", avec_compte=True)


@pytest.fixture
def seance():
    seance = factories.SeanceFactory(convoquee=True, date=days(-10))
    texte = factories.TextePointFactory(point=factories.PointOrdreDuJourFactory(seance=seance))
    redaction.save_texte(texte, texte=TEXTE, texte_apres="", opened_revision=0, by=None)
    return seance


@pytest.fixture
def pv(seance):
    workflow.submit(seance.proces_verbal, by=None)
    return seance.proces_verbal


@pytest.fixture
def version(pv):
    return workflow.send_out(pv, remarques_jusqu_au=days(5), by=None)


@pytest.fixture
def later(seance):
    """A séance at which its PV may be approved, with a point that prints the remarks."""
    later = factories.SeanceFactory(chantier=seance.chantier, convoquee=True, date=days(3))
    factories.PointOrdreDuJourFactory(seance=later, titre="Approbation du PV", nature="approbation")
    return later


@pytest.fixture
def propose(version, auteur):
    def propose(paragraphe=1, mots="trois", genre="correction", **said):
        text = remarques.paragraphs(version)[paragraphe]
        debut = text.index(mots)
        said = said or {"proposition": "quatre"}
        return remarques.propose(
            version,
            paragraphe=paragraphe,
            debut=debut,
            fin=debut + len(mots),
            genre=genre,
            auteur=auteur,
            by=auteur.compte,
            **said,
        )

    return propose
