"""convertir_note: how a note will read in the PV, without a database."""

import json
import sys
from dataclasses import asdict
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from seances import fichiers, notes
from seances.conversion import limites
from seances.pv import richtext
from seances.pv.document import block_texts


class Command(BaseCommand):
    help = (
        "Convertit la note d’un sous-groupe (.docx, .odt, .pdf, .md, .txt) et écrit son HTML, tel que le procès-verbal "
        "le reprendra. Rien n’est enregistré."
    )
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("fichier", type=Path, metavar="FICHIER", help="la note reçue")
        parser.add_argument(
            "--json",
            action="store_true",
            help="le HTML, le texte, ce qui n’a pas pu être repris et le contrôle des mots, en JSON",
        )

    def handle(self, *, fichier, **options):
        try:
            with fichier.open("rb") as stream:
                data = stream.read(limites.TAILLE + 1)
        except OSError as error:
            raise CommandError(f"{fichier} : le fichier ne peut pas être lu ({error.strerror}).") from error
        try:
            found = notes.convert(fichier.name, data)
        except notes.NoteRefusee as refusal:
            raise CommandError(str(refusal)) from refusal
        if options["json"]:
            self.stdout.write(json.dumps(report(found, data), ensure_ascii=False, indent=1))
            return
        self.stdout.write(found.contenu)
        for sentence in found.lecture.avertissements:
            self.stderr.write(self.style.WARNING(sentence))
        if not found.verdict.conforme:
            self.stderr.write(self.style.WARNING(f"Contrôle des mots : {found.verdict.nombre} écart(s)."))
        sys.stdout.flush()


def report(found, data):
    """What `--json` prints. data: the bytes of the note."""
    blocs = richtext.parse(found.contenu)
    return {
        "genre": found.lecture.genre,
        "sha256": fichiers.digest(data),
        "html": found.contenu,
        "texte": "\n".join(text for bloc in blocs for text in block_texts(bloc)),
        "avertissements": list(found.lecture.avertissements),
        "controle_des_mots": {"conforme": found.verdict.conforme, **asdict(found.verdict)},
        "images": sorted(found.lecture.images),
    }
