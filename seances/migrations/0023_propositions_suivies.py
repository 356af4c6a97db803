"""Propositions are followed from séance to séance: several sources, a history, supports.

The table before had one source in each row. The code before may still ask for it, so it stays, without the keys that
would keep other rows from going; the next release drops it.
"""

import django.db.models.deletion
import django.utils.timezone
import participants.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('chantiers', '0004_cles_du_glossaire'),
        ('participants', '0007_fiches_distinctes'),
        ('seances', '0022_nouveautes'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.DeleteModel('Proposition')],
            database_operations=[
                migrations.AlterField(
                    'proposition',
                    'seance',
                    models.ForeignKey('seances.seance', models.PROTECT, db_constraint=False, related_name='+'),
                ),
                migrations.AlterField(
                    'proposition',
                    'version',
                    models.ForeignKey(
                        'seances.versionpv', models.PROTECT, db_constraint=False, null=True, related_name='+'
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name='Proposition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('numero', models.PositiveIntegerField(editable=False, verbose_name='numéro')),
                ('type', models.CharField(choices=[('probleme', 'problème'), ('cause', 'cause'), ('action', 'action possible')], max_length=10, verbose_name='type')),
                ('intitule', models.CharField(help_text='En quelques mots. Les visiteurs le lisent dès qu’un passage cité est dans l’édition publique.', max_length=250, verbose_name='intitulé')),
                ('cle', participants.fields.CleField(default='', editable=False, max_length=400)),
                ('precisions', models.TextField(blank=True, help_text='Pour les personnes du chantier seulement.', verbose_name='précisions')),
                ('niveau', models.CharField(blank=True, choices=[('terrain', 'de terrain'), ('institutionnel', 'institutionnel'), ('legislatif', 'législatif')], max_length=15, verbose_name='niveau')),
                ('articles', models.CharField(blank=True, help_text='Par exemple : art. 3, 4° et art. 5.', max_length=100, verbose_name='articles du Code')),
                ('etat', models.CharField(choices=[('a_l_etude', 'à l’étude'), ('retenue', 'retenue'), ('ecartee', 'écartée'), ('transmise', 'transmise')], default='a_l_etude', editable=False, max_length=10, verbose_name='état')),
                ('transmise_a', models.CharField(blank=True, editable=False, max_length=200, verbose_name='transmise à')),
                ('chantier', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='propositions', to='chantiers.chantier', verbose_name='chantier')),
                ('repond_a', models.ForeignKey(blank=True, help_text='Le problème qu’une cause explique, la cause ou le problème auquel une action répond.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='reponses', to='seances.proposition', verbose_name='répond à')),
            ],
            options={
                'verbose_name': 'proposition',
                'db_table': 'seances_propositionsuivie',
                'ordering': ['chantier', 'numero'],
            },
        ),
        migrations.CreateModel(
            name='EtapeProposition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('etat_avant', models.CharField(blank=True, choices=[('a_l_etude', 'à l’étude'), ('retenue', 'retenue'), ('ecartee', 'écartée'), ('transmise', 'transmise')], max_length=10, verbose_name='état avant')),
                ('etat', models.CharField(choices=[('a_l_etude', 'à l’étude'), ('retenue', 'retenue'), ('ecartee', 'écartée'), ('transmise', 'transmise')], max_length=10, verbose_name='état')),
                ('transmise_a', models.CharField(blank=True, max_length=200, verbose_name='transmise à')),
                ('type', models.CharField(choices=[('probleme', 'problème'), ('cause', 'cause'), ('action', 'action possible')], max_length=10, verbose_name='type')),
                ('intitule', models.CharField(max_length=250, verbose_name='intitulé')),
                ('niveau', models.CharField(blank=True, choices=[('terrain', 'de terrain'), ('institutionnel', 'institutionnel'), ('legislatif', 'législatif')], max_length=15, verbose_name='niveau')),
                ('articles', models.CharField(blank=True, max_length=100, verbose_name='articles du Code')),
                ('motif', models.TextField(blank=True, verbose_name='motif')),
                ('le', models.DateField(default=django.utils.timezone.localdate, verbose_name='le')),
                ('quand', models.DateTimeField(default=django.utils.timezone.now, verbose_name='noté le')),
                ('par', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='par')),
                ('seance', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='seances.seance', verbose_name='à la séance')),
                ('proposition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='etapes', to='seances.proposition', verbose_name='proposition')),
            ],
            options={
                'verbose_name': 'étape d’une proposition',
                'verbose_name_plural': 'étapes des propositions',
                'ordering': ['proposition', 'le', 'pk'],
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='SourceProposition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('paragraphe', models.PositiveIntegerField(verbose_name='paragraphe cité')),
                ('citation', models.TextField(verbose_name='passage cité')),
                ('citation_avant', models.CharField(blank=True, max_length=200, verbose_name='avant le passage')),
                ('citation_apres', models.CharField(blank=True, max_length=200, verbose_name='après le passage')),
                ('locuteur_imprime', models.CharField(blank=True, max_length=250, verbose_name='nom imprimé')),
                ('relevee_le', models.DateTimeField(default=django.utils.timezone.now, verbose_name='relevée le')),
                ('paragraphe_public', models.PositiveIntegerField(blank=True, editable=False, null=True, verbose_name='paragraphe public')),
                ('citation_publique', models.TextField(blank=True, editable=False, verbose_name='passage public')),
                ('locuteur_public', models.CharField(blank=True, editable=False, max_length=250, verbose_name='nom public')),
                ('secteur_public', models.BooleanField(default=False, editable=False, verbose_name='secteur public')),
                ('edition', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='seances.editionpublique', verbose_name='édition publique')),
                ('locuteur', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='participants.participant', verbose_name='locuteur')),
                ('proposition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sources', to='seances.proposition', verbose_name='proposition')),
                ('relevee_par', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='relevée par')),
                ('secteur', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='participants.secteur', verbose_name='secteur')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='propositions', to='seances.versionpv', verbose_name='version citée')),
            ],
            options={
                'verbose_name': 'source d’une proposition',
                'verbose_name_plural': 'sources des propositions',
                'ordering': ['proposition', 'version', 'paragraphe'],
            },
        ),
        migrations.CreateModel(
            name='SoutienProposition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('note_le', models.DateTimeField(default=django.utils.timezone.now, verbose_name='noté le')),
                ('note_par', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='noté par')),
                ('participant', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='soutiens', to='participants.participant', verbose_name='participant')),
                ('proposition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='soutiens', to='seances.proposition', verbose_name='proposition')),
                ('seance', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='seances.seance', verbose_name='à la séance')),
                ('secteur', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='participants.secteur', verbose_name='secteur')),
            ],
            options={
                'verbose_name': 'soutien d’une proposition',
                'verbose_name_plural': 'soutiens des propositions',
                'ordering': ['proposition', 'pk'],
            },
        ),
        migrations.AddConstraint(
            model_name='proposition',
            constraint=models.UniqueConstraint(fields=('chantier', 'numero'), name='proposition_numero_unique', violation_error_message='Une proposition de ce chantier a déjà ce numéro.'),
        ),
        migrations.AddConstraint(
            model_name='proposition',
            constraint=models.CheckConstraint(condition=models.Q(('type__in', ['probleme', 'cause', 'action'])), name='proposition_type_connu', violation_error_message='Ce type de proposition n’existe pas.'),
        ),
        migrations.AddConstraint(
            model_name='proposition',
            constraint=models.CheckConstraint(condition=models.Q(('etat__in', ['a_l_etude', 'retenue', 'ecartee', 'transmise'])), name='proposition_etat_connu', violation_error_message='Cet état de proposition n’existe pas.'),
        ),
        migrations.AddConstraint(
            model_name='proposition',
            constraint=models.CheckConstraint(condition=models.Q(('niveau__in', ['', 'terrain', 'institutionnel', 'legislatif'])), name='proposition_niveau_connu', violation_error_message='Ce niveau n’existe pas.'),
        ),
        migrations.AddConstraint(
            model_name='proposition',
            constraint=models.CheckConstraint(condition=models.Q(('intitule', ''), _negated=True), name='proposition_intitulee', violation_error_message='Une proposition a un intitulé.'),
        ),
        migrations.AddConstraint(
            model_name='proposition',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('etat', 'transmise'), models.Q(('transmise_a', ''), _negated=True)), models.Q(models.Q(('etat', 'transmise'), _negated=True), ('transmise_a', '')), _connector='OR'), name='proposition_transmise_a_quelqu_un', violation_error_message='Une proposition transmise dit à qui, et elle seule.'),
        ),
        migrations.AddConstraint(
            model_name='proposition',
            constraint=models.CheckConstraint(condition=models.Q(('repond_a__isnull', True), models.Q(models.Q(('type', 'probleme'), _negated=True), models.Q(('repond_a', models.F('id')), _negated=True)), _connector='OR'), name='proposition_repond_a_une_autre', violation_error_message='Une cause ou une action répond à une autre proposition ; un problème, à aucune.'),
        ),
        migrations.AddConstraint(
            model_name='etapeproposition',
            constraint=models.CheckConstraint(condition=models.Q(('etat__in', ['a_l_etude', 'retenue', 'ecartee', 'transmise']), ('etat_avant__in', ['', 'a_l_etude', 'retenue', 'ecartee', 'transmise'])), name='etape_proposition_etats_connus', violation_error_message='Une étape mène d’un état connu à un état connu.'),
        ),
        migrations.AddConstraint(
            model_name='etapeproposition',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('etat', 'transmise'), models.Q(('transmise_a', ''), _negated=True)), models.Q(models.Q(('etat', 'transmise'), _negated=True), ('transmise_a', '')), _connector='OR'), name='etape_proposition_transmise_a_quelqu_un', violation_error_message='Une étape qui transmet dit à qui, et elle seule.'),
        ),
        migrations.AddConstraint(
            model_name='sourceproposition',
            constraint=models.UniqueConstraint(fields=('proposition', 'version', 'paragraphe'), name='source_proposition_unique', violation_error_message='Cette proposition cite déjà ce paragraphe.'),
        ),
        migrations.AddConstraint(
            model_name='sourceproposition',
            constraint=models.CheckConstraint(condition=models.Q(('citation', ''), _negated=True), name='source_proposition_cite', violation_error_message='Une proposition cite le passage dont elle vient.'),
        ),
        migrations.AddConstraint(
            model_name='sourceproposition',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('edition__isnull', False), ('paragraphe_public__isnull', False), models.Q(('citation_publique', ''), _negated=True)), models.Q(('citation_publique', ''), ('edition__isnull', True), ('locuteur_public', ''), ('paragraphe_public__isnull', True), ('secteur_public', False)), _connector='OR'), name='source_proposition_publique_entiere', violation_error_message='Un passage public nomme son édition, son paragraphe et ses mots.'),
        ),
        migrations.AddConstraint(
            model_name='soutienproposition',
            constraint=models.CheckConstraint(condition=models.Q(('secteur__isnull', False), ('participant__isnull', False), _connector='OR'), name='soutien_proposition_de_quelqu_un', violation_error_message='Un soutien est celui d’un secteur ou d’une personne.'),
        ),
        migrations.AddConstraint(
            model_name='soutienproposition',
            constraint=models.UniqueConstraint(fields=('proposition', 'participant'), name='soutien_proposition_personne_unique', violation_error_message='Le soutien de cette personne est déjà noté.'),
        ),
        migrations.AddConstraint(
            model_name='soutienproposition',
            constraint=models.UniqueConstraint(condition=models.Q(('participant__isnull', True)), fields=('proposition', 'secteur'), name='soutien_proposition_secteur_unique', violation_error_message='Le soutien de ce secteur est déjà noté.'),
        ),
    ]
