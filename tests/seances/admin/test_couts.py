"""What the pages of the admin cost a co-president: as many queries for one row as for three."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import factories

from .desk import change_url, sheet_url
from .monde import address, rows_of, world
from .test_droits import SOURCES, TABLE

pytestmark = [pytest.mark.django_db, pytest.mark.une_base]


@pytest.fixture(params=["coprésident", "rédacteur"])
def monde(client, request):
    monde = world()
    client.force_login(monde.comptes[request.param])
    return monde


def costs(client, urls):
    """The number of queries of each page."""
    found = {}
    for url in urls:
        client.get(url)  # what is asked once for all is asked
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200, url
        found[url] = len(queries)
    return found


def test_lists_and_autocompletes_cost_the_same_for_one_row_or_three(client, monde):
    seen = [name for name, letters in TABLE.items() if "L" in letters[1]]
    urls = [address(type(monde.ici[name]), "changelist") for name in seen]
    for app, model, field in SOURCES.values():
        if model != "participant" or field != "compte":
            asked = f"?app_label={app}&model_name={model}&field_name={field}"
            urls.append(reverse("admin:autocomplete") + asked)
    before = costs(client, urls)
    for _ in range(2):
        rows_of(monde.ici["Chantier"])
    assert costs(client, urls) == before


def more_of(seance):
    """One more of each thing that stands on the page of a séance."""
    point = factories.PointOrdreDuJourFactory(seance=seance)
    factories.IntervenantFactory(point=point, connu=True)
    factories.TextePointFactory(point=point)
    factories.PresidenceSeanceFactory(seance=seance)
    factories.AnnexeFactory(seance=seance)
    groupe = factories.SousGroupeFactory(seance=seance)
    factories.MembreSousGroupeFactory(sous_groupe=groupe)
    factories.PresenceFactory(seance=seance, remplacant=True)


def test_forms_cost_the_same_for_one_line_or_three(client, monde):
    seance, chantier, groupe = (monde.ici[name] for name in ("Seance", "Chantier", "SousGroupe"))
    more_of(seance)
    urls = [
        change_url(seance),
        change_url(chantier),
        change_url(groupe),
        change_url(monde.ici["PointOrdreDuJour"]),
        change_url(monde.ici["Participant"]),
        change_url(monde.ici["Terme"]),
        sheet_url(seance),
        reverse("admin:seances_seance_rediger", args=[seance.pk]),
        reverse("admin:seances_seance_reports", args=[seance.pk]),
    ]
    before = costs(client, urls)
    for _ in range(2):
        more_of(seance)
        rows_of(chantier)
        factories.MembreSousGroupeFactory(sous_groupe=groupe)
        factories.IntervenantFactory(point=monde.ici["PointOrdreDuJour"], connu=True)
        factories.GraphieFactory(participant=monde.ici["Participant"], texte=f"Autre {seance.points.count()}")
        factories.DefinitionFactory(terme=monde.ici["Terme"], avec_secteur=True)
    assert costs(client, urls) == before


def test_the_desk_costs_the_same_for_one_seance_or_three(client, monde):
    def coming():
        tomorrow = datetime.date.today() + datetime.timedelta(days=1)
        factories.SeanceFactory(chantier=monde.ici["Chantier"], date=tomorrow, avec_lieu=True)
        rows_of(monde.ici["Chantier"])

    coming()
    before = costs(client, ["/gestion/"])
    coming()
    coming()
    assert costs(client, ["/gestion/"]) == before
