"""sauvegarder: the whole portal as one archive."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from participants.progression import Progression
from seances.sauvegarde import SauvegardeRefusee
from seances.sauvegarde.prise import take


class Command(BaseCommand):
    help = (
        "Sauvegarde la base de données et les fichiers du portail en une seule archive, relue et vérifiée, pendant que "
        "le portail sert. L’archive n’a son nom (assises-DATE.zip) que lorsqu’elle est entière. Elle contient des "
        "données personnelles : gardez-la sous clé, et une copie ailleurs. La variable SECRET_KEY n’y est pas : "
        "gardez-la à part."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "dossier", type=Path, metavar="DIR", help="dossier des sauvegardes ; créé s’il manque"
        )
        parser.add_argument(
            "--garder",
            type=int,
            metavar="N",
            help="ne garder ensuite que les N sauvegardes entières les plus récentes, celle-ci comprise",
        )

    def handle(self, *, dossier, garder, **options):
        if garder is not None and garder < 1:
            raise CommandError("--garder est un nombre de sauvegardes, au moins 1.")
        try:
            prise = take(dossier, garder=garder, progress=Progression(self.stderr))
        except SauvegardeRefusee as refusal:
            raise CommandError(str(refusal)) from refusal
        for path in prise.effacees:
            self.stdout.write(f"{path} : effacée, plus ancienne que les {garder} à garder.")
        for path in prise.abimees:
            self.stderr.write(f"{path} : cette archive ne se lit plus ; elle ne compte pas, regardez-la.")
        told = f"{prise.archive} : {prise.lignes} lignes, {prise.fichiers} fichiers"
        if prise.absents:
            for sha256 in prise.absents:
                self.stderr.write(
                    f"{sha256} : ce fichier du portail manque ou est altéré, il n’a pas pu être copié."
                )
            raise CommandError(
                f"{told}, mais il en manque {len(prise.absents)}. Remettez-les depuis une sauvegarde plus ancienne "
                "(restaurer --fichiers-seuls), puis recommencez."
            )
        self.stdout.write(f"{told}, relus et vérifiés.")
