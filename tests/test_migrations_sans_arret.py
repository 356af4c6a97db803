"""While a release is put in service, the code before it still runs on the new schema: what a migration may do.

Two steps for whatever goes away or becomes required, one release between them: CONTRIBUTING, « Without a stop ».
"""

import pytest
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader

# The last migrations of before the rule.
AVANT = {
    "participants": "0007_fiches_distinctes",
    "chantiers": "0004_cles_du_glossaire",
    "seances": "0020_notes_rouvertes_et_commentaires",
}
RETIRENT = (migrations.RemoveField, migrations.DeleteModel)
RENOMMENT = (migrations.RenameField, migrations.RenameModel, migrations.AlterModelTable)


def refusals(migration, state):
    """Why the code before could not run on what a migration makes; nothing when it can. state: before it."""
    for operation in migration.operations:
        if isinstance(operation, migrations.SeparateDatabaseAndState):
            continue  # the database's part is read by whoever writes it
        if isinstance(operation, RENOMMENT):
            yield f"{operation.describe()}: the code before asks for the old name"
        elif isinstance(operation, RETIRENT) and not getattr(migration, "deuxieme_temps", ""):
            yield f"{operation.describe()}: the code before still reads and writes it"
        elif isinstance(operation, migrations.AddField) and is_required(operation.field):
            yield f"{operation.describe()}: the code before makes rows without it"
        elif isinstance(operation, migrations.AlterField):
            before = state.models[migration.app_label, operation.model_name_lower].fields[operation.name]
            if is_tightened(before, operation.field) and not getattr(migration, "deuxieme_temps", ""):
                yield f"{operation.describe()}: the code before writes what is refused from now on"
        operation.state_forwards(migration.app_label, state)


def is_required(field):
    return not (field.null or field.many_to_many or field.has_db_default())


def is_tightened(before, after):
    if before.get_internal_type() != after.get_internal_type():
        return True
    if before.null and is_required(after):
        return True
    if after.unique and not before.unique:
        return True
    shorter = (getattr(before, "max_length", None) or 0) > (getattr(after, "max_length", None) or 10**9)
    return shorter


def after_the_rule():
    loader = MigrationLoader(None)
    for (app, name), migration in sorted(loader.disk_migrations.items()):
        if app in AVANT and name > AVANT[app]:
            yield migration, loader.project_state(migration.dependencies or None)


def test_each_migration_lets_the_code_before_it_run():
    found = [
        f"{migration}: {why}" for migration, state in after_the_rule() for why in refusals(migration, state)
    ]
    assert found == []


def made(*operations, **more):
    migration = type("Migration", (migrations.Migration,), {"operations": list(operations), **more})
    state = migrations.state.ProjectState()
    fields = [
        ("id", models.BigAutoField(primary_key=True)),
        ("nom", models.CharField(max_length=20)),
        ("note", models.TextField(null=True)),
    ]
    migrations.CreateModel("Mot", fields).state_forwards("seances", state)
    return list(refusals(migration("0001", "seances"), state))


@pytest.mark.parametrize(
    "operation",
    [
        migrations.RemoveField("mot", "nom"),
        migrations.DeleteModel("Mot"),
        migrations.RenameField("mot", "nom", "titre"),
        migrations.RenameModel("Mot", "Terme"),
        migrations.AlterModelTable("mot", "autre"),
        migrations.AddField("mot", "rang", models.IntegerField()),
        migrations.AddField("mot", "rang", models.IntegerField(default=0)),
        migrations.AlterField("mot", "note", models.TextField(default="")),
        migrations.AlterField("mot", "nom", models.CharField(max_length=10)),
        migrations.AlterField("mot", "nom", models.CharField(max_length=20, unique=True)),
        migrations.AlterField("mot", "nom", models.IntegerField()),
    ],
    ids=lambda operation: operation.describe(),
)
def test_what_the_code_before_cannot_bear_is_refused(operation):
    assert len(made(operation)) == 1


@pytest.mark.parametrize(
    "operation",
    [
        migrations.CreateModel("Autre", [("id", models.BigAutoField(primary_key=True))]),
        migrations.AddField("mot", "rang", models.IntegerField(null=True)),
        migrations.AddField("mot", "rang", models.IntegerField(db_default=0)),
        migrations.AddField("mot", "liens", models.ManyToManyField("seances.Mot")),
        migrations.AlterField("mot", "nom", models.CharField(max_length=40)),
        migrations.AlterField("mot", "note", models.TextField(db_default="")),
        migrations.AddIndex("mot", models.Index(fields=["nom"], name="mot_nom")),
    ],
    ids=lambda operation: operation.describe(),
)
def test_what_adds_is_let_through(operation):
    assert made(operation) == []


def test_what_went_out_of_use_a_release_ago_may_go():
    assert made(migrations.RemoveField("mot", "nom"), deuxieme_temps="0042_mot_sans_nom") == []
