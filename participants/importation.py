"""Bringing rows in from a spreadsheet: all or nothing, told line by line, twice changes nothing."""

import hashlib
import json
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
    propositions: list = field(default_factory=list)  # names that are not known and resemble others
    perime: bool = False  # the database is no longer what it was for the preview: nothing was done

    @property
    def total(self):
        return (
            f"{len(self.crees)} créés, {len(self.modifies)} modifiés, {len(self.inchanges)} inchangés, "
            f"{len(self.refuses)} refusés"
        )

    @property
    def empreinte(self):
        """The same for two reports that say the same of every row."""
        told = [self.crees, self.modifies, self.inchanges, self.refuses, self.annexes]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def read(data, resource_class):
    """The lines of a file's bytes, for a kind of rows. Raises tableur.FeuilleRefusee."""
    columns = [each.column_name for each in resource_class().get_import_fields()]
    return tableur.read(data, columns, resource_class.colonnes_requises, resource_class.colonnes_usuelles)


def importer(data, resource, **options):
    """Write the rows of a file's bytes with a resource: `write`. Raises tableur.FeuilleRefusee."""
    return write(read(data, type(resource)), resource, **options)


def write(lines, resource, *, by=None, simuler=False, sauf_refusees=False, attendu=None, progress=None):
    """Write lines with a resource; nothing when one is refused, or when `simuler`. Returns a Rapport.

    sauf_refusees: write the other rows all the same; a refused row leaves nothing, not even its organisation.
    attendu: `empreinte` of the report that somebody agreed to; nothing is written when it would be another.
    by: the Compte, None for a command. progress: function of (rows done, rows in all).
    """
    if simuler:  # reads alone: nobody waits for a preview
        rapport, _ = _go_through(lines, resource, True, progress)
        return rapport
    with transaction.atomic():
        rapport, keys = _go_through(lines, resource, False, progress)
        rapport.perime = attendu is not None and rapport.empreinte != attendu
        if rapport.perime or (rapport.refuses and not sauf_refusees):
            transaction.set_rollback(True)
        elif keys:
            name = str(resource._meta.model._meta.verbose_name_plural)
            journal.record(journal.Acte.IMPORTATION, name, by=by, **keys)
    return rapport


def _go_through(lines, resource, simuler, progress):
    """(Rapport, keys of the rows written by what was done) once every line was taken."""
    resource.simuler, resource.lignes = simuler, [line.numero for line in lines]
    present = list(lines[0].cellules) if lines else resource.colonnes_requises
    dataset = tablib.Dataset(*(list(line.cellules.values()) for line in lines), headers=present)
    result = resource.import_data(dataset, use_transactions=False, progress=progress)
    for error in result.base_errors:
        raise error.error
    rapport = Rapport(annexes=resource.annexes, propositions=resource.propositions)
    keys = {"crees": [], "modifies": []}
    for line, row in zip(resource.lignes, result.rows, strict=True):
        for error in row.errors:
            raise error.error
        if row.validation_error is not None:
            rapport.refuses.append((line, reason(row.validation_error, resource)))
            continue
        act = ACTES[row.import_type]
        getattr(rapport, act).append((line, row.texte))
        if act in keys:
            keys[act].append(row.instance.pk)
    return rapport, {name: kept for name, kept in keys.items() if kept}


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
        resource = self.resource_class()
        try:
            rapport = importer(
                data,
                resource,
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
        for line, why in resource.ressemblances():
            self.stdout.write(f"ligne {line} : à vérifier, {why}")
        self.stdout.write(f"{rapport.total}.")
        if simuler:
            self.stdout.write("Simulation : rien n’a été écrit.")

    def progress(self, done, total):
        """One line that counts, when the import lasts."""
        now = time.monotonic()
        if now - self.begun > 2 and (now - self.told > 0.2 or done == total):
            self.told = now
            self.stderr.write(f"{done}/{total} lignes", ending="\n" if done == total else "\r")
