"""What phones report is taken: late, twice, in any order, on a walk that is cancelled."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.common.errors import NotAllowed, NotFound
from backend.common.facts import IdReused
from events.actions.facts import Times, record_check_in, record_focus_answer
from events.actions.focus import add_focus_place, decide_focus, remove_focus_place, withdraw_focus
from events.fold import fold
from events.models import CheckIn, Event, FocusAnswer, FocusPlace, Team
from events.states import CheckInKind
from notifications.models import Due, TopicEvent
from tests import factories
from tests.factories import NOW
from tests.soak import examples


@pytest.fixture
def team(walk, walker, second_walker):
    return factories.make_team(walk, walker, second_walker)


@pytest.fixture
def check_in(viewer_of, team, walker):
    """``check_in("out", minutes=5)``: tapped and received five minutes after the start."""

    def send(kind, *, minutes=0, user=walker, fact_id=None, late=0, sent=None, group=team):
        tapped = group.event.starts_at + dt.timedelta(minutes=minutes)
        received = tapped + dt.timedelta(minutes=late)
        times = Times(tapped, sent or received)
        return record_check_in(
            viewer=viewer_of(user),
            team_id=group.pk,
            check_in_id=fact_id or uuid.uuid4(),
            kind=kind,
            times=times,
            now=received,
        )

    return send


def whereabouts(team):
    team.refresh_from_db()
    return team.state, team.out_at, team.back_at, team.last_sign_at


def test_out_sends_the_walk_under_way_sets_the_clock_and_tells(check_in, team, walk, botkyrka):
    taken = check_in("out", minutes=5)
    at = walk.starts_at + dt.timedelta(minutes=5)
    assert (taken.created, taken.row.flags, whereabouts(team)) == (True, "", ("out", at, None, at))
    assert Event.objects.get(pk=walk.pk).state == "under_way"
    assert Due.objects.get().due_at == walk.ends_at + dt.timedelta(minutes=30)
    told = TopicEvent.objects.filter(topic_id=f"board:{botkyrka.pk}").values_list("kind", "ref", "code")
    assert list(told) == [("team", team.pk, "out"), ("event", walk.pk, "under_way")]


def test_back_withdraws_the_clock(check_in, team, walk):
    check_in("out", minutes=5)
    check_in("back", minutes=200)
    assert (whereabouts(team)[0], Due.objects.get().withdrawn) == ("back", True)


def test_a_word_after_the_end_moves_the_clock(check_in, walk):
    check_in("out", minutes=5)
    check_in("ok", minutes=225)
    assert Due.objects.get().due_at == walk.starts_at + dt.timedelta(minutes=255)


def test_a_resend_is_the_same_fact(check_in, team):
    fact_id = uuid.uuid4()
    first, again = check_in("out", fact_id=fact_id), check_in("out", fact_id=fact_id, late=9)
    assert (first.created, again.created, again.row) == (True, False, first.row)
    assert (CheckIn.objects.count(), TopicEvent.objects.count()) == (1, 4)


def test_the_same_id_with_other_content_is_refused(check_in):
    fact_id = uuid.uuid4()
    check_in("out", fact_id=fact_id)
    with pytest.raises(IdReused):
        check_in("back", fact_id=fact_id)
    assert CheckIn.objects.get().kind == "out"


def test_somebody_elses_id_is_not_found(check_in, second_walker):
    fact_id = uuid.uuid4()
    check_in("out", fact_id=fact_id)
    with pytest.raises(NotFound):
        check_in("out", fact_id=fact_id, user=second_walker)


def test_an_id_that_another_group_used_is_refused(check_in, walk, walker, leader):
    other = factories.make_team(walk, walker, leader)
    fact_id = uuid.uuid4()
    check_in("out", fact_id=fact_id)
    with pytest.raises(IdReused):
        check_in("out", fact_id=fact_id, group=other)


@pytest.mark.parametrize(("state", "flag"), [("cancelled", "walk_cancelled"), ("closed", "walk_closed")])
def test_a_fact_of_a_walk_that_is_over_is_taken_and_reopens_nothing(check_in, team, walk, state, flag):
    Event.objects.filter(pk=walk.pk).update(state=state)
    taken = check_in("out", minutes=5, late=600)
    assert (taken.created, taken.row.flags, whereabouts(team)[0]) == (True, flag, "out")
    assert Event.objects.get(pk=walk.pk).state == state


def test_a_fact_of_an_earlier_group_is_taken(check_in, team):
    Team.objects.filter(pk=team.pk).update(is_current=False)
    assert (check_in("back", minutes=200).row.flags, whereabouts(team)[0]) == ("not_out_before earlier_group", "back")


def test_without_coverage_back_may_come_before_out(check_in, team, walk):
    check_in("back", minutes=200, late=10)
    check_in("out", minutes=5, late=206)
    out, back = (walk.starts_at + dt.timedelta(minutes=minutes) for minutes in (5, 200))
    assert whereabouts(team) == ("back", out, back, back)
    assert not Due.objects.filter(done_at__isnull=True).exists()


def test_a_phone_an_hour_fast_is_corrected(viewer_of, team, walker, walk):
    wrong = walk.starts_at + dt.timedelta(hours=1)
    taken = record_check_in(
        viewer=viewer_of(walker),
        team_id=team.pk,
        check_in_id=uuid.uuid4(),
        kind="out",
        times=Times(wrong, wrong + dt.timedelta(minutes=3)),
        now=walk.starts_at + dt.timedelta(minutes=3),
    )
    assert (taken.row.corrected_at, taken.row.flags) == (walk.starts_at, "phone_clock_off")


def test_nothing_happens_in_the_future(viewer_of, team, walker):
    later = NOW + dt.timedelta(hours=2)
    taken = record_check_in(
        viewer=viewer_of(walker),
        team_id=team.pk,
        check_in_id=uuid.uuid4(),
        kind="out",
        times=Times(later, NOW),
        now=NOW,
    )
    assert (taken.row.corrected_at, taken.row.flags) == (NOW, "sent_before_occurred")


@settings(max_examples=examples(25), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(CheckInKind.values), st.integers(0, 240), st.integers(0, 90)), max_size=6))
def test_the_cached_state_is_the_fold_of_the_facts(check_in, team, taps):
    CheckIn.objects.all().delete()
    Team.objects.filter(pk=team.pk).update(state="formed", out_at=None, back_at=None, last_sign_at=None)
    for kind, minutes, late in taps:
        check_in(kind, minutes=minutes, late=late)
    here = fold(CheckIn.objects.all())
    assert whereabouts(team) == (here.state, here.out_at, here.back_at, here.last_sign_at)


@pytest.mark.parametrize("who", ["association", "contact_person", "safety_coordinator", "police", "housing"])
def test_who_was_not_on_the_walk_reports_nothing(request, check_in, who):
    with pytest.raises(NotAllowed):
        check_in("out", user=request.getfixturevalue(who))


def test_a_walker_of_another_walk_reports_nothing_here(check_in, leader):
    with pytest.raises(NotAllowed):
        check_in("out", user=leader)


def test_the_coordinator_taps_for_a_group(check_in, coordinator):
    assert check_in("back", minutes=200, user=coordinator).created


def test_who_stepped_down_may_still_tell_what_happened_for_two_days(check_in, walker, walk):
    walker.signups.update(state="stepped_down", changed_at=walk.starts_at, times_changed=1)
    assert check_in("out", minutes=60).created
    with pytest.raises(NotAllowed):
        check_in("out", minutes=60 + 48 * 60)


def test_who_only_ever_said_no_reports_nothing(check_in, walk, leader):
    factories.make_signup(walk, leader, state="stepped_down", changed_at=walk.starts_at)
    with pytest.raises(NotAllowed):
        check_in("back", user=leader)


@pytest.mark.parametrize("who", ["walker", "coordinator"])
def test_who_left_the_organisation_may_still_tell_what_happened_within_two_days(request, check_in, walk, who):
    user = request.getfixturevalue(who)
    user.memberships.update(state="ended", ended_at=walk.starts_at)
    assert check_in("out", minutes=60, user=user).created
    with pytest.raises(NotFound):
        check_in("out", minutes=60 + 48 * 60, user=user)


def test_a_group_across_the_wall_and_an_unknown_one_are_not_found(viewer_of, team, foreigner, huddinge, walker):
    times = Times(NOW, NOW)
    for viewer, team_id in ((viewer_of(foreigner, huddinge), team.pk), (viewer_of(walker), uuid.uuid4())):
        with pytest.raises(NotFound):
            record_check_in(viewer=viewer, team_id=team_id, check_in_id=uuid.uuid4(), kind="out", times=times, now=NOW)


@pytest.fixture
def answer(viewer_of, team, walk, walker, square):
    place = FocusPlace.objects.create(event=walk, place=square)

    def send(said, *, minutes=60, late=0, answer_id=None, focus_place_id=place.pk):
        at = walk.starts_at + dt.timedelta(minutes=minutes)
        now = at + dt.timedelta(minutes=late)
        return record_focus_answer(
            viewer=viewer_of(walker),
            team_id=team.pk,
            focus_place_id=focus_place_id,
            answer_id=answer_id or uuid.uuid4(),
            answer=said,
            times=Times(at, now),
            now=now,
        )

    return send


def test_a_focus_answer_is_a_fact_and_a_sign_of_life(check_in, answer, team, walk):
    check_in("out", minutes=5)
    Team.objects.filter(pk=team.pk).update(is_overdue=True)
    taken = answer("not_seen", minutes=230)
    team.refresh_from_db()
    at = walk.starts_at + dt.timedelta(minutes=230)
    assert (taken.created, team.state, team.last_sign_at, team.is_overdue) == (True, "out", at, False)
    assert Due.objects.get().due_at == at + dt.timedelta(minutes=30)


def test_a_stale_focus_answer_does_not_call_the_asking_off(check_in, answer, team):
    check_in("out", minutes=5)
    Team.objects.filter(pk=team.pk).update(is_overdue=True)
    answer("not_seen", minutes=60, late=200)
    team.refresh_from_db()
    assert (team.state, team.is_overdue) == ("out", True)


def test_an_older_check_in_does_not_undo_a_sign_of_life(check_in, answer, team, walk):
    answer("seen", minutes=90)
    check_in("out", minutes=5, late=100)
    assert whereabouts(team)[3] == walk.starts_at + dt.timedelta(minutes=90)


def test_a_focus_answer_is_replayed_and_not_mistaken(answer):
    answer_id = uuid.uuid4()
    assert [answer("seen", answer_id=answer_id).created for _ in range(2)] == [True, False]
    with pytest.raises(IdReused):
        answer("not_seen", answer_id=answer_id)
    assert FocusAnswer.objects.count() == 1


def test_a_place_that_is_not_on_this_walks_list_is_not_found(answer, walkers, fittja, station):
    other = FocusPlace.objects.create(event=factories.make_event(walkers, fittja), place=station)
    with pytest.raises(NotFound):
        answer("seen", focus_place_id=other.pk)


def test_an_answer_about_a_place_that_was_taken_back_meanwhile_is_taken_with_a_flag(
    viewer_of, team, walk, walker, coordinator, safety_coordinator, square, station
):
    """The phone without coverage still shows both."""
    decided = decide_focus(
        viewer=viewer_of(safety_coordinator), week=walk.week, place_id=square.pk, why="Mörkt", now=NOW
    )
    add_focus_place(viewer=viewer_of(coordinator), event_id=walk.pk, place_id=station.pk, now=NOW)
    rows = list(FocusPlace.objects.order_by("id"))
    mine = next(row for row in rows if row.decided_id is None)
    remove_focus_place(viewer=viewer_of(coordinator), event_id=walk.pk, focus_place_id=mine.pk, now=NOW)
    withdraw_focus(viewer=viewer_of(safety_coordinator), decided_id=decided.pk, now=NOW)
    assert not FocusPlace.objects.standing().exists()
    for row in rows:
        taken = record_focus_answer(
            viewer=viewer_of(walker), team_id=team.pk, focus_place_id=row.pk, answer_id=uuid.uuid4(), answer="seen",
            times=Times(walk.starts_at, walk.starts_at), now=walk.starts_at,
        )  # fmt: skip
        assert (taken.created, taken.row.flags) == (True, "focus_withdrawn")
    assert set(FocusPlace.objects.standing()) == set(rows)
