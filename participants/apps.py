from django.apps import AppConfig
from django.db.backends.signals import connection_created


class ParticipantsConfig(AppConfig):
    name = "participants"
    verbose_name = "Personnes et organisations"
    sans_page = {"Changement", "Evenement", "FichesDistinctes", "Tentative"}

    def ready(self):
        # The portal's one receiver: Django tells of a new connection, to which an execute wrapper is given, in no
        # other public way.
        from .fraicheur import watch

        connection_created.connect(watch)
