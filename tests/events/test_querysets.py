"""Who sees what: events, groups, focus places and names."""

from __future__ import annotations

import datetime as dt

import pytest

from events import policies
from events.fold import expected_back
from events.models import Event, FocusPlace, Signup, Team
from events.names import Names
from events.querysets import walks
from events.querysets.events import evening_of
from tests import factories
from tests.factories import NOW
from volunteers.models import Membership

EVERYBODY = (
    "walker", "leader", "coordinator", "association", "contact_person", "neighbour", "safety_coordinator", "police",
    "housing", None,
)  # fmt: skip


@pytest.fixture
def world(walkers, club, watch_area, fittja, huddinge):
    """One published event and one draft of each kind, and a walk across the wall."""
    made = {}
    for organisation, kind in ((walkers, "night_walk"), (club, "activity"), (watch_area, "watch_meeting")):
        made[kind] = factories.make_event(organisation, fittja, kind=kind, title=kind)
        draft = factories.make_event(organisation, fittja, kind=kind, state="draft", published_at=None)
        made[f"draft {kind}"] = draft
    other = factories.make_district(huddinge, "Segeltorp")
    factories.make_event(factories.make_organisation(huddinge, districts=(other,)), other)
    return {event.pk: name for name, event in made.items()}


@pytest.fixture
def seen(request, viewer_of, world):
    def of(who):
        user = request.getfixturevalue(who) if who else None
        return {world[event.pk] for event in Event.objects.visible_to(viewer_of(user))}

    return of


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        (None, {"activity"}),
        ("walker", {"night_walk", "activity"}),
        ("leader", {"night_walk", "activity"}),
        ("coordinator", {"night_walk", "draft night_walk", "activity"}),
        ("association", {"activity", "draft activity"}),
        ("contact_person", {"night_walk", "activity", "watch_meeting", "draft watch_meeting"}),
        ("neighbour", {"night_walk", "activity", "watch_meeting"}),
        ("safety_coordinator", {"night_walk", "activity", "watch_meeting"}),
        ("police", {"night_walk", "activity"}),
        ("housing", {"night_walk", "activity"}),
    ],
)
def test_events_are_seen_by_those_they_are_for(seen, who, expected):
    assert seen(who) == expected


def test_a_draft_that_was_cancelled_stays_with_its_planners(viewer_of, walk, walker, coordinator):
    Event.objects.filter(pk=walk.pk).update(state="cancelled", published_at=None)
    assert not Event.objects.visible_to(viewer_of(walker)).exists()
    assert Event.objects.visible_to(viewer_of(coordinator)).exists()


def test_a_person_of_another_municipality_sees_what_a_resident_sees(viewer_of, world, foreigner):
    assert [world[event.pk] for event in Event.objects.visible_to(viewer_of(foreigner))] == ["activity"]


def test_counts_and_the_own_answer(viewer_of, walk, walker, second_walker, leader):
    factories.make_signup(walk, walker)
    factories.make_signup(walk, leader, is_leader=True)
    factories.make_signup(walk, second_walker, state="stepped_down")
    rows = [Event.objects.listed(viewer_of(user)).get() for user in (walker, leader, second_walker)]
    assert [(row.coming, row.leaders) for row in rows] == [(2, 1)] * 3
    assert [(row.own_answer, row.is_mine_to_lead) for row in rows] == [
        ("coming", False),
        ("coming", True),
        ("stepped_down", False),
    ]


def test_an_evening_lasts_until_six_in_the_morning(viewer_of, walkers, fittja, coordinator):
    friday = dt.date(2026, 11, 20)
    late = factories.make_event(walkers, fittja, starts_at=dt.datetime(2026, 11, 20, 23, 30, tzinfo=dt.UTC))
    factories.make_event(walkers, fittja, starts_at=dt.datetime(2026, 11, 21, 20, tzinfo=dt.UTC))
    assert list(Event.objects.visible_to(viewer_of(coordinator)).on_evening(friday)) == [late]
    assert evening_of(dt.datetime(2026, 11, 21, 2, tzinfo=dt.UTC)) == friday


def test_mine_is_what_i_said_yes_to(viewer_of, walk, walkers, fittja, walker):
    other = factories.make_event(walkers, fittja)
    factories.make_signup(walk, walker)
    factories.make_signup(other, walker, state="stepped_down")
    viewer = viewer_of(walker)
    assert list(Event.objects.visible_to(viewer).mine(viewer)) == [walk]


def test_upcoming_past_and_lacking(viewer_of, walk, leader, walker, coordinator):
    rows = Event.objects.listed(viewer_of(coordinator))
    assert [rows.upcoming(NOW).count(), rows.past(NOW).count(), rows.lacking_people().count()] == [1, 0, 1]
    factories.make_signup(walk, leader, is_leader=True)
    factories.make_signup(walk, walker)
    assert [rows.upcoming(walk.ends_at).count(), rows.past(walk.ends_at).count(), rows.lacking_people().count()] == [
        0,
        1,
        0,
    ]


def test_residents_may_know_the_dates_of_walks(walk, walkers, fittja, botkyrka):
    factories.make_event(walkers, fittja, state="cancelled")
    factories.make_event(walkers, fittja, state="draft", published_at=None)
    assert list(Event.objects.open_dates(botkyrka.pk, NOW)) == [walk]


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("walker", True),
        ("coordinator", True),
        ("safety_coordinator", True),
        ("second_walker", False),
        ("association", False),
        ("contact_person", False),
        ("police", False),
        ("housing", False),
    ],
)
def test_groups_are_seen_by_who_is_on_the_walk_and_who_oversees_it(request, viewer_of, walk, walker, leader, who, sees):
    factories.make_team(walk, walker, leader)
    viewer = viewer_of(request.getfixturevalue(who))
    assert Team.objects.visible_to(viewer).exists() is sees
    assert policies.can_see_teams(viewer, walk, policies.own_signup(viewer, walk.pk)) is sees


def test_a_sign_up_gives_nothing_when_the_membership_has_ended(viewer_of, walk, square, leader, walker, watch_area):
    factories.make_team(walk, leader, walker)
    FocusPlace.objects.create(event=walk, place=square)
    leader.signups.update(is_leader=True)
    leader.memberships.update(state="ended", ended_at=NOW)
    Membership.objects.create(organisation=watch_area, user=leader, role="volunteer", since=NOW)
    viewer, own = viewer_of(leader), leader.signups.get()
    asked = (policies.can_run, policies.can_see_teams, policies.can_brief)
    assert [ask(viewer, walk, own) for ask in asked] == [False] * 3
    assert policies.names_shown(viewer, walk, own, walk.starts_at) is policies.Names.NONE
    assert not policies.can_follow_walk(viewer, str(walk.pk))
    assert not Team.objects.visible_to(viewer).exists()
    assert not FocusPlace.objects.visible_to(viewer).exists()


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("walker", True),
        ("second_walker", False),
        ("leader", True),
        ("coordinator", True),
        ("association", True),
        ("contact_person", True),
        ("safety_coordinator", True),
        ("police", False),
        ("housing", False),
    ],
)
def test_focus_places_are_read_by_the_walk_and_by_the_area(request, viewer_of, walk, square, walker, who, sees):
    FocusPlace.objects.create(event=walk, place=square)
    factories.make_signup(walk, walker)
    viewer = viewer_of(request.getfixturevalue(who))
    assert FocusPlace.objects.visible_to(viewer).exists() is sees
    assert policies.can_brief(viewer, walk, policies.own_signup(viewer, walk.pk)) is sees


def test_an_association_of_another_area_reads_no_focus_place(viewer_of, walk, square, botkyrka, alby):
    FocusPlace.objects.create(event=walk, place=square)
    other = factories.make_organisation(botkyrka, "association", (alby,))
    viewer = viewer_of(factories.make_member(other, "association"))
    assert not FocusPlace.objects.visible_to(viewer).exists()


@pytest.fixture
def evening(walk, leader, walker, second_walker, walkers):
    """Amina and Bengt in a group, Leyla and a protected person in another."""
    walker.phone = "070-123 45 67"
    walker.save()
    hidden = factories.make_member(walkers, name="Kim Alias", is_protected=True, phone="070-765 43 21")
    factories.make_signup(walk, leader, is_leader=True)
    factories.make_team(walk, walker, second_walker)
    factories.make_team(walk, leader, hidden, name="Grupp 2")
    return walk


def names(viewer, walk, now=NOW):
    return {(person.name, person.phone) for person in walks.roster(viewer, walk, now).people}


def test_a_walker_reads_the_first_names_of_the_own_group(viewer_of, evening, walker):
    shown = walks.roster(viewer_of(walker), evening, NOW)
    assert (shown.shown, shown.coming, {person.name for person in shown.people}) == (
        Names.OWN_GROUP,
        4,
        {"Amina", "Bengt"},
    )


def test_a_walker_without_a_group_reads_the_own_name_alone(viewer_of, evening, walkers):
    late = factories.make_member(walkers, name="Sara Sen")
    factories.make_signup(evening, late)
    assert names(viewer_of(late), evening) == {("Sara", "")}


def test_who_answers_for_the_walk_reads_names_and_numbers_but_no_protected_one(viewer_of, evening, coordinator):
    assert names(viewer_of(coordinator), evening) == {
        ("Leyla Demir", ""),
        ("Amina Warsame", "070-123 45 67"),
        ("Bengt Åkesson", ""),
        ("Kim Alias", ""),
    }


@pytest.mark.parametrize(("hours", "count"), [(-24.1, 1), (-24, 4), (0, 4), (3.5 + 12, 4), (3.5 + 12.1, 1)])
def test_the_leader_reads_the_names_around_the_evening(viewer_of, evening, leader, hours, count):
    now = evening.starts_at + dt.timedelta(hours=hours)
    assert len(walks.roster(viewer_of(leader), evening, now).people) == count


@pytest.mark.parametrize("who", ["association", "contact_person", "safety_coordinator", "police", "housing"])
def test_others_read_a_number_and_no_name(request, viewer_of, evening, who):
    shown = walks.roster(viewer_of(request.getfixturevalue(who)), evening, NOW)
    assert shown == walks.Roster(Names.NONE, 4, ())


def test_a_coordinator_of_another_group_reads_no_name(viewer_of, evening, botkyrka):
    other = factories.make_member(factories.make_organisation(botkyrka), "coordinator")
    assert walks.roster(viewer_of(other), evening, NOW) == walks.Roster(Names.NONE, 4, ())


def test_sign_ups_are_ones_own_and_the_organisations(viewer_of, evening, walker, coordinator, police):
    counts = [Signup.objects.visible_to(viewer_of(user)).count() for user in (walker, coordinator, police)]
    assert counts == [1, 4, 0]


def test_the_briefing_holds_what_a_phone_needs(viewer_of, evening, square, walker):
    FocusPlace.objects.create(event=evening, place=square, why="Trasig lampa")
    told = walks.briefing(viewer_of(walker), evening, NOW, expected_back(evening.ends_at, None))
    (line,) = told.focus_places
    assert (line.place, line.district, line.why, line.is_decided, line.answers) == (
        "Fittja torg",
        "Fittja",
        "Trasig lampa",
        False,
        {},
    )
    assert [team.name for team in told.teams] == ["Grupp 1", "Grupp 2"]
    assert (told.own_team_id, told.expected_back_at) == (told.teams[0].pk, evening.ends_at + dt.timedelta(minutes=30))


def test_lists_and_briefings_ask_the_same_for_one_and_for_three(
    viewer_of, evening, walkers, fittja, botkyrka, walker, django_assert_num_queries
):
    viewer = viewer_of(walker)
    FocusPlace.objects.create(event=evening, place=factories.make_place(fittja, "Lampan"))
    for _ in range(2):
        with django_assert_num_queries(1):
            list(Event.objects.listed(viewer))
        with django_assert_num_queries(7):
            walks.briefing(viewer, evening, NOW, evening.ends_at)
        for number in range(2):
            factories.make_event(walkers, fittja)
            place = factories.make_place(fittja, f"Plats {number} {Event.objects.count()}")
            FocusPlace.objects.create(event=evening, place=place)
            factories.make_team(evening, factories.make_member(walkers), factories.make_member(walkers))
