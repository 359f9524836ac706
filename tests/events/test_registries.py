"""What events tell the floors below: who follows which topic, and what a person's own data are."""

from __future__ import annotations

import uuid

import pytest

from backend.common import privacy
from events.models import Event
from notifications import topics
from tests import factories

LISTENERS = ("walker", "second_walker", "leader", "coordinator", "association", "contact_person", "safety_coordinator",
             "police", "housing")  # fmt: skip


@pytest.fixture
def followers(request, viewer_of):
    def of(topic):
        people = {who: viewer_of(request.getfixturevalue(who)) for who in LISTENERS}
        return {who for who, viewer in people.items() if topics.may_read(viewer, topic)}

    return of


def test_the_board_is_for_coordinators(followers, botkyrka):
    assert followers(f"board:{botkyrka.pk}") == {"coordinator", "safety_coordinator"}


def test_a_walk_is_followed_by_who_is_on_it_and_who_plans_it(followers, walk, walker, second_walker):
    factories.make_signup(walk, walker)
    factories.make_signup(walk, second_walker, state="stepped_down")
    assert followers(f"walk:{walk.pk}") == {"walker", "coordinator"}


def test_a_draft_is_followed_by_nobody(followers, walk, walker):
    Event.objects.filter(pk=walk.pk).update(state="draft")
    assert followers(f"walk:{walk.pk}") == set()


def test_nobody_follows_across_the_wall(viewer_of, foreigner, huddinge, botkyrka, walk):
    viewer = viewer_of(foreigner, huddinge)
    keys = [f"board:{botkyrka.pk}", f"board:{huddinge.pk}", f"walk:{walk.pk}", f"walk:{uuid.uuid4()}"]
    assert [topics.may_read(viewer, key) for key in keys] == [False, True, False, False]


def test_a_resident_follows_nothing(viewer_of, botkyrka, walk):
    assert [topics.may_read(viewer_of(), key) for key in (f"board:{botkyrka.pk}", f"walk:{walk.pk}")] == [False, False]


def test_a_person_gets_out_what_is_the_persons_own(walk, walker, second_walker):
    factories.make_team(walk, walker, second_walker)
    holders = {holder.model: holder for holder in privacy.holders() if holder.model.startswith("events.")}
    assert sorted(holders) == [
        "events.CalendarFeed",
        "events.CalendarNetwork",
        "events.CheckIn",
        "events.FocusAnswer",
        "events.Signup",
        "events.TeamMember",
    ]
    (answer,) = holders["events.Signup"].export(walker.pk)
    (group,) = holders["events.TeamMember"].export(walker.pk)
    assert (answer["event__title"], answer["state"], group["team__name"]) == (
        "Nattvandring Fittja",
        "coming",
        "Grupp 1",
    )
