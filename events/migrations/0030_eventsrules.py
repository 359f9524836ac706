"""A municipality's own choice of gates."""

from __future__ import annotations

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models

import events.gates


class Migration(migrations.Migration):
    """One table."""

    dependencies: ClassVar = [("events", "0003_networks_and_withdrawn_focus"), ("places", "0001_initial")]

    operations: ClassVar = [
        migrations.CreateModel(
            name="EventsRules",
            fields=[
                (
                    "municipality",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="events_rules",
                        serialize=False,
                        to="places.municipality",
                    ),
                ),
                (
                    "gates",
                    models.JSONField(
                        default=dict,
                        validators=[events.gates.validate],
                        verbose_name="krav på den som går med och den som leder",
                    ),
                ),
            ],
            options={"verbose_name": "regler om vandringar", "verbose_name_plural": "regler om vandringar"},
        ),
    ]
