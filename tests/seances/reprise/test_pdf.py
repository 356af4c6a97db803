"""A PDF's tables are read cell by cell, whole words and whole paragraphs."""

import pytest

from seances.reprise import blocs, lecture

from .mesure import familles

PAGE = """
<style>@page {{ size: A4; margin: 2.5cm; @bottom-center {{ content: "Page " counter(page) " / " counter(pages) }} }}
body {{ font: 11pt sans-serif }} td {{ vertical-align: top; width: 7cm; padding: 2pt 6pt }}</style>{}
"""


@pytest.fixture(scope="module")
def document():
    from weasyprint import HTML

    rows = [
        ("Claire Vermeiren", "AMO Le Phare"),
        (
            "Karim Benali en remplacement de Luc Somville",
            "Centre public d’action sociale de Floreffe, antenne du centre",
        ),
        ("Odile Hubermont", "SAJ de Dinant"),
    ]
    cells = "".join(f"<tr><td>{name}</td><td>{service}</td></tr>" for name, service in rows)
    long = (
        "Karim Benali : "
        + "une phrase assez longue pour passer à la ligne plusieurs fois, " * 6
        + "et finir."
    )
    html = (
        "<p>Procès-verbal du 4 avril 2023</p><p>Chantier 2 : Eau</p><p>Séance 1</p><p><b>Présents :</b></p>"
        f"<table>{cells}</table><p>Ordre du jour :</p><p>1. Sources</p><p>2. Divers</p>"
        f"<h2>1. Sources</h2><p>{long}</p><h2>2. Divers</h2><p>Claire Vermeiren : Rien.</p>"
    )
    return HTML(string=PAGE.format(html)).write_pdf(), long


def test_rows_of_a_table_keep_their_cells(document):
    data, long = document

    found = lecture.read_file("ancien.pdf", data)

    people = [(row["prenom"], row["nom"], row["organisation"]) for row in found.pv["presences"]]
    assert people == [
        ("Claire", "Vermeiren", "AMO Le Phare"),
        ("Karim", "Benali", "Centre public d’action sociale de Floreffe, antenne du centre"),
        ("Odile", "Hubermont", "SAJ de Dinant"),
    ]
    assert found.pv["presences"][1]["remplace"] == {"prenom": "Luc", "nom": "Somville"}
    assert [bloc["texte"] for bloc in found.pv["points"][0]["contenu"]] == [long]
    assert found.reste == []
    assert familles(found.pv, found.pv)["presences"][0] == 3


def test_a_folio_is_no_text_of_the_minutes(document):
    folios = [p.texte for p in blocs.read("ancien.pdf", document[0]).passages if p.genre == "folio"]

    assert folios == ["Page 1 / 1"]
