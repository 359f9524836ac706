from django.db import migrations, models

from backend.common.clock import USUAL_BOUNDARY, Week


def fill(apps, schema_editor):
    """Every week until now began by the usual boundary: there was no other."""
    for row in apps.get_model('situation', 'Week').objects.order_by('pk'):
        row.begins_at = USUAL_BOUNDARY.bounds(Week.parse(row.key))[0]
        row.save(update_fields=['begins_at'])


class Migration(migrations.Migration):

    dependencies = [
        ('situation', '0001_squashed_0003_police_without_sentences'),
    ]

    operations = [
        migrations.AddField('week', 'begins_at', models.DateTimeField(null=True)),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AlterField('week', 'begins_at', models.DateTimeField()),
    ]
