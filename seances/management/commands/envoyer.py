"""envoyer: the worker of the queue of letters."""

import logging
import signal
import threading

from django.core.management.base import BaseCommand
from django.db import Error, close_old_connections, connection

from seances import courrier
from seances.models import Envoi

logger = logging.getLogger(__name__)

PAUSE = 5  # seconds between two looks at the queue


class Command(BaseCommand):
    help = (
        "Envoie les courriels qui attendent dans la file, puis ceux qui s’y ajoutent, jusqu’à Ctrl+C ou SIGTERM. Un "
        "serveur de courrier en panne ne fait rien perdre : chaque courriel est réessayé, de plus en plus rarement. "
        "Plusieurs peuvent tourner en même temps."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--une-fois", action="store_true", help="envoyer ce qui attend maintenant, puis s’arrêter"
        )

    def handle(self, *, une_fois, **options):
        if une_fois:
            self.tell(courrier.deliver())
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
            tournee = courrier.deliver(stop=stopped.is_set)
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
            f"dans la file : {left}.{panne}"
        )
        self.stdout.flush()
