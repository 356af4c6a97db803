"""What differs between databases: how they find the entries that hold some stems. SQLite FTS5, PostgreSQL tsvector.

Both are asked the same and answer the same; what is best is decided afterwards, in Python (`classement`). Stems are
letters and digits of ASCII, so nothing of a question can be read as a query.
"""

from django.db import connection
from django.db.models import BooleanField, Count
from django.db.models.expressions import RawSQL

from ..models import EntreeIndex

SQLITE = (
    '"seances_entreeindex"."id" IN (SELECT rowid FROM seances_entreeindex_racines '
    "WHERE seances_entreeindex_racines MATCH %s)"
)
POSTGRESQL = '"seances_entreeindex"."vecteur" @@ %s::tsquery'


WITHIN = {
    "sqlite": '"seances_entreeindex"."texte_id" IN (SELECT value FROM json_each(%s))',
    "postgresql": '"seances_entreeindex"."texte_id" = ANY(%s::bigint[])',
}


def keys(textes):
    """The keys of some texts, as the one parameter that `within` takes however many they are."""
    written = ",".join(map(str, textes))
    return f"{{{written}}}" if connection.vendor == "postgresql" else f"[{written}]"


def within(textes):
    """Condition on EntreeIndex: of one of these texts. textes: their `keys`."""
    return RawSQL(WITHIN[connection.vendor], [textes], output_field=BooleanField())


def holding(entrees, expression):
    """Those of some EntreeIndex that answer an expression."""
    return entrees.filter(_answers(expression))


def counts(entrees, racines):
    """{stem: how many of some EntreeIndex hold it}, in one query."""
    asked = {f"n{rank}": Count("pk", filter=_answers(root)) for rank, root in enumerate(racines)}
    return dict(zip(racines, entrees.order_by().aggregate(**asked).values(), strict=True))


def _answers(expression):
    if connection.vendor == "postgresql":
        sql, (every, either, following) = POSTGRESQL, (" & ", " | ", " <-> ")
        one, begins = "'{}'", "'{}':*"
    else:
        sql, (every, either, following) = SQLITE, (" AND ", " OR ", " + ")
        one, begins = '"{}"', '"{}"*'
    query = _written(expression, {"tous": every, "un": either, "suite": following}, one, begins)
    return RawSQL(sql, [query], output_field=BooleanField())


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
