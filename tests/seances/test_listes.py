"""The directory and the attendance leave for spreadsheets: each reader takes what he may read, and it is logged."""

import datetime
import io

import openpyxl
import pytest
import tablib
from django.db import connection
from django.test.utils import CaptureQueriesContext

from participants import classeur, importation, lecture_classeur
from participants.models import Compte, Evenement
from participants.resources import ParticipantResource
from tests import factories

pytestmark = pytest.mark.django_db


def body(response):
    assert response.status_code == 200
    return b"".join(response.streaming_content)


def table(client, address):
    """The rows of a list, as a spreadsheet shows them."""
    data = body(client.get(address))
    if address.partition("?")[0].endswith(".csv"):
        return [line.split(";") for line in data.decode("utf-8-sig").splitlines()]
    [(_, rows)] = [(name, [cells for _, cells in rows]) for name, rows in lecture_classeur.sheets(data)]
    width = len([title for title in rows[0] if title])
    return [[*row, *[""] * width][:width] for row in rows]


@pytest.fixture
def administrator(client):
    compte = Compte.objects.create_superuser("admin@example.org")
    client.force_login(compte)
    return compte


@pytest.fixture
def seance():
    """A séance with somebody of each kind."""
    seance = factories.SeanceFactory(convoquee=True, date=datetime.date(2022, 10, 18))
    make = {"seance": seance, "organisation_imprimee": "Le Pont, Mons", "fonction_imprimee": "Juriste"}
    factories.PresidenceSeanceFactory(seance=seance, nom_imprime="Paula Chef", participant__nom="Chef")
    person = factories.ParticipantFactory(prenom="Ana", nom="Ost", courriel="ana@example.org")
    factories.PresenceFactory(**make, participant=person, present=True, nom_imprime="Ana OST", rang=2)
    away = factories.ParticipantFactory(prenom="Bo", nom="Noël")
    factories.PresenceFactory(
        **make, present=True, rang=1, nom_imprime="Cy Thiry", remplace=away, remplace_imprime="Bo NOËL",
        invite=True, a_distance=True, arrivee=datetime.time(13, 45), depart=datetime.time(15, 0),
        participant=factories.ParticipantFactory(prenom="Cy", nom="Thiry"),
    )  # fmt: skip
    factories.PresenceFactory(seance=seance, excuse=True, nom_imprime="Dora Petit", rang=0, reponse="excuse",
                              participant=factories.ParticipantFactory(prenom="Dora", nom="Petit"))  # fmt: skip
    return seance


def member(client, seance, **inscription):
    person = factories.ParticipantFactory(
        avec_compte=True, prenom="Élodie", nom="Zola", courriel="el@example.org"
    )
    factories.InscriptionFactory(
        chantier=seance.chantier, participant=person, depuis=datetime.date(2020, 1, 1), **inscription
    )
    client.force_login(person.compte)
    return person


@pytest.mark.parametrize("ending", ["csv", "xlsx", "ods"])
def test_attendance_as_printed_that_day_and_who_presides_first(client, administrator, seance, ending):
    titles, *rows = table(client, f"{seance.get_absolute_url()}presences.{ending}")
    assert titles == [
        *(
            "Chantier",
            "Séance",
            "Date",
            "Nom",
            "Prénom",
            "Nom de famille",
            "Fonction",
            "Organisation",
            "Présence",
        ),
        *("En remplacement de", "Sur invitation", "À distance", "Arrivée", "Départ", "Réponse", "E-mail"),
    ]
    assert {tuple(row[:3]) for row in rows} == {("1", "1", "18/10/2022")}
    assert [row[3:] for row in rows] == [
        ["Paula Chef", rows[0][4], "Chef", *rows[0][6:8], "préside", *[""] * 7],
        ["Cy Thiry", "Cy", "Thiry", "Juriste", "Le Pont, Mons", "présent", "Bo NOËL", "oui", "oui", "13h45", "15h00",
         "sans réponse", ""],
        ["Ana OST", "Ana", "Ost", "Juriste", "Le Pont, Mons", "présent", *[""] * 5, "sans réponse", "ana@example.org"],
        ["Dora Petit", "Dora", "Petit", "", "", "excusé", *[""] * 5, "s’excuse", ""],
    ]  # fmt: skip


def test_attendance_of_a_chantier_holds_the_seances_that_one_may_read(client, seance):
    chantier = seance.chantier
    other = factories.SeanceFactory(chantier=chantier, convoquee=True)
    factories.PresenceFactory(seance=other, present=True, nom_imprime="Fanny Roy")
    hidden = factories.SeanceFactory(chantier=chantier)
    factories.PresenceFactory(seance=hidden, nom_imprime="Gus Caché")
    elsewhere = factories.PresenceFactory(seance__convoquee=True, nom_imprime="Hana Ailleurs")
    member(client, seance)
    rows = table(client, f"{chantier.get_absolute_url()}presences.csv")[1:]
    assert [(row[1], row[3]) for row in rows] == [
        ("1", "Paula Chef"), ("1", "Cy Thiry"), ("1", "Ana OST"), ("1", "Dora Petit"), ("2", "Fanny Roy"),
    ]  # fmt: skip
    assert client.get(f"{elsewhere.seance.get_absolute_url()}presences.csv").status_code == 404
    assert client.get(f"{elsewhere.seance.chantier.get_absolute_url()}presences.csv").status_code == 404


def test_a_participant_reads_neither_addresses_nor_answers(client, seance):
    member(client, seance)
    titles = table(client, f"{seance.get_absolute_url()}presences.csv")[0]
    assert "E-mail" not in titles and "Réponse" not in titles
    assert b"ana@example.org" not in body(client.get(f"{seance.get_absolute_url()}presences.csv"))


def test_somebody_who_writes_the_pv_reads_those_of_his_chantier(client, seance):
    member(client, seance, redacteur=True)
    titles, *rows = table(client, f"{seance.get_absolute_url()}presences.csv")
    assert titles[-2:] == ["Réponse", "E-mail"]
    assert [row[-1] for row in rows] == ["", "", "ana@example.org", ""]


def test_of_two_seances_answers_are_told_where_one_prepares(client, seance):
    """Attended elsewhere as a guest: names yes, answers and addresses no."""
    person = member(client, seance, redacteur=True)
    other = factories.PresenceFactory(
        seance__convoquee=True, present=True, participant__courriel="ailleurs@example.org", reponse="vient"
    )
    factories.PresenceFactory(seance=other.seance, participant=person, present=True)
    text = body(client.get(f"{other.seance.chantier.get_absolute_url()}presences.csv")).decode()
    assert "ailleurs@" not in text and "vient" not in text and "Réponse" not in text


def test_fellows_of_a_sub_group_read_each_others_address(client, seance):
    person = member(client, seance)
    groupe = factories.SousGroupeFactory(seance=seance)
    for one in (person, seance.presences.get(nom_imprime="Ana OST").participant):
        factories.MembreSousGroupeFactory(sous_groupe=groupe, participant=one)
    titles, *rows = table(client, f"{seance.get_absolute_url()}presences.csv")
    assert titles[-1] == "E-mail"
    assert [row[-1] for row in rows] == ["", "", "ana@example.org", ""]


# ── The directory ──


@pytest.mark.parametrize("ending", ["csv", "xlsx", "ods"])
def test_the_directory_comes_back_by_an_import_and_changes_nothing(client, administrator, ending):
    there = factories.OrganisationFactory(nom="AMO Le Pont", localite="Mons", avec_secteur=True)
    factories.ParticipantFactory(
        prenom="=1+1", nom="@ost", fonction="-x", organisation=there, avec_courriel=True
    )
    factories.ParticipantFactory(prenom="Zoé", nom="De  Smet\nNoël & Cie <b>")
    rapport = importation.importer(
        body(client.get(f"/participants/participants.{ending}")), ParticipantResource(), simuler=True
    )
    assert (len(rapport.inchanges), rapport.total) == (2, "0 créés, 0 modifiés, 2 inchangés, 0 refusés")


def test_its_titles_are_those_of_the_import(client, administrator):
    factories.ParticipantFactory(avec_courriel=True)
    titles = table(client, "/participants/participants.csv")[0]
    assert titles == [field.column_name for field in ParticipantResource().get_import_fields()]


def test_the_filter_of_the_page_counts(client, administrator):
    for nom in ("Ost", "Noël"):
        factories.ParticipantFactory(prenom="Ana", nom=nom)
    assert [row[1] for row in table(client, "/participants/participants.csv?nom=noel")] == ["Nom", "Noël"]
    page = client.get("/participants/?nom=noel").text
    assert 'href="/participants/participants.ods?nom=noel"' in page


def test_a_participant_takes_the_people_of_his_chantiers_and_his_own_address(client, seance):
    member(client, seance)
    factories.ParticipantFactory(prenom="Hana", nom="Ailleurs", courriel="hana@example.org")
    rows = table(client, "/participants/participants.csv")
    assert [row[1] for row in rows[1:]] == ["Chef", "Noël", "Ost", "Petit", "Thiry", "Zola"]
    assert [row[-1] for row in rows] == ["E-mail", "", "", "", "", "", "el@example.org"]


# ── Cells, the log, what it costs ──


@pytest.mark.parametrize("ending", ["csv", "xlsx", "ods"])
def test_cells_that_a_spreadsheet_would_compute_are_neutralised(client, administrator, ending):
    names = ["=1+1", "+32 81", "-x", "@SUM(1)"]
    seance = factories.SeanceFactory(convoquee=True)
    for rang, name in enumerate(names):
        factories.PresenceFactory(seance=seance, present=True, nom_imprime=name, rang=rang)
    rows = table(client, f"{seance.get_absolute_url()}presences.{ending}")
    assert [row[3] for row in rows[1:]] == [f"'{name}" for name in names]


def test_each_list_taken_away_is_a_line_of_the_log_without_a_name(client, administrator, seance):
    address = f"{seance.get_absolute_url()}presences.xlsx"
    client.head(address)
    assert not Evenement.objects.exists()
    for each in (
        address,
        f"{seance.chantier.get_absolute_url()}presences.ods",
        "/participants/participants.csv",
    ):
        body(client.get(each))
    lines = Evenement.objects.order_by("pk")
    assert {(line.acte, line.par) for line in lines} == {("exportation", administrator)}
    assert [(line.modele, line.details) for line in lines] == [
        ("seances.seance", {"liste": "presences", "format": "xlsx", "adresses": 1}),
        ("chantiers.chantier", {"liste": "presences", "format": "ods", "adresses": 1}),
        ("", {"liste": "participants", "format": "csv", "adresses": 1}),
    ]
    assert not any("Ost" in str(line.details) + line.objet for line in lines)


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("what", ["seance", "chantier", "participants"])
def test_a_list_costs_the_same_for_any_number_of_rows(client, administrator, what, count):
    seance = factories.SeanceFactory(convoquee=True)
    addresses = {
        "seance": f"{seance.get_absolute_url()}presences.csv",
        "chantier": f"{seance.chantier.get_absolute_url()}presences.csv",
        "participants": "/participants/participants.csv",
    }
    for _ in range(count):
        factories.PresenceFactory(
            seance=seance,
            remplacant=True,
            participant__organisation=factories.OrganisationFactory(avec_secteur=True),
        )
        factories.PresidenceSeanceFactory(
            seance=factories.SeanceFactory(chantier=seance.chantier, convoquee=True)
        )
    body(client.get(addresses[what]))
    with CaptureQueriesContext(connection) as queries:
        body(client.get(addresses[what]))
    told = [each["sql"] for each in queries if each["sql"].startswith("SELECT")]
    assert len(told) <= {"seance": 12, "chantier": 13, "participants": 9}[what]


def test_an_ods_is_what_office_programs_want():
    rows = [(1, datetime.date(2022, 10, 18), "a\nb  c", None, "<&\x07>")]
    columns = dict.fromkeys(["n", "jour", "texte", "rien", "signes"], 70)
    data = b"".join(classeur.pieces("ods", columns, rows, feuille="Une & deux"))
    assert data[30:38] == b"mimetype" and data[38 : 38 + len(classeur.ODS)] == classeur.ODS.encode()
    read = tablib.Dataset().load(io.BytesIO(data), format="ods", headers=False)  # by another library
    assert read[0] == ("n", "jour", "texte", "rien", "signes")
    assert read[1][:2] == (1, datetime.date(2022, 10, 18))
    [(name, rows)] = [(name, list(rows)) for name, rows in lecture_classeur.sheets(data)]
    assert (name, rows[1][1]) == ("Une & deux", ["1", "18/10/2022", "a\nb  c", "", "<&>"])


def test_an_xlsx_is_read_by_another_library(client, administrator, seance):
    data = body(client.get(f"{seance.get_absolute_url()}presences.xlsx"))
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert sheet.title == "Presences" and sheet["C2"].value == datetime.datetime(2022, 10, 18)
