"""Planning: draft, edit, publish, cancel; and how long a night is."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from backend.common import clock
from backend.common.errors import NotAllowed, NotFound
from backend.common.facts import IdReused
from backend.common.viewer import Role
from events.actions import common, focus, plan, plan_values
from events.actions.plan import cancel_event, create_event, edit_event, publish_event
from events.models import CalendarScope, Event, FocusPlace
from events.states import EventState, SignupState
from notifications.models import Delivery, Due, TopicEvent
from tests import factories
from tests.factories import NOW

FRIDAY = dt.date(2026, 11, 20)


@pytest.fixture
def values(station):
    starts_at = clock.at(FRIDAY, dt.time(21))
    return {
        "kind": "night_walk",
        "title": "  Nattvandring   Fittja ",
        "starts_at": starts_at,
        "ends_at": clock.night_ends(starts_at, dt.time(0, 30)),
        "place_id": station.pk,
        "meeting_point": "Vid spärrarna",
        "min_people": 3,
        "max_people": 8,
    }


@pytest.fixture
def draft(viewer_of, coordinator, walkers, values) -> Event:
    return create_event(viewer=viewer_of(coordinator), organisation_id=walkers.pk, values=values, now=NOW)


def test_create_makes_a_draft_in_the_places_district(draft, fittja, walkers):
    made = Event.objects.get(pk=draft.pk)
    assert (made.state, made.title, made.district, made.organisation) == (
        "draft",
        "Nattvandring Fittja",
        fittja,
        walkers,
    )
    assert (made.week, made.weekday, made.sequence, made.published_at) == ("2026-W47", 4, 0, None)
    assert TopicEvent.objects.count() == 0


@pytest.mark.parametrize(
    ("day", "hours"),
    [
        (dt.date(2026, 10, 17), 5.5),
        (dt.date(2026, 10, 24), 5.5),  # the clock goes back at 03:00: the first 02:30
        (dt.date(2027, 3, 27), 5.5),  # and forward at 02:00: there is no 02:30, so it ends at 03:30
    ],
)
def test_a_night_has_its_true_length_when_the_clock_changes(viewer_of, coordinator, walkers, values, day, hours):
    starts_at = clock.at(day, dt.time(21))
    values |= {"starts_at": starts_at, "ends_at": clock.night_ends(starts_at, dt.time(2, 30))}
    made = create_event(viewer=viewer_of(coordinator), organisation_id=walkers.pk, values=values, now=starts_at)
    kept = Event.objects.get(pk=made.pk)
    assert (kept.ends_at - kept.starts_at, kept.weekday) == (dt.timedelta(hours=hours), 5)


@pytest.mark.parametrize(
    ("change", "refusal", "field"),
    [
        ({"ends_at": clock.at(FRIDAY, dt.time(21))}, plan_values.EndsBeforeStart, "ends_at"),
        ({"ends_at": clock.at(dt.date(2026, 11, 21), dt.time(9, 1))}, plan_values.TooLong, "ends_at"),
        ({"starts_at": dt.datetime(2026, 11, 19, 16, 59, tzinfo=dt.UTC)}, plan_values.TooFarBack, "starts_at"),
        ({"starts_at": dt.datetime(2028, 1, 1, tzinfo=dt.UTC)}, plan_values.TooFarAhead, "starts_at"),
        ({"min_people": 1}, plan_values.NeverAlone, "min_people"),
        ({"max_people": 2}, plan_values.MaxBelowMin, "max_people"),
        ({"title": "   "}, plan_values.TitleMissing, "title"),
        ({"title": "x" * 121}, plan_values.BadValue, "title"),
        ({"place_id": None}, plan_values.DistrictMissing, "district"),
        ({"kind": "carnival"}, plan.UnknownKind, "kind"),
        ({"age_from": 15, "age_to": 12}, plan_values.AgesReversed, "age_to"),
    ],
)
def test_bad_values_are_refused_with_their_field(viewer_of, coordinator, walkers, values, change, refusal, field):
    with pytest.raises(refusal) as refused:
        create_event(viewer=viewer_of(coordinator), organisation_id=walkers.pk, values=values | change, now=NOW)
    assert (refused.value.field, Event.objects.count()) == (field, 0)


@pytest.mark.parametrize("name", ["place_id", "district_id"])
def test_what_belongs_to_another_municipality_is_not_found(viewer_of, coordinator, walkers, huddinge, values, name):
    foreign = factories.make_district(huddinge, "Segeltorp")
    of = {"place_id": factories.make_place(foreign).pk, "district_id": foreign.pk}
    with pytest.raises(NotFound):
        create_event(
            viewer=viewer_of(coordinator),
            organisation_id=walkers.pk,
            values=values | {"place_id": None, name: of[name]},
            now=NOW,
        )


def test_a_place_of_another_district_moves_the_walk_there(viewer_of, coordinator, draft, alby):
    centre = factories.make_place(alby, "Alby centrum")
    edit_event(viewer=viewer_of(coordinator), event_id=draft.pk, values={"place_id": centre.pk}, now=NOW)
    assert Event.objects.get(pk=draft.pk).district == alby


@pytest.mark.parametrize("role", ["walker", "leader", "association", "contact_person", "safety_coordinator", "police"])
def test_only_those_who_plan_for_the_organisation_create(request, viewer_of, walkers, values, role):
    someone = viewer_of(request.getfixturevalue(role))
    with pytest.raises(NotAllowed):
        create_event(viewer=someone, organisation_id=walkers.pk, values=values, now=NOW)


def test_an_organisation_of_another_municipality_is_not_found(viewer_of, foreigner, huddinge, walkers, values):
    with pytest.raises(NotFound):
        create_event(viewer=viewer_of(foreigner, huddinge), organisation_id=walkers.pk, values=values, now=NOW)


def test_a_watch_area_holds_no_night_walk(viewer_of, watch_area, values):
    planner = factories.make_member(watch_area, Role.COORDINATOR)
    with pytest.raises(plan.WrongOrganiser):
        create_event(viewer=viewer_of(planner), organisation_id=watch_area.pk, values=values, now=NOW)


def test_publishing_opens_it_sets_its_clock_and_tells_the_board(viewer_of, coordinator, draft, botkyrka):
    publish_event(viewer=viewer_of(coordinator), event_id=draft.pk, now=NOW)
    event = Event.objects.get(pk=draft.pk)
    assert (event.state, event.published_at) == ("open", NOW)
    assert Due.objects.get(kind="events.end").due_at == event.ends_at + dt.timedelta(minutes=30)
    told = TopicEvent.objects.order_by("topic_id").values_list("topic_id", "kind", "ref", "code")
    assert list(told) == [
        (f"board:{botkyrka.pk}", "event", event.pk, "open"),
        (f"walk:{event.pk}", "event", event.pk, "open"),
    ]


def test_publishing_twice_changes_nothing_more(viewer_of, coordinator, draft):
    publish_event(viewer=viewer_of(coordinator), event_id=draft.pk, now=NOW)
    publish_event(viewer=viewer_of(coordinator), event_id=draft.pk, now=NOW + dt.timedelta(hours=1))
    assert (Event.objects.get(pk=draft.pk).published_at, TopicEvent.objects.count()) == (NOW, 2)


def test_what_is_over_is_not_published(viewer_of, coordinator, draft):
    with pytest.raises(common.AlreadyEnded):
        publish_event(viewer=viewer_of(coordinator), event_id=draft.pk, now=draft.ends_at)


def test_moving_keeps_sign_ups_and_tells_who_comes(viewer_of, coordinator, walk, walker, second_walker):
    factories.make_signup(walk, walker)
    factories.make_signup(walk, second_walker, state=SignupState.STEPPED_DOWN)
    later = walk.starts_at + dt.timedelta(minutes=30)
    edit_event(viewer=viewer_of(coordinator), event_id=walk.pk, values={"starts_at": later}, now=NOW)
    moved = Event.objects.get(pk=walk.pk)
    assert (moved.starts_at, moved.sequence, moved.signups.filter(state="coming").count()) == (later, 1, 1)
    mail = Delivery.objects.get()
    assert (mail.user, mail.kind, mail.subject) == (walker, "events.changed", "Ändrat: Nattvandring Fittja")
    assert mail.body.splitlines()[2:4] == ["När: fredag 20 november 21.30–00.30", "Var: Fittja tunnelbanestation"]


def test_a_new_description_is_no_move(viewer_of, coordinator, walk, walker):
    factories.make_signup(walk, walker)
    later = NOW + dt.timedelta(hours=1)
    edit_event(viewer=viewer_of(coordinator), event_id=walk.pk, values={"description": "Ta med ficklampa"}, now=later)
    edited = Event.objects.get(pk=walk.pk)
    assert (edited.sequence, edited.changed_at, Delivery.objects.count()) == (0, later, 0)


def test_the_calendars_of_who_comes_move_with_the_walk(viewer_of, coordinator, walk, walker, botkyrka):
    factories.make_signup(walk, walker)
    edit_event(viewer=viewer_of(coordinator), event_id=walk.pk, values={"title": "Ny rubrik"}, now=NOW)
    versions = dict(CalendarScope.objects.values_list("key", "version"))
    assert versions == {f"organisation:{walk.organisation_id}": 1, f"person:{botkyrka.pk}:{walker.pk}": 1}


def test_the_maximum_does_not_go_below_who_comes(viewer_of, coordinator, walk, walker, leader, second_walker):
    for user in (walker, leader, second_walker):
        factories.make_signup(walk, user)
    with pytest.raises(plan.MoreAreComing) as refused:
        edit_event(viewer=viewer_of(coordinator), event_id=walk.pk, values={"max_people": 2}, now=NOW)
    assert refused.value.detail == "3 har redan sagt att de kommer. Sätt inte högsta antalet lägre än så."


@pytest.mark.parametrize(
    ("state", "refusal"),
    [("under_way", common.WalkBegun), ("closed", common.AlreadyEnded), ("cancelled", common.WalkCancelled)],
)
def test_what_is_under_way_or_over_is_not_edited(viewer_of, coordinator, walk, state, refusal):
    Event.objects.filter(pk=walk.pk).update(state=state)
    with pytest.raises(refusal):
        edit_event(viewer=viewer_of(coordinator), event_id=walk.pk, values={"title": "Ny"}, now=NOW)


@pytest.mark.parametrize("name", ["starts_at", "ends_at", "meeting_point"])
def test_what_has_begun_by_the_clock_is_not_moved_but_may_be_described(viewer_of, coordinator, walk, name):
    value = "Någon annanstans" if name == "meeting_point" else getattr(walk, name) + dt.timedelta(hours=1)
    act = {"viewer": viewer_of(coordinator), "event_id": walk.pk, "now": walk.starts_at}
    with pytest.raises(common.WalkBegun):
        edit_event(**act, values={name: value})
    assert edit_event(**act, values={"description": "Ta med vantar."}).description == "Ta med vantar."


def test_the_same_id_again_is_the_same_event_and_of_another_organiser_it_is_refused(
    viewer_of, coordinator, walkers, values, draft, botkyrka
):
    other = factories.make_organisation(botkyrka)
    elsewhere = factories.make_member(other, Role.COORDINATOR)
    asked = {"values": values, "event_id": draft.pk, "now": NOW}
    assert create_event(viewer=viewer_of(coordinator), organisation_id=walkers.pk, **asked) == draft
    with pytest.raises(IdReused):
        create_event(viewer=viewer_of(elsewhere), organisation_id=other.pk, **asked)
    assert Event.objects.count() == 1


def test_a_walk_does_not_become_a_meeting(viewer_of, coordinator, walk):
    with pytest.raises(plan.KindStays):
        edit_event(viewer=viewer_of(coordinator), event_id=walk.pk, values={"kind": "watch_meeting"}, now=NOW)


def test_cancelling_tells_who_was_coming_and_why(viewer_of, coordinator, draft, walker):
    publish_event(viewer=viewer_of(coordinator), event_id=draft.pk, now=NOW)
    factories.make_signup(draft, walker)
    cancel_event(viewer=viewer_of(coordinator), event_id=draft.pk, reason="weather", note="Storm", now=NOW)
    event = Event.objects.get(pk=draft.pk)
    assert (event.state, event.cancelled_at, event.sequence) == ("cancelled", NOW, 1)
    mail = Delivery.objects.get()
    assert mail.subject == "Inställd: Nattvandring Fittja, fredag 20 november 21.00–00.30"
    assert mail.body.splitlines()[2] == "Skäl: vädret. Storm"
    assert Due.objects.get(kind="events.end").withdrawn


def test_cancelling_again_changes_nothing_and_another_reason_is_refused(viewer_of, coordinator, walk):
    act = {"viewer": viewer_of(coordinator), "event_id": walk.pk, "now": NOW}
    cancel_event(**act, reason="too_few")
    assert cancel_event(**act, reason="too_few").sequence == 1
    with pytest.raises(common.WalkCancelled):
        cancel_event(**act, reason="weather")


@pytest.mark.parametrize(
    ("reason", "note", "refusal"), [("", "", plan.ReasonMissing), ("weather", "x" * 201, plan.NoteTooLong)]
)
def test_cancelling_needs_a_reason(viewer_of, coordinator, walk, reason, note, refusal):
    with pytest.raises(refusal):
        cancel_event(viewer=viewer_of(coordinator), event_id=walk.pk, reason=reason, note=note, now=NOW)
    assert Event.objects.get(pk=walk.pk).state == EventState.OPEN


@pytest.mark.parametrize("act", [publish_event, edit_event, cancel_event])
def test_another_coordinator_of_the_municipality_does_not_touch_it(viewer_of, botkyrka, walk, act):
    other = factories.make_member(factories.make_organisation(botkyrka), Role.COORDINATOR)
    more = {"edit_event": {"values": {}}, "cancel_event": {"reason": "weather"}}.get(act.__name__, {})
    with pytest.raises(NotAllowed):
        act(viewer=viewer_of(other), event_id=walk.pk, now=NOW, **more)


def test_across_the_wall_there_is_no_walk(viewer_of, foreigner, huddinge, walk):
    with pytest.raises(NotFound):
        publish_event(viewer=viewer_of(foreigner, huddinge), event_id=walk.pk, now=NOW)


def test_an_unknown_walk_is_not_found(viewer_of, coordinator):
    with pytest.raises(NotFound):
        publish_event(viewer=viewer_of(coordinator), event_id=uuid.uuid4(), now=NOW)


def test_a_new_walk_inherits_what_the_meeting_decided(
    viewer_of, safety_coordinator, coordinator, walkers, values, square
):
    decided = focus.decide_focus(
        viewer=viewer_of(safety_coordinator), week="2026-W47", place_id=square.pk, why="Trasig belysning", now=NOW
    )
    made = create_event(viewer=viewer_of(coordinator), organisation_id=walkers.pk, values=values, now=NOW)
    assert list(FocusPlace.objects.values_list("event", "place", "why", "decided")) == [
        (made.pk, square.pk, "Trasig belysning", decided.pk)
    ]


def test_a_walk_that_moves_to_another_week_leaves_its_decided_places(
    viewer_of, safety_coordinator, coordinator, walk, square
):
    focus.decide_focus(viewer=viewer_of(safety_coordinator), week=walk.week, place_id=square.pk, why="Mörkt", now=NOW)
    week = dt.timedelta(weeks=1)
    moved = {"starts_at": walk.starts_at + week, "ends_at": walk.ends_at + week}
    edit_event(viewer=viewer_of(coordinator), event_id=walk.pk, values=moved, now=NOW)
    assert FocusPlace.objects.standing().count() == 0
