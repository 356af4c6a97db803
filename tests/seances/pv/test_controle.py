"""What a PV must hold together: each rule broken alone, in a document that is right otherwise."""

import datetime
from dataclasses import replace

import pytest

from seances.pv.controle import Erreur, FichierRefuse, check
from seances.pv.document import (
    Annexe,
    Cellule,
    Chantier,
    DocumentPV,
    Element,
    Fichier,
    Image,
    Intervenant,
    Intervention,
    Lieu,
    Liste,
    Membre,
    Paragraphe,
    Personne,
    Point,
    Presence,
    President,
    ProchaineSeance,
    Redaction,
    Remarque,
    Restitution,
    Run,
    Seance,
    SousGroupe,
    Tableau,
    Titre,
)

H13, H14 = datetime.time(13), datetime.time(14)
JOUR = datetime.date(2024, 3, 12)
SHA = "0123456789abcdef" * 4
TEXTE = (Paragraphe((Run("Un texte."),)),)
DOCUMENT = DocumentPV(
    Chantier(1, "Un sujet", "chantier1@example.org"),
    Seance(2, JOUR, H13, H14, H13, H14, Lieu("Salle haute")),
    tuple(Personne(key, key.title(), "Ost", ("la " + key,)) for key in ("ana", "bo", "cy", "dan", "eva")),
    presidents=(President("ana", "Ana Ost"),),
    presences=(
        Presence("bo", "Bo Ost", remplace="eva", remplace_nom="Eva Ost", arrivee=H13, depart=H14),
        Presence("cy", "Cy Ost"),
        Presence("dan", "Dan Ost", statut="excuse"),
    ),
    points=(
        Point(
            1, "Accueil", "accueil", intervenants=(Intervenant("Ana Ost", "ana"), Intervenant("un invité"))
        ),
        Point(2, "Débat", heure_debut=H13, heure_fin=H14, blocs=TEXTE),
        Point(3, "Notes", "restitution"),
    ),
    sous_groupes=(
        SousGroupe(
            1,
            membres=(Membre("bo", "Bo Ost", secretaire=True, rapporteur=True), Membre("cy", "Cy Ost")),
            restitution=Restitution("Groupe 1", TEXTE),
        ),
        SousGroupe(2, membres=(Membre("ana", "Ana Ost", secretaire=True),)),
    ),
    remarques=(Remarque("cy", "Il manque un mot.", 3),),
    prochaines_seances=(ProchaineSeance(3, JOUR, H13, H14, Lieu("Salle basse")),),
    annexes=(Annexe(1, "Charte", TEXTE, Fichier("charte.pdf", SHA, "application/pdf")),),
    redaction=Redaction("Cy Ost", "agente", "la coordinatrice", "cy"),
)


def changed(node, path, value):
    """The same tree with one value changed. path: « presences.0.statut »."""
    name, _, rest = path.partition(".")
    if isinstance(node, tuple):
        index = int(name)
        new = changed(node[index], rest, value) if rest else value
        return (*node[:index], new, *node[index + 1 :])
    return replace(node, **{name: changed(getattr(node, name), rest, value) if rest else value})


def test_document_that_holds_together_has_no_error():
    assert check(DOCUMENT) == []


def test_smallest_document_has_no_error():
    assert check(DocumentPV(Chantier(1, "A"), Seance(1, JOUR))) == []


UNKNOWN = "la personne « zoé » ne figure pas dans « personnes »"
NOBODY = "cette ligne ne désigne personne"


@pytest.mark.parametrize(
    ("place", "value", "path", "reason"),
    [
        # people
        ("personnes", (*DOCUMENT.personnes, Personne("ana", "A", "B")), "personnes[5].cle",
         "la clé « ana » désigne déjà la personne personnes[0]"),
        ("personnes.4.prenom", " ", "personnes[4]", "une personne a un prénom et un nom"),
        ("personnes.4.nom", "–", "personnes[4]", "une personne a un prénom et un nom"),
        ("personnes.4.graphies", ("x", "…"), "personnes[4].graphies[1]", "une graphie ne peut pas être vide"),
        ("personnes.4.graphies", ("x" * 251,), "personnes[4].graphies[0]", "251 caractères, 250 au plus"),
        ("personnes.4.nom", "x" * 101, "personnes[4].nom", "101 caractères, 100 au plus"),
        ("presidents.0.personne", "zoé", "presidents[0].personne", UNKNOWN),
        ("presidents.0.personne", "", "presidents[0].personne", NOBODY),
        ("presences.1.personne", "", "presences[1].personne", NOBODY),
        ("presences.2.personne", "zoé", "presences[2].personne", UNKNOWN),
        ("presences.0.remplace", "zoé", "presences[0].remplace", UNKNOWN),
        ("points.0.intervenants.0.personne", "zoé", "points[0].intervenants[0].personne", UNKNOWN),
        ("points.0.intervenants.1.nom", " ", "points[0].intervenants[1].nom", "un intervenant a un nom"),
        ("points.0.intervenants.1.personne", "ana", "points[0].intervenants",
         "une personne ne présente un point qu’une fois"),
        ("sous_groupes.0.membres.1.personne", "zoé", "sous_groupes[0].membres[1].personne", UNKNOWN),
        ("sous_groupes.0.membres.1.personne", "", "sous_groupes[0].membres[1].personne", NOBODY),
        ("remarques.0.auteur", "zoé", "remarques[0].auteur", UNKNOWN),
        ("remarques.0.auteur", "", "remarques[0].auteur", "une remarque a un auteur"),
        ("remarques.0.texte", " ", "remarques[0].texte", "une remarque a un texte"),
        ("remarques.0.page", 0, "remarques[0].page", "les pages sont numérotées à partir de 1"),
        ("redaction.redacteur_personne", "zoé", "redaction.redacteur_personne", UNKNOWN),
        ("redaction.verificateur_personne", "zoé", "redaction.verificateur_personne", UNKNOWN),
        ("points.1.blocs.0.locuteur", "zoé", "points[1].blocs[0].locuteur", UNKNOWN),
        ("annexes.0.blocs.0.locuteur", "zoé", "annexes[0].blocs[0].locuteur", UNKNOWN),
        ("sous_groupes.0.restitution.blocs.0.locuteur", "zoé",
         "sous_groupes[0].restitution.blocs[0].locuteur", UNKNOWN),
        # chantier, séance, times
        ("chantier.numero", 0, "chantier.numero", "le numéro d’un chantier commence à 1"),
        ("chantier.titre", " ", "chantier.titre", "un chantier a un titre"),
        ("chantier.titre", "x" * 201, "chantier.titre", "201 caractères, 200 au plus"),
        ("chantier.contact", "au bureau", "chantier.contact", "ce n’est pas une adresse électronique"),
        ("seance.numero", 0, "seance.numero", "le numéro d’une séance commence à 1"),
        ("seance.numero", 32768, "seance.numero", "le nombre 32768 est trop grand"),
        ("seance.heure_fin", H13, "seance.heure_fin",
         "la séance se termine à 13h00, avant ou à son début (13h00)"),
        ("seance.fin_reelle", datetime.time(12, 5), "seance.fin_reelle",
         "la séance réelle se termine à 12h05, avant ou à son début (13h00)"),
        ("seance.lieu.nom", "", "seance.lieu.nom", "un lieu a un nom"),
        ("seance.lieu.nom", "x" * 201, "seance.lieu.nom", "201 caractères, 200 au plus"),
        ("seance.lieu.code_postal", "x" * 11, "seance.lieu.code_postal", "11 caractères, 10 au plus"),
        ("prochaines_seances.0.numero", 2, "prochaines_seances[0].numero", "une séance ne s’annonce pas elle-même"),
        ("prochaines_seances.0.numero", 0, "prochaines_seances[0].numero", "le numéro d’une séance commence à 1"),
        ("prochaines_seances.0.heure_debut", H14, "prochaines_seances[0].heure_fin",
         "la séance se termine à 14h00, avant ou à son début (14h00)"),
        ("prochaines_seances.0.lieu.nom", " ", "prochaines_seances[0].lieu.nom", "un lieu a un nom"),
        ("prochaines_seances", (ProchaineSeance(3, JOUR),) * 2, "prochaines_seances[1].numero",
         "la séance 3 est déjà annoncée par prochaines_seances[0]"),
        # presences
        ("presidents", (President("ana", "Ana Ost"),) * 2, "presidents[1].personne",
         "« ana » préside déjà (presidents[0])"),
        ("presences.2.personne", "cy", "presences[2].personne", "« cy » figure déjà dans la liste (presences[1])"),
        ("presences.2.personne", "ana", "presences[2]",
         "« Dan Ost » préside la séance : qui préside n’est dans aucune liste"),
        ("presences.0.remplace", "bo", "presences[0].remplace", "« Bo Ost » ne peut pas se remplacer soi-même"),
        ("presences.0.statut", "excuse", "presences[0].remplace",
         "seule une personne présente peut en remplacer une autre"),
        ("presences.1.remplace", "eva", "presences[1].remplace", "cette personne est déjà remplacée (presences[0])"),
        ("presences.0.depart", H13, "presences[0].depart",
         "la présence se termine à 13h00, avant ou à son début (13h00)"),
        ("presences.0.remplace_nom", "x" * 251, "presences[0].remplace_nom", "251 caractères, 250 au plus"),
        ("presences.0.organisation", "x" * 301, "presences[0].organisation", "301 caractères, 300 au plus"),
        # points
        ("points.2.numero", 2, "points[2].numero", "le numéro 2 est déjà celui du point points[1]"),
        ("points.0.numero", 0, "points[0].numero", "les points sont numérotés à partir de 1"),
        ("points.0.titre", "", "points[0].titre", "un point a un titre"),
        ("points.0.titre", "x" * 301, "points[0].titre", "301 caractères, 300 au plus"),
        ("points.1.heure_fin", H13, "points[1].heure_fin",
         "le point 2 se termine à 13h00, avant ou à son début (13h00)"),
        ("points.1.nature", "restitution", "points[2].nature",
         "une séance n’a qu’un point de nature « restitution » (déjà points[1])"),
        # sub-groups
        ("sous_groupes.1.numero", 1, "sous_groupes[1].numero", "le numéro 1 est déjà celui de sous_groupes[0]"),
        ("sous_groupes.1.numero", 0, "sous_groupes[1].numero", "les sous-groupes sont numérotés à partir de 1"),
        ("sous_groupes.1.membres.0.personne", "bo", "sous_groupes[1].membres[0].personne",
         "« Ana Ost » est déjà dans le sous-groupe 1"),
        ("sous_groupes.0.membres.1.secretaire", True, "sous_groupes[0].membres",
         "un sous-groupe n’a qu’un secrétaire"),
        ("sous_groupes.0.membres.1.rapporteur", True, "sous_groupes[0].membres",
         "un sous-groupe n’a qu’un rapporteur"),
        ("points.2.nature", "debat", "sous_groupes[0].restitution",
         "aucun point de l’ordre du jour n’est de nature « restitution »"),
        ("sous_groupes.0.restitution.titre", "x" * 201, "sous_groupes[0].restitution.titre",
         "201 caractères, 200 au plus"),
        # annexes
        ("annexes.0.numero", 0, "annexes[0].numero", "les annexes sont numérotées à partir de 1"),
        ("annexes.0.titre", "", "annexes[0].titre", "une annexe a un titre"),
        ("annexes", (Annexe(1, "A"), Annexe(1, "B")), "annexes[1].numero",
         "le numéro 1 est déjà celui de annexes[0]"),
        ("annexes.0.fichier.nom", " ", "annexes[0].fichier.nom", "un document joint a un nom"),
        ("annexes.0.fichier.sha256", SHA.upper(), "annexes[0].fichier.sha256",
         "un sha256 a 64 chiffres hexadécimaux"),
        # the document itself
        ("intitule", "x" * 201, "intitule", "201 caractères, 200 au plus"),
        ("ouverture", "x" * 401, "ouverture", "401 caractères, 400 au plus"),
        ("redaction.fonction", "x" * 251, "redaction.fonction", "251 caractères, 250 au plus"),
        # blocks
        ("points.1.blocs", (Titre((Run("T"),), 1),), "points[1].blocs[0].niveau", "le niveau d’un titre va de 2 à 5"),
        ("points.1.blocs_apres", (Titre((Run("T"),), 6),), "points[1].blocs_apres[0].niveau",
         "le niveau d’un titre va de 2 à 5"),
        ("points.1.blocs", (Image(SHA[1:]),), "points[1].blocs[0].sha256", "un sha256 a 64 chiffres hexadécimaux"),
        ("points.1.blocs", (Paragraphe((Run("a"), Run("b", (), "javascript:x()"))),),
         "points[1].blocs[0].runs[1].lien", "le lien « javascript:x() » n’est pas admis"),
        ("annexes.0.blocs", (Liste((Element((Paragraphe((Run("b", (), "/x"),)),)),)),),
         "annexes[0].blocs[0].elements[0].blocs[0].runs[0].lien", "le lien « /x » n’est pas admis"),
        ("points.1.blocs", (Tableau(((Cellule(()), Cellule((Titre((), 9),))),)),),
         "points[1].blocs[0].lignes[0][1].blocs[0].niveau", "le niveau d’un titre va de 2 à 5"),
        ("points.1.blocs", (Tableau(((Cellule((), colonnes=0),),)),), "points[1].blocs[0].lignes[0][0].colonnes",
         "une cellule s’étend sur 1 à 50 colonnes"),
        ("points.1.blocs", (Tableau(((Cellule((), rangees=51),),)),), "points[1].blocs[0].lignes[0][0].rangees",
         "une cellule s’étend sur 1 à 50 rangées"),
        ("points.1.blocs", (Liste((), "1", -1),), "points[1].blocs[0].debut",
         "la numérotation d’une liste commence entre 0 et 9999"),
        # who speaks
        ("points.1.blocs", (Intervention((Run("Cy Ost : a"),), "Cy Ost"),), "points[1].blocs[0].locuteur",
         "une intervention a un locuteur"),
        ("points.1.blocs", (Intervention((Run("Cy Ostende : a"),), "Cy Ost", locuteur="cy"),),
         "points[1].blocs[0].libelle", "le paragraphe ne s’ouvre pas par « Cy Ost »"),
        ("points.1.blocs", (Intervention((Run("Cy"),), "…", locuteur="cy"),), "points[1].blocs[0].libelle",
         "le paragraphe ne s’ouvre pas par « … »"),
        ("points.1.blocs", (Intervention((Run("Ost dit a"),), "Ost", locuteur="cy"),
                            Intervention((Run("OST dit b"),), "OST", locuteur="bo")),
         "points[1].blocs[1].locuteur", "« OST » désigne déjà « cy » plus haut dans ce texte"),
    ],
)  # fmt: skip
def test_check_names_the_place_and_the_reason(place, value, path, reason):
    assert check(changed(DOCUMENT, place, value)) == [Erreur(path, reason)]


def nested(levels):
    blocs = TEXTE
    for _ in range(levels):
        blocs = (Liste((Element(blocs),)),)
    return blocs


def test_lists_nest_eight_deep_and_no_deeper():
    assert check(changed(DOCUMENT, "points.1.blocs", nested(8))) == []
    (error,) = check(changed(DOCUMENT, "points.1.blocs", nested(9)))
    assert error.chemin == "points[1].blocs" + "[0].elements[0].blocs" * 9
    assert error.raison == "listes ou tableaux emboîtés sur plus de 8 niveaux"


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("seance.heure_fin", None),
        ("seance.lieu", None),
        ("points.1.heure_debut", None),
        ("remarques.0.page", None),
        ("remarques.0.page", 1),
        ("personnes.4.graphies", ("x" * 250,)),
        ("annexes.0.fichier", None),
        ("chantier.contact", ""),
        ("chantier.titre", "x" * 200),
        ("seance.numero", 32767),
        ("presences.0.remplace", "dan"),
        ("presences.2.statut", "absent"),
        ("points.2.nature", "restitution"),
        ("points.1.blocs", (Liste((), "1", 9999), Tableau(((Cellule((), colonnes=50, rangees=50),),)))),
        ("points.1.blocs", (Intervention((Run("– Cy "), Run("OST : a")), "Cy OST", locuteur="cy"),)),
        ("points.1.blocs", (Intervention((Run("Cy (AMO) : a"),), "Cy (AMO)", locuteur="cy"),)),
        (
            "points.1.blocs",
            (Intervention((Run("Ost : a"),), "Ost", locuteur="cy"), Intervention((Run("OST"),), "OST", locuteur="cy")),
        ),
    ],
)  # fmt: skip
def test_check_lets_the_neighbour_pass(place, value):
    assert check(changed(DOCUMENT, place, value)) == []


def test_check_says_all_that_is_wrong_at_once():
    document = changed(changed(DOCUMENT, "chantier.numero", 0), "points.0.titre", "")
    assert [str(error) for error in check(document)] == [
        "chantier.numero : le numéro d’un chantier commence à 1",
        "points[0].titre : un point a un titre",
    ]


def test_refusal_reads_line_by_line():
    refusal = FichierRefuse(Erreur("a", "un"), Erreur("b[0]", "deux"))
    assert str(refusal) == "a : un\nb[0] : deux"
    assert [error.chemin for error in refusal.erreurs] == ["a", "b[0]"]
