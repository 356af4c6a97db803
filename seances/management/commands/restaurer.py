"""restaurer: a portal from an archive that sauvegarder made."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from participants.progression import Progression
from seances.sauvegarde import SauvegardeRefusee
from seances.sauvegarde.remise import restore


class Command(BaseCommand):
    help = (
        "Remet en place un portail depuis une sauvegarde, sur SQLite comme sur PostgreSQL. L’archive est d’abord lue "
        "et vérifiée en entier ; puis tout est remis, ou rien. Les tables sont créées par la commande : il suffit "
        "d’une base vide. Donnez au nouveau portail la SECRET_KEY de l’ancien. Chacun devra se connecter de nouveau."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "archive",
            type=Path,
            metavar="DIR",
            help="dossier des sauvegardes (la plus récente est prise), ou une archive",
        )
        parser.add_argument(
            "--simuler", action="store_true", help="lire et vérifier toute l’archive, ne rien écrire"
        )
        parser.add_argument(
            "--ecraser",
            action="store_true",
            help="remplacer un portail qui contient déjà quelque chose (arrêtez-le d’abord)",
        )
        parser.add_argument(
            "--fichiers-seuls",
            action="store_true",
            help="ne remettre que les fichiers perdus ou altérés, sans toucher à la base",
        )
        parser.add_argument(
            "--incomplete", action="store_true", help="accepter une archive à laquelle il manque des fichiers"
        )

    def handle(self, *, archive, simuler, ecraser, fichiers_seuls, incomplete, **options):
        try:
            remise = restore(
                archive,
                simuler=simuler,
                ecraser=ecraser,
                fichiers_seuls=fichiers_seuls,
                incomplete=incomplete,
                progress=Progression(self.stderr),
            )
        except SauvegardeRefusee as refusal:
            raise CommandError(str(refusal)) from refusal
        lines, moment = sum(remise.portail["tables"].values()), remise.portail["moment"]
        if simuler:
            self.stdout.write(
                f"{remise.archive} : {lines} lignes du {moment}, tout est intact. Rien n’a été écrit."
            )
            return
        done = f"{remise.ecrits} fichiers remis" + ("" if fichiers_seuls else f", {lines} lignes")
        self.stdout.write(f"{remise.archive} (du {moment}) : {done}.")
        for problem in remise.anomalies:
            self.stderr.write(problem)
        if remise.anomalies:
            raise CommandError(
                f"{len(remise.anomalies)} anomalie(s) dans les versions figées, dites ci-dessus."
            )
        self.stdout.write("Versions et éditions vérifiées, toutes intactes.")
