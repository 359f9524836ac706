import datetime
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    # Everything until the first release in one: a database that has all of these has this one.
    replaces = [
        ('situation', '0001_initial'),
        ('situation', '0002_initial'),
        ('situation', '0003_police_without_sentences'),
    ]

    initial = True

    dependencies = [
        ('places', '0001_squashed_0052_plurals'),
        ('volunteers', '0001_squashed_0044_named_texts'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='PoliceFetch',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('started_at', models.DateTimeField(db_index=True)),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
                ('outcome', models.CharField(blank=True, choices=[('ok', 'hämtad'), ('unchanged', 'oförändrad sedan sist'), ('empty', 'tomt svar'), ('broken', 'svaret gick inte att läsa'), ('unreachable', 'inget svar')], max_length=12)),
                ('items', models.PositiveIntegerField(default=0)),
                ('created', models.PositiveIntegerField(default=0)),
                ('changed', models.PositiveIntegerField(default=0)),
                ('removed', models.PositiveIntegerField(default=0)),
                ('unreadable', models.PositiveIntegerField(default=0)),
                ('detail', models.CharField(blank=True, max_length=300)),
                ('from_file', models.BooleanField(default=False)),
                ('etag', models.CharField(blank=True, max_length=200)),
                ('last_modified', models.CharField(blank=True, max_length=200)),
            ],
            options={
                'ordering': ('-started_at', '-id'),
            },
        ),
        migrations.CreateModel(
            name='SituationRules',
            fields=[
                ('municipality', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='situation_rules', serialize=False, to='places.municipality')),
                ('cut_weekday', models.PositiveSmallIntegerField(choices=[(0, 'Monday'), (1, 'Tuesday'), (2, 'Wednesday'), (3, 'Thursday'), (4, 'Friday'), (5, 'Saturday'), (6, 'Sunday')], default=2, verbose_name='brytdag')),
                ('cut_time', models.TimeField(default=datetime.time(15, 0), verbose_name='bryttid')),
                ('meeting_weekday', models.PositiveSmallIntegerField(choices=[(0, 'Monday'), (1, 'Tuesday'), (2, 'Wednesday'), (3, 'Thursday'), (4, 'Friday'), (5, 'Saturday'), (6, 'Sunday')], default=3, verbose_name='mötesdag')),
                ('meeting_time', models.TimeField(default=datetime.time(10, 0), verbose_name='mötestid')),
            ],
            options={
                'verbose_name': 'veckans regler',
            },
        ),
        migrations.CreateModel(
            name='Measure',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('title', models.CharField(max_length=150, verbose_name='åtgärd')),
                ('kind', models.CharField(choices=[('presence', 'fler vuxna på plats'), ('lighting', 'belysning'), ('cleaning', 'städning'), ('cutting', 'röjning'), ('activity', 'aktivitet'), ('dialogue', 'dialog'), ('camera_review', 'prövning av kamera'), ('information', 'information')], max_length=16, verbose_name='slag')),
                ('category', models.CharField(blank=True, max_length=32, verbose_name='gäller')),
                ('deadline', models.DateField(verbose_name='klart senast')),
                ('state', models.CharField(choices=[('proposed', 'föreslagen'), ('decided', 'beslutad'), ('in_progress', 'pågår'), ('done', 'gjord'), ('dropped', 'utgår'), ('evaluated', 'uppföljd')], default='proposed', max_length=12, verbose_name='läge')),
                ('effect', models.CharField(blank=True, choices=[('better', 'bättre'), ('same', 'oförändrat'), ('worse', 'sämre'), ('unknown', 'vet inte')], max_length=8, verbose_name='effekt')),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('changed_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('district', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.district')),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.municipality')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='volunteers.organisation', verbose_name='ansvarig')),
                ('place', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place')),
            ],
            options={
                'verbose_name': 'åtgärd',
                'ordering': ('deadline', 'id'),
            },
        ),
        migrations.CreateModel(
            name='MeasureEvent',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('from_state', models.CharField(blank=True, max_length=12)),
                ('to_state', models.CharField(max_length=12)),
                ('actor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('measure', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='history', to='situation.measure')),
            ],
            options={
                'ordering': ('id',),
            },
        ),
        migrations.CreateModel(
            name='Week',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('key', models.CharField(max_length=8, verbose_name='vecka')),
                ('state', models.CharField(choices=[('open', 'pågår'), ('drafted', 'utkast'), ('fixed', 'fastställd')], default='open', max_length=8)),
                ('cut_at', models.DateTimeField(verbose_name='bryts')),
                ('meeting_at', models.DateTimeField(verbose_name='möte')),
                ('version', models.PositiveIntegerField(default=1)),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.municipality')),
            ],
            options={
                'verbose_name': 'vecka',
                'ordering': ('-key', 'id'),
                'constraints': [models.UniqueConstraint(fields=('municipality', 'key'), name='one_row_a_week')],
            },
        ),
        migrations.CreateModel(
            name='Picture',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('content', models.JSONField()),
                ('drafted_at', models.DateTimeField()),
                ('note', models.TextField(blank=True, max_length=2000, verbose_name='mötets egna ord')),
                ('fixed_at', models.DateTimeField(blank=True, null=True)),
                ('decided', models.JSONField(default=dict)),
                ('sha256', models.CharField(blank=True, max_length=64)),
                ('fixed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('week', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='picture', to='situation.week')),
            ],
            options={
                'verbose_name': 'lägesbild',
                'ordering': ('drafted_at', 'id'),
            },
        ),
        migrations.AddField(
            model_name='measure',
            name='week',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='measures', to='situation.week'),
        ),
        migrations.CreateModel(
            name='PoliceEvent',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('source_id', models.PositiveIntegerField()),
                ('kind', models.CharField(max_length=120)),
                ('url', models.CharField(max_length=400)),
                ('place_text', models.CharField(blank=True, max_length=120)),
                ('published_at', models.DateTimeField()),
                ('occurred_at', models.DateTimeField()),
                ('week', models.CharField(max_length=8)),
                ('raw_digest', models.CharField(max_length=64)),
                ('first_seen_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.municipality')),
            ],
            options={
                'verbose_name': 'polisens händelse',
                'ordering': ('-occurred_at', '-id'),
                'indexes': [models.Index(fields=['municipality', 'week'], name='situation_p_municip_7058a0_idx')],
                'constraints': [models.UniqueConstraint(fields=('municipality', 'source_id'), name='one_row_per_police_event')],
            },
        ),
    ]
