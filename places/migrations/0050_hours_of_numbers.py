from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('places', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='contactchannel',
            name='fallback',
            field=models.CharField(blank=True, max_length=32, verbose_name='ring i stället när det är stängt'),
        ),
        migrations.AddField(
            model_name='contactchannel',
            name='holidays',
            field=models.CharField(choices=[('sunday', 'som en söndag'), ('closed', 'stängt'), ('always', 'öppet dygnet runt')], default='sunday', max_length=8, verbose_name='helgdagar'),
        ),
        migrations.AddField(
            model_name='contactchannel',
            name='hours',
            field=models.JSONField(blank=True, default=list, verbose_name='tider'),
        ),
    ]
