from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('desk', '0012_heard'),
    ]

    operations = [
        migrations.CreateModel(
            name='RubricVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tenant', models.CharField(max_length=63)),
                ('number', models.PositiveIntegerField()),
                ('text', models.TextField()),
                ('by', models.CharField(max_length=80)),
                ('at', models.BigIntegerField()),
            ],
            options={
                'db_table': 'rubrics',
                'constraints': [models.UniqueConstraint(fields=('tenant', 'number'), name='rubrics_once')],
            },
        ),
        migrations.CreateModel(
            name='Quality',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tenant', models.CharField(max_length=63)),
                ('pseudonym', models.BinaryField(max_length=16)),
                ('week', models.CharField(max_length=8)),
                ('agent', models.CharField(max_length=40)),
                ('why', models.CharField(blank=True, default='', max_length=32)),
                ('drawn', models.BigIntegerField(default=0)),
                ('reviewer', models.CharField(blank=True, default='', max_length=40)),
                ('rubric', models.PositiveIntegerField(default=0)),
                ('scores', models.JSONField(blank=True, default=dict)),
                ('score', models.PositiveSmallIntegerField(null=True)),
                ('seq', models.BigIntegerField(default=0)),
                ('reviewed', models.BigIntegerField(null=True)),
                ('answer', models.BigIntegerField(default=0)),
                ('answered', models.BigIntegerField(null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('tenant', 'week', 'pseudonym'), name='desk_quality_once')],
                'indexes': [
                    models.Index(condition=models.Q(('reviewed__isnull', True)), fields=['tenant', 'week'], name='desk_quality_open'),
                    models.Index(fields=['tenant', '-reviewed'], name='desk_quality_done'),
                    models.Index(fields=['tenant', 'agent', '-reviewed'], name='desk_quality_own'),
                ],
            },
        ),
    ]
