import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('desk', '0005_topics'),
    ]

    operations = [
        migrations.CreateModel(
            name='Script',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tenant', models.CharField(max_length=63)),
                ('team', models.CharField(blank=True, default='', max_length=40)),
                ('name', models.CharField(max_length=40)),
                ('number', models.PositiveIntegerField(default=0)),
                ('retired', models.BooleanField(default=False)),
            ],
            options={
                'db_table': 'scripts',
                'constraints': [models.UniqueConstraint(fields=('tenant', 'team', 'name'), name='scripts_once')],
            },
        ),
        migrations.CreateModel(
            name='ScriptVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('title_zh', models.CharField(blank=True, max_length=80)),
                ('title_en', models.CharField(blank=True, max_length=80)),
                ('text_zh', models.TextField(blank=True)),
                ('text_en', models.TextField(blank=True)),
                ('by', models.CharField(max_length=80)),
                ('at', models.BigIntegerField()),
                ('script', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='desk.script')),
            ],
            options={
                'db_table': 'script_versions',
                'constraints': [models.UniqueConstraint(fields=('script', 'number'), name='script_versions_once')],
            },
        ),
    ]
