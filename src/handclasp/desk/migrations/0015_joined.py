from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('desk', '0014_states'),
    ]

    operations = [
        migrations.AddField(
            model_name='conversation',
            name='joined',
            field=models.BinaryField(max_length=16, null=True),
        ),
        migrations.AddField(
            model_name='conversation',
            name='joined_seq',
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddIndex(
            model_name='conversation',
            index=models.Index(condition=models.Q(('joined__isnull', False)), fields=['tenant', 'joined'], name='desk_joined'),
        ),
    ]
