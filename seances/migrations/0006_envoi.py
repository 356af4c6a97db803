import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("participants", "0006_participant_saisi_par"),
        ("seances", "0005_remarques"),
    ]

    operations = [
        migrations.CreateModel(
            name="Envoi",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "message",
                    models.CharField(
                        choices=[
                            ("pv_diffuse", "procès-verbal diffusé"),
                            ("pv_retire", "procès-verbal retiré"),
                            ("pv_approuve", "procès-verbal approuvé"),
                            ("pv_rectifie", "procès-verbal rectifié"),
                        ],
                        max_length=20,
                        verbose_name="message",
                    ),
                ),
                (
                    "cle",
                    models.PositiveBigIntegerField(
                        help_text="Clé de la version dont le message parle.", verbose_name="objet"
                    ),
                ),
                (
                    "message_id",
                    models.CharField(
                        error_messages={"unique": "Cet envoi existe déjà."},
                        max_length=250,
                        unique=True,
                        verbose_name="Message-ID",
                    ),
                ),
                (
                    "etat",
                    models.CharField(
                        choices=[("a_envoyer", "à envoyer"), ("envoye", "envoyé"), ("echoue", "échoué")],
                        default="a_envoyer",
                        editable=False,
                        max_length=9,
                        verbose_name="état",
                    ),
                ),
                (
                    "essais",
                    models.PositiveSmallIntegerField(default=0, editable=False, verbose_name="essais"),
                ),
                (
                    "cree_le",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="créé le"
                    ),
                ),
                (
                    "prochain_essai",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="prochain essai"
                    ),
                ),
                (
                    "envoye_le",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="envoyé le"),
                ),
                (
                    "raison",
                    models.CharField(
                        blank=True, editable=False, max_length=200, verbose_name="raison de l’échec"
                    ),
                ),
                (
                    "participant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="envois",
                        to="participants.participant",
                        verbose_name="destinataire",
                    ),
                ),
            ],
            options={
                "verbose_name": "envoi",
                "ordering": ["-cree_le", "-pk"],
                "indexes": [models.Index(fields=["etat", "prochain_essai"], name="envoi_par_echeance")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("message", "cle", "participant"),
                        name="envoi_une_fois_par_personne",
                        violation_error_message="Cette personne reçoit déjà ce message.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("message__in", ["pv_diffuse", "pv_retire", "pv_approuve", "pv_rectifie"])
                        ),
                        name="envoi_message_connu",
                        violation_error_message="Ce message n’existe pas.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("etat__in", ["a_envoyer", "envoye", "echoue"])),
                        name="envoi_etat_connu",
                        violation_error_message="Un envoi est à envoyer, envoyé ou échoué.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("envoye_le__isnull", False), ("etat", "envoye")),
                            models.Q(
                                models.Q(("etat", "envoye"), _negated=True), ("envoye_le__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="envoi_envoye_dit_quand",
                        violation_error_message="Un envoi qui est parti dit quand ; lui seul le dit.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("etat", "echoue"), _negated=True),
                            models.Q(("raison", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="envoi_echoue_dit_pourquoi",
                        violation_error_message="Un envoi qui a échoué dit pourquoi.",
                    ),
                ],
            },
        ),
    ]
