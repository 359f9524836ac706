"""The age that a person said to have turned."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """One column and what it must say."""

    dependencies: ClassVar = [("volunteers", "0020_invited_people_and_versions")]

    operations: ClassVar = [
        migrations.AddField(
            model_name="clearance",
            name="age",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="har fyllt"),
        ),
        migrations.AddConstraint(
            model_name="clearance",
            constraint=models.CheckConstraint(
                condition=models.Q(("age__isnull", False), ("kind", "of_age"))
                | models.Q(models.Q(("kind", "of_age"), _negated=True), ("age__isnull", True)),
                name="clearance_of_age_says_which",
            ),
        ),
    ]
