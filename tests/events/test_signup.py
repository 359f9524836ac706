"""Jag kommer, Jag kan inte, and who leads."""

from __future__ import annotations

import datetime as dt

import pytest

from backend.common.errors import NotAllowed, NotFound
from backend.common.viewer import Role
from events.actions import common, signup
from events.actions.signup import say_yes, set_leader, step_down
from events.models import CalendarScope, Event, Signup, Team, TeamMember
from notifications.models import Delivery, TopicEvent
from tests import factories
from tests.factories import NOW


def test_yes_is_kept_and_told(viewer_of, walk, walker, botkyrka):
    said = say_yes(viewer=viewer_of(walker), event_id=walk.pk, now=NOW)
    kept = Signup.objects.get()
    assert (kept.pk, kept.user, kept.state, kept.is_leader, kept.times_changed) == (said.pk, walker, "coming", False, 0)
    told = TopicEvent.objects.order_by("topic_id").values_list("topic_id", "kind", "ref", "code")
    assert list(told) == [
        (f"board:{botkyrka.pk}", "signup", walk.pk, "coming"),
        (f"walk:{walk.pk}", "signup", walk.pk, "coming"),
    ]
    assert CalendarScope.objects.get().key == f"person:{botkyrka.pk}:{walker.pk}"


def test_a_leader_of_the_organisation_leads_and_one_of_another_walks_along(viewer_of, walk, leader, botkyrka):
    guest = factories.make_member(factories.make_organisation(botkyrka), Role.WALK_LEADER)
    said = [say_yes(viewer=viewer_of(user), event_id=walk.pk, now=NOW).is_leader for user in (leader, guest)]
    assert said == [True, False]


def test_walks_are_for_those_who_walk_not_for_the_households_of_a_watch_area(viewer_of, walk, neighbour):
    with pytest.raises(NotAllowed):
        say_yes(viewer=viewer_of(neighbour), event_id=walk.pk, now=NOW)


def test_stepping_down_ends_the_live_page_at_once(viewer_of, walk, walker):
    viewer = viewer_of(walker)
    say_yes(viewer=viewer, event_id=walk.pk, now=NOW)
    step_down(viewer=viewer, event_id=walk.pk, now=NOW)
    walker.refresh_from_db()
    assert walker.rights_version == viewer.rights_version + 1


def test_yes_again_changes_nothing_even_when_the_walk_is_full_or_begun(viewer_of, walk, walker):
    first = say_yes(viewer=viewer_of(walker), event_id=walk.pk, now=NOW)
    Event.objects.filter(pk=walk.pk).update(max_people=2, min_people=1, state="under_way")
    again = say_yes(viewer=viewer_of(walker), event_id=walk.pk, now=walk.starts_at)
    assert (again.pk, Signup.objects.count(), TopicEvent.objects.count()) == (first.pk, 1, 2)


def test_no_keeps_the_row_and_yes_again_counts_the_change(viewer_of, walk, walker):
    viewer = viewer_of(walker)
    for act in (say_yes, step_down, step_down, say_yes):
        act(viewer=viewer, event_id=walk.pk, now=NOW)
    kept = Signup.objects.get()
    assert (kept.state, kept.times_changed) == ("coming", 2)


def test_a_full_walk_takes_nobody_more_until_one_steps_down(viewer_of, walk, walker, second_walker, leader):
    Event.objects.filter(pk=walk.pk).update(max_people=2)
    for user in (walker, leader):
        say_yes(viewer=viewer_of(user), event_id=walk.pk, now=NOW)
    with pytest.raises(signup.WalkFull):
        say_yes(viewer=viewer_of(second_walker), event_id=walk.pk, now=NOW)
    step_down(viewer=viewer_of(walker), event_id=walk.pk, now=NOW)
    assert say_yes(viewer=viewer_of(second_walker), event_id=walk.pk, now=NOW).state == "coming"


@pytest.mark.parametrize("act", [say_yes, step_down])
@pytest.mark.parametrize(
    ("state", "minutes", "refusal"),
    [
        ("cancelled", -60, common.WalkCancelled),
        ("closed", -60, common.AlreadyEnded),
        ("under_way", -60, common.WalkBegun),
        ("open", 0, common.WalkBegun),
        ("open", 210, common.AlreadyEnded),
    ],
)
def test_a_walk_that_has_begun_or_will_not_be_takes_no_answers(viewer_of, walk, walker, act, state, minutes, refusal):
    Event.objects.filter(pk=walk.pk).update(state=state)
    with pytest.raises(refusal):
        act(viewer=viewer_of(walker), event_id=walk.pk, now=walk.starts_at + dt.timedelta(minutes=minutes))
    assert Signup.objects.count() == 0


def test_a_draft_is_open_to_nobody(viewer_of, walk, walker, coordinator):
    Event.objects.filter(pk=walk.pk).update(state="draft", published_at=None)
    with pytest.raises(NotFound):
        say_yes(viewer=viewer_of(walker), event_id=walk.pk, now=NOW)
    with pytest.raises(common.NotOpen):
        say_yes(viewer=viewer_of(coordinator), event_id=walk.pk, now=NOW)


@pytest.mark.parametrize("who", ["contact_person", "safety_coordinator", "police", "housing"])
def test_those_who_do_not_walk_do_not_say_yes(request, viewer_of, walk, who):
    with pytest.raises(NotAllowed):
        say_yes(viewer=viewer_of(request.getfixturevalue(who)), event_id=walk.pk, now=NOW)


def test_a_resident_a_stranger_and_another_association_find_no_walk(viewer_of, walk, foreigner, huddinge, association):
    for viewer in (viewer_of(), viewer_of(foreigner, huddinge), viewer_of(association)):
        with pytest.raises(NotFound):
            say_yes(viewer=viewer, event_id=walk.pk, now=NOW)


def test_an_activity_is_drop_in(viewer_of, walker, club, fittja):
    hall = factories.make_event(club, fittja, kind="activity", title="Öppen hall")
    with pytest.raises(signup.DropIn):
        say_yes(viewer=viewer_of(walker), event_id=hall.pk, now=NOW)


def test_a_watch_meeting_is_answered_by_the_areas_members_alone(
    viewer_of, neighbour, contact_person, walker, watch_area, fittja
):
    meeting = factories.make_event(watch_area, fittja, kind="watch_meeting", title="Årsmöte")
    for user in (neighbour, contact_person):
        assert say_yes(viewer=viewer_of(user), event_id=meeting.pk, now=NOW).state == "coming"
    with pytest.raises(NotFound):
        say_yes(viewer=viewer_of(walker), event_id=meeting.pk, now=NOW)


def test_stepping_down_leaves_the_group_and_one_person_is_no_group(viewer_of, walk, walker, second_walker, leader):
    factories.make_team(walk, walker, second_walker, leader)
    step_down(viewer=viewer_of(walker), event_id=walk.pk, now=NOW)
    assert (TeamMember.objects.count(), Team.objects.current().count()) == (2, 1)
    step_down(viewer=viewer_of(leader), event_id=walk.pk, now=NOW)
    assert (TeamMember.objects.count(), Team.objects.current().count()) == (1, 0)


def test_who_is_put_in_charge_leads_and_gets_a_mail(viewer_of, walk, walker, coordinator):
    row = factories.make_signup(walk, walker)
    set_leader(viewer=viewer_of(coordinator), event_id=walk.pk, signup_id=row.pk, now=NOW)
    mail = Delivery.objects.get()
    assert (Signup.objects.get().is_leader, mail.user, mail.kind) == (True, walker, "events.put_in_charge")
    set_leader(viewer=viewer_of(coordinator), event_id=walk.pk, signup_id=row.pk, is_leader=False, now=NOW)
    assert (Signup.objects.get().is_leader, Delivery.objects.count()) == (False, 1)


def test_only_who_comes_is_put_in_charge_and_only_by_who_plans(viewer_of, walk, walker, leader, coordinator):
    row = factories.make_signup(walk, walker, state="stepped_down")
    with pytest.raises(signup.NotComing):
        set_leader(viewer=viewer_of(coordinator), event_id=walk.pk, signup_id=row.pk, now=NOW)
    with pytest.raises(NotAllowed):
        set_leader(viewer=viewer_of(leader), event_id=walk.pk, signup_id=row.pk, now=NOW)


def test_a_group_that_somebody_leaves_is_told_to_the_others(viewer_of, walk, walker, second_walker, leader):
    """One with people left by its own id; one that is no group any more by the walk's, which shows the list anew."""
    team = factories.make_team(walk, walker, second_walker, leader)
    for user in (walker, leader):
        step_down(viewer=viewer_of(user), event_id=walk.pk, now=NOW)
    told = TopicEvent.objects.filter(topic_id=f"walk:{walk.pk}", kind="team").order_by("seq")
    assert list(told.values_list("ref", "code")) == [(team.pk, "formed"), (walk.pk, "formed")]
