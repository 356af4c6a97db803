"""PostgreSQL compares every key of the texts that a reader finds in with what it knows of the column, at each query:
ten values of it say as much as a hundred, and planning a search among a million entries takes half the time.
"""

from django.db import migrations


def keep(count):
    def alter(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"ALTER TABLE seances_entreeindex ALTER COLUMN texte_id SET STATISTICS {count}")

    return alter


class Migration(migrations.Migration):
    dependencies = [("seances", "0025_propositions_reprises")]

    operations = [migrations.RunPython(keep(10), keep(-1))]
