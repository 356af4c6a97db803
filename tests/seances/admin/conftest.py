"""A séance at the desk, and somebody who may enter."""

import pytest

from participants.models import Compte
from seances.models import (
    MembreSousGroupe,
)
from tests import factories


@pytest.fixture
def administrator():
    return Compte.objects.create_superuser("admin@example.org")


@pytest.fixture
def client(client, administrator):
    client.force_login(administrator)
    return client


@pytest.fixture
def seance():
    return factories.SeanceFactory(convoquee=True, avec_horaire=True)


@pytest.fixture
def points(seance):
    return [
        factories.PointOrdreDuJourFactory(seance=seance, titre=titre) for titre in ("Un", "Deux", "Trois")
    ]


@pytest.fixture
def registered(seance):
    return [
        factories.InscriptionFactory(chantier=seance.chantier, depuis=seance.date).participant
        for _ in range(3)
    ]


@pytest.fixture
def groupe(seance):
    groupe = factories.SousGroupeFactory(seance=seance)
    for rang in (1, 2, 3):
        factories.MembreSousGroupeFactory(sous_groupe=groupe, rang=rang, nom_imprime=f"Membre {rang}")
    MembreSousGroupe.objects.filter(rang=1).update(est_rapporteur=True)
    return groupe


@pytest.fixture
def frozen(seance, points, groupe):
    texte = factories.TextePointFactory(point=points[0], texte="<p>Figé.</p>")
    factories.PresidenceSeanceFactory(seance=seance)
    factories.PresenceFactory(seance=seance, present=True)
    factories.AnnexeFactory(seance=seance)
    factories.RestitutionFactory(sous_groupe=groupe)
    factories.ProcesVerbalFactory(seance=seance, diffuse=True)
    return texte
