from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('notifications', '0002_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='delivery',
            name='channel',
            field=models.CharField(choices=[('email', 'E-post'), ('sms', 'Sms')], default='email', max_length=8, verbose_name='väg'),
        ),
    ]
