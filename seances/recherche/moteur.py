"""What differs between databases: how they find the entries that hold some stems. SQLite FTS5, PostgreSQL tsvector.

Both are asked the same and answer the same; what is best is decided afterwards, in Python (`classement`). Stems are
letters and digits of ASCII, so nothing of a question can be read as a query.
"""

import json

from django.db import connection
from django.db.models import BooleanField
from django.db.models.expressions import RawSQL

from ..models import EntreeIndex

SQLITE = (
    '"seances_entreeindex"."id" IN (SELECT rowid FROM seances_entreeindex_racines '
    "WHERE seances_entreeindex_racines MATCH %s)"
)
POSTGRESQL = '"seances_entreeindex"."vecteur" @@ %s::tsquery'


WITHIN = {
    "sqlite": '"seances_entreeindex"."texte_id" IN (SELECT value FROM json_each(%s))',
    "postgresql": '"seances_entreeindex"."texte_id" = ANY(%s)',
}


def within(textes):
    """Condition on EntreeIndex: of one of these texts. textes: keys, as one parameter however many they are."""
    keys = [*textes] if connection.vendor == "postgresql" else json.dumps([*textes])
    return RawSQL(WITHIN[connection.vendor], [keys], output_field=BooleanField())


def holding(entrees, expression):
    """Those of some EntreeIndex that answer an expression."""
    if connection.vendor == "postgresql":
        sql, (every, either, following) = POSTGRESQL, (" & ", " | ", " <-> ")
        one, begins = "'{}'", "'{}':*"
    else:
        sql, (every, either, following) = SQLITE, (" AND ", " OR ", " + ")
        one, begins = '"{}"', '"{}"*'
    query = _written(expression, {"tous": every, "un": either, "suite": following}, one, begins)
    return entrees.filter(RawSQL(sql, [query], output_field=BooleanField()))


def without(entrees, expression):
    """Those of some EntreeIndex that do not answer an expression."""
    return entrees.exclude(pk__in=holding(EntreeIndex.objects.order_by(), expression).values("pk"))


def tous(*parts):
    """Each of them."""
    return ("tous", *parts)


def un(*parts):
    """One of them at least."""
    return ("un", *parts)


def suite(*racines):
    """These stems one after the other."""
    return ("suite", *racines)


def debut(racine):
    """A stem that begins so."""
    return ("debut", racine)


def _written(expression, joints, one, begins):
    if isinstance(expression, str):
        return one.format(expression)
    kind, *parts = expression
    if kind == "debut":
        return begins.format(*parts)
    written = [_written(part, joints, one, begins) for part in parts]
    return written[0] if len(written) == 1 else f"({joints[kind].join(written)})"
