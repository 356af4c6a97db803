from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class AssisesConfig(AppConfig):
    name = "assises"
    verbose_name = "Portail des Assises"


class GestionConfig(AdminConfig):
    """The admin under /gestion/, set out as the secretariat's desk."""

    default_site = "seances.bureau.Bureau"
