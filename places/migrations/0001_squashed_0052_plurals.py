import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    # Everything until the first release in one: a database that has all of these has this one.
    replaces = [
        ('places', '0001_initial'),
        ('places', '0050_hours_of_numbers'),
        ('places', '0051_settings_history'),
        ('places', '0052_plurals'),
    ]

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='ContactChannel',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('emergency', '112'), ('police', '114 14'), ('social', 'socialjour'), ('transit', 'SL Trygghetscentral'), ('youth_centre', 'fritidsgård'), ('guards', 'vaktbolag'), ('contact_centre', 'kontaktcenter'), ('support', 'stödlinje')], max_length=24, verbose_name='slag')),
                ('title', models.JSONField(default=dict, verbose_name='namn på olika språk')),
                ('when', models.JSONField(blank=True, default=dict, verbose_name='när man ringer, på olika språk')),
                ('phone', models.CharField(max_length=32, verbose_name='telefon')),
                ('hours', models.JSONField(blank=True, default=list, verbose_name='tider')),
                ('holidays', models.CharField(choices=[('sunday', 'som en söndag'), ('closed', 'stängt'), ('always', 'öppet dygnet runt')], default='sunday', max_length=8, verbose_name='helgdagar')),
                ('fallback', models.CharField(blank=True, max_length=32, verbose_name='ring i stället när det är stängt')),
                ('position', models.PositiveSmallIntegerField(default=100, verbose_name='ordning')),
                ('verified_on', models.DateField(blank=True, null=True, verbose_name='kontrollerad den')),
            ],
            options={
                'verbose_name': 'kontaktväg',
                'verbose_name_plural': 'kontaktvägar',
                'ordering': ('position', 'id'),
            },
        ),
        migrations.CreateModel(
            name='District',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=100, verbose_name='namn')),
                ('name_sort', models.CharField(editable=False, max_length=120)),
                ('population', models.PositiveIntegerField(default=0, verbose_name='invånare')),
                ('population_date', models.DateField(blank=True, null=True, verbose_name='folkmängd den')),
                ('polygon', models.JSONField(blank=True, default=list, verbose_name='yta')),
                ('is_approximate', models.BooleanField(default=True, verbose_name='ungefärlig yta')),
            ],
            options={
                'verbose_name': 'kommundel',
                'verbose_name_plural': 'kommundelar',
                'ordering': ('name_sort', 'id'),
            },
        ),
        migrations.CreateModel(
            name='Municipality',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('code', models.CharField(max_length=4, unique=True, verbose_name='kommunkod')),
                ('name', models.CharField(max_length=100, verbose_name='namn')),
                ('hostname', models.CharField(max_length=253, unique=True, verbose_name='värdnamn')),
                ('is_default', models.BooleanField(default=False, verbose_name='svarar på den egna maskinens adress')),
                ('population', models.PositiveIntegerField(default=0, verbose_name='invånare')),
                ('boundary', models.JSONField(blank=True, default=list, verbose_name='gräns')),
                ('credits', models.TextField(blank=True, verbose_name='källor')),
                ('languages', models.JSONField(blank=True, default=list, verbose_name='språk')),
            ],
            options={
                'verbose_name': 'kommun',
                'verbose_name_plural': 'kommuner',
                'ordering': ('name', 'id'),
                'constraints': [models.UniqueConstraint(condition=models.Q(('is_default', True)), fields=('is_default',), name='one_default_municipality')],
            },
        ),
        migrations.CreateModel(
            name='Place',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=150, verbose_name='namn')),
                ('name_search', models.CharField(db_index=True, editable=False, max_length=150)),
                ('name_sort', models.CharField(editable=False, max_length=170)),
                ('kind', models.CharField(choices=[('metro', 'tunnelbana'), ('metro_entrance', 'tunnelbaneuppgång'), ('rail', 'pendeltåg'), ('centre', 'centrum'), ('school', 'skola'), ('sports', 'idrottsplats'), ('library', 'bibliotek'), ('bath', 'bad'), ('park', 'park'), ('worship', 'samfundslokal'), ('culture', 'kulturhus'), ('youth_club', 'fritidsgård'), ('civic', 'medborgarservice'), ('locality', 'ort'), ('other', 'annan plats')], max_length=32, verbose_name='slag')),
                ('address', models.CharField(blank=True, max_length=200, verbose_name='adress')),
                ('latitude', models.FloatField(blank=True, null=True, verbose_name='latitud')),
                ('longitude', models.FloatField(blank=True, null=True, verbose_name='longitud')),
                ('uncertainty_m', models.PositiveIntegerField(blank=True, null=True, verbose_name='osäkerhet, meter')),
                ('ground_owner', models.CharField(choices=[('municipality', 'kommunen'), ('housing', 'bostadsbolag'), ('transit', 'SL / Region Stockholm'), ('state', 'Trafikverket eller annan statlig'), ('private', 'privat ägare'), ('unknown', 'okänt')], default='unknown', max_length=20, verbose_name='markägare')),
                ('source', models.CharField(blank=True, max_length=200, verbose_name='källa')),
            ],
            options={
                'verbose_name': 'plats',
                'verbose_name_plural': 'platser',
                'ordering': ('name_sort', 'id'),
            },
        ),
        migrations.CreateModel(
            name='RuleChange',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('area', models.CharField(max_length=60, verbose_name='inställning')),
                ('at', models.DateTimeField(verbose_name='när')),
                ('by_id', models.UUIDField(blank=True, null=True)),
                ('changes', models.JSONField(verbose_name='ändringar')),
            ],
            options={
                'verbose_name': 'ändrad inställning',
                'verbose_name_plural': 'ändrade inställningar',
                'ordering': ('-id',),
            },
        ),
        migrations.AddField(
            model_name='district',
            name='municipality',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='districts', to='places.municipality'),
        ),
        migrations.AddField(
            model_name='contactchannel',
            name='municipality',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='channels', to='places.municipality'),
        ),
        migrations.AddField(
            model_name='place',
            name='district',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='places', to='places.district'),
        ),
        migrations.AddField(
            model_name='place',
            name='municipality',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='places', to='places.municipality'),
        ),
        migrations.AddField(
            model_name='rulechange',
            name='municipality',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='places.municipality'),
        ),
        migrations.AddConstraint(
            model_name='district',
            constraint=models.UniqueConstraint(fields=('municipality', 'name'), name='one_district_per_name'),
        ),
        migrations.AddConstraint(
            model_name='place',
            constraint=models.UniqueConstraint(fields=('municipality', 'name'), name='one_place_per_name'),
        ),
        migrations.AddConstraint(
            model_name='place',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('latitude__isnull', True), ('longitude__isnull', True)), models.Q(('latitude__range', (-90, 90)), ('longitude__range', (-180, 180)), ('uncertainty_m__isnull', False)), _connector='OR'), name='a_point_is_whole'),
        ),
        migrations.AddIndex(
            model_name='rulechange',
            index=models.Index(fields=['municipality', 'area', '-id'], name='change_of_area'),
        ),
    ]
