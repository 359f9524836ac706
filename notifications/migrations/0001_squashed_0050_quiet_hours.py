import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    # Everything until the first release in one: a database that has all of these has this one.
    replaces = [
        ('notifications', '0001_initial'),
        ('notifications', '0002_initial'),
        ('notifications', '0003_delivery_channel'),
        ('notifications', '0050_quiet_hours'),
    ]

    initial = True

    dependencies = [
        ('places', '0001_squashed_0052_plurals'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='NotificationsRules',
            fields=[
                ('municipality', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='notifications_rules', serialize=False, to='places.municipality')),
                ('quiet_from', models.TimeField(blank=True, null=True, verbose_name='tyst från')),
                ('quiet_until', models.TimeField(blank=True, null=True, verbose_name='tyst till')),
            ],
            options={
                'verbose_name': 'tysta timmar',
                'verbose_name_plural': 'tysta timmar',
            },
        ),
        migrations.CreateModel(
            name='Topic',
            fields=[
                ('key', models.CharField(max_length=80, primary_key=True, serialize=False)),
                ('seq', models.PositiveBigIntegerField(default=0)),
            ],
            options={
                'ordering': ('key',),
            },
        ),
        migrations.CreateModel(
            name='WorkerBeat',
            fields=[
                ('worker', models.CharField(max_length=100, primary_key=True, serialize=False)),
                ('started_at', models.DateTimeField()),
                ('seen_at', models.DateTimeField(db_index=True)),
            ],
            options={
                'ordering': ('worker',),
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('key', models.CharField(max_length=200, unique=True, verbose_name='nyckel')),
                ('kind', models.CharField(max_length=60, verbose_name='slag')),
                ('channel', models.CharField(choices=[('email', 'E-post'), ('sms', 'Sms')], default='email', max_length=8, verbose_name='väg')),
                ('address', models.CharField(blank=True, max_length=254, verbose_name='adress')),
                ('language', models.CharField(max_length=8, verbose_name='språk')),
                ('subject', models.CharField(max_length=200, verbose_name='ämne')),
                ('body', models.TextField(verbose_name='text')),
                ('state', models.CharField(choices=[('waiting', 'Väntar'), ('sent', 'Skickat'), ('dropped', 'Inte skickat')], default='waiting', max_length=10, verbose_name='läge')),
                ('created_at', models.DateTimeField(verbose_name='skrivet')),
                ('due_at', models.DateTimeField(verbose_name='skickas')),
                ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='skickat')),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='places.municipality')),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='till')),
            ],
            options={
                'verbose_name': 'meddelande',
                'verbose_name_plural': 'meddelanden',
                'ordering': ('-created_at', 'id'),
                'indexes': [models.Index(fields=['user', '-created_at', 'id'], name='delivery_of_user')],
                'constraints': [models.CheckConstraint(condition=models.Q(('user__isnull', False), models.Q(('address', ''), _negated=True), _connector='OR'), name='delivery_goes_somewhere'), models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('state', 'waiting')), models.Q(models.Q(('state', 'waiting'), _negated=True), ('closed_at__isnull', False)), _connector='OR'), name='delivery_closed_with_a_time')],
            },
        ),
        migrations.CreateModel(
            name='Due',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=60, verbose_name='slag')),
                ('key', models.CharField(max_length=200, unique=True, verbose_name='nyckel')),
                ('ref', models.UUIDField(blank=True, null=True)),
                ('lane', models.PositiveSmallIntegerField(choices=[(0, 'Klocka'), (1, 'Utskick')], default=0)),
                ('due_at', models.DateTimeField(verbose_name='klockan')),
                ('lease', models.UUIDField(blank=True, editable=False, null=True)),
                ('lease_until', models.DateTimeField(blank=True, null=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='försök')),
                ('last_error', models.CharField(blank=True, max_length=100, verbose_name='senaste fel')),
                ('done_at', models.DateTimeField(blank=True, null=True, verbose_name='klar')),
                ('withdrawn', models.BooleanField(default=False, verbose_name='återtagen')),
                ('dead_at', models.DateTimeField(blank=True, null=True, verbose_name='gav upp')),
                ('municipality', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='places.municipality')),
            ],
            options={
                'verbose_name': 'väntande steg',
                'verbose_name_plural': 'väntande steg',
                'ordering': ('lane', 'due_at', 'id'),
                'indexes': [models.Index(condition=models.Q(('dead_at__isnull', True), ('done_at__isnull', True)), fields=['lane', 'due_at', 'id'], name='due_open'), models.Index(condition=models.Q(('done_at__isnull', False)), fields=['done_at'], name='due_done'), models.Index(condition=models.Q(('dead_at__isnull', False)), fields=['dead_at'], name='due_dead')],
            },
        ),
        migrations.CreateModel(
            name='TopicEvent',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('seq', models.PositiveBigIntegerField()),
                ('kind', models.CharField(max_length=40)),
                ('ref', models.UUIDField()),
                ('code', models.CharField(max_length=40)),
                ('at', models.DateTimeField(db_index=True)),
                ('topic', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='events', to='notifications.topic')),
            ],
            options={
                'ordering': ('topic', 'seq', 'id'),
                'constraints': [models.UniqueConstraint(fields=('topic', 'seq'), name='one_event_per_number')],
            },
        ),
    ]
