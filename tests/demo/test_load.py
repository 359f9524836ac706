"""The demo's data: whole at once, the same when loaded again, and a month later only what is new."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from django.apps import apps
from django.db import transaction

from backend.common.clock import at
from backend.demo.accounts import ORGANISATIONS, PEOPLE, accounts
from backend.demo.load import load
from backend.demo.stage import Stage, walk_times
from backend.demo.tips import code_to_try
from events.models import CheckIn, Event, Signup, Team
from notifications.models import Delivery, Due, Topic, TopicEvent
from places.models import Municipality, Place
from situation.models import Measure, PoliceEvent, PoliceFetch, Week
from tips import receipts
from tips.models import Handoff, Tip
from volunteers.models import Membership, Organisation, User
from volunteers.viewers import build

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import Model
    from pytest_django import DjangoDbBlocker

pytestmark = pytest.mark.once

WEDNESDAY = at(dt.date(2026, 11, 18), dt.time(12))
A_MONTH_LATER = at(dt.date(2026, 12, 16), dt.time(12))
OURS = ("places", "volunteers", "events", "tips", "situation", "notifications")


def counts() -> Counter[type[Model]]:
    return Counter({m: m._default_manager.count() for app in OURS for m in apps.get_app_config(app).get_models()})


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Loaded once for this module, and taken back at its end."""
    with django_db_blocker.unblock(), transaction.atomic():
        assert load(WEDNESDAY) == []
        yield
        transaction.set_rollback(True)


@pytest.fixture
def loaded(world: None) -> Iterator[None]:
    """What a test changes is taken back after it."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def botkyrka() -> Municipality:
    return Municipality.objects.get(code="0127")


def test_77_places_of_which_13_have_a_point(loaded: None) -> None:
    here = botkyrka()
    assert (here.places.count(), here.places.exact().count(), here.districts.count()) == (77, 13, 6)
    assert [(m.name, m.hostname, m.is_default) for m in Municipality.objects.order_by("name")] == [
        ("Botkyrka", "botkyrka.localhost", True),
        ("Huddinge", "huddinge.localhost", False),
    ]


def test_everybody_is_there(loaded: None) -> None:
    assert Organisation.objects.count() == len(ORGANISATIONS)
    assert {user.email for user in User.objects.all()} == {person.email for person in PEOPLE}
    assert User.objects.filter(is_protected=True).count() == 1
    assert not User.objects.filter(is_staff=True).exists()


def test_the_coming_friday_has_four_of_six(loaded: None) -> None:
    walk = Event.objects.get(title="Nattvandring i Fittja", week="2026-W47")
    assert (walk.state, walk.starts_at, walk.ends_at) == (
        "open",
        at(dt.date(2026, 11, 20), dt.time(21)),
        at(dt.date(2026, 11, 21), dt.time(0, 30)),
    )
    assert (walk.signups.coming().count(), walk.max_people, walk.focus_places.count()) == (4, 6, 2)
    assert walk.signups.filter(is_leader=True).count() == 1


def test_last_friday_was_walked_in_two_groups(loaded: None) -> None:
    walk = Event.objects.get(title="Nattvandring i Fittja", week="2026-W46")
    teams = list(Team.objects.filter(event=walk).order_by("name"))
    assert (walk.state, [(team.name, team.state, team.members.count()) for team in teams]) == (
        "closed",
        [("Grupp 1", "back", 3), ("Grupp 2", "back", 3)],
    )
    kinds = CheckIn.objects.filter(team=teams[0]).order_by("corrected_at").values_list("kind", flat=True)
    assert list(kinds) == ["base", "out", "ok", "back"]
    assert not CheckIn.objects.exclude(flags="").exists()
    assert walk.focus_places.filter(decided__isnull=False).get().place.name == "Fittja tunnelbanestation"


def test_observations_stand_at_every_step(loaded: None) -> None:
    here = Tip.objects.filter(municipality=botkyrka())
    assert set(here.values_list("state", flat=True)) == {"received", "taken_up", "forwarded", "closed"}
    assert set(here.values_list("channel", flat=True)) == {"web", "walk", "phone"}
    assert here.filter(text_state="held").count() == 1
    assert 30 <= here.filter(week__gte="2026-W45").count() <= 45
    assert not here.filter(received_at__gt=WEDNESDAY).exists()


def test_hand_offs_of_the_past_have_arrived_and_no_mail_of_the_stories_waits(loaded: None) -> None:
    assert set(Handoff.objects.values_list("state", flat=True)) == {"sent"}
    assert not Delivery.objects.filter(state="waiting").exists()
    assert not Due.objects.open().filter(kind="notifications.delivery").exists()


def test_weeks_are_fixed_after_their_meeting_and_drafted_before_it(loaded: None) -> None:
    assert dict(Week.objects.values_list("key", "state")) == {
        "2026-W44": "fixed",
        "2026-W45": "fixed",
        "2026-W46": "drafted",
    }
    assert {m.state for m in Measure.objects.filter(week__key="2026-W46")} == {"proposed"}
    assert Measure.objects.filter(week__key="2026-W44", state="evaluated", effect="better").exists()


def test_police_events_are_real_ones_and_botkyrkas(loaded: None) -> None:
    assert set(PoliceEvent.objects.values_list("municipality__code", flat=True)) == {"0127"}
    assert (PoliceEvent.objects.count(), PoliceFetch.objects.get().from_file) == (14, True)


def test_loading_again_changes_no_count(loaded: None) -> None:
    before = counts()
    assert load(WEDNESDAY + dt.timedelta(minutes=5)) == []
    assert counts() == before


def test_a_month_later_only_weeks_are_added(loaded: None) -> None:
    before = counts()
    assert load(A_MONTH_LATER) == []
    grown = counts() - before
    same = (Municipality, Place, Organisation, User, Membership, PoliceEvent)
    assert [model for model in same if grown[model]] == []
    walks = Event.objects.filter(title="Nattvandring i Fittja").order_by("week")
    assert list(walks.values_list("week", "state")) == [
        *((f"2026-W{week}", "closed") for week in (44, 45, 46)),
        *((f"2026-W{week}", "open") for week in (47,)),
        *((f"2026-W{week}", "closed") for week in (48, 49, 50)),
        ("2026-W51", "open"),
    ]
    assert grown[Signup] == 3 * 6 + 4 + 1 + 1 + 2  # walked, coming, Alby, meeting, Huddinge


@pytest.mark.parametrize(
    ("moment", "friday"),
    [
        (dt.datetime(2026, 11, 16, 0, 30), 20),  # the week begins on Monday at six: Sunday's night is still last week
        (dt.datetime(2026, 11, 20, 20, 59), 20),
        (dt.datetime(2026, 11, 20, 23), 20),
        (dt.datetime(2026, 11, 21, 0, 31), 27),
        (dt.datetime(2026, 11, 22, 23), 27),
    ],
)
def test_the_coming_friday_is_the_one_that_has_not_ended(moment: dt.datetime, friday: int) -> None:
    stage = Stage(Municipality(code="0127"), at(moment.date(), moment.time()))
    assert walk_times(stage.coming)[0] == at(dt.date(2026, 11, friday), dt.time(21))


def test_what_people_have_changed_in_the_demo_stays(loaded: None) -> None:
    walk = Event.objects.get(title="Nattvandring i Fittja", week="2026-W47")
    Event.objects.filter(pk=walk.pk).update(title="Flyttad", place=Place.objects.get(name="Alby centrum"))
    Membership.objects.filter(user__email="fatima.abdi@lykta.example").update(state="ended")
    assert load(WEDNESDAY + dt.timedelta(days=7)) == []
    assert Event.objects.get(pk=walk.pk).title == "Flyttad"
    assert Membership.objects.get(user__email="fatima.abdi@lykta.example").state == "ended"
    assert not Signup.objects.filter(event__week="2026-W48", user__email="fatima.abdi@lykta.example").exists()


def test_huddinge_sees_its_own_and_nothing_of_botkyrka(loaded: None) -> None:
    there = Municipality.objects.get(code="0126")
    viewer = build(User.objects.get(email="petra.holm@lykta.example"), there.pk, now=WEDNESDAY, second_factor=True)
    assert {tip.municipality_id for tip in Tip.objects.visible_to(viewer)} == {there.pk}
    assert [event.title for event in Event.objects.visible_to(viewer)] == ["Nattvandring i Vårby"]
    nobody = build(User.objects.get(email="petra.holm@lykta.example"), botkyrka().pk, now=WEDNESDAY, second_factor=True)
    assert (nobody.roles, Tip.objects.visible_to(nobody).count()) == (frozenset(), 0)


def test_there_is_a_code_to_follow_an_observation_by(loaded: None) -> None:
    here = botkyrka()
    found = Tip.objects.by_receipt(here.pk, receipts.hashes(code_to_try(here)))
    assert [tip.state for tip in found] == ["closed"]


def test_live_numbers_have_no_holes(loaded: None) -> None:
    for topic in Topic.objects.all():
        numbers = TopicEvent.objects.filter(topic=topic).order_by("seq").values_list("seq", flat=True)
        assert list(numbers) == list(range(1, topic.seq + 1))


def test_accounts_name_one_person_for_each_role() -> None:
    roles = {person.role for person in PEOPLE if person.label}
    assert len(roles) == 8
    assert accounts()[0] == ("Nattvandrare", "Fatima Abdi", "fatima.abdi@lykta.example")
