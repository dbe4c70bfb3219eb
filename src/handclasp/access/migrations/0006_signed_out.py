from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0005_password_reset"),
    ]

    operations = [
        migrations.AddField(
            model_name="staff",
            name="signed_out",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
