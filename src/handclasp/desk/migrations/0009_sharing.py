from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('desk', '0008_disputes'),
    ]

    operations = [
        migrations.CreateModel(
            name='AgentState',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tenant', models.CharField(max_length=63)),
                ('username', models.CharField(max_length=40)),
                ('away', models.BooleanField(default=False)),
                ('since', models.BigIntegerField(default=0)),
                ('given', models.BigIntegerField(default=0)),
            ],
            options={
                'db_table': 'agent_states',
                'constraints': [models.UniqueConstraint(fields=('tenant', 'username'), name='agent_states_once')],
            },
        ),
        migrations.AddField(
            model_name='conversation',
            name='away_at',
            field=models.BigIntegerField(default=0),
        ),
    ]
