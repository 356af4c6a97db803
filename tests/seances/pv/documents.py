"""A PV file in `pv-assises/1`, small and whole, that a test changes in one place."""

import copy
import json as plain_json

import pytest

from seances.pv import json
from seances.pv.controle import FichierRefuse

FICHIER = {
    "format": "pv-assises/1",
    "chantier": {"numero": 3, "titre": "Les seuils"},
    "seance": {
        "numero": 2,
        "date": "2025-03-11",
        "intitule": "P.-V. du 11 mars 2025",
        "debut_prevu": "13:30",
        "fin_prevue": "16:00",
        "debut": "13:40",
        "fin": "16:05",
        "lieu": {
            "nom": "Salle des Tanneurs",
            "adresse": "rue du Lin 3",
            "code_postal": "7000",
            "localite": "Mons",
        },
        "ouverture": "La réunion débute à 13h40.",
    },
    "copresidents": [
        {
            "prenom": "Anne-Lise",
            "nom": "DUBOIS",
            "organisation": "AMO Le Pont",
            "variantes": ["A.-L. DUBOIS"],
        },
        {"prenom": "Marc", "nom": "TORFS", "organisation": "Service de prévention, Huy"},
    ],
    "ordre_du_jour": [
        {
            "numero": 1,
            "titre": "Accueil",
            "intervenants": ["Marc TORFS"],
            "debut": "13:30",
            "fin": "13:45",
            "page": 1,
        },
        {
            "numero": 2,
            "titre": "Approbation du PV de la séance précédente",
            "intervenants": [],
            "debut": "13:45",
            "fin": "14:00",
        },
        {"numero": 3, "titre": "Composition des sous-groupes", "intervenants": []},
        {
            "numero": 4,
            "titre": "Restitution des travaux",
            "intervenants": [],
            "debut": "15:00",
            "fin": "15:50",
        },
        {"numero": 5, "titre": "Annexe", "intervenants": []},
    ],
    "presences": [
        {"prenom": "Zoé", "nom": "Lêmerre", "organisation": "CPAS de Visé", "statut": "present"},
        {"prenom": "Ismaël", "nom": "Haddou", "organisation": "AMO Le Pont", "statut": "present"},
        {
            "prenom": "Bea",
            "nom": "Van Looy",
            "organisation": "Centre PMS d’Ath",
            "statut": "present",
            "remplace": {"prenom": "Odile", "nom": "Kersten"},
        },
        {"prenom": "Tom", "nom": "Ruyters", "organisation": "MADO de Liège", "statut": "excuse"},
    ],
    "points": [
        {
            "numero": 1,
            "titre": "ACCUEIL",
            "contenu": [
                {"type": "paragraphe", "texte": "Chacun se présente en deux phrases."},
                {
                    "type": "intervention",
                    "locuteur": "Zoé Lêmerre",
                    "texte": "Zoé LEMERRE : « Je viens pour écouter. »",
                },
                {"type": "paragraphe", "html": "Elle ajoute une <strong>question</strong>."},
            ],
        },
        {
            "numero": 2,
            "titre": "Approbation du PV de la séance précédente",
            "contenu": [
                {
                    "type": "intervention",
                    "locuteur": "Ismaël Haddou",
                    "texte": "Ismaël HADOU, page 4 : il manque une négation.",
                }
            ],
        },
        {
            "numero": 4,
            "titre": "Restitution des travaux",
            "contenu": [
                {"type": "paragraphe", "texte": "Les notes suivent."},
                {
                    "type": "intervention",
                    "locuteur": "Marc TORFS",
                    "texte": "Marc TORFS : Merci à tous.",
                    "position": "apres_restitutions",
                },
            ],
        },
    ],
    "sous_groupes": [
        {
            "numero": 1,
            "question": "Qui ouvre la porte ?",
            "question_html": "Qui <strong>ouvre</strong> la porte ?",
            "membres": [
                {
                    "prenom": "Zoé",
                    "nom": "Lêmerre",
                    "organisation": "CPAS de Visé",
                    "email": "zoe@example.org",
                    "role": "secretaire",
                },
                {
                    "prenom": "Ismaël",
                    "nom": "Haddou",
                    "organisation": "AMO Le Pont (Mons)",
                    "email": "ismael@example.org",
                    "role": "rapporteur",
                },
                {
                    "prenom": "Bea",
                    "nom": "Van Looy",
                    "organisation": "Centre PMS d’Ath",
                    "email": None,
                    "role": "membre",
                },
            ],
            "restitution": {
                "numero": "4.1",
                "titre": "Groupe 1",
                "contenu": [
                    {"type": "titre", "niveau": 3, "texte": "Échanges"},
                    {
                        "type": "intervention",
                        "locuteur": "Ismaël Haddou",
                        "libelle": "Ismaël",
                        "html": "<p>La porte est lourde.</p><p>Très lourde.</p>",
                    },
                    {
                        "type": "intervention",
                        "locuteur": "Bea Van Looy",
                        "libelle": "Bea",
                        "html": "<p>Elle est surtout fermée.</p>",
                    },
                    {
                        "type": "liste",
                        "items": [
                            {
                                "html": "un heurtoir",
                                "items": [{"html": "à hauteur d’<em>enfant</em>", "items": []}],
                            },
                            {"html": "une sonnette", "items": []},
                        ],
                    },
                ],
            },
        }
    ],
    "remarques_pv_precedent": [{"auteur": "Ismaël Haddou", "page": 4, "texte": "il manque une négation."}],
    "prochaines_seances": [
        {
            "numeros": [3, 4],
            "date": "2025-05-06",
            "debut": "09:30",
            "fin": "16:00",
            "lieu": {"nom": "Maison commune", "localite": "Huy"},
        }
    ],
    "organisation_pratique": ["Un repas est prévu."],
    "delai_restitutions": {
        "date": "2025-03-18",
        "texte": "au plus tard le 18 mars",
        "destinataire": "Zoé Lêmerre",
        "email": "chantier3@example.org",
    },
    "contact": "chantier3@example.org",
    "redaction": {"redacteur": "Zoé LEMERRE", "fonction": "agente", "verificateur": "la coordinatrice"},
    "annexes": [
        {
            "titre": "Charte",
            "contenu": [
                {"type": "paragraphe", "html": 'Voir <a href="https://example.org/charte">la charte</a>.'}
            ],
        }
    ],
    "liens": [],
}


def fichier(change=None):
    """A fresh copy of the file as dict, changed in place by `change(file)` when given."""
    data = copy.deepcopy(FICHIER)
    if change:
        change(data)
    return data


def octets(change=None):
    """The bytes of that file."""
    return plain_json.dumps(fichier(change), ensure_ascii=False).encode()


missing = object()


def read(change=None):
    """The Lecture of that file."""
    return json.loads(octets(change))


def second(change=None):
    """The bytes of the same file in `pv-assises/2`, changed by `change(dict)` when given."""
    lecture = read()
    data = plain_json.loads(json.dumps(lecture.document, lecture.courriels))
    if change:
        change(data)
    return plain_json.dumps(data).encode()


def errors(data):
    """(place, reason) of all that is refused in some bytes."""
    with pytest.raises(FichierRefuse) as refusal:
        json.loads(data)
    return [(error.chemin, error.raison) for error in refusal.value.erreurs]


def put(*path, value):
    """A change that sets one value of a file, « missing » removing it."""

    def change(data):
        for step in path[:-1]:
            data = data[step]
        if value is missing:
            del data[path[-1]]
        else:
            data[path[-1]] = value

    return change
