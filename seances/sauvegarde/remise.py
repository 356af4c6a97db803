"""Putting an archive back: read whole and verified first, then its files, then its rows, all or none.

Files carry the names of their bytes: those written for a restore that did not end are orphans, and hurt nothing. On
PostgreSQL the rows take the place of the others in one transaction, tables and migrations included. SQLite changes no
table inside one: there the base is made beside, then copied over by SQLite's own online copy, which is one transaction.
"""

import contextlib
import fcntl
import hashlib
import shutil
import time
from dataclasses import dataclass, field
from pathlib import Path

from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import DatabaseError, OperationalError, connection, connections, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from participants import journal
from participants.journal import Acte
from participants.models import Changement
from seances import fichiers
from seances.verification import check_frozen

from . import SauvegardeRefusee, tables
from .archive import ArchiveReader, table_of
from .dossier import chosen

ROOMS = ("participants", "chantiers", "seances")
SANS_OEUVRE = {"Changement", "Tentative"}  # rows that a portal makes before anybody worked in it
ATTENTE = "30s"  # for those who still read or write


@dataclass
class Remise:
    """What was put back. anomalies: what `verifier_versions` would say."""

    archive: Path
    portail: dict
    ecrits: int = 0
    anomalies: list[str] = field(default_factory=list)


def restore(path, *, ecraser=False, incomplete=False, simuler=False, fichiers_seuls=False, progress):
    """Put an archive back. Returns a Remise. Raises SauvegardeRefusee: then the portal is as it was.

    ecraser: over a portal where somebody worked. simuler: only read and verify. fichiers_seuls: only give back the
    stored files that are lost or altered. incomplete: also an archive that lacks files.
    """
    path = chosen(path)
    with ArchiveReader(path) as archive:
        remise = Remise(path, archive.portail)
        if archive.portail["absents"] and not incomplete:
            raise SauvegardeRefusee(
                f"{path} : il manque {len(archive.portail['absents'])} fichier(s) à cette archive. Prenez-en une plus "
                "ancienne, ou acceptez cette perte avec --incomplete."
            )
        migrations = _known(archive)
        archive.verify(progress(archive.size, "octets vérifiés"))
        if simuler:
            return remise
        if not (ecraser or fichiers_seuls):
            _refuse_over_work()
        remise.ecrits = _files(archive, progress(len(archive.files), "fichiers"))
        if not fichiers_seuls:
            _base(archive, migrations, progress)
    remise.anomalies = list(check_frozen())
    return remise


def _known(archive):
    """The migrations of an archive. Raises SauvegardeRefusee when it comes from a newer portal."""
    known = MigrationLoader(None).graph.nodes
    found = [tuple(node) for node in archive.portail["migrations"]]
    if unknown := [node for node in found if node not in known]:
        raise SauvegardeRefusee(
            f"{archive.path} : cette sauvegarde vient d’un portail plus récent (migration « {'.'.join(unknown[0])} »). "
            "Installez d’abord cette version, ou une plus récente."
        )
    return found


def _refuse_over_work():
    there = set(connection.introspection.table_names())
    for model in [model for room in ROOMS for model in apps.get_app_config(room).get_models()]:
        table = model._meta.db_table
        if table not in there or model.__name__ in SANS_OEUVRE:
            continue
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT 1 FROM {connection.ops.quote_name(table)} LIMIT 1")
            if cursor.fetchone():
                raise SauvegardeRefusee(
                    f"Ce portail n’est pas vide (table {table}). Rien n’a été écrit. Sauvegardez-le d’abord s’il le "
                    "faut ; --ecraser met l’archive à la place de tout ce qu’il contient."
                )


def _files(archive, tick):
    written = 0
    for sha256 in archive.files:
        try:
            written += fichiers.put_back(sha256, archive.bytes_of(sha256))
        except OSError as error:
            raise SauvegardeRefusee(
                f"{error.filename or fichiers.name_of(sha256)} : le fichier n’a pas pu être écrit ({error.strerror}). "
                "La base de données n’a pas été touchée."
            ) from error
        tick(1)
    return written


def _base(archive, migrations, progress):
    same = _migrated_as(migrations)  # then its tables serve again, which spares the time to make them
    try:
        if connection.vendor == "sqlite":
            live = connection.settings_dict
            with _beside(live) as own:
                if same:
                    _copy(live, own.settings_dict)
                _fill(archive, migrations, progress, made=same)
                _copy(own.settings_dict, live)
        else:
            with tables.own_connection(), transaction.atomic():
                with connection.cursor() as cursor:
                    cursor.execute(f"SET LOCAL lock_timeout = '{ATTENTE}'")
                if not same:
                    _drop(migrations)
                _fill(archive, migrations, progress, made=same)
    except OperationalError as error:
        raise SauvegardeRefusee(
            f"La base de données n’a pas pu être remplacée ({str(error).splitlines()[0]}) : elle est restée comme elle "
            "était. Arrêtez le portail et l’envoi des courriels, puis relancez."
        ) from error
    except DatabaseError as error:
        raise SauvegardeRefusee(
            f"{archive.path} : la base de données refuse une ligne de cette archive "
            f"({str(error).splitlines()[0]}) ; elle est restée comme elle était."
        ) from error
    except OSError as error:
        raise SauvegardeRefusee(
            f"{error.filename} : la base n’a pas pu être écrite ({error.strerror}) ; elle est restée comme elle était."
        ) from error


@contextlib.contextmanager
def _beside(live):
    """`default` is meanwhile a new file of SQLite, in a folder beside the base. Yields its connection."""
    folder = Path(live["NAME"]).parent / ".restauration"
    folder.mkdir(mode=0o700, exist_ok=True)
    with (folder / "verrou").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise SauvegardeRefusee(f"{folder} : une restauration y est déjà en cours.") from error
        try:
            for left in folder.glob("base.sqlite3*"):  # a killed one's
                left.unlink()
            with tables.own_connection(NAME=str(folder / "base.sqlite3")) as own:
                yield own
        finally:
            shutil.rmtree(folder)


def _copy(source, target):
    """One transaction of SQLite: whoever reads the target meanwhile finds the base before or the one after."""
    wrapper = type(connections["default"])
    with contextlib.ExitStack() as opened:
        both = [wrapper(settings, alias="default") for settings in (source, target)]
        for each in both:
            opened.callback(each.close)
            each.connect()
        with connection.wrap_database_errors:
            both[0].connection.backup(both[1].connection)


def _migrated_as(migrations):
    try:
        return [tuple(node) for node in tables.applied()] == migrations
    except SauvegardeRefusee:
        return False


def _drop(migrations):
    """Take the portal's tables away, those of the code and those of the archive."""
    archived = {model._meta.db_table for model in tables.models_of(migrations).values()}
    ours = {*connection.introspection.django_table_names(), *archived, "django_migrations", "django_session"}
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        for table in sorted(ours & set(connection.introspection.table_names(cursor))):
            cursor.execute(f"DROP TABLE {quote(table)} CASCADE")


def _fill(archive, migrations, progress, *, made):
    """The tables as the archive had them, its rows, seen to be the same when read again; then what migrated since.

    made: whether these very tables are there.
    """
    if not made:
        executor = MigrationExecutor(connection)
        graph = executor.loader.graph
        followed = {(*parent, node[0]) for node in migrations for parent in graph.node_map[node].parents}
        executor.migrate([node for node in migrations if (*node, node[0]) not in followed])
    found = tables.models_of(migrations)
    tick = progress(sum(archive.portail["tables"].values()), "lignes")
    with transaction.atomic():
        tables.defer_constraints()
        if made:
            Session.objects.all().delete()
        for label, model in found.items():
            tables.load(model, archive.lines(label), tick)
        tables.set_numbers(found, archive.portail["derniers_numeros"])
        connection.check_constraints()
        for label, model in found.items():
            _same(archive, label, model)
    call_command("migrate", interactive=False, verbosity=0)
    with transaction.atomic():
        # Whatever somebody kept of a page before is of another time: no sum that was seen comes back.
        Changement.objects.create(nombre=int(time.time()))
        journal.record(Acte.RESTAURATION, archive.path.name, by=None, moment=archive.portail["moment"])


def _same(archive, label, model):
    found = hashlib.sha256()
    for line in tables.lines(model):
        found.update(f"{line}\n".encode())
    if found.hexdigest() != archive.sums[table_of(label)]:
        raise SauvegardeRefusee(
            f"{archive.path} : la table {model._meta.db_table}, relue, n’est pas celle de l’archive ; la base est "
            "restée comme elle était."
        )
