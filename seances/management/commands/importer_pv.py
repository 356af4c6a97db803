"""importer_pv: a PV from a JSON file into the portal."""

import json as stdlib_json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from seances.importation import FichierRefuse, ImportRefuse, importer
from seances.pv import json, lecture

MONTRES = 20


class Command(BaseCommand):
    help = (
        "Importe un procès-verbal (formats pv-assises/1 et pv-assises/2). Tout ou rien ; deux fois le même "
        "fichier ne change rien."
    )

    def add_arguments(self, parser):
        parser.add_argument("fichier", type=Path, help="le fichier JSON")
        parser.add_argument("--simuler", action="store_true", help="dire ce qui serait fait, ne rien écrire")
        parser.add_argument("--json", action="store_true", help="imprimer l’arbre lu (pv-assises/2)")
        parser.add_argument(
            "--remplacer",
            action="store_true",
            help="écraser un brouillon modifié depuis son import, après en avoir gardé le texte",
        )
        parser.add_argument(
            "--etat",
            choices=["brouillon", "diffuse", "approuve"],
            default="brouillon",
            help="diffuse et approuve figent une première version ; approuve la publie aussi",
        )

        parser.add_argument(
            "--accord",
            choices=["oui", "non"],
            default="",
            help="le groupe a-t-il accepté un PV public nominatif ? sans « oui », seule la présidence y est nommée",
        )

    def handle(self, *, fichier, simuler, remplacer, etat, accord, **options):
        try:
            size = fichier.stat().st_size
            if size > lecture.TAILLE_MAXIMALE:
                raise CommandError(f"{fichier} : {lecture.too_large(size)}")
            data = fichier.read_bytes()
        except OSError as error:
            raise CommandError(f"{fichier} : le fichier ne peut pas être lu ({error.strerror}).") from error
        try:
            result = importer(data, etat=etat, remplacer=remplacer, simuler=simuler, accord=accord)
        except FichierRefuse as refusal:
            lines = "\n".join(f"  {erreur}" for erreur in refusal.erreurs[:MONTRES])
            more = len(refusal.erreurs) - MONTRES
            raise CommandError(
                f"{fichier} est refusé, rien n’a été écrit :\n{lines}"
                + (f"\n  … et {more} autres erreurs" if more > 0 else "")
            ) from refusal
        except ImportRefuse as refusal:
            lines = "".join(f"\n  {line}" for line in refusal.changements[:MONTRES])
            more = len(refusal.changements) - MONTRES
            raise CommandError(
                f"{refusal}{lines}" + (f"\n  … et {more} autres différences" if more > 0 else "")
            ) from refusal
        if options["json"]:
            self.stdout.write(stdlib_json.dumps(json.to_plain(result.document), ensure_ascii=False, indent=1))
            return
        self.tell(result, simuler)

    def tell(self, result, simuler):
        for warning in result.avertissements:
            self.stdout.write(f"À vérifier : {warning}")
        for warning in result.rapport.a_verifier:
            self.stdout.write(f"À vérifier : {warning}")
        if result.rien:
            self.stdout.write("Rien à changer : le portail contient déjà ce procès-verbal.")
            return
        counts = {}
        for kind, _ in result.rapport.crees:
            counts[kind] = counts.get(kind, 0) + 1
        if counts:
            self.stdout.write("Créé : " + ", ".join(f"{count} × {kind}" for kind, count in counts.items()))
        for label in result.rapport.modifies:
            self.stdout.write(f"Modifié : {label}")
        if result.version:
            self.stdout.write(f"Figé : version {result.version}")
        self.stdout.write(
            "Simulation : rien n’a été écrit."
            if simuler
            else self.style.SUCCESS(f"Importé : {result.seance}")
        )
