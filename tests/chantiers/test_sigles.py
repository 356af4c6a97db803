"""What an acronym is, and how those of the glossary are found: exact words, in their own case."""

import pytest

from chantiers.explication import Explication
from chantiers.sigles import Lexique, Sens, Sigle, dumps, loads, looks_like, without_names


def sigle(mot, *texts):
    return Sigle(mot, tuple(Sens(text) for text in texts or (f"Sens de {mot}",)))


AMO, SAJ, SPJ, PF, PF_EAJ, AVIQ = map(sigle, ("AMO", "SAJ", "SPJ", "PF", "PF EAJ", "AViQ"))
LEXIQUE = Lexique([AMO, SAJ, SPJ, PF, PF_EAJ, AVIQ, sigle("CODE"), sigle("SAS")])


def found(text):
    return [(text[start:end], sigle.mot) for start, end, sigle in LEXIQUE.find(text)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("L’AMO et l'AMO ; d’AMO.", ["AMO", "AMO", "AMO"]),
        ("Les AMO, deux AMOs", ["AMO", "AMOs"]),
        ("(AMO) « AMO » AMO: AMO/SAJ", ["AMO", "AMO", "AMO", "AMO", "SAJ"]),
        ("SAJ/SPJ", ["SAJ", "SPJ"]),
        ("Une A.M.O. ouvre", ["A.M.O."]),
        ("La PF EAJ, puis la PF, la PF\N{NO-BREAK SPACE}EAJ", ["PF EAJ", "PF", "PF\N{NO-BREAK SPACE}EAJ"]),
        ("L’AViQ, l’AVIQ, l’aviq", ["AViQ"]),
        ("amo, Amo, AMOR, xAMO, AMO2, AMO_x", []),
        ("AMO-relais, anti-AMO, AMO@example.org, info@AMO, AMO.be", []),
        ("Le Code de 2018, un sas", []),
        ("CODE DE LA JEUNESSE", []),
        ("LE SAS EST UNE RESPIRATION", []),
        ("SAJ, SPJ, AMO", ["SAJ", "SPJ", "AMO"]),
        ("", []),
    ],
)
def test_acronyms_are_found_by_exact_words(text, words):
    assert [word for word, _ in found(text)] == words


def test_longest_acronym_wins():
    assert found("La PF EAJ") == [("PF EAJ", "PF EAJ")]


@pytest.mark.parametrize(
    ("mot", "expected"),
    [
        ("AMO", True),
        ("AViQ", True),
        ("PF EAJ", True),
        ("Prévention", False),
        ("SOS Enfants", False),
        ("", False),
    ],
)
def test_what_looks_like_an_acronym(mot, expected):
    assert looks_like(mot) is expected


def test_an_acronym_that_is_also_somebodys_name_explains_nothing():
    assert without_names([sigle("PO"), AMO], ["Adèle PO-Durand"]) == (AMO,)


def test_acronyms_are_kept_as_text_and_read_again():
    several = Sigle("SPF", (Sens("Service public fédéral"), Sens("Placement familial", "Aide à la jeunesse")))
    assert loads(dumps([AMO, several])) == (AMO, several)
    assert (dumps([]), loads("")) == ("", ())
    assert several.en_clair == (
        "Service public fédéral\N{NO-BREAK SPACE}; Aide à la jeunesse\N{NO-BREAK SPACE}: Placement familial"
    )


def test_page_explains_the_first_use_of_each_and_lists_those_it_met():
    page = Explication([AMO, sigle("SAJ", "Un <b>", "Deux"), SPJ])
    assert page.text("Une AMO <i> & une AMO").count("<a ") == 1
    assert "&lt;i&gt; &amp; une AMO" in page.text("<i> & une AMO")
    assert 'href="#sigle-saj" aria-describedby="sigle-saj-sens"' in page.text("Le SAJ")
    table = page.table()
    assert '<th scope="row" id="sigle-amo"><a href="#emploi-sigle-amo">AMO' in table
    assert '<td id="sigle-saj-sens">Un &lt;b&gt;<br>Deux</td>' in table
    assert "SPJ" not in table
    assert Explication([AMO]).table() == ""
