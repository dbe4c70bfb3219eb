import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('desk', '0009_sharing'),
    ]

    operations = [
        migrations.CreateModel(
            name='Task',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=80)),
                ('asker', models.CharField(max_length=40)),
                ('owner', models.CharField(max_length=40)),
                ('area', models.CharField(max_length=16)),
                ('due', models.BigIntegerField()),
                ('asked', models.BigIntegerField()),
                ('note', models.BigIntegerField(default=0)),
                ('state', models.CharField(default='open', max_length=10)),
                ('answer', models.BigIntegerField(default=0)),
                ('ended', models.BigIntegerField(null=True)),
                ('conversation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tasks', to='desk.conversation')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'open')), fields=['owner', 'due'], name='desk_task_open'), models.Index(fields=['asker', '-asked'], name='desk_task_asked')],
                'constraints': [models.UniqueConstraint(fields=('conversation', 'number'), name='desk_task_once')],
            },
        ),
    ]
