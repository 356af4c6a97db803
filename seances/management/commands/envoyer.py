"""envoyer: the worker of the queue of letters, which reminders join when their day comes."""

import datetime
import logging
import signal
import threading

from django.core.management.base import BaseCommand, CommandError
from django.db import Error, close_old_connections, connection

from seances import courrier, workflow
from seances.models import Envoi

logger = logging.getLogger(__name__)

PAUSE = 5  # seconds between two looks at the queue


class Command(BaseCommand):
    help = (
        "Envoie les courriels qui attendent dans la file, puis ceux qui s’y ajoutent, jusqu’à Ctrl+C ou SIGTERM ; y "
        "ajoute chaque jour, à partir de 9 heures, les rappels des séances dont c’est le moment ; demande, après une "
        "séance, les notes de ses sous-groupes, les rappelle et les réclame ; rappelle les demandes des "
        "personnes sur leurs données avant que le délai de réponse ne soit passé ; ajoute le lundi la lettre de la "
        "semaine, pour qui l’a demandée et s’il y a du neuf. Un serveur de courrier en panne ne "
        "fait rien perdre : chaque courriel est réessayé, de plus en plus rarement. Plusieurs peuvent tourner en même "
        "temps."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--une-fois", action="store_true", help="envoyer ce qui attend maintenant, puis s’arrêter"
        )
        parser.add_argument(
            "--bail",
            type=int,
            default=int(courrier.BAIL.total_seconds()),
            metavar="SECONDES",
            help=(
                "combien de temps un courriel en cours d’envoi reste réservé ; s’il a été interrompu (coupure, arrêt "
                "brutal), il repart ensuite. Plus long que ce que met le serveur de courrier à accepter un message. "
                "%(default)s par défaut"
            ),
        )

    def handle(self, *, une_fois, bail, **options):
        if bail < 1:
            raise CommandError("--bail est un nombre de secondes, au moins 1.")
        self.bail = datetime.timedelta(seconds=bail)
        if une_fois:
            workflow.remind_due()
            workflow.ask_notes()
            workflow.remind_demandes()
            workflow.tell_news()
            self.tell(courrier.deliver(bail=self.bail))
            return
        stopped = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopped.set())
        self.stdout.write("Les courriels partent. Arrêter : Ctrl+C.")
        self.stdout.flush()
        while not stopped.is_set():
            self.round(stopped)
            stopped.wait(PAUSE)

    def round(self, stopped):
        """One look at the queue; a database that does not answer is asked again later."""
        close_old_connections()
        try:
            workflow.remind_due()
            workflow.ask_notes()
            workflow.remind_demandes()
            workflow.tell_news()
            tournee = courrier.deliver(stop=stopped.is_set, bail=self.bail)
        except Error as error:
            logger.error("The queue could not be read: %s", type(error).__name__)
            connection.close()
            return
        if tournee != courrier.Tournee():
            self.tell(tournee)

    def tell(self, tournee):
        left = Envoi.objects.a_envoyer().count()
        panne = " Le serveur de courrier ne répond pas." if tournee.panne else ""
        self.stdout.write(
            f"Envoyés : {tournee.envoyes}, remis à plus tard : {tournee.remis}, échoués : {tournee.echoues}, "
            f"sans objet : {tournee.sans_objet}, dans la file : {left}.{panne}"
        )
        self.stdout.flush()
