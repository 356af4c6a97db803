"""The JSON API: its answers are those that it describes, each reader gets his own, and refusals are in French."""

import json

import pytest
from django.test import Client

from chantiers.models import Chantier
from seances import workflow
from seances.api.description import ADRESSES
from seances.importation import importer
from seances.models import EditionPublique, ProcesVerbal, Seance
from seances.views import api
from tests import factories
from tests.seances.pv.documents import octets

pytestmark = pytest.mark.django_db
NUMEROS = {"chantier": 3, "seance": 2}
TYPES = {
    "string": str,
    "integer": int,
    "boolean": bool,
    "object": dict,
    "array": list,
    "null": type(None),
}


@pytest.fixture
def published():
    """Two séances, one with a published PV; its people have agreed to be named. The chantier has a thématique."""
    importer(octets(), etat="approuve", accord="oui")
    Chantier.objects.filter(numero=3).update(thematique=factories.ThematiqueFactory())
    return Seance.objects.get(chantier__numero=3, numero=2)


def get(client, address, status=200, **data):
    response = client.get(address, data)
    assert (response.status_code, response["Content-Type"]) == (status, "application/json; charset=utf-8")
    return json.loads(response.content)


def breaks(value, schema, schemas, place=""):
    """Where a value is not as a schema says: as much of JSON Schema as the description uses."""
    if "$ref" in schema:
        schema = schemas[schema["$ref"].rpartition("/")[2]]
    known = {"$ref", "type", "properties", "required", "additionalProperties", "items", "enum", "format"}
    assert set(schema) <= known | {"description"}
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    if not any(type(value) is TYPES[kind] for kind in kinds):
        return [f"{place}: {value!r}"]
    found = [place] if "enum" in schema and value not in schema["enum"] else []
    if isinstance(value, list):
        for rank, each in enumerate(value):
            found += breaks(each, schema["items"], schemas, f"{place}[{rank}]")
    if isinstance(value, dict):
        named, others = schema.get("properties", {}), schema.get("additionalProperties", True)
        found += [f"{place}.{name} missing" for name in schema.get("required", []) if name not in value]
        for name, each in value.items():
            if name in named or isinstance(others, dict):
                found += breaks(each, named.get(name, others), schemas, f"{place}.{name}")
            elif not others:
                found.append(f"{place}.{name} unknown")
    return found


@pytest.mark.parametrize("role", ["visitor", "redacteur"])
def test_every_answer_is_as_described_and_every_link_leads_somewhere(client, published, role):
    if role == "redacteur":
        person = factories.ParticipantFactory(avec_compte=True)
        factories.InscriptionFactory(chantier=published.chantier, participant=person, redacteur=True)
        client.force_login(person.compte)
    described = get(client, "/api/openapi.json")
    schemas = described["components"]["schemas"]
    assert described["openapi"] == "3.1.0"
    links = set()
    for path, told in described["paths"].items():
        answer = get(client, path.format(**NUMEROS))
        schema = told["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        assert breaks(answer, schema, schemas) == []
        for part in (answer, *answer.get("resultats", [])):
            links |= set(part.get("liens", {}).values())
    assert len(links) > 20
    for link in links:
        response = client.get(link)
        assert response.status_code == 200, link
        b"".join(response)


def test_the_description_names_every_address_of_the_api_and_no_other():
    from seances.urls import urlpatterns

    routes = {str(each.pattern) for each in urlpatterns if str(each.pattern).startswith("api/")}
    named = {path[1:].replace("{", "<int:").replace("}", ">") for path in ADRESSES}
    assert routes - named == {"api/openapi.json", "api/<path:reste>"}
    assert named <= routes


def test_a_broken_answer_is_found():
    """The check of shapes above can fail."""
    schema = {"type": "object", "properties": {"a": {"type": "integer"}}, "required": ["a"]}
    strict = schema | {"additionalProperties": False}
    assert breaks({"a": 1}, strict, {}) == []
    assert breaks({"a": True}, strict, {}) == [".a: True"]
    assert breaks({}, strict, {}) == [".a missing"]
    assert breaks({"a": 1, "b": 2}, strict, {}) == [".b unknown"]
    assert breaks([{"a": "x"}], {"type": "array", "items": schema}, {}) == ["[0].a: 'x'"]


def test_visitors_read_the_edition_and_the_chantier_its_version(client, published):
    edition = EditionPublique.objects.get()
    answer = get(client, "/api/chantiers/3/seances/2/pv/")
    assert answer["document"] == json.loads(edition.contenu)
    assert answer["texte_lu"] == "édition publique de la version 1"
    assert answer["sha256"] == {"json": edition.contenu_sha256, "pdf": edition.pdf_sha256}
    person = factories.ParticipantFactory(avec_compte=True)
    factories.InscriptionFactory(chantier=published.chantier, participant=person)
    client.force_login(person.compte)
    answer = get(client, "/api/chantiers/3/seances/2/pv/")
    version = ProcesVerbal.objects.get().versions.get()
    assert (answer["texte_lu"], answer["document"]) == ("version 1", json.loads(version.contenu))


def test_who_was_there_is_told_to_those_who_may_know(client):
    importer(octets())
    assert get(client, "/api/chantiers/3/seances/2/")["presences"] is None
    workflow.freeze_import(ProcesVerbal.objects.get(), "diffuse")
    client.force_login(factories.CompteFactory(administration=True))
    answer = get(client, "/api/chantiers/3/seances/2/")
    assert [each["nom"] for each in answer["presences"] if each["en_remplacement_de"]] == ["Bea Van Looy"]
    assert [point["titre"] for point in answer["ordre_du_jour"]][:1] == ["Accueil"]


def test_no_answer_holds_a_personal_address(client, published):
    client.force_login(factories.CompteFactory(administration=True))
    for path in ADRESSES:
        text = client.get(path.format(**NUMEROS)).content.decode()
        assert "zoe@example.org" not in text and "ismael@example.org" not in text


def test_interventions_come_in_pages_under_pseudonyms_when_asked(client, published, monkeypatch):
    monkeypatch.setattr(api, "PAR_PAGE", 2)
    address = "/api/chantiers/3/seances/2/interventions/"
    first = get(client, address)
    assert (first["total"], first["page"], first["pages"], len(first["resultats"])) == (5, 1, 3, 2)
    assert set(first["liens"]) == {"self", "premiere", "suivante", "derniere"}
    found, page = list(first["resultats"]), first
    while "suivante" in page["liens"]:
        page = get(client, page["liens"]["suivante"])
        found += page["resultats"]
    assert [each["paragraphe"] for each in found] == [2, 4, 7, 10, 13]
    assert found[0]["date"] == "2025-03-11"
    hidden = get(client, address, pseudonymes="oui", page="2")
    assert "pseudonymes=oui" in hidden["liens"]["suivante"]
    assert all(
        each["locuteur"].startswith("P") and each["organisation"] == "" for each in hidden["resultats"]
    )
    assert "Haddou" not in json.dumps(hidden, ensure_ascii=False)


def test_what_has_not_changed_is_not_sent_again(client, published):
    address = "/api/chantiers/3/seances/2/pv/"
    etag = client.get(address)["ETag"]
    again = client.get(address, headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get("/api/chantiers/", headers={"If-None-Match": etag}).status_code == 200


@pytest.mark.parametrize("page", ["0", "2", "-1", "deux", "²", "9" * 40])
def test_a_page_that_is_none_is_refused_in_french(client, published, page):
    answer = get(client, "/api/chantiers/", status=400, page=page)
    assert answer == {"statut": 400, "erreur": "« page » est un nombre de 1 à 1."}


def test_refusals_are_json_in_french(client, published):
    closed = factories.ChantierFactory(prive=True)
    for address in (
        f"/api/chantiers/{closed.numero}/",
        "/api/chantiers/999/",
        "/api/rien",
        "/api/rien/du/tout/",
    ):
        assert get(client, address, status=401)["erreur"].startswith("Connectez-vous")
    client.force_login(factories.CompteFactory())
    for address in (f"/api/chantiers/{closed.numero}/", "/api/chantiers/999/", "/api/rien"):
        assert get(client, address, status=404)["erreur"] == "Il n’y a rien à cette adresse pour vous."
    for asking in (client, Client(enforce_csrf_checks=True)):
        response = asking.post("/api/chantiers/")
        assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")
        assert json.loads(response.content)["erreur"] == "L’API se lit, elle n’écrit rien."
    bad = get(client, "/api/chantiers/3/seances/2/interventions/", status=400, pseudonymes="peut-être")
    assert bad["erreur"].replace("\u00a0", " ") == "« pseudonymes » vaut « oui » ou « non »."


@pytest.mark.parametrize("path", [path for path in ADRESSES if path != "/api/"])
def test_it_costs_the_same_for_any_number_of_rows(client, published, path, django_assert_max_num_queries):
    address = path.format(**NUMEROS)

    def cost():
        with django_assert_max_num_queries(20) as queries:
            get(client, address)
        return len(queries)

    alone = cost()
    for _ in range(3):
        factories.ChantierFactory()
        factories.SeanceFactory(chantier=published.chantier, convoquee=True, date=published.date)
    assert cost() == alone
