"""What is copied of the database, row by row, in words that SQLite and PostgreSQL share.

Tables are those of the migrations that the database has, not those of the code: so an archive made before a migration
is put back as it was, then migrated.
"""

import base64
import contextlib
import datetime
import decimal
import json
import re
import uuid

from django.db import connection, connections, models, transaction
from django.db.migrations.loader import MigrationLoader
from django.utils.duration import duration_iso_string

from . import SauvegardeRefusee

SANS_COPIE = {"sessions.session"}  # whoever had left must not be back in: one logs in again
LOT = 200  # rows at once: a frozen PV is some hundred kilobytes
EMPREINTE = re.compile(r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")

# Columns that name a file which must be there, and which rows do.
DEPOSES = {
    "seances.ancienpv": (["fichier_sha256"], models.Q()),
    "seances.annexe": (["fichier_sha256"], models.Q()),
    "seances.editionpublique": (["page_sha256", "pdf_sha256"], models.Q()),
    "seances.restitution": (["fichier_sha256"], models.Q(retire_le__isnull=True)),
    "seances.versionpv": (["page_sha256", "pdf_sha256"], models.Q()),
}
# Those that are the sum of a text, or of a secret.
SANS_FICHIER = {
    "seances.abonnement": ["empreinte"],
    "seances.editionpublique": ["contenu_sha256"],
    "seances.lienpersonnel": ["empreinte"],
    "seances.procesverbal": ["empreinte_import"],
    "seances.restitution": ["controle_sha256"],
    "seances.versionpv": ["contenu_sha256", "sigles_sha256"],
}


@contextlib.contextmanager
def own_connection(**changes):
    """`default` is another connection meanwhile, with these settings changed; nothing that it writes is counted."""
    live = connections["default"]
    own = type(live)(live.settings_dict | changes, alias="default")
    connections["default"] = own
    try:
        own.connect()
        own.execute_wrappers.clear()
        yield own
    finally:
        own.close()
        connections["default"] = live


@contextlib.contextmanager
def snapshot():
    """Whatever is read inside is of one moment. No writer waits for it, and it waits for none."""
    options = connections["default"].settings_dict["OPTIONS"]
    if connection.vendor == "sqlite":
        options = options | {"transaction_mode": "DEFERRED"}
    with own_connection(OPTIONS=options), transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield


def applied():
    """The migrations that the database has, as sorted [app, name]. Raises SauvegardeRefusee when the code is older."""
    loader = MigrationLoader(connection)
    found = sorted(node for node in loader.applied_migrations if node[0] in loader.migrated_apps)
    if unknown := [node for node in found if node not in loader.graph.nodes]:
        raise SauvegardeRefusee(
            f"La base porte la migration « {'.'.join(unknown[0])} », que ce portail ne connaît pas : "
            "lancez la commande avec la version du portail qui sert cette base."
        )
    if not found:
        raise SauvegardeRefusee("La base est vide, sans aucune table : il n’y a rien à sauvegarder.")
    return [list(node) for node in found]


def models_of(migrations):
    """The models whose tables those migrations make, and whose rows are copied, by label."""
    state = MigrationLoader(None).project_state([tuple(node) for node in migrations])
    found = {model._meta.label_lower: model for model in state.apps.get_models(include_auto_created=True)}
    return {
        label: model
        for label, model in sorted(found.items())
        if model._meta.managed and not model._meta.proxy and label not in SANS_COPIE
    }


def columns(model):
    return [field for field in model._meta.local_concrete_fields if not field.generated]


def lines(model):
    """A line of JSON that names the columns, then one for each row, by key."""
    fields = columns(model)
    yield written([field.column for field in fields])
    rows = model._base_manager.order_by("pk").values_list(*(field.attname for field in fields))
    for row in rows.iterator(chunk_size=LOT):
        yield written(row)


def names_files(model):
    """Whether texts of this table may name pictures or files."""
    return any(isinstance(field, models.TextField | models.JSONField) for field in columns(model))


def required_files(found):
    """The sha256 that rows cannot do without. found: models by label, as `models_of` gives them."""
    needed = set()
    for label, (names, condition) in DEPOSES.items():
        if label in found:
            rows = found[label]._base_manager.filter(condition)
            for name in names:
                needed |= set(rows.exclude(**{name: ""}).values_list(name, flat=True).iterator())
    return needed


def written(row):
    return json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain)


def _plain(value):
    match value:
        case datetime.datetime() | datetime.date() | datetime.time():
            return value.isoformat()
        case datetime.timedelta():
            return duration_iso_string(value)
        case uuid.UUID() | decimal.Decimal():
            return str(value)
        case bytes() | memoryview():
            return base64.b64encode(bytes(value)).decode()
    raise TypeError(type(value))


def defer_constraints():
    """Rows may name others that come later: foreign keys are looked at once all are there."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SET CONSTRAINTS ALL DEFERRED"
            )  # migrations in this transaction made some immediate


def load(model, found, tick):
    """Insert the rows that these lines tell, as they are: nothing is cleaned, dated or counted anew."""
    fields = {field.column: field for field in columns(model)}
    names = json.loads(next(found))
    if set(names) != set(fields):
        raise SauvegardeRefusee(
            f"La table {model._meta.db_table} n’a pas les colonnes de l’archive ({', '.join(names)})."
        )
    fields = [fields[name] for name in names]
    quote = connection.ops.quote_name
    statement = (
        f"INSERT INTO {quote(model._meta.db_table)} ({', '.join(map(quote, names))}) "
        f"VALUES ({', '.join(['%s'] * len(names))})"
    )
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {quote(model._meta.db_table)}")
        batch = []
        for line in found:
            batch.append([_stored(*pair) for pair in zip(fields, json.loads(line), strict=True)])
            if len(batch) == LOT:
                cursor.executemany(statement, batch)
                tick(len(batch))
                batch = []
        if batch:
            cursor.executemany(statement, batch)
            tick(len(batch))


def _stored(field, value):
    """A value as the database of this portal wants it."""
    if isinstance(field, models.CharField | models.TextField):
        return value  # rich text was cleaned when it was first written
    return field.get_db_prep_save(field.to_python(value), connection)


# ── Numbers given to rows: one that was given to a row since deleted is given to no other ───────────────


def numbered(found):
    """(table, column) of the tables whose database numbers the rows."""
    return [
        (model._meta.db_table, model._meta.pk.column)
        for model in found.values()
        if isinstance(model._meta.pk, models.AutoField | models.BigAutoField | models.SmallAutoField)
    ]


def last_numbers(found):
    """Of each table, the last number that was given."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, seq FROM sqlite_sequence")
            given = dict(cursor.fetchall())
            return {table: given[table] for table, _ in numbered(found) if given.get(table)}
        given = {}
        for table, column in numbered(found):
            cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [f'"{table}"', column])
            cursor.execute(f"SELECT last_value, is_called FROM {cursor.fetchone()[0]}")
            number, called = cursor.fetchone()
            if called:
                given[table] = number
        return given


def set_numbers(found, last):
    """The next row of each table takes a number after `last` and after every row that is there."""
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        for table, column in numbered(found):
            cursor.execute(f"SELECT COALESCE(MAX({quote(column)}), 0) FROM {quote(table)}")
            number = max(cursor.fetchone()[0], last.get(table, 0))
            if not number:
                continue
            if connection.vendor == "sqlite":
                cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
                cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, number])
            else:
                cursor.execute(
                    "SELECT setval(pg_get_serial_sequence(%s, %s), %s)", [f'"{table}"', column, number]
                )
