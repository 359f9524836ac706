"""Golden rules: published by version, read each season, asked before a yes."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from backend.common.clock import at
from backend.common.errors import NotAllowed, NotFound
from events.actions.gates import ClearanceMissing
from events.actions.signup import say_yes
from tests import factories
from tests.factories import NOW
from volunteers.actions import golden_rules
from volunteers.actions.golden_rules import publish_rules, read_rules
from volunteers.models import Clearance, GoldenRules
from volunteers.seasons import Season, reads_until, school_year_ends

TEXTS = {"sv": ["Ingen går ensam.", " ", "Västen  på."], "en": []}


def published(viewer, texts=None, now=NOW):
    return publish_rules(viewer=viewer, texts=texts or TEXTS, now=now, new_id=uuid.uuid4())


def read(viewer, rules, now=NOW):
    return read_rules(viewer=viewer, rules_id=rules.pk, now=now, new_id=uuid.uuid4())


@pytest.mark.parametrize(
    ("day", "first", "last"),
    [
        ((2026, 1, 1), (2026, 1, 1), (2026, 6, 30)),
        ((2026, 6, 30), (2026, 1, 1), (2026, 6, 30)),
        ((2026, 7, 1), (2026, 7, 1), (2026, 12, 31)),
        ((2026, 12, 31), (2026, 7, 1), (2026, 12, 31)),
    ],
)
def test_seasons_are_half_years(day, first, last):
    assert Season.of(dt.date(*day)) == Season(dt.date(*first), dt.date(*last))


def test_a_season_begins_at_midnight_in_sweden(viewer_of, safety_coordinator, walker):
    rules = published(viewer_of(safety_coordinator), now=at(dt.date(2026, 5, 1), dt.time(9)))
    late = at(dt.date(2026, 7, 1), dt.time(0, 30))
    assert late.date() == dt.date(2026, 6, 30)
    assert read(viewer_of(walker), rules, now=late).expires_on == dt.date(2026, 12, 31)


def test_reading_again_in_the_last_thirty_days_is_for_the_next_season():
    december, end, next_end = dt.date(2026, 12, 2), dt.date(2026, 12, 31), dt.date(2027, 6, 30)
    assert reads_until(december, None) == end
    assert reads_until(december, end) == next_end
    assert reads_until(dt.date(2026, 12, 1), end) == end
    assert school_year_ends(dt.date(2026, 6, 15)) == dt.date(2026, 6, 15)
    assert school_year_ends(dt.date(2026, 6, 16)) == dt.date(2027, 6, 15)


def test_the_safety_coordinator_publishes_and_others_do_not(viewer_of, safety_coordinator, coordinator):
    first = published(viewer_of(safety_coordinator))
    assert (first.version, first.texts) == (1, {"sv": ["Ingen går ensam.", "Västen på."]})
    assert published(viewer_of(safety_coordinator)).pk == first.pk
    assert published(viewer_of(safety_coordinator), {"sv": ["Annat."]}).version == 2
    with pytest.raises(NotAllowed):
        published(viewer_of(coordinator))


@pytest.mark.parametrize(
    ("texts", "refusal"),
    [
        ({"en": ["Only English"]}, golden_rules.NoRules),
        ({"sv": ["  "]}, golden_rules.NoRules),
        ({"sv": ["x"] * 13}, golden_rules.RulesTooLong),
        ({"sv": ["x" * 201]}, golden_rules.RulesTooLong),
    ],
)
def test_rules_are_few_and_short(viewer_of, safety_coordinator, texts, refusal):
    with pytest.raises(refusal):
        published(viewer_of(safety_coordinator), texts)
    assert not GoldenRules.objects.exists()


def test_reading_is_kept_once_a_season(viewer_of, safety_coordinator, walker):
    rules = published(viewer_of(safety_coordinator))
    first = read(viewer_of(walker), rules)
    assert (first.expires_on, first.rules_id, first.checked_by_id) == (dt.date(2026, 12, 31), rules.pk, None)
    assert read(viewer_of(walker), rules).pk == first.pk
    assert Clearance.objects.filter(kind="golden_rules").count() == 1


def test_an_old_and_a_foreign_version_are_not_read(viewer_of, safety_coordinator, walker, foreigner, huddinge):
    old = published(viewer_of(safety_coordinator))
    published(viewer_of(safety_coordinator), {"sv": ["Ny."]})
    with pytest.raises(golden_rules.RulesReplaced):
        read(viewer_of(walker), old)
    with pytest.raises(NotFound):
        read(viewer_of(foreigner, huddinge), old)
    with pytest.raises(NotAllowed):
        read(viewer_of(), old)


def test_a_yes_asks_for_the_rules_once_and_again_for_a_new_version(
    viewer_of, safety_coordinator, walker, walk, walkers, fittja
):
    rules = published(viewer_of(safety_coordinator))
    viewer = viewer_of(walker)
    with pytest.raises(ClearanceMissing) as refused:
        say_yes(viewer=viewer, event_id=walk.pk, now=NOW)
    assert (refused.value.code, refused.value.missing, refused.value.field) == (
        "clearance_missing",
        ("golden_rules",),
        "rules_read",
    )
    assert say_yes(viewer=viewer, event_id=walk.pk, now=NOW, rules_read=rules.pk).state == "coming"
    other = factories.make_event(walkers, fittja, title="En till")
    assert say_yes(viewer=viewer, event_id=other.pk, now=NOW).state == "coming"
    published(viewer_of(safety_coordinator), {"sv": ["Ny."]})
    third = factories.make_event(walkers, fittja, title="En tredje")
    with pytest.raises(ClearanceMissing):
        say_yes(viewer=viewer, event_id=third.pk, now=NOW)


def test_the_page_shows_the_rules_and_takes_the_reading(client_of, viewer_of, safety_coordinator, walker):
    rules = published(viewer_of(safety_coordinator))
    client = client_of(walker)
    page = client.get("/gyllene-regler/?next=/vandringar/")
    assert "Ingen går ensam." in page.content.decode()
    assert (
        client.post("/gyllene-regler/", {"rules": str(rules.pk), "next": "/vandringar/"})["Location"] == "/vandringar/"
    )
    assert Clearance.objects.get(kind="golden_rules").user == walker
    assert client.post("/gyllene-regler/", {"rules": str(uuid.uuid4())}).status_code == 409
    assert "Gyllene regler, lästa" in client.get("/mina-bevis/").content.decode()
    away = client.post("/gyllene-regler/", {"rules": str(rules.pk), "next": "https://evil.example/"})
    assert away["Location"] == "/mina-bevis/"


def test_the_safety_coordinator_writes_a_new_version_on_a_page(client_of, safety_coordinator, walker):
    client = client_of(safety_coordinator)
    assert client.post("/gyllene-regler/ny/", {"sv": ""}).status_code == 400
    assert client.post("/gyllene-regler/ny/", {"sv": "Ett.\nTvå.", "en": ""}).status_code == 302
    assert GoldenRules.objects.get().texts == {"sv": ["Ett.", "Två."]}
    assert "Ett." in client.get("/gyllene-regler/ny/").content.decode()
    assert client_of(walker).get("/gyllene-regler/ny/").status_code == 403


def test_the_second_who_publishes_is_told(client_of, safety_coordinator, botkyrka):
    client, path = client_of(safety_coordinator), "/gyllene-regler/ny/"
    seen = client.get(path).context["form"]["seen"].value()
    assert client.post(path, {"sv": "Gå aldrig ensam.", "en": "", "seen": seen}).status_code == 302
    late = client.post(path, {"sv": "Ha alltid väst.", "en": "", "seen": seen})
    assert (late.status_code, "Någon annan har publicerat" in late.content.decode()) == (400, True)
    assert GoldenRules.objects.get().texts["sv"] == ["Gå aldrig ensam."]
