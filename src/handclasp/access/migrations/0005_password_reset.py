from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0004_habits'),
    ]

    operations = [
        migrations.AddField(
            model_name='staff',
            name='password_reset',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='staff',
            name='password_reset_by',
            field=models.CharField(blank=True, default='', max_length=80),
        ),
    ]
