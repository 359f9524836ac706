"""A feed knows the set of events it is made of, so that one statement answers its polls."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("events", "0003_calendars")]

    operations = [
        migrations.AddField(
            model_name="calendarfeed",
            name="scope",
            field=models.ForeignKey(
                default="",
                on_delete=django.db.models.deletion.PROTECT,
                related_name="feeds",
                to="events.calendarscope",
            ),
            preserve_default=False,
        ),
    ]
