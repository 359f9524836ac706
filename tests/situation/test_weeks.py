"""The week: opened, drafted at the cut, fixed at the meeting."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from typing import TYPE_CHECKING

import pytest

from backend.common.errors import NotAllowed, NotFound
from backend.common.viewer import system
from events.models import CheckIn, DecidedFocus, Event, FocusAnswer, FocusPlace
from events.states import CheckInKind, EventState
from notifications.models import Due
from situation import due
from situation.actions import focus, measures, weeks
from situation.models import Measure, Picture, PoliceEvent, Week
from situation.querysets.sources import of_week
from tests import factories
from tests.situation.cast import CUT, FRIDAY, THURSDAY, make_tip
from tips.actions.ingest import ingest
from tips.report import Report

if TYPE_CHECKING:
    from collections.abc import Callable

    from backend.common.viewer import Viewer
    from events.models import Team
    from places.models import District, Municipality, Place
    from volunteers.models import Organisation, User

KEY = "2026-W47"


@pytest.fixture
def week(botkyrka: Municipality) -> Week:
    return weeks.ensure_week(municipality_id=botkyrka.pk, key=KEY, now=FRIDAY)


@pytest.fixture
def msc(safety_coordinator: User, viewer_of: Callable[..., Viewer]) -> Viewer:
    return viewer_of(safety_coordinator)


def say(team: Team, user: User, kind: CheckInKind, at: dt.datetime, received: dt.datetime | None = None) -> None:
    arrived = {"received_at": received or at, "corrected_at": at, "sender": user, "digest": "x"}
    CheckIn.objects.create(team=team, kind=kind, **factories.fact_times(at), **arrived)


def fix(viewer: Viewer, week: Week, **values: object) -> Picture:
    week.refresh_from_db()
    return weeks.fix_picture(
        **{"viewer": viewer, "week_id": week.pk, "version": week.version, "note": "", "now": THURSDAY} | values
    )


def test_week_is_made_once_with_its_cut_on_the_clock(week: Week, botkyrka: Municipality) -> None:
    assert weeks.ensure_week(municipality_id=botkyrka.pk, key=KEY, now=FRIDAY) == week
    assert week.cut_at == CUT
    assert Due.objects.get(kind=weeks.CUT).due_at == CUT + weeks.SETTLED


@pytest.mark.parametrize("key", ["2026-W01", "2027-W20", "2026-W54", "nonsense", "2026-W4x"])
def test_a_week_far_away_is_none(key: str, botkyrka: Municipality) -> None:
    with pytest.raises(NotFound):
        weeks.ensure_week(municipality_id=botkyrka.pk, key=key, now=FRIDAY)


def test_the_clockwork_opens_the_week_that_was_and_the_week_that_is(botkyrka: Municipality) -> None:
    due.open_weeks(None, FRIDAY)  # type: ignore[arg-type]
    assert list(Week.objects.order_by("key").values_list("key", flat=True)) == ["2026-W46", KEY]


def test_draft_holds_what_was_known_at_the_cut(week: Week, msc: Viewer, fittja: District) -> None:
    make_tip(fittja)
    make_tip(fittja, received=CUT + dt.timedelta(minutes=1))
    drafted = weeks.draft_picture(viewer=msc, week_id=week.pk, now=THURSDAY)
    assert drafted.content["tips"]["residents"] == 1


def test_a_neighbour_at_home_and_the_police_are_no_walkers(
    week: Week, msc: Viewer, walk: Event, walker: User, neighbour: User, police: User, station: Place,
    viewer_of: Callable[..., Viewer],
) -> None:  # fmt: skip
    factories.make_signup(walk, walker)
    for user, walk_id in ((neighbour, None), (police, None), (walker, None), (walker, walk.pk)):
        told = Report(uuid.uuid4(), "lighting_broken", FRIDAY, place_id=station.pk, walk_id=walk_id)
        ingest(viewer=viewer_of(user), report=told, now=FRIDAY)
    figures = weeks.draft_picture(viewer=msc, week_id=week.pk, now=THURSDAY).content["tips"]
    assert (figures["residents"], figures["walkers"], figures["staff"]) == (3, 1, 1)


def test_what_came_after_the_cut_is_reported_in_the_next_week(
    week: Week, botkyrka: Municipality, fittja: District
) -> None:
    make_tip(fittja, received=CUT + dt.timedelta(minutes=1))
    following = weeks.ensure_week(municipality_id=botkyrka.pk, key="2026-W48", now=THURSDAY)
    drafted = weeks.draft_picture(viewer=system(botkyrka.pk), week_id=following.pk, now=following.cut_at)
    assert (drafted.content["tips"]["residents"], drafted.content["late"]["residents"]) == (0, 1)


def test_the_neighbours_observations_are_not_counted(week: Week, huddinge: Municipality, msc: Viewer) -> None:
    make_tip(factories.make_district(huddinge, "Vårby"))
    assert weeks.draft_picture(viewer=msc, week_id=week.pk, now=THURSDAY).content["tips"]["residents"] == 0


def test_drafting_is_for_the_safety_coordinator(week: Week, police: User, viewer_of: Callable[..., Viewer]) -> None:
    with pytest.raises(NotAllowed):
        weeks.draft_picture(viewer=viewer_of(police), week_id=week.pk, now=THURSDAY)


def test_strangers_find_no_week(
    week: Week, walker: User, foreigner: User, huddinge: Municipality, viewer_of: Callable[..., Viewer]
) -> None:
    for viewer in (viewer_of(), viewer_of(walker), viewer_of(foreigner, huddinge)):
        with pytest.raises(NotFound):
            weeks.draft_picture(viewer=viewer, week_id=week.pk, now=THURSDAY)


def test_fixing_stands_for_ever(week: Week, msc: Viewer) -> None:
    weeks.draft_picture(viewer=msc, week_id=week.pk, now=CUT + weeks.SETTLED)
    fixed = fix(msc, week, note=" Lugnt. ")
    assert (fixed.note, len(fixed.sha256)) == ("Lugnt.", 64)
    for again in (lambda: fix(msc, week), lambda: weeks.draft_picture(viewer=msc, week_id=week.pk, now=THURSDAY)):
        with pytest.raises(weeks.AlreadyFixed):
            again()


def test_fixing_needs_a_draft(week: Week, msc: Viewer) -> None:
    with pytest.raises(weeks.NotDrafted):
        fix(msc, week)


def test_fixing_needs_the_version_the_meeting_saw(week: Week, msc: Viewer) -> None:
    weeks.draft_picture(viewer=msc, week_id=week.pk, now=THURSDAY)
    with pytest.raises(weeks.Stale):
        fix(msc, week, version=1)


@pytest.mark.parametrize("early", [CUT - dt.timedelta(days=1), CUT, CUT + dt.timedelta(minutes=4)])
def test_nothing_from_before_the_cut_is_fixed(week: Week, msc: Viewer, early: dt.datetime) -> None:
    weeks.draft_picture(viewer=msc, week_id=week.pk, now=early)
    with pytest.raises(weeks.BeforeCut):
        fix(msc, week, now=early)
    with pytest.raises(weeks.NotDrafted):
        fix(msc, week, now=THURSDAY)


@pytest.mark.parametrize("before", [dt.timedelta(days=1), dt.timedelta(seconds=1), dt.timedelta(0)])
def test_what_was_written_after_the_draft_was_read_is_counted_once(
    week: Week, msc: Viewer, fittja: District, botkyrka: Municipality, before: dt.timedelta
) -> None:
    weeks.draft_picture(viewer=msc, week_id=week.pk, now=CUT - before)
    make_tip(fittja, received=CUT - before)  # taken in by then, committed a moment after the draft
    with pytest.raises(weeks.NotDrafted):
        fix(msc, week)
    weeks.draft_picture(viewer=msc, week_id=week.pk, now=CUT + weeks.SETTLED)
    fixed = fix(msc, week)
    following = weeks.ensure_week(municipality_id=botkyrka.pk, key="2026-W48", now=THURSDAY)
    after = weeks.draft_picture(viewer=msc, week_id=following.pk, now=following.cut_at + weeks.SETTLED)
    assert (fixed.content["tips"]["residents"], after.content["late"]["residents"]) == (1, 0)


def test_the_hash_can_be_checked_whatever_becomes_of_the_measure(
    week: Week, msc: Viewer, landlord: Organisation, square: Place
) -> None:
    plan = measures.Plan("Laga lampan", "lighting", landlord.pk, dt.date(2026, 12, 4))
    made = measures.propose_measure(viewer=msc, week_id=week.pk, plan=plan, now=THURSDAY)
    focus.decide_focus(viewer=msc, week_id=week.pk, place_id=square.pk, why="Mörkt", now=THURSDAY)
    weeks.draft_picture(viewer=msc, week_id=week.pk, now=THURSDAY)
    fix(msc, week)
    measures.step_measure(viewer=msc, measure_id=made.pk, to="decided", version=1, now=THURSDAY)
    stored = Picture.objects.get()
    assert hashlib.sha256(weeks.fixed_form(stored)).hexdigest() == stored.sha256
    lines = stored.decided["measures"], stored.decided["focus"]
    assert [(line["title"], line["state"]) for line in lines[0]] == [("Laga lampan", "proposed")]
    assert [(line["week"], line["place"], line["why"]) for line in lines[1]] == [("2026-W48", "Fittja torg", "Mörkt")]


def test_decided_focus_reaches_next_weeks_walk(week: Week, msc: Viewer, walk: Event, square: Place) -> None:
    next_friday = factories.make_event(
        walk.organisation, walk.district, starts_at=walk.starts_at + dt.timedelta(weeks=1)
    )
    focus.decide_focus(viewer=msc, week_id=week.pk, place_id=square.pk, why="Lampan är trasig", now=THURSDAY)
    assert list(FocusPlace.objects.values_list("event", "place", "why")) == [
        (next_friday.pk, square.pk, "Lampan är trasig")
    ]


def test_focus_needs_a_reason_and_an_own_place(week: Week, msc: Viewer, square: Place, huddinge: Municipality) -> None:
    with pytest.raises(focus.FocusNeedsReason):
        focus.decide_focus(viewer=msc, week_id=week.pk, place_id=square.pk, why=" ", now=THURSDAY)
    foreign = factories.make_place(factories.make_district(huddinge, "Vårby"), "Vårby torg")
    with pytest.raises(NotFound):
        focus.decide_focus(viewer=msc, week_id=week.pk, place_id=foreign.pk, why="x", now=THURSDAY)


def test_walked_hours_are_people_times_time_out(week: Week, walk: Event, walker: User, second_walker: User) -> None:
    team = factories.make_team(walk, walker, second_walker)
    say(team, walker, CheckInKind.OUT, walk.starts_at)
    say(team, walker, CheckInKind.BACK, walk.starts_at + dt.timedelta(hours=3))
    assert [line.hours for line in of_week(week, THURSDAY, FRIDAY).walks] == [6.0]


def test_the_cut_drafts_by_itself(week: Week, botkyrka: Municipality) -> None:
    row = Due.objects.get(kind=weeks.CUT)
    due.cut(row, CUT)  # type: ignore[arg-type]
    week.refresh_from_db()
    assert (week.state, week.picture.content["cut_at"]) == ("drafted", "2026-11-25T15:00+01:00")


def test_sources_ask_as_often_for_one_walk_as_for_three(
    week: Week, walk: Event, walker: User, second_walker: User, django_assert_num_queries: Callable
) -> None:
    with django_assert_num_queries(13):
        of_week(week, THURSDAY, FRIDAY)
    for _ in range(3):
        other = factories.make_event(walk.organisation, walk.district)
        factories.make_team(other, walker, second_walker)
    with django_assert_num_queries(13):
        of_week(week, THURSDAY, FRIDAY)


def test_sources_hold_what_was_known_at_the_boundary_and_no_more(
    week: Week, walk: Event, club: Organisation, walker: User, second_walker: User, square: Place
) -> None:
    """What phones send, associations publish, planners call off and the police tell after the cut is not in it."""
    after = CUT + dt.timedelta(minutes=1)
    team = factories.make_team(walk, walker, second_walker)
    say(team, walker, CheckInKind.OUT, walk.starts_at)
    say(team, walker, CheckInKind.BACK, walk.starts_at + dt.timedelta(hours=3), received=after)
    asked = FocusPlace.objects.create(event=walk, place=square)
    times = factories.fact_times(walk.starts_at) | {"received_at": after, "corrected_at": walk.starts_at}
    FocusAnswer.objects.create(team=team, focus_place=asked, answer="seen", sender=walker, digest="x", **times)
    factories.make_event(club, walk.district, kind="activity", published_at=after)
    Event.objects.filter(pk=walk.pk).update(state=EventState.CANCELLED, cancel_reason="weather", cancelled_at=after)
    PoliceEvent.objects.create(
        municipality=week.municipality, source_id=1, kind="Brand", url="", place_text="Botkyrka", published_at=after,
        occurred_at=FRIDAY, week=KEY, raw_digest="0", first_seen_at=after, changed_at=after,
    )  # fmt: skip
    then, now = of_week(week, CUT, FRIDAY), of_week(week, after, FRIDAY)
    assert [(line.state, line.hours) for line in (*then.walks, *now.walks)] == [("open", 0), ("cancelled", 6.0)]
    assert ((then.activities, len(then.police)), (now.activities, len(now.police))) == ((0, 0), (1, 1))


def test_fixing_notices_what_was_proposed_stepped_or_decided_meanwhile(
    week: Week, msc: Viewer, landlord: Organisation, square: Place
) -> None:
    weeks.draft_picture(viewer=msc, week_id=week.pk, now=THURSDAY)
    plan = measures.Plan("Laga lampan", "lighting", landlord.pk, dt.date(2026, 12, 4))
    for change in (
        lambda: measures.propose_measure(viewer=msc, week_id=week.pk, plan=plan, now=THURSDAY),
        lambda: measures.step_measure(
            viewer=msc, measure_id=Measure.objects.get().pk, to="decided", version=1, now=THURSDAY
        ),
        lambda: focus.decide_focus(viewer=msc, week_id=week.pk, place_id=square.pk, why="Mörkt", now=THURSDAY),
        lambda: focus.withdraw_focus(
            viewer=msc, week_id=week.pk, decided_id=DecidedFocus.objects.get().pk, now=THURSDAY
        ),
    ):
        week.refresh_from_db()
        seen = week.version
        change()
        with pytest.raises(weeks.Stale):
            fix(msc, week, version=seen)
    assert fix(msc, week).note == ""


def test_a_decided_focus_place_is_taken_back_by_its_own_meeting_until_the_picture_is_fixed(
    week: Week, msc: Viewer, botkyrka: Municipality, square: Place, station: Place
) -> None:
    first, second = (
        focus.decide_focus(viewer=msc, week_id=week.pk, place_id=place.pk, why="Mörkt", now=THURSDAY)
        for place in (square, station)
    )
    following = weeks.ensure_week(municipality_id=botkyrka.pk, key="2026-W48", now=THURSDAY)
    act = {"viewer": msc, "week_id": week.pk, "now": THURSDAY}
    with pytest.raises(NotFound):
        focus.withdraw_focus(**act | {"week_id": following.pk}, decided_id=first.pk)
    focus.withdraw_focus(**act, decided_id=first.pk)
    weeks.draft_picture(viewer=msc, week_id=week.pk, now=THURSDAY)
    fix(msc, week)
    with pytest.raises(weeks.AlreadyFixed):
        focus.withdraw_focus(**act, decided_id=second.pk)
    assert [line["place"] for line in Picture.objects.get().decided["focus"]] == [station.name]
