"""Our own format: what is written is read back; what cannot be taken, in either format, is refused with its place."""

import json as plain_json
from dataclasses import replace
from pathlib import Path

import pytest

from seances.pv import json, richtext
from seances.pv.document import (
    Paragraphe,
    Run,
    plain_text,
)
from seances.pv.publication import redact
from tests.seances.pv.documents import errors, fichier, missing, octets, put, read, second

FIXTURES = sorted((Path(__file__).parents[3] / "fixtures" / "pv").glob("*.json"))


# ── Writing and reading back ──


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_what_is_written_is_read_back_to_the_byte(path):
    first = json.loads(path.read_bytes())
    text = json.dumps(first.document, first.courriels)
    again = json.loads(text.encode())
    assert (again.document, again.courriels) == (first.document, first.courriels)
    assert json.dumps(again.document, again.courriels) == text


def test_fixtures_are_there_to_be_read():
    assert len(FIXTURES) >= 8


def test_text_is_canonical_whatever_the_order_of_the_file():
    def shuffled(node):
        if isinstance(node, dict):
            return {key: shuffled(node[key]) for key in reversed(node)}
        return [shuffled(item) for item in node] if isinstance(node, list) else node

    text = json.dumps(read().document)
    assert (
        json.dumps(json.loads(plain_json.dumps(shuffled(plain_json.loads(text))).encode()).document) == text
    )


def test_default_values_are_left_out_and_format_comes_first():
    data = plain_json.loads(json.dumps(read().document))
    assert next(iter(data)) == "format" and data["format"] == "pv-assises/2"
    assert data["presences"][0] == {
        "personne": "zoe-lemerre",
        "nom": "Zoé Lêmerre",
        "organisation": "CPAS de Visé",
    }
    assert data["points"][0]["blocs"][0] == {
        "type": "paragraphe",
        "runs": [{"texte": "Chacun se présente en deux phrases."}],
        "numero": 1,
    }
    assert data["seance"]["heure_debut"] == "13:30"


def test_explicit_defaults_and_nulls_are_read_as_left_out():
    def change(data):
        data["presences"][0] |= {"statut": "present", "remplace": "", "invite": False, "arrivee": None}

    assert json.loads(second(change)).document == read().document


def test_addresses_stand_beside_the_tree_in_natural_order_empty_ones_left_out():
    text = json.dumps(read().document, {"p10": "j@example.org", "p2": "b@example.org", "p1": ""})
    assert list(plain_json.loads(text)["courriels"].items()) == [
        ("p2", "b@example.org"),
        ("p10", "j@example.org"),
    ]
    assert "@" not in json.dumps(
        replace(read().document, chantier=replace(read().document.chantier, contact=""))
    )


def test_file_with_a_byte_order_mark_is_read():
    assert json.loads(b"\xef\xbb\xbf" + octets()) == read()


def test_frozen_tree_that_hides_a_name_is_read_and_not_imported():
    document = redact(read().document, {"zoe-lemerre": "une personne"})
    text = json.dumps(document)
    assert json.read_frozen(text) == document
    assert [reason for _, reason in errors(text.encode())] == ["une personne a un prénom et un nom"]


# ── What cannot be taken ──


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "JSON incomplet ou mal formé à la ligne 1, colonne 1"),
        (octets()[:500], "JSON incomplet ou mal formé à la ligne 1, colonne {column}"),
        (b'{\n "format": "pv-assises/1",\n "chantier": {', "JSON incomplet ou mal formé à la ligne 3, colonne 15"),
        ("{}".encode("utf-16"), "il n’est pas en UTF-8 (octet 0)"),
        ('{"a": "é"}'.encode("latin-1"), "il n’est pas en UTF-8 (octet 7)"),
        (b"[]", "un objet JSON est attendu à la racine"),
        (b'"x"', "un objet JSON est attendu à la racine"),
        (b'{"a": ' + b"[" * 100_000, "des listes ou objets sont emboîtés trop profondément"),
        (b'{"format": ' + b"9" * 5000 + b"}", "un nombre a trop de chiffres"),
        (b" " * 20_000_000, "il pèse 20,0 Mo et la limite est de 10 Mo"),
        (b"x" * 10_000_001, "il pèse 10,0 Mo et la limite est de 10 Mo"),
    ],
    ids=["empty", "cut", "lines", "utf-16", "latin-1", "list", "text", "deep", "digits", "20MB", "over"],
)  # fmt: skip
def test_bytes_that_are_no_file_of_ours_are_refused(data, reason):
    ((path, said),) = errors(data)
    assert path == "fichier"
    assert said == reason.format(column=said.rpartition(" ")[2])


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_truncated_file_is_refused_wherever_it_ends(share):
    ((path, reason),) = errors(octets()[: int(len(octets()) * share)])
    assert path == "fichier" and reason.startswith("JSON incomplet ou mal formé à la ligne 1, colonne ")


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (missing, "« pv-assises/1 » ou « pv-assises/2 » est attendu"),
        ("pv-assises/3", "« pv-assises/1 » ou « pv-assises/2 » est attendu, pas « pv-assises/3 »"),
        (2, "« pv-assises/1 » ou « pv-assises/2 » est attendu, pas « 2 »"),
    ],
)
def test_other_formats_are_refused(value, reason):
    assert errors(octets(put("format", value=value))) == [("format", reason)]


FIRST = [
    # wrong types
    (put("chantier", "numero", value="trois"), "chantier.numero", "un nombre entier est attendu"),
    (put("chantier", "numero", value=3.5), "chantier.numero", "un nombre entier est attendu"),
    (put("chantier", value=missing), "chantier", "ce champ est requis"),
    (put("seance", "date", value="11/03/2025"), "seance.date", "une date AAAA-MM-JJ est attendue"),
    (put("seance", "date", value="2025-02-30"), "seance.date", "une date AAAA-MM-JJ est attendue"),
    (put("seance", "debut_prevu", value="13h30"), "seance.debut_prevu", "une heure HH:MM est attendue"),
    (put("seance", "couleur", value="bleu"), "seance.couleur", "ce champ n’existe pas dans le format"),
    (put("presences", value={}), "presences", "une liste est attendue"),
    (put("presences", 1, value="Ana"), "presences[1]", "un objet est attendu"),
    (put("presences", 1, "nom", value=None), "presences[1].nom", "un texte est attendu"),
    (put("presences", 1, "statut", value="venu"), "presences[1].statut",
     "valeurs admises : « present », « excuse », « absent »"),
    (put("points", 0, "contenu", 0, "type", value="citation"), "points[0].contenu[0].type",
     "valeurs admises : « paragraphe », « titre », « liste », « tableau », « intervention »"),
    (put("prochaines_seances", 0, "numeros", value=[]), "prochaines_seances[0].numeros",
     "une liste qui ne soit pas vide est attendue"),
    # numbers and times
    (put("ordre_du_jour", 1, "numero", value=1), "ordre_du_jour[1].numero",
     "le numéro 1 est déjà celui d’un autre point"),
    (put("points", 1, "numero", value=1), "points[1].numero", "le numéro 1 est déjà celui d’un autre point"),
    (put("points", 1, "numero", value=9), "points[1].numero", "le point 9 ne figure pas dans « ordre_du_jour »"),
    (put("ordre_du_jour", 1, "fin", value="13:40"), "ordre_du_jour[1].fin",
     "le point 2 se termine à 13h40, avant ou à son début (13h45)"),
    (put("seance", "fin_prevue", value="13:00"), "seance.fin_prevue",
     "la séance se termine à 13h00, avant ou à son début (13h30)"),
    (put("seance", "fin", value="13:40"), "seance.fin",
     "la séance réelle se termine à 13h40, avant ou à son début (13h40)"),
    (put("prochaines_seances", 0, "fin", value="09:00"), "prochaines_seances[0].fin",
     "la séance se termine à 09h00, avant ou à son début (09h30)"),
    # people
    (put("presences", 2, "remplace", value={"prenom": "BEA", "nom": "VAN LOOY"}), "presences[2].remplace",
     "« Bea Van Looy » ne peut pas se remplacer soi-même"),
    (put("presences", 2, "statut", value="excuse"), "presences[2].remplace",
     "seule une personne présente peut en remplacer une autre"),
    (put("presences", 1, "nom", value=" "), "presences[1]", "une personne a un prénom et un nom"),
    (put("presences", 1, "nom", value="x" * 101), "presences[1].nom", "101 caractères, 100 au plus"),
    (put("copresidents", 0, "prenom", value="…"), "copresidents[0]", "une personne a un prénom et un nom"),
    (put("presences", 2, "remplace", "nom", value=""), "presences[2].remplace",
     "une personne a un prénom et un nom"),
    (put("sous_groupes", 0, "membres", 1, "nom", value="Inconnu"), "sous_groupes[0].membres[1]",
     "« Ismaël Inconnu » ne figure ni dans « presences » ni dans « copresidents »"),
    (put("sous_groupes", 0, "membres", 1, value={"prenom": "Odile", "nom": "Kersten"}), "sous_groupes[0].membres[1]",
     "« Odile Kersten » ne figure ni dans « presences » ni dans « copresidents »"),
    (put("sous_groupes", 0, "membres", 1, value={"prenom": "ZOE", "nom": "LEMERRE"}), "sous_groupes[0].membres[1]",
     "« ZOE LEMERRE » est déjà dans le sous-groupe 1"),
    (put("sous_groupes", 0, "membres", 1, "role", value="secretaire"), "sous_groupes[0].membres",
     "un sous-groupe n’a qu’un secrétaire"),
    (put("sous_groupes", 0, "membres", 1, "email", value="zoé chez elle"), "sous_groupes[0].membres[1].email",
     "ce n’est pas une adresse électronique"),
    (put("remarques_pv_precedent", 0, "auteur", value="Personne"), "remarques_pv_precedent[0].auteur",
     "« Personne » ne figure ni dans « presences » ni dans « copresidents »"),
    (put("remarques_pv_precedent", 0, "page", value=0), "remarques_pv_precedent[0].page",
     "les pages sont numérotées à partir de 1"),
    (put("ordre_du_jour", 0, "intervenants", value=["Marc TORFS", " "]), "ordre_du_jour[0].intervenants[1]",
     "un intervenant a un nom"),
    (put("contact", value="au bureau"), "contact", "ce n’est pas une adresse électronique"),
    (put("seance", "intitule", value="x" * 201), "seance.intitule", "201 caractères, 200 au plus"),
    # texts
    (put("points", 0, "contenu", 1, "locuteur", value="Personne"), "points[0].contenu[1].locuteur",
     "« Personne » ne figure ni dans « presences » ni dans « copresidents »"),
    (put("points", 0, "contenu", 1, "locuteur", value=missing), "points[0].contenu[1].locuteur",
     "une intervention a un locuteur"),
    (put("points", 0, "contenu", 1, "texte", value=missing), "points[0].contenu[1]",
     "une intervention a un texte"),
    (put("points", 0, "contenu", 1, value={"type": "intervention", "locuteur": "Zoé Lêmerre", "html": "<h2>a</h2>"}),
     "points[0].contenu[1]", "une intervention commence par un paragraphe"),
    (put("points", 2, "contenu", 0, value={"type": "titre", "niveau": 1, "texte": "T"}),
     "points[2].contenu[0].niveau", "le niveau d’un titre va de 2 à 5"),
    (put("points", 0, "contenu", 2, "html", value="<p>a<script>x()</script></p>"), "points[0].contenu[2].html",
     "la balise <script> n’est pas admise"),
    (put("points", 0, "contenu", 2, "html", value='<p onclick="x()">a</p>'), "points[0].contenu[2].html",
     "l’attribut « onclick » de <p> n’est pas admis"),
    (put("annexes", 0, "contenu", 0, "html", value='<a href="javascript:x()">a</a>'), "annexes[0].contenu[0].html",
     "le lien « javascript:x() » n’est pas admis"),
    (put("sous_groupes", 0, "question_html", value="<iframe></iframe>"), "sous_groupes[0].question_html",
     "la balise <iframe> n’est pas admise"),
    (put("sous_groupes", 0, "restitution", "contenu", 3, "items", 0, "items", 0, "html", value="<script>x()"),
     "sous_groupes[0].restitution.contenu[3].items[0].items[0].html", "la balise <script> n’est pas admise"),
    (put("points", 0, "contenu", 0, value={"type": "tableau", "lignes": [["a"], ["b", "<script>"]]}),
     "points[0].contenu[0].lignes[1][1]", "la balise <script> n’est pas admise"),
    (put("points", 0, "contenu", 0, "html", value="<p>b</p>"), "points[0].contenu[0]",
     "un bloc a un « texte » ou un « html », pas les deux"),
    (put("points", 0, "contenu", 0, "items", value=[{"texte": "perdu"}]), "points[0].contenu[0].items",
     "un bloc « paragraphe » n’a pas ce champ"),
    (put("points", 0, "contenu", 0, "locuteur", value="Zoé Lêmerre"), "points[0].contenu[0].locuteur",
     "un bloc « paragraphe » n’a pas ce champ"),
    (put("sous_groupes", 0, "restitution", "contenu", 2, "libelle", value="ISMAEL"),
     "sous_groupes[0].restitution.contenu[2].locuteur",
     "« ISMAEL » désigne déjà Ismaël Haddou plus haut dans ce texte"),
    (put("points", 0, "contenu", 0, "texte", value="a\u0000b"), "points[0].contenu[0].texte",
     "caractère de commande invisible"),
    (put("points", 0, "contenu", 0, "texte", value="a\ud800b"), "points[0].contenu[0].texte",
     "caractère de commande invisible"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "path", "reason"), FIRST, ids=[f"{case[1]}: {case[2][:30]}" for case in FIRST]
)
def test_first_format_refuses_with_the_place_and_the_reason(change, path, reason):
    data = fichier(change)
    assert errors(plain_json.dumps(data).encode()) == [(path, reason)]


SECOND = [
    (put("chantier", "numero", value="3"), "chantier.numero", "un nombre entier est attendu"),
    (put("seance", value=missing), "seance", "ce champ est requis"),
    (put("seance", "date", value=20250311), "seance.date", "une date AAAA-MM-JJ est attendue"),
    (put("seance", "heure_debut", value="25:00"), "seance.heure_debut", "une heure HH:MM est attendue"),
    (put("points", 0, "huis_clos", value="oui"), "points[0].huis_clos", "true ou false est attendu"),
    (put("points", 0, "nature", value="vote"), "points[0].nature",
     "valeurs admises : « accueil », « approbation », « rappel », « debat », « sous_groupes », "
     "« restitution », « pratique », « annexes », « divers »"),
    (put("points", 0, "blocs", 0, "type", value="citation"), "points[0].blocs[0]",
     "valeurs admises : « titre », « paragraphe », « intervention », « note », « liste », « tableau », « image »"),
    (put("points", 0, "blocs", 0, "type", value=missing), "points[0].blocs[0]",
     "le champ « type » du bloc manque"),
    (put("points", 0, "blocs", 0, "runs", 0, "styles", value=["rouge"]), "points[0].blocs[0].runs[0].styles[0]",
     "valeurs admises : « gras », « italique », « souligne », « barre », « exposant », « indice »"),
    (put("points", 0, "blocs", 0, "runs", 0, "onclick", value="x()"), "points[0].blocs[0].runs[0].onclick",
     "ce champ n’existe pas dans le format"),
    (put("points", 0, "blocs", 0, "runs", 0, "lien", value="javascript:x()"), "points[0].blocs[0].runs[0].lien",
     "le lien « javascript:x() » n’est pas admis"),
    (put("points", 1, "numero", value=1), "points[1].numero", "le numéro 1 est déjà celui du point points[0]"),
    (put("seance", "heure_fin", value="13:00"), "seance.heure_fin",
     "la séance se termine à 13h00, avant ou à son début (13h30)"),
    (put("presences", 2, "remplace", value="bea-van-looy"), "presences[2].remplace",
     "« Bea Van Looy » ne peut pas se remplacer soi-même"),
    (put("sous_groupes", 0, "membres", 0, "personne", value="inconnue"), "sous_groupes[0].membres[0].personne",
     "la personne « inconnue » ne figure pas dans « personnes »"),
    (put("courriels", value=[]), "courriels", "un objet est attendu"),
    (put("courriels", value={"inconnue": "x@example.org"}), "courriels.inconnue",
     "cette personne ne figure pas dans « personnes »"),
    (put("courriels", "zoe-lemerre", value="x"), "courriels.zoe-lemerre", "ce n’est pas une adresse électronique"),
    (put("courriels", "zoe-lemerre", value=3), "courriels.zoe-lemerre", "ce n’est pas une adresse électronique"),
    (put("points", 0, "titre", value="a\u000cb"), "points[0].titre", "caractère de commande invisible"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "path", "reason"), SECOND, ids=[f"{case[1]}: {case[2][:30]}" for case in SECOND]
)
def test_second_format_refuses_with_the_place_and_the_reason(change, path, reason):
    assert errors(second(change)) == [(path, reason)]


def test_all_that_is_wrong_is_said_at_once():
    def change(data):
        data["chantier"]["numero"] = "3"
        data["presences"][1]["statut"] = "venu"

    assert [path for path, _ in errors(second(change))] == ["chantier.numero", "presences[1].statut"]


def test_text_that_looks_like_html_stays_text_in_the_second_format():
    change = put("points", 0, "blocs", 0, "runs", 0, "texte", value="<script>x()</script>")
    document = json.loads(second(change)).document
    assert plain_text(document.points[0].blocs[0].runs) == "<script>x()</script>"
    assert richtext.parse(richtext.render(document.points[0].blocs[:1])) == (
        Paragraphe((Run("<script>x()</script>"),)),
    )


def test_lists_nested_beyond_reason_are_refused_in_both_formats():
    item = {"texte": "x"}
    for _ in range(12):
        item = {"texte": "x", "items": [item]}
    bloc = {"type": "liste", "items": [item]}
    ((path, reason),) = errors(octets(put("points", 0, "contenu", value=[bloc])))
    assert (path, reason) == ("points[0].contenu", "listes ou tableaux emboîtés sur plus de 8 niveaux")
    for _ in range(400):
        item = {"texte": "x", "items": [item]}
    ((path, reason),) = errors(
        octets(put("points", 0, "contenu", value=[{"type": "liste", "items": [item]}]))
    )
    assert (path, reason) == ("fichier", "des listes ou objets sont emboîtés trop profondément")
