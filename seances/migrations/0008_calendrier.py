import uuid

import django.utils.timezone
from django.db import migrations, models


def give_each_its_own(apps, schema_editor):
    """An identifier for each séance that is there: a default computed once would be the same for all."""
    seances = apps.get_model("seances", "Seance").objects.using(schema_editor.connection.alias)
    for pk in list(seances.filter(uid=None).values_list("pk", flat=True)):
        seances.filter(pk=pk).update(uid=uuid.uuid4())


class Migration(migrations.Migration):
    dependencies = [
        ("seances", "0007_pointage"),
    ]

    operations = [
        migrations.AddField(
            model_name="seance",
            name="revisee_le",
            field=models.DateTimeField(
                default=django.utils.timezone.now, editable=False, verbose_name="annonce révisée le"
            ),
        ),
        migrations.AddField(
            model_name="seance",
            name="sequence",
            field=models.PositiveIntegerField(
                default=0, editable=False, verbose_name="révision de l’annonce"
            ),
        ),
        migrations.AddField(
            model_name="seance",
            name="uid",
            field=models.UUIDField(editable=False, null=True, verbose_name="identifiant d’agenda"),
        ),
        migrations.RunPython(give_each_its_own, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="seance",
            name="uid",
            field=models.UUIDField(
                default=uuid.uuid4,
                editable=False,
                error_messages={"unique": "Une séance porte déjà cet identifiant d’agenda."},
                unique=True,
                verbose_name="identifiant d’agenda",
            ),
        ),
    ]
