"""What the privacy page says is what the code does."""

import pytest

from participants import journal
from seances import anonymat, conservation
from tests import factories

pytestmark = pytest.mark.django_db

NOMBRES = {3: "trois", 12: "douze", 24: "vingt-quatre"}


def test_durations_and_threshold_are_those_of_the_code(client):
    text = client.get("/vie-privee/").text
    months = NOMBRES[conservation.MOIS_ADRESSES]
    assert f"effacés {months} mois après la dernière participation" in text
    assert f"effacé {NOMBRES[conservation.MOIS_DEMANDES]} mois après sa réponse" in text
    assert f"effacés {NOMBRES[conservation.MOIS_SUGGESTIONS]} mois après celle-ci" in text
    assert f"vous a envoyé, après {NOMBRES[conservation.MOIS_LETTRES]} mois" in text
    assert f"une ligne du journal, après {NOMBRES[journal.ANNEES]} ans" in text
    assert f"au moins {NOMBRES[anonymat.SEUIL_SECTEUR]} personnes de ce secteur" in text


def test_objectives_and_questions_name_nobody_who_declined(client):
    chantier = factories.ChantierFactory(objectif="Suivre l’idée de Wout Peeters.")
    factories.QuestionFactory(chantier=chantier, texte="Que dit M. Peeters ?")
    person = factories.ParticipantFactory(prenom="Wout", nom="Peeters", oppose=True, avec_compte=True)
    assert "Peeters" not in client.get("/").text
    for address in ("/chantiers/", chantier.get_absolute_url()):
        text = client.get(address).text
        assert "Suivre l’idée d’une personne." in text
        assert "Peeters" not in text
    factories.InscriptionFactory(chantier=chantier, participant=person)
    client.force_login(person.compte)
    assert "Que dit M. Peeters ?" in client.get(chantier.get_absolute_url()).text
