from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('desk', '0011_numbers'),
    ]

    operations = [
        migrations.AddField(
            model_name='conversation',
            name='heard_seq',
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='conversation',
            name='heard_by',
            field=models.CharField(blank=True, default='', max_length=40),
        ),
    ]
