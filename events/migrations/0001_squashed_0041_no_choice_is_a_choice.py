import django.db.models.deletion
import events.gates
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    # Everything until the first release in one: a database that has all of these has this one.
    replaces = [
        ('events', '0001_initial'),
        ('events', '0002_initial'),
        ('events', '0003_networks_and_withdrawn_focus'),
        ('events', '0030_eventsrules'),
        ('events', '0040_who_came_may_be_forgotten'),
        ('events', '0041_no_choice_is_a_choice'),
    ]

    initial = True

    dependencies = [
        ('places', '0001_squashed_0052_plurals'),
        ('volunteers', '0001_squashed_0044_named_texts'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CalendarScope',
            fields=[
                ('key', models.CharField(max_length=100, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=0)),
            ],
            options={
                'verbose_name': 'kalenderomfång',
                'ordering': ('key',),
            },
        ),
        migrations.CreateModel(
            name='EventsRules',
            fields=[
                ('municipality', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='events_rules', serialize=False, to='places.municipality')),
                ('gates', models.JSONField(blank=True, default=dict, validators=[events.gates.validate], verbose_name='krav på den som går med och den som leder')),
            ],
            options={
                'verbose_name': 'regler om vandringar',
                'verbose_name_plural': 'regler om vandringar',
            },
        ),
        migrations.CreateModel(
            name='CalendarFeed',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('person', 'mina kvällar'), ('busy', 'mina kvällar, bara som upptagen tid'), ('organisation', 'organisationens vandringar')], max_length=16)),
                ('label', models.CharField(blank=True, max_length=60, verbose_name='namn')),
                ('language', models.CharField(default='sv', max_length=8)),
                ('token_hash', models.CharField(max_length=64, unique=True)),
                ('created_at', models.DateTimeField()),
                ('last_fetched_at', models.DateTimeField(blank=True, null=True)),
                ('last_fetched_by', models.CharField(blank=True, max_length=40)),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.municipality')),
                ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='volunteers.organisation')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='feeds', to=settings.AUTH_USER_MODEL)),
                ('scope', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='feeds', to='events.calendarscope')),
            ],
            options={
                'verbose_name': 'kalenderprenumeration',
                'ordering': ('created_at', 'id'),
                'indexes': [models.Index(fields=['user', 'municipality', 'revoked_at'], name='events_cale_user_id_f3bd0c_idx')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('kind', 'organisation'), ('organisation__isnull', False)), models.Q(models.Q(('kind', 'organisation'), _negated=True), ('organisation__isnull', True)), _connector='OR'), name='feed_organisation_if_of_one')],
            },
        ),
        migrations.CreateModel(
            name='CalendarBody',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('variant', models.CharField(max_length=16)),
                ('language', models.CharField(max_length=8)),
                ('version', models.PositiveIntegerField()),
                ('fresh_until', models.DateTimeField()),
                ('etag', models.CharField(max_length=32)),
                ('body', models.BinaryField()),
                ('scope', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='bodies', to='events.calendarscope')),
            ],
            options={
                'ordering': ('id',),
                'constraints': [models.UniqueConstraint(fields=('scope', 'variant', 'language'), name='one_body_per_variant')],
            },
        ),
        migrations.CreateModel(
            name='DecidedFocus',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('week', models.CharField(max_length=8)),
                ('why', models.CharField(max_length=200, verbose_name='varför')),
                ('decided_at', models.DateTimeField()),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.municipality')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place')),
            ],
            options={
                'verbose_name': 'beslutad fokusplats',
                'verbose_name_plural': 'beslutade fokusplatser',
                'ordering': ('decided_at', 'id'),
                'constraints': [models.UniqueConstraint(fields=('municipality', 'week', 'place'), name='one_decided_focus_a_week')],
            },
        ),
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('night_walk', 'Nattvandring'), ('activity', 'Aktivitet'), ('watch_meeting', 'Områdesmöte')], max_length=24, verbose_name='slag')),
                ('title', models.CharField(max_length=120, verbose_name='rubrik')),
                ('description', models.TextField(blank=True, max_length=2000, verbose_name='beskrivning')),
                ('state', models.CharField(choices=[('draft', 'utkast'), ('open', 'öppen'), ('under_way', 'pågår'), ('closed', 'avslutad'), ('cancelled', 'inställd')], default='draft', max_length=12, verbose_name='läge')),
                ('starts_at', models.DateTimeField(verbose_name='börjar')),
                ('ends_at', models.DateTimeField(verbose_name='slutar')),
                ('week', models.CharField(editable=False, max_length=8)),
                ('weekday', models.PositiveSmallIntegerField(editable=False)),
                ('meeting_point', models.CharField(blank=True, max_length=200, verbose_name='var vi möts')),
                ('min_people', models.PositiveSmallIntegerField(default=0, verbose_name='minst')),
                ('max_people', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='högst')),
                ('age_from', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='från ålder')),
                ('age_to', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='till ålder')),
                ('cost', models.CharField(blank=True, max_length=80, verbose_name='kostnad')),
                ('accessibility', models.CharField(blank=True, max_length=200, verbose_name='tillgänglighet')),
                ('contact', models.CharField(blank=True, max_length=120, verbose_name='kontakt (en funktion, inte en privatperson)')),
                ('cancel_reason', models.CharField(blank=True, choices=[('too_few', 'för få anmälda'), ('weather', 'vädret'), ('police_advice', 'råd från polisen'), ('other', 'annat skäl')], max_length=16, verbose_name='skäl')),
                ('cancel_note', models.CharField(blank=True, max_length=200, verbose_name='mer om skälet')),
                ('published_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('cancelled_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('closed_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('sequence', models.PositiveIntegerField(default=0, editable=False)),
                ('changed_at', models.DateTimeField(editable=False)),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.district', verbose_name='kommundel')),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.municipality')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='volunteers.organisation')),
                ('place', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='mötesplats')),
            ],
            options={
                'verbose_name': 'händelse',
                'verbose_name_plural': 'händelser',
                'ordering': ('starts_at', 'id'),
                'indexes': [models.Index(fields=['municipality', 'kind', 'starts_at', 'id'], name='events_even_municip_13cd13_idx'), models.Index(fields=['organisation', 'starts_at', 'id'], name='events_even_organis_e9f40b_idx'), models.Index(fields=['municipality', 'week'], name='events_even_municip_998693_idx')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='event_ends_after_start'), models.CheckConstraint(condition=models.Q(('max_people__isnull', True), ('max_people__gte', models.F('min_people')), _connector='OR'), name='event_max_not_below_min')],
            },
        ),
        migrations.CreateModel(
            name='CalendarEntry',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('variant', models.CharField(max_length=16)),
                ('language', models.CharField(max_length=8)),
                ('digest', models.CharField(max_length=64)),
                ('body', models.BinaryField()),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='calendar_entries', to='events.event')),
            ],
            options={
                'ordering': ('id',),
                'constraints': [models.UniqueConstraint(fields=('event', 'variant', 'language'), name='one_entry_per_variant')],
            },
        ),
        migrations.CreateModel(
            name='FocusPlace',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('why', models.CharField(blank=True, max_length=200, verbose_name='varför')),
                ('withdrawn_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('decided', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='focus_places', to='events.decidedfocus')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='focus_places', to='events.event')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='plats')),
            ],
            options={
                'verbose_name': 'fokusplats',
                'ordering': ('place__name_sort', 'id'),
                'constraints': [models.UniqueConstraint(fields=('event', 'place'), name='one_focus_per_place')],
            },
        ),
        migrations.CreateModel(
            name='Signup',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('state', models.CharField(choices=[('coming', 'kommer'), ('stepped_down', 'kan inte')], default='coming', max_length=12)),
                ('is_leader', models.BooleanField(default=False, verbose_name='leder vandringen')),
                ('answered_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('times_changed', models.PositiveSmallIntegerField(default=0, editable=False)),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='signups', to='events.event')),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='signups', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'anmälan',
                'ordering': ('answered_at', 'id'),
                'indexes': [models.Index(fields=['user', 'state'], name='events_sign_user_id_cbe2b2_idx'), models.Index(fields=['event', 'state'], name='events_sign_event_i_a3a0e4_idx')],
                'constraints': [models.UniqueConstraint(fields=('event', 'user'), name='one_answer_each')],
            },
        ),
        migrations.CreateModel(
            name='Team',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=40, verbose_name='namn')),
                ('state', models.CharField(choices=[('formed', 'bildad'), ('at_base', 'vid basen'), ('out', 'ute'), ('back', 'tillbaka')], default='formed', max_length=8)),
                ('out_at', models.DateTimeField(blank=True, null=True)),
                ('back_at', models.DateTimeField(blank=True, null=True)),
                ('last_sign_at', models.DateTimeField(blank=True, null=True)),
                ('is_overdue', models.BooleanField(default=False)),
                ('is_current', models.BooleanField(default=True)),
                ('formed_at', models.DateTimeField()),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='teams', to='events.event')),
            ],
            options={
                'verbose_name': 'grupp',
                'ordering': ('formed_at', 'id'),
            },
        ),
        migrations.CreateModel(
            name='FocusAnswer',
            fields=[
                ('id', models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ('occurred_at', models.DateTimeField()),
                ('sent_at', models.DateTimeField()),
                ('received_at', models.DateTimeField()),
                ('corrected_at', models.DateTimeField()),
                ('digest', models.CharField(max_length=64)),
                ('flags', models.CharField(blank=True, max_length=200)),
                ('answer', models.CharField(choices=[('seen', 'sett'), ('not_seen', 'inte sett'), ('not_visited', 'inte besökt')], max_length=12)),
                ('sender', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('focus_place', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='events.focusplace')),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='focus_answers', to='events.team')),
            ],
            options={
                'verbose_name': 'svar om fokusplats',
                'ordering': ('corrected_at', 'received_at', 'id'),
            },
        ),
        migrations.CreateModel(
            name='CheckIn',
            fields=[
                ('id', models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ('occurred_at', models.DateTimeField()),
                ('sent_at', models.DateTimeField()),
                ('received_at', models.DateTimeField()),
                ('corrected_at', models.DateTimeField()),
                ('digest', models.CharField(max_length=64)),
                ('flags', models.CharField(blank=True, max_length=200)),
                ('kind', models.CharField(choices=[('base', 'På plats'), ('out', 'Nu går vi ut'), ('ok', 'Allt väl'), ('back', 'Vi är tillbaka')], max_length=8)),
                ('sender', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='check_ins', to='events.team')),
            ],
            options={
                'verbose_name': 'incheckning',
                'ordering': ('corrected_at', 'received_at', 'id'),
                'indexes': [models.Index(fields=['team', 'corrected_at', 'id'], name='events_chec_team_id_eaacee_idx')],
            },
        ),
        migrations.CreateModel(
            name='TeamMember',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('signup', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='team_memberships', to='events.signup')),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='members', to='events.team')),
            ],
            options={
                'ordering': ('id',),
                'constraints': [models.UniqueConstraint(fields=('team', 'signup'), name='once_in_a_group')],
            },
        ),
        migrations.CreateModel(
            name='CalendarNetwork',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('digest', models.CharField(max_length=64)),
                ('seen_on', models.DateField(db_index=True)),
                ('feed', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='networks', to='events.calendarfeed')),
            ],
            options={
                'ordering': ('id',),
                'constraints': [models.UniqueConstraint(fields=('feed', 'digest'), name='one_row_per_network')],
            },
        ),
    ]
