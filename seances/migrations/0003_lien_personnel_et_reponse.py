"""Personal links, kept by their fingerprint; what somebody answered before a séance, beside what happened."""

import django.db.models.deletion
import django.utils.timezone
import seances.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("participants", "0006_participant_saisi_par"),
        ("seances", "0002_demandes_et_accord"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="LienPersonnel",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "empreinte",
                    seances.fields.EmpreinteField(
                        blank=True,
                        editable=False,
                        error_messages={"unique": "Ce lien existe déjà."},
                        unique=True,
                        verbose_name="empreinte du lien",
                    ),
                ),
                (
                    "acte",
                    models.CharField(
                        choices=[
                            ("repondre", "répondre à la convocation"),
                            ("deposer_note", "déposer la note du groupe"),
                        ],
                        editable=False,
                        max_length=12,
                        verbose_name="acte",
                    ),
                ),
                (
                    "cree_le",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="créé le"
                    ),
                ),
                ("expire_le", models.DateTimeField(editable=False, verbose_name="expire le")),
                (
                    "revoque_le",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="révoqué le"),
                ),
                (
                    "utilise_le",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="utilisé le"),
                ),
            ],
            options={
                "verbose_name": "lien personnel",
                "verbose_name_plural": "liens personnels",
                "ordering": ["-cree_le", "-pk"],
            },
        ),
        migrations.AddField(
            model_name="presence",
            name="motif",
            field=models.CharField(blank=True, max_length=300, verbose_name="motif de la réponse"),
        ),
        migrations.AddField(
            model_name="presence",
            name="remplacant_annonce",
            field=models.CharField(blank=True, max_length=250, verbose_name="se fera remplacer par"),
        ),
        migrations.AddField(
            model_name="presence",
            name="repondu_le",
            field=models.DateTimeField(blank=True, null=True, verbose_name="répondu le"),
        ),
        migrations.AddConstraint(
            model_name="presence",
            constraint=models.CheckConstraint(
                condition=models.Q(("motif", ""), ("reponse__in", ["excuse", "remplace"]), _connector="OR"),
                name="presence_motif_de_qui_ne_vient_pas",
                violation_error_message="Seul qui ne vient pas donne un motif.",
            ),
        ),
        migrations.AddConstraint(
            model_name="presence",
            constraint=models.CheckConstraint(
                condition=models.Q(("remplacant_annonce", ""), ("reponse", "remplace"), _connector="OR"),
                name="presence_remplacant_annonce",
                violation_error_message="Seul qui se fait remplacer annonce par qui.",
            ),
        ),
        migrations.AddField(
            model_name="lienpersonnel",
            name="cree_par",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="créé par",
            ),
        ),
        migrations.AddField(
            model_name="lienpersonnel",
            name="participant",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="liens",
                to="participants.participant",
                verbose_name="pour",
            ),
        ),
        migrations.AddField(
            model_name="lienpersonnel",
            name="seance",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="liens",
                to="seances.seance",
                verbose_name="séance",
            ),
        ),
        migrations.AddField(
            model_name="lienpersonnel",
            name="sous_groupe",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="liens",
                to="seances.sousgroupe",
                verbose_name="sous-groupe",
            ),
        ),
        migrations.AddConstraint(
            model_name="lienpersonnel",
            constraint=models.CheckConstraint(
                condition=models.Q(("empreinte__regex", "\\A[0-9a-f]{64}\\Z")),
                name="lien_a_son_empreinte",
                violation_error_message="Un lien ne se garde que par son empreinte.",
            ),
        ),
        migrations.AddConstraint(
            model_name="lienpersonnel",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("acte", "repondre"), ("seance__isnull", False), ("sous_groupe__isnull", True)),
                    models.Q(
                        ("acte", "deposer_note"), ("seance__isnull", True), ("sous_groupe__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="lien_vise_ce_que_dit_son_acte",
                violation_error_message="Un lien fait répondre pour une séance, ou déposer la note d’un sous-groupe, rien d’autre.",
            ),
        ),
        migrations.AddConstraint(
            model_name="lienpersonnel",
            constraint=models.CheckConstraint(
                condition=models.Q(("expire_le__gt", models.F("cree_le"))),
                name="lien_expire_apres_sa_creation",
                violation_error_message="Un lien expire après sa création.",
            ),
        ),
    ]
