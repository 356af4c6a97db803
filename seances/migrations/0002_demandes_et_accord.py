"""What a person may ask of his data; of each séance, whether its group agreed to be named and what was recorded."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("chantiers", "0001_initial"),
        ("participants", "0002_changement"),
        ("seances", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Demande",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "genre",
                    models.CharField(
                        choices=[("correction", "correction"), ("effacement", "effacement")],
                        editable=False,
                        max_length=10,
                        verbose_name="demande",
                    ),
                ),
                (
                    "etat",
                    models.CharField(
                        choices=[
                            ("ouverte", "en attente"),
                            ("faite", "faite"),
                            ("refusee", "refusée"),
                            ("retiree", "retirée"),
                        ],
                        default="ouverte",
                        editable=False,
                        max_length=8,
                        verbose_name="état",
                    ),
                ),
                ("texte", models.TextField(blank=True, editable=False, verbose_name="ce qui est demandé")),
                (
                    "deposee_le",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="déposée le"
                    ),
                ),
                (
                    "traitee_le",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="traitée le"),
                ),
                ("reponse", models.TextField(blank=True, editable=False, verbose_name="réponse")),
            ],
            options={
                "verbose_name": "demande",
                "ordering": ["-deposee_le", "-pk"],
            },
        ),
        migrations.AddField(
            model_name="seance",
            name="accord_nominatif",
            field=models.CharField(
                choices=[("non_demande", "pas demandé"), ("oui", "oui"), ("non", "non")],
                default="non_demande",
                help_text="Sans cet accord, l’édition publique ne nomme que les personnes qui président.",
                max_length=11,
                verbose_name="accord du groupe pour un PV public nominatif",
            ),
        ),
        migrations.AddField(
            model_name="seance",
            name="conservation_enregistrement",
            field=models.DateField(
                blank=True,
                help_text="À cette date, la personne qui le garde le détruit.",
                null=True,
                verbose_name="enregistrement conservé jusqu’au",
            ),
        ),
        migrations.AddField(
            model_name="seance",
            name="destruction_demandee_le",
            field=models.DateField(
                blank=True, editable=False, null=True, verbose_name="destruction demandée le"
            ),
        ),
        migrations.AddField(
            model_name="seance",
            name="detenteur",
            field=models.CharField(
                blank=True,
                help_text="Le portail ne garde aucun enregistrement : dites qui le détient.",
                max_length=250,
                verbose_name="enregistrement gardé par",
            ),
        ),
        migrations.AddField(
            model_name="seance",
            name="detruit_le",
            field=models.DateField(
                blank=True,
                help_text="Quand la personne qui le gardait l’a confirmé.",
                null=True,
                verbose_name="enregistrement détruit le",
            ),
        ),
        migrations.AddField(
            model_name="seance",
            name="enregistree",
            field=models.BooleanField(default=False, verbose_name="séance enregistrée"),
        ),
        migrations.AddConstraint(
            model_name="seance",
            constraint=models.CheckConstraint(
                condition=models.Q(("accord_nominatif__in", ["non_demande", "oui", "non"])),
                name="seance_accord_connu",
                violation_error_message="L’accord du groupe est donné, refusé ou n’a pas été demandé.",
            ),
        ),
        migrations.AddConstraint(
            model_name="seance",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("enregistree", False),
                    models.Q(
                        ("conservation_enregistrement__isnull", False),
                        models.Q(("detenteur", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="seance_enregistree_jusque_quand_et_par_qui",
                violation_error_message="Un enregistrement a une date de fin de conservation et un détenteur.",
            ),
        ),
        migrations.AddConstraint(
            model_name="seance",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("enregistree", True),
                    models.Q(
                        ("conservation_enregistrement__isnull", True),
                        ("detenteur", ""),
                        ("destruction_demandee_le__isnull", True),
                        ("detruit_le__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="seance_non_enregistree_sans_conservation",
                violation_error_message="Une séance qui n’a pas été enregistrée n’a pas d’enregistrement à conserver.",
            ),
        ),
        migrations.AddField(
            model_name="demande",
            name="participant",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="demandes",
                to="participants.participant",
                verbose_name="personne",
            ),
        ),
        migrations.AddField(
            model_name="demande",
            name="traitee_par",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="traitée par",
            ),
        ),
        migrations.AddConstraint(
            model_name="demande",
            constraint=models.CheckConstraint(
                condition=models.Q(("genre__in", ["correction", "effacement"])),
                name="demande_genre_connu",
                violation_error_message="On demande une correction ou un effacement.",
            ),
        ),
        migrations.AddConstraint(
            model_name="demande",
            constraint=models.CheckConstraint(
                condition=models.Q(("etat__in", ["ouverte", "faite", "refusee", "retiree"])),
                name="demande_etat_connu",
                violation_error_message="Une demande est en attente, faite, refusée ou retirée.",
            ),
        ),
        migrations.AddConstraint(
            model_name="demande",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("etat", "ouverte"), ("traitee_le__isnull", True)),
                    models.Q(models.Q(("etat", "ouverte"), _negated=True), ("traitee_le__isnull", False)),
                    _connector="OR",
                ),
                name="demande_traitee_datee",
                violation_error_message="Une demande traitée dit quand elle l’a été ; elle seule le dit.",
            ),
        ),
        migrations.AddConstraint(
            model_name="demande",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("etat", "refusee"), _negated=True),
                    models.Q(("reponse", ""), _negated=True),
                    _connector="OR",
                ),
                name="demande_refusee_motivee",
                violation_error_message="Un refus dit pourquoi.",
            ),
        ),
        migrations.AddConstraint(
            model_name="demande",
            constraint=models.UniqueConstraint(
                condition=models.Q(("etat", "ouverte")),
                fields=("participant", "genre"),
                name="demande_ouverte_unique",
                violation_error_message="Une demande de ce genre est déjà en attente.",
            ),
        ),
    ]
