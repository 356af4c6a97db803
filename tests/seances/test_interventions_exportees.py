"""Who said what as tables: the columns, who gets which names, pseudonyms, cells that Excel would compute, cost."""

import csv
import io
import re
from datetime import date

import openpyxl
import pytest

from participants import classeur
from participants.models import Evenement, Organisation, Participant
from seances import pseudonymes, releve_paroles, workflow
from seances.importation import importer
from seances.models import Intervention, Presence, ProcesVerbal, Seance
from seances.pv.document import Intervention as Bloc
from seances.pv.document import Note, Paragraphe, Personne, Point, Run
from seances.pv.document import Presence as Present
from seances.pv.paroles import paroles
from tests import factories
from tests.seances.pv.arbres import document
from tests.seances.pv.documents import octets

CHANTIER = "/chantiers/3/interventions.csv"
SEANCE = "/chantiers/3/seances/2/interventions.csv"


def content(client, address, **data):
    response = client.get(address, data)
    assert response.status_code == 200, response
    return b"".join(response.streaming_content)


def table(client, address, **data):
    """Rows of a CSV as dicts, read as Excel does here."""
    text = content(client, address, **data).decode("utf-8")
    assert text.startswith("\ufeff") and text.endswith("\r\n")
    return list(csv.DictReader(io.StringIO(text[1:], newline=""), delimiter=";"))


def speech(name, label, text, numero=0):
    return Bloc((Run(text),), label, numero, name)


# ── Pure ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "genre"),
    [
        ("Zoé LEMERRE : j’écoute.", "dit"),
        ("Zoé LEMERRE\u00a0: j’écoute.", "dit"),
        ("Zoé LEMERRE (CPAS) : j’écoute.", "dit"),
        ("Zoé LEMERRE – j’écoute.", "dit"),
        ("Zoé LEMERRE", "dit"),
        ("Zoé LEMERRE rappelle ceci : tout.", "rapporté"),
        ("Zoé LEMERRE, page 4 : il manque un mot.", "rapporté"),
        ("Zoé LEMERRE-Dupont rappelle.", "rapporté"),
    ],
)
def test_own_words_are_told_from_what_is_reported(text, genre):
    point = Point(1, "Accueil", blocs=(speech("zoe", "Zoé LEMERRE", text),))
    assert [parole.genre for parole in paroles(document(point))] == [genre]


def test_an_intervention_goes_on_over_the_paragraphs_of_its_speaker_without_the_notes_of_the_redacteur():
    blocs = (
        speech("zoe", "Zoé", "Zoé : un."),
        Note((Run("[NDR : rien.]"),)),
        Paragraphe((Run("Deux trois."),), locuteur="zoe"),
        Paragraphe((Run("Personne."),)),
        speech("tom", "Tom", "Tom : quatre."),
    )
    found = paroles(document(Point(1, "Accueil", blocs=blocs)))
    assert [(each.locuteur, each.paragraphe, each.texte, each.mots) for each in found] == [
        ("zoe", 1, "Zoé : un.\nDeux trois.", 5),
        ("tom", 5, "Tom : quatre.", 3),
    ]


def test_cells_that_a_spreadsheet_would_compute_are_neutralised_in_both_formats():
    rows = [(1, "=1+1", date(2022, 10, 18)), (None, "@SUM(A1)", None), (-3, '+ "a";b\n<c>\x01', None)]
    titles = ("a", "b", "c")
    text = b"".join(classeur.csv_pieces(titles, iter(rows))).decode("utf-8-sig")
    assert text == 'a;b;c\r\n1;\'=1+1;18/10/2022\r\n;\'@SUM(A1);\r\n-3;"\'+ ""a"";b\n<c>\x01";\r\n'
    whole = b"".join(classeur.xlsx_pieces(titles, iter(rows), feuille="F & G", largeurs=(5, 60, 9)))
    sheet = openpyxl.load_workbook(io.BytesIO(whole)).active
    assert sheet.title == "F & G"
    assert [[cell.value for cell in row] for row in sheet] == [
        ["a", "b", "c"],
        [1, "'=1+1", sheet["C2"].value],
        [None, "'@SUM(A1)", None],
        [-3, '\'+ "a";b\n<c>', None],
    ]
    assert sheet["C2"].value.date() == date(2022, 10, 18)
    assert whole == b"".join(classeur.xlsx_pieces(titles, iter(rows), feuille="F & G", largeurs=(5, 60, 9)))


def test_rows_leave_while_they_are_made():
    made = []

    def rows():
        for number in range(20_000):
            made.append(number)
            yield (number, f"texte {number} " * 20, None)

    first = next(iter(classeur.csv_pieces(("a", "b", "c"), rows())))
    assert first and len(made) <= classeur.LOT
    made.clear()
    pieces = classeur.xlsx_pieces(("a", "b", "c"), rows(), feuille="F", largeurs=(5, 60, 9))
    assert next(pieces) and len(made) < 15_000


def test_a_text_longer_than_a_cell_is_divided_between_words():
    words = [f"mot{number}" for number in range(9_000)]
    found = list(releve_paroles.pieces(" ".join(words)))
    assert len(found) == 3
    assert max(map(len, found)) <= classeur.CELLULE
    assert " ".join(" ".join(found).split()) == " ".join(words)
    assert list(releve_paroles.pieces("x" * 40_000)) == ["x" * 32_000, "x" * 8_000]


def test_pages_are_those_on_which_a_paragraph_begins():
    firsts = [(1, 2), (9, 3), (20, 5)]
    assert [releve_paroles.page_of(number, firsts) for number in (0, 1, 8, 9, 25)] == [None, 2, 2, 3, 5]
    assert releve_paroles.page_of(3, []) is None


# ── Pseudonyms ──────────────────────────────────────────────────────────────────────────────────────────


def test_two_people_never_share_a_pseudonym_and_each_keeps_his(settings):
    found = [pseudonymes.pseudonym(pk) for pk in [*range(10_000), 10_000, 999_999, 1_000_000]]
    assert len(set(found)) == len(found)
    assert {re.sub(r"\d", "0", each) for each in found} == {"P0000", "P000000", "P00000000"}
    assert found[7] == pseudonymes.pseudonym(7)
    assert found[:50] != sorted(found[:50])
    settings.SECRET_KEY = "une autre clé, tout aussi longue que la première"
    assert pseudonymes.pseudonym(7) != found[7]


@pytest.mark.django_db
def test_pseudonyms_take_every_form_of_a_name_out_of_lists_and_texts():
    elise, outside = (
        factories.ParticipantFactory(prenom="Anne-Lise", nom="Van den Berghe"),
        factories.ParticipantFactory(prenom="Ismaël", nom="Haddou"),
    )
    factories.GraphieFactory(participant=elise, texte="Lisette")
    key = "anne-lise-van-den-berghe"
    texte = (
        "Lisette : VAN DEN BERGHE Anne-Lise, Anne-Lise, A.-L. Van den Berghe, Mme Van den Berghe, le Dr Haddou "
        "et I. Haddou, à anne@example.org."
    )
    tree = document(
        Point(1, "Avec Ismaël Haddou", blocs=(speech(key, "Lisette", texte),)),
        personnes=(Personne(key, "Anne-Lise", "Van den Berghe", ("Lisette", "Anne-Lise")),),
        presences=(Present(key, "A.-L. Van den Berghe", "AMO Unique", "directrice"),),
    )
    hidden = pseudonymes.Voile().over(tree, {key: elise.pk})
    p, q = pseudonymes.pseudonym(elise.pk), pseudonymes.pseudonym(outside.pk)
    [parole] = paroles(hidden)
    assert parole.texte == f"{p} : {p}, {p}, {p}, {p}, le {q} et {q}, à [adresse retirée]."
    assert parole.titre == f"Avec {q}"
    assert [(row.nom, row.organisation, row.fonction) for row in hidden.presences] == [(p, "", "")]


def test_a_secteur_of_fewer_than_three_is_not_told():
    assert pseudonymes.common({1: "PMS", 2: "PMS", 3: "PMS", 4: "CPAS", 5: "CPAS", 6: "", 7: "", 8: ""}) == {
        "PMS",
        "",
    }


# ── Exports ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def published(db):
    """Séance 2 of chantier 3, approved and published; its people have their organisations."""
    importer(octets(), etat="approuve", accord="oui")
    return Seance.objects.get(chantier__numero=3, numero=2)


def test_a_visitor_exports_the_public_edition_and_no_word_of_who_declined(client, published):
    declined = Participant.objects.get(nom="Haddou")
    declined.opposition_le = "2025-01-01T00:00Z"
    declined.save()
    pv = ProcesVerbal.objects.get()
    workflow.publish(pv.versions.get(), by=factories.CompteFactory(administration=True))
    factories.OrganisationFactory(
        nom="C.P.A.S. de Visé", secteur=factories.SecteurFactory(nom="Aide sociale")
    )
    Presence.objects.filter(participant__nom="Lêmerre").update(
        organisation=Organisation.objects.get(nom="C.P.A.S. de Visé")
    )
    rows = table(client, SEANCE)
    assert [
        (row["point"], row["sous-groupe"], row["paragraphe"], row["locuteur"], row["genre"]) for row in rows
    ] == [
        ("1", "", "2", "Zoé Lêmerre", "dit"),
        ("2", "", "4", "une personne", "rapporté"),
        ("4", "1", "7", "une personne", "dit"),
        ("4", "1", "10", "Bea Van Looy", "dit"),
        ("4", "", "13", "Marc TORFS", "dit"),
    ]
    assert rows[0] == {
        "chantier": "3",
        "titre du chantier": "Les seuils",
        "séance": "2",
        "date": "11/03/2025",
        "texte lu": "édition publique de la version 1",
        "point": "1",
        "titre du point": "ACCUEIL",
        "sous-groupe": "",
        "paragraphe": "2",
        "page du PDF": "1",
        "locuteur": "Zoé Lêmerre",
        "fonction": "",
        "organisation": "CPAS de Visé",
        "secteur": "Aide sociale",
        "mots": "13",
        "genre": "dit",
        "texte": "Zoé LEMERRE : « Je viens pour écouter. »\nElle ajoute une question.",
    }
    for address in (SEANCE, CHANTIER, "/interventions.csv"):
        assert table(client, address) == rows
        assert b"addou" not in content(client, address).lower()
    workbook = openpyxl.load_workbook(io.BytesIO(content(client, CHANTIER.replace("csv", "xlsx"))))
    sheet = [["" if cell is None else str(cell) for cell in row] for row in workbook.active.values]
    assert [dict(zip(sheet[0], row, strict=True))["texte"] for row in sheet[1:]] == [
        row["texte"] for row in rows
    ]


def test_pseudonyms_replace_everybody_and_the_administration_alone_has_the_key(client, published):
    rows = table(client, SEANCE, pseudonymes="oui")
    zoe = Participant.objects.get(nom="Lêmerre")
    p = pseudonymes.pseudonym(zoe.pk)
    assert rows[0]["locuteur"] == p
    assert rows[0]["texte"] == f"{p} : « Je viens pour écouter. »\nElle ajoute une question."
    assert {(row["fonction"], row["organisation"], row["secteur"]) for row in rows} == {("", "", "")}
    text = content(client, "/interventions.csv", pseudonymes="oui").decode().lower()
    for name in ("lêmerre", "lemerre", "haddou", "hadou", "ismaël", "van looy", "bea", "torfs", "dubois"):
        assert name not in text
    client.force_login(factories.CompteFactory(administration=True))
    key = content(client, "/interventions/cle-des-pseudonymes.csv").decode("utf-8-sig").split("\r\n")
    assert f"{p};{zoe.pk};Zoé;Lêmerre" in key
    assert len(key) == Participant.objects.count() + 2
    [line] = Evenement.objects.filter(acte="exportation")
    assert line.objet == "clé des pseudonymes"


def test_people_of_the_chantier_export_the_frozen_version_and_the_redacteur_his_working_text(client, db):
    importer(octets())
    person = factories.ParticipantFactory(avec_compte=True)
    chantier = Seance.objects.get(numero=2).chantier
    inscription = factories.InscriptionFactory(chantier=chantier, participant=person)
    client.force_login(person.compte)
    assert client.get(SEANCE).status_code == 404
    inscription.redacteur = True
    inscription.save()
    assert {row["texte lu"] for row in table(client, SEANCE)} == {"projet"}
    assert table(client, CHANTIER) == []
    workflow.freeze_import(ProcesVerbal.objects.get(), "diffuse")
    rows = table(client, CHANTIER)
    assert {row["texte lu"] for row in rows} == {"version 1"}
    assert rows[1]["locuteur"] == "Ismaël Haddou"
    indexed = Intervention.objects.order_by("paragraphe").values_list("paragraphe", "texte", "mots")
    assert [(int(row["paragraphe"]), row["texte"], int(row["mots"])) for row in rows] == list(indexed)


def test_each_text_is_exported_once_as_the_reader_has_it(client, published):
    """A chantier's people find its frozen version, not the public edition made of it as well."""
    person = factories.ParticipantFactory(avec_compte=True)
    factories.InscriptionFactory(chantier=published.chantier, participant=person)
    client.force_login(person.compte)
    rows = table(client, CHANTIER)
    assert ([row["texte lu"] for row in rows], len(rows)) == (["version 1"] * 5, 5)


@pytest.mark.parametrize("asked", ["non", "oui"])
def test_exports_cost_the_same_for_any_number_of_texts(
    client, published, django_assert_max_num_queries, asked
):
    version = ProcesVerbal.objects.get().versions.get()
    edition = version.editions.get()

    def cost():
        with django_assert_max_num_queries(30) as queries:
            rows = table(client, "/interventions.csv", pseudonymes=asked)
        return len(queries), len(rows)

    alone = cost()
    for numero in (11, 12, 13):
        seance = factories.SeanceFactory(
            chantier=published.chantier, numero=numero, convoquee=True, date=published.date
        )
        pv = factories.ProcesVerbalFactory(seance=seance)
        copy = factories.VersionPVFactory(
            proces_verbal=pv, contenu=version.contenu, contenu_sha256=version.contenu_sha256
        )
        factories.EditionPubliqueFactory(
            version=copy,
            contenu=edition.contenu,
            contenu_sha256=edition.contenu_sha256,
            pdf_sha256=edition.pdf_sha256,
        )
    assert cost() == (alone[0], 4 * alone[1])
