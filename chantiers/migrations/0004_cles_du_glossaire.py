"""What the new columns say of the rows that are already there."""

from django.db import migrations

from chantiers.sigles import looks_like
from participants import noms

TEXTE_CHERCHE = 4000


def fill(apps, schema_editor):
    for definition in apps.get_model("chantiers", "Definition").objects.all():
        definition.cle = noms.fold(definition.texte)[:TEXTE_CHERCHE]
        definition.save(update_fields=["cle"])
    for terme in apps.get_model("chantiers", "Terme").objects.all():
        terme.sigle = looks_like(terme.mot)
        terme.save(update_fields=["sigle"])


class Migration(migrations.Migration):
    dependencies = [("chantiers", "0003_glossaire")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
