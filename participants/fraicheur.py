"""Is a page made a moment ago still what a reader would get? One number answers: how much has been committed since.

Every transaction that writes a row which pages show adds one Changement, in that same transaction: committed with it
or not at all. `empreinte` is the sum of all those committed. It only grows, so two equal sums mean that nothing was
committed between them, in whatever process, on whatever machine, in whatever order transactions began and ended.

- Writers only insert, so none waits for another. Rows are folded together now and then, into one that carries their
  sum: the sum does not move, and nothing has to be dated or kept for some time.
- Every table of the portal counts unless it is told here, or by its app, that no page kept shows it. An app may tell
  which rows only the working text of a PV shows: saving it leaves the lists of everybody as they are.
- Statements that reach the database without Django (psql, COPY) are not seen: what is kept, is kept for a minute.
"""

import re
from functools import cache, partial

from django.apps import apps
from django.db import connection, transaction
from django.db.models import Sum

from .models import Changement

# Sessions, second factors, the admin's log: shown by pages of their own, which are never kept.
APPS_SANS_PAGE = {"account", "admin", "auth", "contenttypes", "mfa", "sessions", "socialaccount"}
PLIAGE = 100  # one row in so many folds those before it

WRITTEN = re.compile(
    r"\b(?:INTO|UPDATE(?:\s+OR\s+\w+)?|DELETE\s+FROM|TRUNCATE(?:\s+TABLE)?)\s+(?:ONLY\s+)?"
    r'(?:"?\w+"?\.)?"?(?P<table>\w+)"?(?P<login>\s+SET\s+"last_login"\s+=\s+%s\s+WHERE)?',
    re.IGNORECASE,
)
SUM = "SELECT COALESCE(SUM(nombre), 0) FROM {}"
TABLE = Changement._meta.db_table
MIGRATED = set()  # aliases of the databases known to have the table
SUMS = {True: SUM.format(TABLE), False: f"{SUM.format(TABLE)} WHERE NOT texte"}


def empreinte(*, texte=False):
    """How many changes have been committed of what lists and frozen pages show; texte: of working texts too.

    Inside a transaction its own changes count, and what is written after this differs from what was before.
    """
    for wrapper in connection.execute_wrappers:
        if isinstance(wrapper, Comptage):
            wrapper.noted.clear()
    with connection.cursor() as cursor:
        cursor.execute(SUMS[texte])
        return int(cursor.fetchone()[0])


@cache
def tables():
    """Of each table that counts, whether only working texts show it.

    `sans_page` and `texte_de_travail` of an AppConfig name its models that no kept page shows, or those alone.
    """
    found = {}
    for config in apps.get_app_configs():
        if config.label in APPS_SANS_PAGE:
            continue
        silent, texte = (getattr(config, name, ()) for name in ("sans_page", "texte_de_travail"))
        for model in config.get_models(include_auto_created=True):
            if model.__name__ not in silent:
                found[model._meta.db_table] = model.__name__ in texte
    return found


def reach(sql):
    """What a statement changes: True for working texts alone, False for more, None for nothing that counts."""
    if not isinstance(sql, str):
        return False
    if sql.startswith("SELECT"):
        return None
    written = [(match["table"].lower(), match["login"]) for match in WRITTEN.finditer(sql)]
    found = [tables()[table] for table, login in written if table in tables() and not login]
    return all(found) if found else None


def is_migrated(connection):
    """Whether the table is there: the migrations before its own write, too."""
    if connection.alias not in MIGRATED:
        with connection.cursor() as cursor:
            if TABLE in connection.introspection.table_names(cursor):
                MIGRATED.add(connection.alias)
    return connection.alias in MIGRATED


class Comptage:
    """Execute wrapper of one connection: gives each transaction that changes something its Changement."""

    def __init__(self):
        self.noted = {}  # texte or not -> what was queued for the commit, with the row

    def __call__(self, execute, sql, params, many, context):
        connection, execute = context["connection"], partial(execute, sql, params, many, context)
        if isinstance(sql, str) and sql.startswith("ROLLBACK TO"):
            self.noted.clear()
        texte = reach(sql)
        if texte is None or self.is_noted(connection, texte) or not is_migrated(connection):
            return execute()
        if not connection.get_autocommit():
            answer = execute()
            self.note(connection, texte)
            return answer
        if connection.vendor == "sqlite":
            return beside(connection, texte, execute)
        with transaction.atomic(using=connection.alias):
            answer = execute()
            self.note(connection, texte)
        return answer

    def is_noted(self, connection, texte):
        """Whether this transaction has its row: then what was queued with the row still waits for the commit."""
        queued = [hook for _, hook, *_ in connection.run_on_commit]
        return any(self.noted.get(reached) in queued for reached in {texte, False})

    def note(self, connection, texte):
        row = Changement.objects.using(connection.alias).create(texte=texte)
        if connection.in_atomic_block and connection.commit_on_exit:
            self.noted[texte] = partial(settle, row.pk, connection.alias)
            transaction.on_commit(self.noted[texte], using=connection.alias, robust=True)


def beside(connection, texte, execute):
    """On SQLite, outside a transaction: the statement and its row, committed together.

    A statement with RETURNING is read by its caller after this, and no COMMIT can be said before it is. But SQLite
    commits statements that overlap when the last of them is finished: the row's own is left open meanwhile.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {TABLE} (nombre, texte) VALUES (1, %s) RETURNING id", [texte])
        return execute()


def settle(pk, alias):
    if pk % PLIAGE == 0:
        fold(alias)


def fold(alias="default"):
    """Put one row in place of many; their sum stays. Rows that somebody else is folding are left to him."""
    for texte in (False, True):
        with transaction.atomic(using=alias):
            rows = Changement.objects.using(alias).filter(texte=texte)
            keys = list(rows.select_for_update(skip_locked=True).values_list("pk", flat=True))
            folded = rows.filter(pk__in=keys)
            total = folded.aggregate(total=Sum("nombre"))["total"]
            if len(keys) > 1:
                folded.delete()
                rows.create(nombre=total, texte=texte)


def watch(connection, **kwargs):
    """Receiver of `connection_created`: what the connection writes is counted from its first statement on."""
    if not any(isinstance(wrapper, Comptage) for wrapper in connection.execute_wrappers):
        connection.execute_wrappers.append(Comptage())
