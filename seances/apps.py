from django.apps import AppConfig


class SeancesConfig(AppConfig):
    name = "seances"
    verbose_name = "Séances"
    sans_page = {
        "Abonnement",
        "AbonnementLettre",
        "AncienPV",
        "Commentaire",
        "EntreeIndex",
        "Envoi",
        "LigneModele",
        "LienPersonnel",
        "MiseAPart",
        "ModeleOrdreDuJour",
        "Passage",
        "Plume",
        "Pointage",
        "TexteIndexe",
    }
    texte_de_travail = {"Intervention", "Resolution", "RevisionPV", "RevisionTexte", "TextePoint"}
