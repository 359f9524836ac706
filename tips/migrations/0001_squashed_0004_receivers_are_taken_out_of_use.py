import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    # Everything until the first release in one: a database that has all of these has this one.
    replaces = [
        ('tips', '0001_initial'),
        ('tips', '0002_initial'),
        ('tips', '0003_handoff_not_arrived'),
        ('tips', '0004_receivers_are_taken_out_of_use'),
    ]

    initial = True

    dependencies = [
        ('events', '0001_squashed_0041_no_choice_is_a_choice'),
        ('places', '0001_squashed_0052_plurals'),
        ('volunteers', '0001_squashed_0044_named_texts'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Tip',
            fields=[
                ('id', models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ('category', models.CharField(max_length=32, verbose_name='vad')),
                ('behaviour', models.CharField(blank=True, max_length=32, verbose_name='beteende')),
                ('occurred_at', models.DateTimeField(verbose_name='när')),
                ('week', models.CharField(editable=False, max_length=8)),
                ('weekday', models.PositiveSmallIntegerField(editable=False)),
                ('band', models.PositiveSmallIntegerField(editable=False)),
                ('received_at', models.DateTimeField(editable=False, verbose_name='togs emot')),
                ('channel', models.CharField(choices=[('web', 'webben'), ('walk', 'vandring'), ('phone', 'telefon')], max_length=8, verbose_name='väg in')),
                ('reporter', models.CharField(choices=[('resident', 'boende'), ('volunteer', 'volontär'), ('staff', 'personal'), ('contact_person', 'kontaktombud')], max_length=16, verbose_name='berättat av')),
                ('language', models.CharField(default='sv', max_length=8)),
                ('text', models.CharField(blank=True, max_length=300, verbose_name='text')),
                ('text_state', models.CharField(choices=[('none', 'ingen text'), ('clear', 'text utan personuppgifter'), ('held', 'text som väntar på granskning'), ('released', 'granskad text'), ('removed', 'text borttagen')], default='none', max_length=8)),
                ('state', models.CharField(choices=[('received', 'ny'), ('taken_up', 'första bedömning'), ('forwarded', 'skickat vidare'), ('closed', 'avslutad')], default='received', max_length=12, verbose_name='läge')),
                ('urgency', models.PositiveSmallIntegerField(choices=[(1, 'samma dag'), (2, 'före torsdagens möte'), (3, 'rutin')], verbose_name='bråttom')),
                ('close_reason', models.CharField(blank=True, choices=[('fixed', 'åtgärdat'), ('in_picture', 'med i lägesbilden'), ('duplicate', 'samma sak är redan känd'), ('not_ours', 'hör till någon annan, som är underrättad'), ('no_action', 'ingen åtgärd behövs')], max_length=16, verbose_name='skäl')),
                ('version', models.PositiveIntegerField(default=1)),
                ('digest', models.CharField(editable=False, max_length=64)),
                ('receipt_hash', models.CharField(editable=False, max_length=64, unique=True)),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.district', verbose_name='kommundel')),
                ('event', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='events.event')),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.municipality')),
                ('place', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place', verbose_name='plats')),
            ],
            options={
                'verbose_name': 'observation',
                'verbose_name_plural': 'observationer',
                'ordering': ('-received_at', '-id'),
                'indexes': [models.Index(fields=['municipality', '-received_at', '-id'], name='tip_queue_all'), models.Index(fields=['municipality', 'state', '-received_at', '-id'], name='tip_queue_state'), models.Index(fields=['municipality', 'district', '-received_at', '-id'], name='tip_queue_district'), models.Index(fields=['municipality', 'category', '-received_at', '-id'], name='tip_queue_category'), models.Index(fields=['municipality', 'state', 'category', '-received_at', '-id'], name='tip_queue_state_category'), models.Index(fields=['municipality', 'week'], name='tip_week'), models.Index(condition=models.Q(('text_state', 'held')), fields=['municipality', '-received_at', '-id'], name='tip_text_held')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('text', ''), ('text_state__in', ['none', 'removed'])), models.Q(models.Q(('text', ''), _negated=True), ('text_state__in', ['clear', 'held', 'released'])), _connector='OR'), name='tip_text_has_its_state')],
            },
        ),
        migrations.CreateModel(
            name='Handoff',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('state', models.CharField(choices=[('pending', 'på väg'), ('sent', 'skickad'), ('failed', 'kom inte fram')], default='pending', max_length=8)),
                ('created_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='volunteers.organisation')),
                ('tip', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='handoffs', to='tips.tip')),
            ],
            options={
                'verbose_name': 'överlämning',
                'ordering': ('created_at', 'id'),
                'indexes': [models.Index(condition=models.Q(('state__in', ['pending', 'failed'])), fields=['created_at', 'id'], name='handoff_not_arrived')],
            },
        ),
        migrations.CreateModel(
            name='TipEvent',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('name', models.CharField(max_length=24)),
                ('from_state', models.CharField(blank=True, max_length=12)),
                ('to_state', models.CharField(max_length=12)),
                ('reason', models.CharField(blank=True, max_length=16)),
                ('actor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('receiver', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='volunteers.organisation')),
                ('tip', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='history', to='tips.tip')),
            ],
            options={
                'verbose_name': 'steg',
                'ordering': ('id',),
            },
        ),
        migrations.CreateModel(
            name='Receiver',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('category', models.CharField(max_length=32, verbose_name='vad')),
                ('ground_owner', models.CharField(blank=True, choices=[('municipality', 'kommunen'), ('housing', 'bostadsbolag'), ('transit', 'SL / Region Stockholm'), ('state', 'Trafikverket eller annan statlig'), ('private', 'privat ägare'), ('unknown', 'okänt')], max_length=20, verbose_name='där marken ägs av')),
                ('is_active', models.BooleanField(default=True, verbose_name='används')),
                ('district', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='places.district', verbose_name='kommundel')),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='places.municipality')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='volunteers.organisation', verbose_name='mottagare')),
            ],
            options={
                'verbose_name': 'mottagare',
                'verbose_name_plural': 'mottagare',
                'ordering': ('category', 'id'),
                'constraints': [models.UniqueConstraint(condition=models.Q(('district__isnull', False), ('is_active', True)), fields=('municipality', 'category', 'ground_owner', 'district'), name='one_receiver_per_district'), models.UniqueConstraint(condition=models.Q(('district__isnull', True), ('is_active', True)), fields=('municipality', 'category', 'ground_owner'), name='one_receiver_each')],
            },
        ),
    ]
