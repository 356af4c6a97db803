"""importer_pv: a PV into the portal, from a JSON file or from what a secretary keeps (Word, ODT, text, PDF)."""

import json as stdlib_json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from seances.importation import FichierRefuse, ImportRefuse, importer
from seances.pv import json, lecture
from seances.reprise.fichier import DoutesOuverts, confirmed, dumps

MONTRES = 20
ANCIENS = {".docx", ".odt", ".txt", ".pdf"}


class Command(BaseCommand):
    help = (
        "Importe un procès-verbal : JSON (pv-assises/1 ou pv-assises/2), ou un ancien PV en .docx, .odt, .txt ou .pdf. "
        "Tout ou rien ; deux fois le même fichier ne change rien. D’un ancien PV, --simuler --json imprime "
        "ce qui a été reconnu, les doutes et les mots laissés de côté."
    )

    def add_arguments(self, parser):
        parser.add_argument("fichier", type=Path, help="le fichier : JSON, .docx, .odt, .txt ou .pdf")
        parser.add_argument("--simuler", action="store_true", help="dire ce qui serait fait, ne rien écrire")
        parser.add_argument("--json", action="store_true", help="imprimer ce qui a été lu")
        parser.add_argument(
            "--remplacer",
            action="store_true",
            help="écraser un brouillon modifié depuis son import, après en avoir gardé le texte",
        )
        parser.add_argument(
            "--accepter",
            action="store_true",
            help="d’un ancien PV : retenir la réponse proposée à chaque doute qui en a une",
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
        if fichier.suffix.lower() in ANCIENS:
            data = self.read_old(fichier, data, options["accepter"], simuler and options["json"])
            if data is None:
                return
        else:
            data = confirmed(data)
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
                f"{refusal}{lines}"
                + (f"\n  … et {more} autres différences" if more > 0 else "")
                + ("\nAjoutez --remplacer pour l’écraser." if refusal.remplacable else "")
            ) from refusal
        if options["json"]:
            self.stdout.write(stdlib_json.dumps(json.to_plain(result.document), ensure_ascii=False, indent=1))
            return
        self.tell(result, simuler)

    def read_old(self, fichier, data, accepter, printed):
        """Bytes of the format made of an old PV; None once its reading is printed. Raises CommandError."""
        from seances.conversion.lecture import Refus  # what reads Word is loaded by those who read Word
        from seances.reprise.lecture import read_file

        try:
            found = read_file(fichier.name, data)
        except Refus as refusal:
            raise CommandError(f"{fichier} : {refusal}") from refusal
        if printed:
            self.stdout.write(stdlib_json.dumps(found.to_plain(), ensure_ascii=False, indent=1))
            return None
        self.stderr.write(
            f"Reconnu : {found.mots_repris} mots sur {found.mots} ; "
            f"{len(found.doutes)} doute(s), {len(found.reste)} passage(s) laissé(s) de côté et mis en annexe."
        )
        try:
            return dumps(found, accepter=accepter)
        except DoutesOuverts as doubts:
            lines = "\n".join(f"  {question}" for question in doubts.questions[:MONTRES])
            raise CommandError(
                f"{fichier} : {doubts}, rien n’a été écrit. Imprimez la lecture (--simuler --json), corrigez-la et "
                f"importez ce JSON ; --accepter retient ce qui est proposé là où une réponse l’est :\n{lines}"
            ) from doubts

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
