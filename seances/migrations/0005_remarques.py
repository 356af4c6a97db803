from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("seances", "0004_redaction")]

    operations = [
        migrations.RemoveConstraint(
            model_name="remarque",
            name="remarque_origine_connue",
        ),
        migrations.AddField(
            model_name="remarque",
            name="reservee",
            field=models.BooleanField(
                default=False,
                help_text="Elle vise un point à huis clos ou une annexe réservée : aucune édition publique ne la cite.",
                verbose_name="réservée",
            ),
        ),
        migrations.AddField(
            model_name="remarque",
            name="retenue",
            field=models.TextField(
                blank=True,
                help_text="D’une remarque acceptée autrement : ce qui s’écrit au lieu de ce qu’elle propose.",
                verbose_name="formulation retenue",
            ),
        ),
        migrations.AlterField(
            model_name="remarque",
            name="motif_decision",
            field=models.TextField(blank=True, verbose_name="réponse"),
        ),
        migrations.AlterField(
            model_name="remarque",
            name="origine",
            field=models.CharField(
                choices=[
                    ("lecture", "faite à la lecture"),
                    ("seance", "faite en séance"),
                    ("reprise", "reprise d’un document"),
                ],
                max_length=8,
                verbose_name="origine",
            ),
        ),
        migrations.AddConstraint(
            model_name="remarque",
            constraint=models.CheckConstraint(
                condition=models.Q(("origine__in", ["lecture", "seance", "reprise"])),
                name="remarque_origine_connue",
                violation_error_message="Cette origine n’existe pas.",
            ),
        ),
        migrations.AddConstraint(
            model_name="remarque",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("origine", "reprise"), _negated=True),
                    ("proces_verbal__isnull", False),
                    _connector="OR",
                ),
                name="remarque_reprise_sur_pv",
                violation_error_message="Une remarque reprise d’un document nomme le procès-verbal visé.",
            ),
        ),
        migrations.AddConstraint(
            model_name="remarque",
            constraint=models.CheckConstraint(
                condition=models.Q(("retenue", ""), ("decision", "modifiee"), _connector="OR"),
                name="remarque_retenue_autrement",
                violation_error_message="Seule une remarque acceptée autrement retient une autre formulation.",
            ),
        ),
    ]
