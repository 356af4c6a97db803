from django.apps import AppConfig


class SeancesConfig(AppConfig):
    name = "seances"
    verbose_name = "Séances"
    sans_page = {
        "Abonnement",
        "Envoi",
        "LigneModele",
        "LienPersonnel",
        "MiseAPart",
        "ModeleOrdreDuJour",
        "Passage",
        "Plume",
        "Pointage",
    }
    texte_de_travail = {"Intervention", "RevisionPV", "RevisionTexte", "TextePoint"}
