from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class ParticipantsConfig(AppConfig):
    name = "participants"
    verbose_name = "Personnes et organisations"


class GestionConfig(AdminConfig):
    """The admin under /gestion/, with the portal's own rule of who enters."""

    default_site = "seances.bureau.Bureau"
