"""The first format, read into the tree: its lists, its people, and what it does not say."""

import datetime

import pytest

from seances.pv import richtext
from seances.pv.document import (
    Intervention,
    Liste,
    Paragraphe,
    Personne,
    Presence,
    Run,
    Tableau,
    block_texts,
    plain_text,
    texts,
)
from tests.seances.pv.documents import errors, fichier, octets, put, read

# ── The first format ──


def test_first_format_gives_the_lists():
    document = read().document
    assert [(p.cle, p.prenom, p.nom) for p in document.personnes] == [
        ("anne-lise-dubois", "Anne-Lise", "DUBOIS"),
        ("bea-van-looy", "Bea", "Van Looy"),
        ("ismael-haddou", "Ismaël", "Haddou"),
        ("marc-torfs", "Marc", "TORFS"),
        ("odile-kersten", "Odile", "Kersten"),
        ("tom-ruyters", "Tom", "Ruyters"),
        ("zoe-lemerre", "Zoé", "Lêmerre"),
    ]
    assert [row.personne for row in document.presidents] == ["anne-lise-dubois", "marc-torfs"]
    assert document.presences[2] == Presence(
        "bea-van-looy", "Bea Van Looy", "Centre PMS d’Ath", "", "present", "odile-kersten", "Odile Kersten"
    )
    assert [point.nature for point in document.points] == [
        "accueil",
        "approbation",
        "sous_groupes",
        "restitution",
        "annexes",
    ]
    assert [point.complements for point in document.points] == [True, False, True, True, True]
    assert (document.points[0].titre, document.points[0].titre_pv) == ("Accueil", "ACCUEIL")
    assert [(m.personne, m.secretaire, m.rapporteur) for m in document.sous_groupes[0].membres] == [
        ("zoe-lemerre", True, False),
        ("ismael-haddou", False, True),
        ("bea-van-looy", False, False),
    ]
    assert [(each.numero, each.lieu.nom) for each in document.prochaines_seances] == [
        (3, "Maison commune"),
        (4, "Maison commune"),
    ]
    assert (document.seance.delai_notes, document.seance.destinataire_notes) == (
        datetime.date(2025, 3, 18),
        "Zoé Lêmerre",
    )
    assert document.redaction.redacteur_personne == "zoe-lemerre"
    assert read().courriels == {"zoe-lemerre": "zoe@example.org", "ismael-haddou": "ismael@example.org"}


def test_first_format_loses_no_word_of_its_texts():
    document = read().document

    def words(node, key=""):
        if isinstance(node, dict):
            for name, value in node.items():
                yield from words(value, name)
        elif isinstance(node, list):
            for value in node:
                yield from words(value, key)
        elif key in {"texte", "html", "libelle"} and node:
            yield from " ".join(text for bloc in richtext.parse(node) for text in block_texts(bloc)).split()

    kept = [
        word
        for _, blocs in texts(document)
        for bloc in blocs
        for text in block_texts(bloc)
        for word in text.split()
    ]
    source = fichier()
    expected = [
        *words(source["points"]),
        *words(source["sous_groupes"][0]["restitution"]),
        *words(source["annexes"]),
    ]
    assert sorted(kept) == sorted(expected)


def test_first_format_numbers_the_paragraphs_in_printed_order():
    document = read().document
    numbers = [
        *[bloc.numero for point in document.points[:4] for bloc in point.blocs],
        *[bloc.numero for bloc in document.sous_groupes[0].restitution.blocs],
        *[bloc.numero for bloc in document.points[3].blocs_apres],
        *[bloc.numero for bloc in document.annexes[0].blocs],
    ]
    assert numbers == list(range(1, len(numbers) + 1))


def test_first_format_keeps_nested_lists():
    liste = read().document.sous_groupes[0].restitution.blocs[-1]
    assert isinstance(liste, Liste)
    inner = liste.elements[0].blocs[1]
    assert inner.elements[0].blocs == (Paragraphe((Run("à hauteur d’"), Run("enfant", ("italique",)))),)


@pytest.mark.parametrize(
    ("markers", "style", "start", "text"),
    [
        (["a.", "b."], "a", 1, "x"),
        (["C)", "D)"], "A", 3, "x"),
        (["2°", "3°"], "1", 2, "x"),
        (["-", "-"], "puce", 1, "x"),
        (["a.", "c."], "puce", 1, "a. x"),
        (["1.", "1."], "puce", 1, "1. x"),
        ([None, "a."], "puce", 1, "x"),
    ],
)
def test_printed_markers_make_a_numbered_list_or_stay_words(markers, style, start, text):
    bloc = {"type": "liste", "items": [{"texte": "x", "marqueur": marker} for marker in markers]}
    (liste,) = read(put("points", 2, "contenu", value=[bloc])).document.points[3].blocs
    assert (liste.style, liste.debut) == (style, start)
    assert plain_text(liste.elements[0].blocs[0].runs) == text


def test_table_of_the_first_format_keeps_its_cells():
    bloc = {"type": "tableau", "lignes": [["a", "<strong>b</strong>"], ["c\nd", "1 < 2 & 3"]]}
    (table,) = read(put("points", 2, "contenu", value=[bloc])).document.points[3].blocs
    assert isinstance(table, Tableau)
    assert [[list(texts_of(cell)) for cell in row] for row in table.lignes] == [
        [["a"], ["b"]],
        [["c", "d"], ["1 < 2 & 3"]],
    ]


def texts_of(cell):
    return [text for bloc in cell.blocs for text in block_texts(bloc)]


def test_empty_table_is_nothing():
    data = put("points", 2, "contenu", value=[{"type": "tableau", "lignes": []}])
    assert read(data).document.points[3].blocs == ()


# ── People of a file ──


def test_two_spellings_are_one_person():
    def change(data):
        data["points"][0]["contenu"] = [
            {"type": "intervention", "locuteur": "ZOE LEMERRE", "texte": "LEMERRE Zoé : oui"},
            {"type": "intervention", "locuteur": "A.-L. DUBOIS", "texte": "Dubois Anne-Lise : non"},
        ]

    document = read(change).document
    assert len(document.personnes) == 7
    assert [(b.locuteur, b.libelle) for b in document.points[0].blocs] == [
        ("zoe-lemerre", "LEMERRE Zoé"),
        ("anne-lise-dubois", "Dubois Anne-Lise"),
    ]
    assert document.personne("anne-lise-dubois").graphies == ("A.-L. DUBOIS",)


def test_misspelling_that_the_file_attributes_becomes_a_graphie():
    lecture = read()
    assert lecture.document.personne("ismael-haddou").graphies == ("Ismaël HADOU",)
    assert lecture.avertissements == (
        "points[1].contenu[0] : « Ismaël HADOU » est retenu comme graphie de Ismaël Haddou",
    )
    (bloc,) = lecture.document.points[1].blocs
    assert bloc == Intervention(
        (Run("Ismaël HADOU, page 4 : il manque une négation."),), "Ismaël HADOU", bloc.numero, "ismael-haddou"
    )


def test_label_alone_is_confirmed_in_its_text_and_makes_no_graphie():
    lecture = read()
    blocs = lecture.document.sous_groupes[0].restitution.blocs
    assert [(type(b).__name__, getattr(b, "locuteur", None)) for b in blocs[1:5]] == [
        ("Intervention", "ismael-haddou"),
        ("Paragraphe", "ismael-haddou"),
        ("Paragraphe", "ismael-haddou"),
        ("Intervention", "bea-van-looy"),
    ]
    assert "Ismaël" not in lecture.document.personne("ismael-haddou").graphies


def twins(data):
    data["presences"] += [
        {"prenom": "Zoé", "nom": "Lêmerre", "organisation": "MJ d’Ath", "statut": "present"},
    ]


def test_two_rows_of_one_name_are_two_people():
    def change(data):
        twins(data)
        data["points"][0]["contenu"] = []
        data["sous_groupes"][0]["membres"][0]["organisation"] = "MJ d’Ath"

    document = read(change).document
    zoes = [personne for personne in document.personnes if personne.prenom == "Zoé"]
    assert zoes == [
        Personne("zoe-lemerre", "Zoé", "Lêmerre"),
        Personne("zoe-lemerre-2", "Zoé", "Lêmerre"),
    ]
    assert document.sous_groupes[0].membres[0].personne == "zoe-lemerre-2"


def test_speech_of_one_of_two_homonyms_is_refused_rather_than_guessed():
    assert errors(octets(twins)) == [
        (
            "points[0].contenu[1].locuteur",
            "plusieurs personnes s’appellent « Zoé Lêmerre » : précisez l’organisation ou le nom",
        )
    ]


def test_who_is_excused_speaks_only_where_the_file_says_so():
    def change(data):
        data["points"][0]["contenu"] = [{"type": "paragraphe", "texte": "Tom Ruyters est excusé."}]
        data["points"][1]["contenu"] = [
            {"type": "intervention", "locuteur": "Tom Ruyters", "texte": "Tom Ruyters (par écrit) : non."}
        ]

    document = read(change).document
    assert document.points[0].blocs[0] == Paragraphe((Run("Tom Ruyters est excusé."),), 1)
    assert document.points[1].blocs[0].locuteur == "tom-ruyters"


def test_replaced_person_who_is_listed_is_not_made_twice():
    change = put("presences", 2, "remplace", value={"prenom": "TOM", "nom": "RUYTERS"})
    document = read(change).document
    assert (document.presences[2].remplace, document.presences[2].remplace_nom) == (
        "tom-ruyters",
        "TOM RUYTERS",
    )
    assert len(document.personnes) == 6


# ── What the first format does not say ──


@pytest.mark.parametrize(
    ("titles", "natures"),
    [
        (["Tour de table", "Rappel des objectifs", "Divers"], ["accueil", "rappel", "divers"]),
        (["Divers", "Divers (suite)"], ["divers", "divers"]),
        (["Annexe 1", "Annexe 2"], ["annexes", "debat"]),
        (["Prochaines réunions", "Organisation pratique"], ["pratique", "debat"]),
        (["Mise en commun", "Les annexions"], ["restitution", "debat"]),
    ],
)
def test_nature_of_a_point_follows_its_title_each_generating_one_once(titles, natures):
    def change(data):
        data["points"], data["sous_groupes"] = [], []
        data["ordre_du_jour"] = [{"numero": n, "titre": title} for n, title in enumerate(titles, 1)]

    assert [point.nature for point in read(change).document.points] == natures


def test_restitution_is_the_point_that_numbers_the_notes():
    change = put("sous_groupes", 0, "restitution", "numero", value="1.1")
    assert [point.nature for point in read(change).document.points][:1] == ["restitution"]


@pytest.mark.parametrize(("level", "expected"), [(None, 2), (2, 2), (5, 5)])
def test_heading_keeps_its_level(level, expected):
    bloc = {"type": "titre", "niveau": level, "texte": "T"}
    (title,) = read(put("points", 2, "contenu", value=[bloc])).document.points[3].blocs
    assert title.niveau == expected


@pytest.mark.parametrize(("name", "key"), [("ZOE LEMERRE", "zoe-lemerre"), ("la coordinatrice", "")])
def test_verificateur_is_linked_when_known(name, key):
    redaction = read(put("redaction", "verificateur", value=name)).document.redaction
    assert (redaction.verificateur, redaction.verificateur_personne) == (name, key)


def test_blocks_without_words_are_nothing():
    blocs = [{"type": "titre", "texte": ""}, {"type": "paragraphe"}, {"type": "liste", "items": []}]
    assert read(put("points", 2, "contenu", value=blocs)).document.points[3].blocs == ()


def test_name_as_long_as_the_database_keeps_is_taken():
    document = read(put("presences", 3, "nom", value="x" * 100)).document
    assert "x" * 100 in [personne.nom for personne in document.personnes]
