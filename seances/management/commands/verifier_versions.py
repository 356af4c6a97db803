"""verifier_versions: is what is frozen still what was frozen?"""

from django.core.management.base import BaseCommand, CommandError

from seances.models import EditionPublique, VersionPV
from seances.verification import check_frozen


class Command(BaseCommand):
    help = "Vérifie que chaque version figée et chaque édition publique a gardé ses octets (sha256)."

    def handle(self, **options):
        problems = list(check_frozen())
        for problem in problems:
            self.stderr.write(problem)
        if problems:
            raise CommandError(f"{len(problems)} anomalie(s) : restaurez ces fichiers depuis une sauvegarde.")
        count = VersionPV.objects.count() + EditionPublique.objects.filter(retiree=False).count()
        self.stdout.write(f"{count} versions et éditions vérifiées, toutes intactes.")
