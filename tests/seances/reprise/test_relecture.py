"""The review as a form: what is wrong is told with its place, what is right becomes the corrected reading."""

import copy

import pytest

from chantiers.models import Chantier
from seances.models import AncienPV
from seances.relecture_reprise import Relecture
from seances.reprise import blocs, lecture
from tests.seances.admin.test_anciens_pv import REPONSES, TEXTE


@pytest.fixture(scope="module")
def lue():
    found = lecture.read(blocs.number(blocs.from_text(TEXTE)))
    return found.to_plain() | {"sources": found.sources, "passages": [p.texte for p in found.passages]}


def review(lue, **changes):
    ancien = AncienPV(chantier=Chantier(numero=1, titre="Écoles"), lecture=copy.deepcopy(lue))
    data = {}
    for _, form in Relecture(ancien)._parts():
        for bound in form:
            value = bound.value()
            if value is True or (value not in (None, False)):
                data[bound.html_name] = str(value)
    return Relecture(ancien, data | REPONSES | changes)


def test_what_nobody_corrects_stays_as_it_was_read(lue):
    found = review(lue)

    assert found.is_valid(), found.errors
    plain = found.plain()
    assert plain["presences"] == [row | {"fonction": None} for row in lue["presences"]]
    assert [line["titre"] for line in plain["ordre_du_jour"]] == ["Budget", "Calendrier"]
    assert [point["contenu"] for point in plain["points"]] == [point["contenu"] for point in lue["points"]]
    assert plain["reste"] == lue["reste"]
    assert plain["doutes"] == []


@pytest.mark.parametrize(
    ("changes", "where", "message"),
    [
        ({"tete-numero": ""}, "Séance, Numéro de la séance", "Ce champ est obligatoire."),
        ({"tete-date": "hier"}, "Séance, Date", "Saisissez une date valide."),
        ({"tete-debut_prevu": "12:00", "tete-fin_prevue": "09:00"}, "Séance, Fin prévue", "La séance finit après son début."),
        ({"tete-lieu_adresse": "Rue Haute 3"}, "Séance, Lieu", "Donnez un nom à ce lieu, ou videz aussi son adresse."),
        ({"presence0-nom": ""}, "Présences, ligne 1, Nom", "Donnez le nom, ou retirez la ligne."),
        ({"presence4-nom": "Tardif"}, "Présences, ligne 5, Prénom", "Donnez le prénom, ou retirez la ligne."),
        ({"presence1-prenom": "claire", "presence1-nom": "VERMEIREN", "presence1-organisation": "AMO Le Phare"},
         "Présences, ligne 2, Nom", "Cette personne est déjà dans une liste : retirez l’une des deux lignes."),
        ({"presence0-retirer": "on"}, "1. Budget : « Claire : Le budget est prêt. »",
         "« Claire Vermeiren » n’est ni à la présidence ni dans les présences : choisissez un nom des listes."),
        ({"points-1-0-qui": "Jean Personne"}, "2. Calendrier : « Karim Benali demande une autre date. », Qui parle",
         "« Jean Personne » n’est ni à la présidence ni dans les présences : choisissez un nom des listes."),
        ({"presence3-remplace_prenom": "Luc", "presence3-remplace_nom": "Somville"}, "Présences, ligne 4, Statut",
         "Seule une personne présente en remplace une autre."),
        ({"presence0-remplace_prenom": "Luc"}, "Présences, ligne 1, Remplace (nom)",
         "Donnez le prénom et le nom de la personne remplacée."),
        ({"point0-debut": "10:00", "point0-fin": "09:00"}, "Ordre du jour, ligne 1, Fin", "Le point finit après son début."),
        ({"point2-debut": "10:00"}, "Ordre du jour, ligne 3, Titre", "Donnez un titre à ce point."),
        ({"point1-titre": ""}, "Ordre du jour, ligne 2, Titre", "Donnez un titre à ce point, ou joignez-le au précédent."),
        ({"doute0-qui": "Personne de connu"}, "« Claire » : est-ce bien Claire Vermeiren ?, Qui est-ce ?",
         "Sélectionnez un choix valide. Personne de connu n’en fait pas partie."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_field(lue, changes, where, message):
    found = review(lue, **changes)

    assert not found.is_valid()
    told = [
        f"{', '.join(filter(None, (one['ou'], one['champ'])))} : {one['message']}".replace(
            "\xa0", " "
        ).replace("\u202f", " ")
        for one in found.errors
    ]
    assert f"{where} : {message}" in told


def test_somebody_who_was_not_recognised_may_answer_a_question(lue):
    found = review(
        lue, **{"presence4-prenom": "Anne", "presence4-nom": "Lambert", "doute1-qui": "Anne Lambert"}
    )

    assert found.is_valid(), found.errors
    bloc = found.plain()["points"][0]["contenu"][1]
    assert (bloc["type"], bloc["locuteur"]) == ("intervention", "Anne Lambert")


def test_a_name_that_is_corrected_is_corrected_wherever_it_stands(lue):
    lue = copy.deepcopy(lue)
    lue["remarques_pv_precedent"] = [{"auteur": "Claire Vermeiren", "page": 2, "texte": "Un mot."}]
    lue["ordre_du_jour"][0]["intervenants"] = ["Claire Vermeiren"]

    found = review(lue, **{"presence0-nom": "Vermeire"})
    assert found.is_valid(), found.errors
    plain = found.plain()

    assert plain["points"][0]["contenu"][0]["locuteur"] == "Claire Vermeire"
    assert plain["remarques_pv_precedent"][0]["auteur"] == "Claire Vermeire"


def test_there_is_at_least_one_point(lue):
    found = review(lue | {"ordre_du_jour": [], "points": []}, **{"reste0-ou": "annexe"})

    assert not found.is_valid()
    assert [one["message"] for one in found.errors] == [
        "Un procès-verbal a au moins un point : donnez-lui un titre."
    ]
