import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('desk', '0006_scripts'),
    ]

    operations = [
        migrations.CreateModel(
            name='PlanVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tenant', models.CharField(max_length=63)),
                ('number', models.PositiveIntegerField()),
                ('text', models.TextField(blank=True)),
                ('by', models.CharField(max_length=80)),
                ('at', models.BigIntegerField()),
            ],
            options={
                'db_table': 'plans',
                'constraints': [models.UniqueConstraint(fields=('tenant', 'number'), name='plans_once')],
            },
        ),
        migrations.AddField(
            model_name='conversation',
            name='language',
            field=models.CharField(blank=True, default='', max_length=2),
        ),
        migrations.AddField(
            model_name='conversation',
            name='turns',
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name='conversation',
            name='alerts',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), blank=True, default=list, size=None),
        ),
        migrations.AddField(
            model_name='conversation',
            name='told',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list, size=None),
        ),
        migrations.AddField(
            model_name='conversation',
            name='due_at',
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='conversation',
            name='near_at',
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddIndex(
            model_name='conversation',
            index=models.Index(condition=models.Q(('due_at__isnull', False)), fields=['tenant', 'due_at'], name='desk_due'),
        ),
    ]
