"""The municipality moves the boundary of its week."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING, Any

import pytest

from backend.common.clock import USUAL_BOUNDARY, at
from backend.common.errors import NotAllowed
from events.actions.focus import decide_focus
from events.actions.plan import create_event, edit_event
from events.models import Event, FocusPlace
from notifications.models import Due, TopicEvent
from places.changes import BadRules, RulesChanged
from places.models import PlacesRules, RuleChange
from places.weeks import boundary_of
from situation.actions import weeks
from situation.actions.rules import MeetingBeforeCut, set_boundary, set_rules
from situation.actions.weeks import WeekIsCut
from situation.models import Week
from tests import factories
from tests.situation.cast import CUT, make_tip
from tips.actions.ingest import ingest
from tips.report import Report

if TYPE_CHECKING:
    from collections.abc import Callable

    from backend.common.viewer import Viewer
    from places.models import District, Municipality, Place
    from volunteers.models import Organisation, User

NOON = dt.time(12)
# Saturday of week 47; with the boundary on Sunday noon, Sunday afternoon is of week 48.
NOW = at(dt.date(2026, 11, 21), NOON)
SUNDAY = at(dt.date(2026, 11, 22), dt.time(18))
SUNDAY_NOON = {"week_weekday": 6, "week_time": NOON}


@pytest.fixture
def msc(safety_coordinator: User, viewer_of: Callable[..., Viewer]) -> Viewer:
    return viewer_of(safety_coordinator)


def move(viewer: Viewer, version: int = 0, now: dt.datetime = NOW, **values: Any) -> PlacesRules:
    return set_boundary(viewer=viewer, values=SUNDAY_NOON | values, version=version, now=now)


def week_of(event: Event) -> str:
    return Event.objects.values_list("week", flat=True).get(pk=event.pk)


def report(place: Place, when: dt.datetime) -> Report:
    return Report(id=uuid.uuid4(), category="lighting_broken", place_id=place.pk, occurred_at=when, sent_at=when)


@pytest.mark.parametrize("state", ["draft", "open"])
def test_what_is_planned_follows(msc: Viewer, walkers: Organisation, fittja: District, state: str) -> None:
    evening = factories.make_event(walkers, fittja, starts_at=SUNDAY, state=state)
    before = factories.make_event(walkers, fittja, starts_at=NOW + dt.timedelta(hours=8), state=state)
    assert week_of(evening) == "2026-W47"
    move(msc)
    assert (week_of(evening), week_of(before)) == ("2026-W48", "2026-W47")


@pytest.mark.parametrize("state", ["open", "under_way", "reporting", "closed", "cancelled"])
def test_what_has_begun_or_is_over_stays(msc: Viewer, walkers: Organisation, fittja: District, state: str) -> None:
    begun = factories.make_event(walkers, fittja, starts_at=SUNDAY, state=state)
    move(msc, now=SUNDAY)
    assert week_of(begun) == "2026-W47"


def test_a_walk_gets_the_places_of_its_new_week_and_its_board_is_told(
    msc: Viewer, walkers: Organisation, fittja: District, station: Place, square: Place
) -> None:
    evening = factories.make_event(walkers, fittja, starts_at=SUNDAY)
    decide_focus(viewer=msc, week="2026-W47", place_id=station.pk, why="Mörkt", now=NOW)
    decide_focus(viewer=msc, week="2026-W48", place_id=square.pk, why="Klotter", now=NOW)
    assert [row.place for row in FocusPlace.objects.filter(event=evening).standing()] == [station]
    seen = TopicEvent.objects.count()
    move(msc)
    assert [row.place for row in FocusPlace.objects.filter(event=evening).standing()] == [square]
    assert TopicEvent.objects.count() > seen


def test_what_comes_in_is_written_down_in_the_new_week(
    msc: Viewer, station: Place, coordinator: User, walkers: Organisation, viewer_of: Callable[..., Viewer]
) -> None:
    old = make_tip(station.district, at=SUNDAY)
    move(msc)
    tip = ingest(viewer=viewer_of(coordinator), report=report(station, SUNDAY), now=SUNDAY).tip
    planned = create_event(
        viewer=viewer_of(coordinator),
        organisation_id=walkers.pk,
        values={
            "kind": "night_walk",
            "title": "Söndag",
            "starts_at": SUNDAY,
            "ends_at": SUNDAY + dt.timedelta(hours=3),
            "place_id": station.pk,
            "min_people": 3,
            "max_people": 8,
        },
        now=NOW,
    )
    old.refresh_from_db()
    assert (old.week, tip.week, planned.week) == ("2026-W47", "2026-W48", "2026-W48")


def test_cut_and_meeting_come_after_the_end_of_the_week(msc: Viewer, botkyrka: Municipality) -> None:
    kept = weeks.ensure_week(municipality_id=botkyrka.pk, key="2026-W47", now=NOW)
    # A week from Thursday at noon: Wednesday's cut and Thursday's meeting at ten are still before the next one ends.
    # The one that is goes on until Thursday 26 November, after its cut.
    move(msc, week_weekday=3)
    kept.refresh_from_db()
    assert (kept.begins_at, kept.cut_at) == (
        at(dt.date(2026, 11, 16), dt.time(6)),
        at(dt.date(2026, 12, 2), dt.time(15)),
    )
    made = weeks.ensure_week(municipality_id=botkyrka.pk, key="2026-W48", now=NOW)
    ended = at(dt.date(2026, 12, 3), NOON)
    assert boundary_of(botkyrka.pk).bounds(weeks.SafetyWeek.parse("2026-W48"))[1] == ended
    assert (made.cut_at, made.meeting_at) == (
        at(dt.date(2026, 12, 9), dt.time(15)),
        at(dt.date(2026, 12, 10), dt.time(10)),
    )


def test_a_boundary_between_cut_and_meeting_is_refused_and_nothing_moves(
    msc: Viewer, walkers: Organisation, fittja: District
) -> None:
    evening = factories.make_event(walkers, fittja, starts_at=at(dt.date(2026, 11, 25), dt.time(18)))
    with pytest.raises(MeetingBeforeCut):
        move(msc, week_weekday=2, week_time=dt.time(16))
    assert not PlacesRules.objects.exists()
    assert not RuleChange.objects.exists()
    assert week_of(evening) == "2026-W48"


def test_a_meeting_before_the_cut_is_refused_with_the_boundary_as_it_is(msc: Viewer) -> None:
    monday = {"meeting_weekday": 0, "meeting_time": dt.time(10)}
    with pytest.raises(BadRules):
        set_rules(viewer=msc, values=monday, version=0, now=NOW)
    move(msc, week_weekday=1)
    set_rules(viewer=msc, values=monday, version=0, now=NOW)


def test_the_second_of_two_is_told(msc: Viewer) -> None:
    move(msc)
    with pytest.raises(RulesChanged):
        move(msc, week_weekday=5)


@pytest.mark.parametrize("who", ["coordinator", "leader", "police", "housing", "walker"])
def test_others_do_not_move_it(request: pytest.FixtureRequest, viewer_of: Callable[..., Viewer], who: str) -> None:
    with pytest.raises(NotAllowed):
        move(viewer_of(request.getfixturevalue(who)))


def test_the_neighbour_keeps_its_week(msc: Viewer, huddinge: Municipality) -> None:
    segeltorp = factories.make_district(huddinge, "Segeltorp")
    theirs = factories.make_event(
        factories.make_organisation(huddinge, districts=(segeltorp,)), segeltorp, starts_at=SUNDAY
    )
    move(msc)
    assert week_of(theirs) == "2026-W47"
    assert boundary_of(huddinge.pk) == USUAL_BOUNDARY


def test_the_coming_meeting_is_about_the_week_that_has_ended(msc: Viewer) -> None:
    move(msc)
    assert (weeks.coming_meeting(msc, NOW).key, weeks.coming_meeting(msc, SUNDAY).key) == ("2026-W46", "2026-W47")


# Weeks from Friday at six, cut on Friday at nine and met about at one; then from Monday at six instead.
FRIDAY_SIX = {"week_weekday": 4, "week_time": dt.time(6)}
MONDAY_SIX = {"week_weekday": 0, "week_time": dt.time(6)}
FRIDAY_CUT = {"cut_weekday": 4, "cut_time": dt.time(9), "meeting_weekday": 4, "meeting_time": dt.time(13)}
WEDNESDAY = at(dt.date(2026, 11, 25), NOON)
SATURDAY = at(dt.date(2026, 11, 28), dt.time(21))


@pytest.fixture
def fridays(msc: Viewer) -> Week:
    """The week that runs on Wednesday 25 November, W48, and ends on Friday morning."""
    move(msc, now=WEDNESDAY - dt.timedelta(days=14), **FRIDAY_SIX)
    set_rules(viewer=msc, values=FRIDAY_CUT, version=0, now=WEDNESDAY)
    return weeks.ensure_week(municipality_id=msc.municipality_id, key="2026-W48", now=WEDNESDAY)


def to_mondays(viewer: Viewer, now: dt.datetime) -> PlacesRules:
    latest = RuleChange.objects.filter(area="places").latest("pk")
    return set_boundary(viewer=viewer, values=MONDAY_SIX, version=latest.pk, now=now)


def test_a_week_that_goes_on_is_cut_after_its_new_end_with_what_was_put_in_it(
    msc: Viewer, fridays: Week, walkers: Organisation, fittja: District
) -> None:
    assert fridays.cut_at == at(dt.date(2026, 11, 27), dt.time(9))
    walk = factories.make_event(walkers, fittja, starts_at=SATURDAY, week="2026-W49")
    to_mondays(msc, WEDNESDAY)
    fridays.refresh_from_db()
    assert (week_of(walk), fridays.cut_at) == ("2026-W48", at(dt.date(2026, 12, 4), dt.time(9)))
    assert fridays.meeting_at == at(dt.date(2026, 12, 4), dt.time(13))
    clocks = Due.objects.filter(kind=weeks.CUT, ref=fridays.pk)
    assert [due.due_at for due in clocks] == [fridays.cut_at + weeks.SETTLED]


def test_a_week_that_is_cut_does_not_go_on(msc: Viewer, fridays: Week, walkers: Organisation, fittja: District) -> None:
    walk = factories.make_event(walkers, fittja, starts_at=SATURDAY, week="2026-W49")
    with pytest.raises(WeekIsCut):
        to_mondays(msc, fridays.cut_at)
    assert (week_of(walk), boundary_of(msc.municipality_id).weekday) == ("2026-W49", 4)
    to_mondays(msc, at(dt.date(2026, 11, 30), dt.time(6)))


def test_a_week_that_ends_earlier_keeps_its_cut_also_without_a_row(msc: Viewer, botkyrka: Municipality) -> None:
    move(msc, now=SUNDAY, week_weekday=5)
    kept = Week.objects.get(municipality=botkyrka, key="2026-W47")
    assert (kept.begins_at, kept.cut_at) == (at(dt.date(2026, 11, 16), dt.time(6)), CUT)


def test_what_has_begun_keeps_its_week_when_its_words_are_changed(
    msc: Viewer, coordinator: User, walkers: Organisation, fittja: District, viewer_of: Callable[..., Viewer]
) -> None:
    begun = factories.make_event(walkers, fittja, starts_at=SUNDAY)
    move(msc, now=SUNDAY)
    edit_event(viewer=viewer_of(coordinator), event_id=begun.pk, values={"title": "Annat namn"}, now=SUNDAY)
    assert week_of(begun) == "2026-W47"


def test_a_pair_that_fits_the_own_boundary_is_taken_on_the_page(
    msc: Viewer, safety_coordinator: User, client_of: Callable[..., Any]
) -> None:
    move(msc, **FRIDAY_SIX)
    typed = {"cut_weekday": "5", "cut_time": "12:00", "meeting_weekday": "0", "meeting_time": "09:00"}
    form = {f"situation-{name}": said for name, said in typed.items()} | {"area": "situation", "version": "0"}
    client = client_of(safety_coordinator)
    assert client.post("/kommun/installningar/", form).status_code == 302
    for said in ("", "klockan nio"):
        assert client.post("/kommun/installningar/", form | {"situation-cut_time": said}).status_code == 400


def test_the_week_says_when_it_began(
    msc: Viewer, safety_coordinator: User, client_of: Callable[..., Any], fridays: Week
) -> None:
    page = client_of(safety_coordinator).get(f"/veckan/{fridays.key}/").content.decode()
    assert "Från fre 20 november. Bryts fre 27 november kl. 09.00" in page
