"""exporter_pv: the PV of a séance as a file."""

import sys
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from participants import journal
from participants.journal import Acte
from participants.models import Participant
from seances import copie_archive, fichiers, papiers, releve_paroles, sorties, workflow
from seances.lus import Lu, lu_of
from seances.models import Seance
from seances.permissions import served_edition
from seances.pv import json
from seances.pv.build import build, build_with_people


class Command(BaseCommand):
    help = (
        "Exporte le procès-verbal d’une séance : pour le chantier la version figée la plus récente, à défaut le "
        "texte de travail."
    )

    def create_parser(self, *args, **kwargs):
        # « --version » is the version of the PV, not Django's.
        return super().create_parser(*args, conflict_handler="resolve", **kwargs)

    def add_arguments(self, parser):
        parser.add_argument("chantier", type=int, help="numéro du chantier")
        parser.add_argument("seance", type=int, help="numéro de la séance")
        parser.add_argument(
            "--format", choices=["pdf", "json", "csv", "xlsx", *sorties.FORMATS], default="pdf"
        )
        parser.add_argument(
            "--edition",
            choices=["projet", "chantier", "publique", "archive"],
            default="chantier",
            help=(
                "projet : le texte de travail ; publique : ce que lisent les visiteurs ; archive : la version figée en "
                "PDF/A-3, les notes des sous-groupes jointes telles qu’elles ont été reçues"
            ),
        )
        parser.add_argument("--version", dest="numero", type=int, help="numéro de la version figée")
        parser.add_argument(
            "--sans-courriels",
            action="store_true",
            help="JSON : laisser de côté les adresses personnelles",
        )
        parser.add_argument(
            "--pseudonymes",
            action="store_true",
            help="CSV et XLSX : remplacer les noms, dans les textes aussi, par des pseudonymes stables",
        )
        parser.add_argument("--sortie", type=Path, help="fichier à écrire (sinon la sortie standard)")

    def handle(self, *, chantier, seance, sortie, **options):
        row = Seance.objects.with_document().filter(chantier__numero=chantier, numero=seance).first()
        if row is None:
            raise CommandError(f"La séance {seance} du chantier {chantier} n’existe pas.")
        frozen = self.frozen(row, options)
        if frozen is None and not hasattr(row, "proces_verbal") and not row.points.exists():
            raise CommandError(f"{row} : il n’y a ni ordre du jour ni procès-verbal.")
        if options["pseudonymes"] and options["format"] not in {"csv", "xlsx"}:
            raise CommandError("--pseudonymes vaut pour les formats csv et xlsx.")
        if options["edition"] == "archive":
            data = self.archive(row, frozen, options)
        else:
            data = self.data(row, frozen, options)
        if sortie:
            try:
                fichiers.write_whole(sortie, data)
            except OSError as error:
                raise CommandError(
                    f"{sortie} : le fichier ne peut pas être écrit ({error.strerror})."
                ) from error
            self.stderr.write(f"{sortie} : {len(data)} octets, sha256 {fichiers.digest(data)}")
        else:
            sys.stdout.buffer.write(data)

    def frozen(self, row, options):
        """The VersionPV or EditionPublique to export, None for the working text."""
        numero, edition = options["numero"], options["edition"]
        if edition == "publique":
            found = served_edition(row, with_text=True)
            if found is None:
                raise CommandError(f"{row} : aucune édition publique.")
            return found
        pv = getattr(row, "proces_verbal", None)
        if edition == "projet" or pv is None:
            return None
        versions = pv.versions.order_by("-numero")
        if numero is not None:
            found = versions.filter(numero=numero).first()
            if found is None:
                raise CommandError(f"{row} : la version {numero} n’existe pas.")
            return found
        return versions.filter(retrait__isnull=True).first()

    def data(self, row, frozen, options):
        match options["format"]:
            case "pdf":
                return self.pdf(row, frozen)
            case "json":
                return self.json(row, frozen, options)
            case "csv" | "xlsx" as ending:
                return self.table(row, frozen, ending, options["pseudonymes"])
            case ending:
                return self.file(row, frozen, ending)

    def archive(self, row, version, options):
        """The archive copy; it carries what people handed in, so the audit log keeps that it left."""
        if options["format"] != "pdf":
            raise CommandError("--edition archive vaut pour le format pdf.")
        if version is None:
            raise CommandError(
                f"{row} : aucune version n’est figée ; la copie d’archive est celle d’une version."
            )
        mention = workflow.mention_of(version)
        try:
            data = copie_archive.render(version, mention=mention, teinte=row.chantier.teinte)
        except (fichiers.FichierAbsent, fichiers.FichierAltere) as error:
            raise CommandError(f"{row} : l’original d’une note manque ou est altéré ({error}).") from error
        journal.record(Acte.EXPORTATION, version, by=None, format="pdf", copie="archive")
        return data

    def table(self, row, frozen, ending, pseudonymes):
        if frozen:
            lu = lu_of(row, frozen, people=pseudonymes)
        else:
            document, people = build_with_people(row)
            lu = Lu(row, document, None, people)
        rows = releve_paroles.Table(pseudonymes=pseudonymes).rows([lu])
        return b"".join({"csv": releve_paroles.csv, "xlsx": releve_paroles.xlsx}[ending](rows))

    def file(self, row, frozen, ending):
        images = f"{settings.SITE_URL.rstrip('/')}{row.adresse_images}"
        if frozen is None:
            return sorties.render(ending, build(row), mention="Projet", images=images)
        return sorties.render(
            ending,
            json.read_frozen(frozen.contenu),
            mention=workflow.mention_of(frozen),
            moment=sorties.moment_of(frozen),
            images=images,
        )

    def pdf(self, row, frozen):
        if frozen:
            return fichiers.read(frozen.pdf_sha256)
        return papiers.projet(build(row), row.chantier.teinte)

    def json(self, row, frozen, options):
        """The frozen text as it was frozen; the working text with the addresses that the operator may have."""
        if frozen:
            document = json.read_frozen(frozen.contenu)
            people = {}
            if options["edition"] != "publique":
                people = dict(frozen.personnes.values_list("cle", "participant_id"))
        else:
            document, people = build_with_people(row, adresses=not options["sans_courriels"])
        addresses = {}
        if not options["sans_courriels"]:
            known = dict(
                Participant.objects.filter(pk__in=people.values())
                .exclude(courriel="")
                .values_list("pk", "courriel")
            )
            addresses = {key: known[pk] for key, pk in people.items() if pk in known}
        if addresses:
            journal.record(Acte.EXPORTATION, row, by=None, format="json", personnes=sorted(set(known)))
        return json.dumps(document, addresses).encode()
