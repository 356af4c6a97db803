"""Chantiers come in from a spreadsheet with their themes and questions."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from chantiers.models import Chantier, Question, Thematique
from chantiers.resources import ChantierResource
from participants import importation, tableur
from tests.factories import ChantierFactory, QuestionFactory, ThematiqueFactory

pytestmark = pytest.mark.django_db

FIXTURE = Path(__file__).parents[2] / "fixtures" / "chantiers.csv"
HEADER = "Numéro;Thématique;Titre;Objectif;Contact;Visibilité;Questions"
LIGNE = "3;Temps libre;Les seuils;Comprendre.;chantier3@example.org;privée;Qui ? | Où ?"


def importer(*lines, header=HEADER):
    return importation.importer("\r\n".join([header, *lines]).encode("utf-8-sig"), ChantierResource())


def everything():
    return [list(model.objects.order_by("pk").values()) for model in (Thematique, Chantier, Question)]


def questions(numero):
    return list(Question.objects.filter(chantier__numero=numero).values_list("rang", "texte"))


def test_row_makes_a_chantier_with_its_theme_and_questions():
    rapport = importer(LIGNE)
    chantier = Chantier.objects.get()
    assert (chantier.numero, chantier.titre, chantier.objectif, chantier.contact, chantier.visibilite) == (
        3,
        "Les seuils",
        "Comprendre.",
        "chantier3@example.org",
        "privee",
    )
    assert chantier.thematique.titre == "Temps libre"
    assert questions(3) == [(1, "Qui ?"), (2, "Où ?")]
    assert (rapport.crees, rapport.annexes) == (
        [(2, "Chantier 3 – Les seuils")],
        ["Thématique créée : Temps libre"],
    )


def test_same_file_twice_changes_nothing():
    importation.importer(FIXTURE.read_bytes(), ChantierResource())
    before = everything()
    rapport = importation.importer(FIXTURE.read_bytes(), ChantierResource())
    assert rapport.total == "0 créés, 0 modifiés, 4 inchangés, 0 refusés"
    assert everything() == before
    assert [len(rows) for rows in before] == [4, 4, 13]


def test_questions_are_changed_in_their_place_and_those_gone_are_deleted():
    importer(LIGNE)
    first = Question.objects.get(rang=1)
    rapport = importer(LIGNE.replace("Qui ? | Où ?", "Qui donc ?"))
    assert questions(3) == [(1, "Qui donc ?")]
    assert Question.objects.get().pk == first.pk
    assert rapport.modifies == [
        (2, "Chantier 3 – Les seuils (Questions : « Qui ? | Où ? » → « Qui donc ? »)")
    ]


def test_change_of_the_chantier_alone_keeps_its_questions():
    importer(LIGNE)
    rapport = importer(LIGNE.replace("Les seuils", "Le seuil"))
    assert rapport.modifies == [(2, "Chantier 3 – Le seuil (Titre : « Les seuils » → « Le seuil »)")]
    assert questions(3) == [(1, "Qui ?"), (2, "Où ?")]


def test_empty_cell_and_missing_column_change_nothing():
    importer(LIGNE)
    before = everything()
    assert importer("3;;Les seuils;;;;").total == "0 créés, 0 modifiés, 1 inchangés, 0 refusés"
    assert (
        importer("Les seuils;3", header="Titre;Numéro").total == "0 créés, 0 modifiés, 1 inchangés, 0 refusés"
    )
    assert everything() == before


def test_theme_is_found_whatever_its_spelling():
    theme = ThematiqueFactory(titre="TEMPS LIBRE")
    importer(LIGNE)
    assert Chantier.objects.get().thematique == theme


@pytest.mark.parametrize("written", ["publique", "Publique", "PUBLIQUE", ""])
def test_chantier_is_public_unless_said(written):
    importer(LIGNE.replace("privée", written))
    assert Chantier.objects.get().est_public


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("x;;T;;;;", "Numéro : « x » n’est pas un numéro de chantier."),
        (";;T;;;;", "Numéro : «  » n’est pas un numéro de chantier."),
        ("0;;T;;;;", "Numéro : « 0 » n’est pas un numéro de chantier."),
        ("99999;;T;;;;", "Numéro : « 99999 » n’est pas un numéro de chantier."),
        ("4;;;;;;", "Titre : Ce champ ne peut pas être vide."),
        ("4;;T;;;secrète;", "Visibilité : « secrète » : un chantier est « publique » ou « privée »."),
        ("4;;T;;pas une adresse;;", "Contact : Saisissez une adresse de courriel valide."),
        (f"4;{'x' * 201};T;;;;", "Thématique : Assurez-vous que cette valeur comporte au plus 200 caractères "
                                 "(actuellement 201)."),
        ("3;;Autre;;;;", "« Chantier 3 – Les seuils » figure déjà à la ligne 2."),
    ],
)  # fmt: skip
def test_row_is_refused_with_its_line_and_nothing_is_written(line, reason):
    assert importer(LIGNE, line).refuses == [(3, reason)]
    assert everything() == [[], [], []]


def test_command_imports_and_reports():
    out = StringIO()
    call_command("importer_chantiers", str(FIXTURE), stdout=out)
    assert out.getvalue().splitlines()[-1] == "4 créés, 0 modifiés, 0 inchangés, 0 refusés."
    assert Chantier.objects.count() == 4


def test_command_fails_on_a_refused_row(tmp_path):
    path = tmp_path / "chantiers.csv"
    path.write_text(f"{HEADER}\nx;;T;;;;")
    with pytest.raises(CommandError, match="ligne 2 : Numéro : « x » n’est pas un numéro de chantier"):
        call_command("importer_chantiers", str(path), stdout=StringIO())


def test_export_can_be_imported_and_changes_nothing():
    importation.importer(FIXTURE.read_bytes(), ChantierResource())
    QuestionFactory(chantier=ChantierFactory(titre="=1+1"), texte="-x")
    before = everything()
    data = tableur.to_csv(ChantierResource().export())
    lines = data.decode("utf-8-sig").splitlines()
    assert lines[0] == HEADER and lines[-1] == "8;;'=1+1;;;publique;'-x"
    assert (
        importation.importer(data, ChantierResource()).total == "0 créés, 0 modifiés, 5 inchangés, 0 refusés"
    )
    assert everything() == before
