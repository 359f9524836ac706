"""Focus places: chosen for a walk, or decided for a week's walks."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from backend.common.errors import NotAllowed, NotFound
from events.actions import common, focus
from events.actions.focus import add_focus_place, decide_focus, remove_focus_place, withdraw_focus
from events.actions.plan import edit_event
from events.models import DecidedFocus, Event, FocusAnswer, FocusPlace
from notifications.models import TopicEvent
from tests import factories
from tests.factories import NOW


def test_a_coordinator_adds_a_place_once(viewer_of, coordinator, walk, square):
    act = {"viewer": viewer_of(coordinator), "event_id": walk.pk, "place_id": square.pk, "now": NOW}
    first = add_focus_place(**act, why="Mörkt")
    again = add_focus_place(**act, why="Mycket  mörkt")
    assert (again.pk, FocusPlace.objects.get().why) == (first.pk, "Mycket mörkt")


@pytest.mark.parametrize("who", ["walker", "leader", "contact_person", "police"])
def test_others_do_not(request, viewer_of, walk, square, who):
    with pytest.raises(NotAllowed):
        add_focus_place(
            viewer=viewer_of(request.getfixturevalue(who)), event_id=walk.pk, place_id=square.pk, why="", now=NOW
        )


def test_a_place_across_the_wall_is_not_found(viewer_of, coordinator, walk, huddinge):
    foreign = factories.make_place(factories.make_district(huddinge, "Segeltorp"))
    with pytest.raises(NotFound):
        add_focus_place(viewer=viewer_of(coordinator), event_id=walk.pk, place_id=foreign.pk, now=NOW)


@pytest.mark.parametrize(("state", "refusal"), [("cancelled", common.WalkCancelled), ("closed", common.AlreadyEnded)])
def test_what_is_over_gets_no_more_places(viewer_of, coordinator, walk, square, state, refusal):
    Event.objects.filter(pk=walk.pk).update(state=state)
    with pytest.raises(refusal):
        add_focus_place(viewer=viewer_of(coordinator), event_id=walk.pk, place_id=square.pk, now=NOW)


def test_removing_until_somebody_has_answered(viewer_of, coordinator, walk, square, station, walker, second_walker):
    rows = [FocusPlace.objects.create(event=walk, place=place) for place in (square, station)]
    team = factories.make_team(walk, walker, second_walker)
    FocusAnswer.objects.create(
        **factories.fact_times(),
        received_at=NOW,
        corrected_at=NOW,
        sender=walker,
        digest="x",
        team=team,
        focus_place=rows[1],
        answer="seen",
    )
    act = {"viewer": viewer_of(coordinator), "event_id": walk.pk, "now": NOW}
    remove_focus_place(**act, focus_place_id=rows[0].pk)
    with pytest.raises(focus.FocusAnswered):
        remove_focus_place(**act, focus_place_id=rows[1].pk)
    assert list(FocusPlace.objects.standing()) == [rows[1]]


def test_a_place_of_another_walk_is_not_removed_through_this_one(viewer_of, coordinator, walk, walkers, fittja, square):
    other = FocusPlace.objects.create(event=factories.make_event(walkers, fittja), place=square)
    with pytest.raises(NotFound):
        remove_focus_place(viewer=viewer_of(coordinator), event_id=walk.pk, focus_place_id=other.pk, now=NOW)


def test_a_decided_place_goes_to_the_weeks_planned_walks_in_its_district(
    viewer_of, safety_coordinator, walk, walkers, club, fittja, alby, square
):
    draft = factories.make_event(walkers, fittja, state="draft", published_at=None)
    for values in ({"state": "closed"}, {"starts_at": walk.starts_at + dt.timedelta(weeks=1)}):
        factories.make_event(walkers, fittja, **values)
    factories.make_event(walkers, alby)
    factories.make_event(club, fittja, kind="activity")
    decided = decide_focus(
        viewer=viewer_of(safety_coordinator), week="2026-W47", place_id=square.pk, why="Trasig lampa", now=NOW
    )
    asked = FocusPlace.objects.values_list("event", "place", "why", "decided")
    assert set(asked) == {(event.pk, square.pk, "Trasig lampa", decided.pk) for event in (walk, draft)}
    assert TopicEvent.objects.filter(kind="focus").values_list("topic_id", flat=True).distinct().count() == 2


def test_deciding_again_changes_the_reason_and_doubles_nothing(viewer_of, safety_coordinator, walk, square):
    act = {"viewer": viewer_of(safety_coordinator), "week": "2026-W47", "place_id": square.pk, "now": NOW}
    first, again = (decide_focus(**act, why=why) for why in ("Mörkt", "Fortfarande mörkt"))
    assert (first.pk, DecidedFocus.objects.count()) == (again.pk, 1)
    assert FocusPlace.objects.get().why == "Fortfarande mörkt"


def test_a_place_that_the_coordinator_had_chosen_becomes_the_meetings(viewer_of, safety_coordinator, walk, square):
    mine = FocusPlace.objects.create(event=walk, place=square, why="Min egen idé")
    decided = decide_focus(
        viewer=viewer_of(safety_coordinator), week="2026-W47", place_id=square.pk, why="Mötet", now=NOW
    )
    kept = FocusPlace.objects.get()
    assert (kept.pk, kept.why, kept.decided) == (mine.pk, "Mötet", decided)


def test_only_the_safety_coordinator_decides(viewer_of, coordinator, police, square):
    for user in (coordinator, police):
        with pytest.raises(NotAllowed):
            decide_focus(viewer=viewer_of(user), week="2026-W47", place_id=square.pk, why="x", now=NOW)


@pytest.mark.parametrize("week", ["2026-W60", "nästa", "2026-W4"])
def test_a_week_that_is_none_is_refused(viewer_of, safety_coordinator, square, week):
    with pytest.raises(focus.UnknownWeek):
        decide_focus(viewer=viewer_of(safety_coordinator), week=week, place_id=square.pk, why="x", now=NOW)


def test_an_unknown_place_is_not_found(viewer_of, safety_coordinator):
    with pytest.raises(NotFound):
        decide_focus(viewer=viewer_of(safety_coordinator), week="2026-W47", place_id=uuid.uuid4(), why="x", now=NOW)


def test_what_the_meeting_decided_is_not_the_coordinators_to_change(
    viewer_of, safety_coordinator, coordinator, walk, square
):
    decide_focus(viewer=viewer_of(safety_coordinator), week="2026-W47", place_id=square.pk, why="Mötet", now=NOW)
    row = FocusPlace.objects.get()
    act = {"viewer": viewer_of(coordinator), "event_id": walk.pk, "now": NOW}
    with pytest.raises(focus.FocusDecided):
        add_focus_place(**act, place_id=square.pk, why="Min egen idé")
    with pytest.raises(focus.FocusDecided):
        remove_focus_place(**act, focus_place_id=row.pk)
    assert FocusPlace.objects.standing().get().why == "Mötet"


def test_a_decision_taken_back_leaves_planned_walks_and_those_to_come(
    viewer_of, safety_coordinator, coordinator, walk, walkers, fittja, square
):
    msc = viewer_of(safety_coordinator)
    decided = decide_focus(viewer=msc, week="2026-W47", place_id=square.pk, why="Mörkt", now=NOW)
    with pytest.raises(NotAllowed):
        withdraw_focus(viewer=viewer_of(coordinator), decided_id=decided.pk, now=NOW)
    withdraw_focus(viewer=msc, decided_id=decided.pk, now=NOW)
    later = factories.make_event(walkers, fittja)
    focus.inherit(later, now=NOW)
    assert (FocusPlace.objects.standing().count(), DecidedFocus.objects.count()) == (0, 0)
    with pytest.raises(NotFound):
        withdraw_focus(viewer=msc, decided_id=decided.pk, now=NOW)


def test_a_walks_phones_hear_of_the_place_by_the_id_that_their_page_asks_for(
    viewer_of, safety_coordinator, coordinator, walk, square
):
    msc = viewer_of(safety_coordinator)
    decided = decide_focus(viewer=msc, week="2026-W47", place_id=square.pk, why="Mörkt", now=NOW)
    row = FocusPlace.objects.get()
    week = dt.timedelta(weeks=1)
    moved = {"starts_at": walk.starts_at + week, "ends_at": walk.ends_at + week}
    edit_event(viewer=viewer_of(coordinator), event_id=walk.pk, values=moved, now=NOW)
    back = {"starts_at": walk.starts_at, "ends_at": walk.ends_at}
    edit_event(viewer=viewer_of(coordinator), event_id=walk.pk, values=back, now=NOW)
    withdraw_focus(viewer=msc, decided_id=decided.pk, now=NOW)
    told = TopicEvent.objects.filter(topic_id=f"walk:{walk.pk}", kind="focus").order_by("seq")
    assert list(told.values_list("ref", "code")) == [
        (row.pk, code) for code in ("decided", "removed", "decided", "removed")
    ]
