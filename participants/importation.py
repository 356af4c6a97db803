"""Bringing rows in from a spreadsheet: all or nothing, told line by line, twice changes nothing."""

import time
from dataclasses import dataclass, field
from pathlib import Path

import tablib
from django.core.exceptions import NON_FIELD_ERRORS
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from import_export.results import RowResult

from . import journal, tableur

MONTRES = 20
ACTES = {
    RowResult.IMPORT_TYPE_NEW: "crees",
    RowResult.IMPORT_TYPE_UPDATE: "modifies",
    RowResult.IMPORT_TYPE_SKIP: "inchanges",
}


@dataclass
class Rapport:
    """(line, text) of what was done with each row, and of why some are refused: then nothing was done."""

    crees: list = field(default_factory=list)
    modifies: list = field(default_factory=list)
    inchanges: list = field(default_factory=list)
    refuses: list = field(default_factory=list)
    annexes: list = field(default_factory=list)  # what had to be made beside the rows

    @property
    def total(self):
        return (
            f"{len(self.crees)} créés, {len(self.modifies)} modifiés, {len(self.inchanges)} inchangés, "
            f"{len(self.refuses)} refusés"
        )


@transaction.atomic
def importer(data, resource, *, by=None, simuler=False, sauf_refusees=False, progress=None):
    """Write the rows of a file's bytes with a resource; nothing when one is refused, or when `simuler`.

    sauf_refusees: write the other rows all the same; a refused row leaves nothing, not even its organisation.
    by: the Compte, None for a command. progress: function of (rows done, rows in all). Returns a Rapport.
    Raises tableur.FeuilleRefusee.
    """
    columns = [each.column_name for each in resource.get_import_fields()]
    lines = tableur.read(data, columns, resource.colonnes_requises, resource.colonnes_usuelles)
    resource.sauf_refusees = sauf_refusees
    resource.lignes = [line.numero for line in lines]
    present = [name for name in columns if lines and name in lines[0].cellules]
    dataset = tablib.Dataset(*([line.cellules[name] for name in present] for line in lines), headers=present)
    result = resource.import_data(
        dataset,
        dry_run=simuler,
        use_transactions=True,
        rollback_on_validation_errors=not sauf_refusees,
        progress=progress,
    )
    for error in result.base_errors:
        raise error.error
    rapport = Rapport(annexes=resource.annexes)
    keys = {"crees": [], "modifies": [], "inchanges": []}
    for line, row in zip(resource.lignes, result.rows, strict=True):
        for error in row.errors:
            raise error.error
        if row.validation_error is not None:
            rapport.refuses.append((line, reason(row.validation_error, resource)))
        else:
            getattr(rapport, ACTES[row.import_type]).append((line, describe(row, resource)))
            keys[ACTES[row.import_type]].append(row.object_id)
    written = {name: keys[name] for name in ("crees", "modifies") if keys[name]}
    if written and not simuler and (sauf_refusees or not rapport.refuses):
        name = str(resource._meta.model._meta.verbose_name_plural)
        journal.record(journal.Acte.IMPORTATION, name, by=by, **written)
    return rapport


def reason(error, resource):
    """What a ValidationError says, each message after the name of its column."""
    if not hasattr(error, "error_dict"):
        return " ".join(error.messages)
    told = []
    for name, messages in error.message_dict.items():
        column = resource.fields[name].column_name if name in resource.fields else ""
        prefix = f"{column} : " if column and name != NON_FIELD_ERRORS else ""
        told.append(prefix + " ".join(messages))
    return " ; ".join(told)


def describe(row, resource):
    """The row in words; of one that changed, what became what."""
    if row.import_type != RowResult.IMPORT_TYPE_UPDATE:
        return str(row.instance)
    changes = []
    for each in resource.get_export_fields():
        before, after = resource.before[row.object_id].get(each.column_name), each.export(row.instance)
        if before != after:
            changes.append(f"{each.column_name} : « {before} » → « {after} »")
    return f"{row.instance} ({' ; '.join(changes)})"


class ImportCommand(BaseCommand):
    """A command that imports a spreadsheet with `resource_class`."""

    resource_class = None

    def add_arguments(self, parser):
        parser.add_argument("fichier", type=Path, help="le fichier CSV, .xlsx ou .ods")
        parser.add_argument("--simuler", action="store_true", help="dire ce qui serait fait, ne rien écrire")
        parser.add_argument(
            "--sauf-refusees",
            action="store_true",
            help="écrire les autres lignes quand certaines sont refusées (sinon : tout ou rien)",
        )

    def handle(self, *, fichier, simuler, sauf_refusees, **options):
        self.begun = self.told = time.monotonic()
        try:
            data = fichier.read_bytes()
        except OSError as error:
            raise CommandError(f"{fichier} : le fichier ne peut pas être lu ({error.strerror}).") from error
        try:
            rapport = importer(
                data,
                self.resource_class(),
                simuler=simuler,
                sauf_refusees=sauf_refusees,
                progress=self.progress,
            )
        except tableur.FeuilleRefusee as refusal:
            raise CommandError(f"{fichier} est refusé, rien n’a été écrit : {refusal}") from refusal
        if rapport.refuses and not sauf_refusees:
            lines = "".join(f"\n  ligne {line} : {why}" for line, why in rapport.refuses[:MONTRES])
            more = len(rapport.refuses) - MONTRES
            raise CommandError(
                f"{fichier} est refusé, rien n’a été écrit ({rapport.total}) :{lines}"
                + (f"\n  … et {more} autres lignes" if more > 0 else "")
            )
        for text in rapport.annexes:
            self.stdout.write(text)
        for line, text in rapport.crees:
            self.stdout.write(f"ligne {line} : créé, {text}")
        for line, text in rapport.modifies:
            self.stdout.write(f"ligne {line} : modifié, {text}")
        for line, why in rapport.refuses:
            self.stdout.write(f"ligne {line} : refusée, {why}")
        self.stdout.write(f"{rapport.total}.")
        if simuler:
            self.stdout.write("Simulation : rien n’a été écrit.")

    def progress(self, done, total):
        """One line that counts, when the import lasts."""
        now = time.monotonic()
        if now - self.begun > 2 and (now - self.told > 0.2 or done == total):
            self.told = now
            self.stderr.write(f"{done}/{total} lignes", ending="\n" if done == total else "\r")
