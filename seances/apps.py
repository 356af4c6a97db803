from django.apps import AppConfig


class SeancesConfig(AppConfig):
    name = "seances"
    verbose_name = "Séances"
    sans_page = {"Envoi", "LienPersonnel"}
    texte_de_travail = {"Intervention", "Plume", "RevisionPV", "RevisionTexte", "TextePoint"}
