import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('desk', '0013_quality'),
    ]

    operations = [
        migrations.AddField(
            model_name='conversation',
            name='state',
            field=models.CharField(default='open', max_length=20),
        ),
        migrations.AddField(
            model_name='conversation',
            name='state_at',
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='conversation',
            name='state_seq',
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='conversation',
            name='reason',
            field=models.CharField(blank=True, default='', max_length=40),
        ),
        migrations.AddField(
            model_name='conversation',
            name='tags',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list, size=None),
        ),
        migrations.AddField(
            model_name='conversation',
            name='asked_seq',
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddIndex(
            model_name='conversation',
            index=django.contrib.postgres.indexes.GinIndex(fields=['tags'], name='desk_tags'),
        ),
        migrations.RunSQL(
            "update desk_conversation set state = 'closed', reason = 'idle', state_at = closed_at where closed_at is not null",
            migrations.RunSQL.noop,
        ),
    ]
