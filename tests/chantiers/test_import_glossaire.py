"""The glossary comes in from a spreadsheet, a line for each meaning."""

import csv
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from chantiers.models import Definition, Terme
from chantiers.resources_glossaire import GlossaireResource
from participants import importation
from participants.models import Secteur
from tests import factories

pytestmark = pytest.mark.django_db

FIXTURES = Path(__file__).parents[2] / "fixtures"
HEADER = "Mot;Sigle;Publié;Chantiers;Secteur;Définition;Source"


def importer(*lines, header=HEADER, **options):
    data = "\r\n".join([header, *lines]).encode("utf-8-sig")
    return importation.importer(data, GlossaireResource(), **options)


def everything():
    return [list(model.objects.order_by("pk").values()) for model in (Terme, Definition, Secteur)] + [
        list(Terme.chantiers.through.objects.order_by("pk").values())
    ]


def meanings(mot):
    rows = Definition.objects.filter(terme__mot=mot).order_by("pk")
    return list(rows.values_list("secteur__nom", "texte", "source"))


def test_line_makes_a_word_and_its_meaning():
    chantier = factories.ChantierFactory(numero=2)
    rapport = importer("AMO;;oui;2;;Aide en milieu ouvert;Décret", "relais;;;;CPAS;Qui reprend;")
    amo, relais = Terme.objects.order_by("cle")
    assert (amo.mot, amo.sigle, amo.publie, list(amo.chantiers.all())) == ("AMO", True, True, [chantier])
    assert (relais.sigle, relais.publie) == (False, False)
    assert meanings("AMO") == [(None, "Aide en milieu ouvert", "Décret")]
    assert meanings("relais") == [("CPAS", "Qui reprend", "")]
    assert rapport.total == "2 créés, 0 modifiés, 0 inchangés, 0 refusés"
    assert rapport.annexes == ["Secteur créé : CPAS"]


def test_lines_of_one_word_are_its_meanings():
    importer("SPF;oui;oui;;;Service public fédéral;", "spf;;;;Jeunesse;Placement familial;")
    assert meanings("SPF") == [
        (None, "Service public fédéral", ""),
        ("Jeunesse", "Placement familial", ""),
    ]


@pytest.mark.parametrize("name", ["glossaire.csv", "glossaire-demonstration.csv"])
def test_same_file_twice_changes_nothing(name):
    for numero in (2, 4, 7):
        factories.ChantierFactory(numero=numero)
    data = (FIXTURES / name).read_bytes()
    importation.importer(data, GlossaireResource())
    before = everything()
    assert importation.importer(data, GlossaireResource()).total.startswith("0 créés, 0 modifiés")
    assert everything() == before


def test_starting_list_publishes_what_is_sure_and_nothing_else():
    data = (FIXTURES / "glossaire.csv").read_bytes()
    rows = list(csv.DictReader(data.decode("utf-8-sig").splitlines(), delimiter=";"))
    importation.importer(data, GlossaireResource())
    unsure = {row["Mot"] for row in rows if row["Publié"] == "non"}
    assert "CEPEONS" in unsure and "AMO" not in unsure
    assert set(Terme.objects.filter(publie=False).values_list("mot", flat=True)) == unsure
    assert len({row["Mot"] for row in rows}) == Terme.objects.count() > 100


def test_change_is_told_and_a_published_word_stays_so():
    importer("AMO;oui;oui;;;Aide en milieu ouvert;")
    rapport = importer("AMO;non;non;;;Service en milieu ouvert;")
    assert rapport.modifies == [
        (
            2,
            "AMO : Service en milieu ouvert (Sigle : « oui » → « non » ; Définition : « Aide en milieu ouvert » → "
            "« Service en milieu ouvert »)",
        )
    ]
    word = Terme.objects.get()
    assert (word.sigle, word.publie) == (False, True)
    importer("SRG;;;;;Service résidentiel général;")
    importer("SRG;;oui;;;Service résidentiel général;")
    assert Terme.objects.get(mot="SRG").publie


def test_empty_cell_and_missing_column_change_nothing():
    factories.ChantierFactory(numero=2)
    importer("AMO;oui;oui;2;;Aide en milieu ouvert;Décret")
    before = everything()
    rapport = importer("AMO;Aide en milieu ouvert", header="Mot;Définition")
    assert rapport.total == "0 créés, 0 modifiés, 1 inchangés, 0 refusés"
    importer("AMO;;;;;;")
    assert everything() == before


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("–;;;;;x;", "Écrivez un mot ou un sigle"),
        ("AMO;peut-être;;;;x;", "écrivez « oui » ou « non » sous « Sigle »"),
        ("AMO;;;9;;x;", "« 9 » n’est le numéro d’aucun chantier"),
        ("AMO;;;;;;", "Définition"),
    ],
)
def test_a_refused_line_leaves_nothing(line, why):
    rapport = importer("SRG;;;;Jeunesse;Service résidentiel général;", line)
    ((number, said),) = rapport.refuses
    assert (number, why in said) == (3, True)
    assert not (Terme.objects.exists() or Definition.objects.exists() or Secteur.objects.exists())


def test_one_meaning_told_twice_is_refused():
    ((line, why),) = importer("AMO;;;;;Un;", "A.M.O;;;;;Deux;", "amo;;;;;Trois;").refuses
    assert (line, "figure déjà à la ligne 2" in why) == (4, True)


def test_simulation_writes_nothing():
    assert importer("AMO;;oui;;Jeunesse;Aide;", simuler=True).total.startswith("1 créés")
    assert not (Terme.objects.exists() or Secteur.objects.exists())


def test_command_tells_and_refuses(tmp_path):
    file = tmp_path / "mots.csv"
    file.write_text(f"{HEADER}\nAMO;oui;oui;;;Aide en milieu ouvert;\n", encoding="utf-8")
    out = StringIO()
    call_command("importer_glossaire", str(file), stdout=out)
    assert "ligne 2 : créé, AMO : Aide en milieu ouvert" in out.getvalue()
    file.write_text("Mot\nAMO\n", encoding="utf-8")
    with pytest.raises(CommandError, match="Définition"):
        call_command("importer_glossaire", str(file))
