from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tips", "0002_initial"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="handoff",
            name="handoff_pending",
        ),
        migrations.AddIndex(
            model_name="handoff",
            index=models.Index(
                condition=models.Q(("state__in", ["pending", "failed"])),
                fields=["created_at", "id"],
                name="handoff_not_arrived",
            ),
        ),
    ]
