"""How each database indexes the stems of EntreeIndex; `seances/recherche/moteur.py` asks them.

SQLite: an FTS5 table beside it, kept by triggers, so that it follows whatever deletes a row. They go with the table: a
migration that makes it anew (SQLite copies a table to change its columns) makes them anew too.
PostgreSQL: a column that the server computes, and its GIN index.
"""

from django.db import migrations

SQLITE = [
    """CREATE VIRTUAL TABLE seances_entreeindex_racines USING fts5(
        racines, content='seances_entreeindex', content_rowid='id', columnsize=0)""",
    """CREATE TRIGGER seances_entreeindex_ajout AFTER INSERT ON seances_entreeindex BEGIN
        INSERT INTO seances_entreeindex_racines (rowid, racines) VALUES (new.id, new.racines); END""",
    """CREATE TRIGGER seances_entreeindex_retrait AFTER DELETE ON seances_entreeindex BEGIN
        INSERT INTO seances_entreeindex_racines (seances_entreeindex_racines, rowid, racines)
        VALUES ('delete', old.id, old.racines); END""",
    """CREATE TRIGGER seances_entreeindex_change AFTER UPDATE OF id, racines ON seances_entreeindex BEGIN
        INSERT INTO seances_entreeindex_racines (seances_entreeindex_racines, rowid, racines)
        VALUES ('delete', old.id, old.racines);
        INSERT INTO seances_entreeindex_racines (rowid, racines) VALUES (new.id, new.racines); END""",
]
SQLITE_BACK = [
    "DROP TRIGGER seances_entreeindex_ajout",
    "DROP TRIGGER seances_entreeindex_retrait",
    "DROP TRIGGER seances_entreeindex_change",
    "DROP TABLE seances_entreeindex_racines",
]
POSTGRESQL = [
    """ALTER TABLE seances_entreeindex ADD COLUMN vecteur tsvector
        GENERATED ALWAYS AS (to_tsvector('pg_catalog.simple'::regconfig, racines)) STORED""",
    "CREATE INDEX entree_index_vecteur ON seances_entreeindex USING gin (vecteur)",
    # What is proposed while somebody types begins with two or three letters: of the agendas alone it stays quick.
    "CREATE INDEX entree_index_points ON seances_entreeindex USING gin (vecteur) WHERE genre = 'point'",
]
POSTGRESQL_BACK = ["ALTER TABLE seances_entreeindex DROP COLUMN vecteur"]


def run(sqlite, postgresql):
    def each(apps, schema_editor):
        for sql in postgresql if schema_editor.connection.vendor == "postgresql" else sqlite:
            schema_editor.execute(sql)

    return each


class Migration(migrations.Migration):
    dependencies = [("seances", "0016_index_de_recherche")]

    operations = [migrations.RunPython(run(SQLITE, POSTGRESQL), run(SQLITE_BACK, POSTGRESQL_BACK))]
