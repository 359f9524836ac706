"""Somebody under eighteen is never alone, and has no telephone in any list."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from events.actions.signup import step_down
from events.actions.teams import Group, YouthAlone, form_teams
from events.models import Event, Team
from events.querysets.walks import roster
from events.staffing import Outlook, Walker, outlook, suggest_teams
from events.states import Staffing
from notifications.models import TopicEvent
from tests import factories
from tests.factories import NOW
from volunteers.actions.consents import note_consent, withdraw_consent


@pytest.fixture
def youths(walkers):
    made = [factories.make_member(walkers, name=f"Ung {n}", cleared=(), phone=f"+4670174060{n}") for n in range(2)]
    for one in made:
        factories.make_consent(one, walkers)
    return made


def test_a_group_of_youths_is_refused_and_one_adult_is_enough(viewer_of, walk, coordinator, walker, leader, youths):
    signups = [factories.make_signup(walk, user).pk for user in (*youths, walker, leader)]
    viewer = viewer_of(coordinator)
    with pytest.raises(YouthAlone):
        form_teams(viewer=viewer, event_id=walk.pk, groups=[Group(tuple(signups[:2]))], now=NOW)
    assert len(form_teams(viewer=viewer, event_id=walk.pk, groups=[Group(tuple(signups[:3]))], now=NOW)) == 1


def test_when_the_adult_leaves_the_group_is_none(viewer_of, walk, walker, youths):
    factories.make_team(walk, *youths, walker)
    step_down(viewer=viewer_of(walker), event_id=walk.pk, now=NOW)
    assert not Team.objects.current().exists()


def test_a_youth_is_an_adult_from_the_birthday_on(viewer_of, walk, coordinator, walkers):
    two = [factories.make_member(walkers, cleared=()) for _ in range(2)]
    for one in two:
        factories.make_consent(one, walkers, adult_on=dt.date(2026, 11, 20))
    group = Group(tuple(factories.make_signup(walk, user).pk for user in two))
    assert len(form_teams(viewer=viewer_of(coordinator), event_id=walk.pk, groups=[group], now=NOW)) == 1


@pytest.mark.parametrize(
    ("coming", "youths", "expected"),
    [
        (3, 1, Outlook(Staffing.GREEN, "Blir av")),
        (3, 2, Outlook(Staffing.AMBER, "En vuxen till behövs", missing_adults=1)),
        (3, 3, Outlook(Staffing.AMBER, "2 vuxna till behövs", missing_adults=2)),
        (1, 1, Outlook(Staffing.AMBER, "2 vuxna till behövs", 2, missing_adults=2)),
        (0, 0, Outlook(Staffing.AMBER, "Saknar 3 personer", 3)),
    ],
)
def test_the_outlook_asks_for_adults(coming, youths, expected):
    walk = Event(kind="night_walk", state="open", min_people=3, max_people=5)
    assert outlook(walk, coming=coming, leaders=1, youths=youths) == expected


def test_the_list_counts_youths_and_says_what_lacks(viewer_of, walk, walker, leader, youths):
    Event.objects.filter(pk=walk.pk).update(min_people=2)
    for user in youths:
        factories.make_signup(walk, user)
    factories.make_signup(walk, leader, is_leader=True)
    row = Event.objects.listed(viewer_of(walker)).lacking_people().get()
    assert (row.coming, row.leaders, row.youths) == (3, 1, 2)


@pytest.mark.parametrize(
    ("adults", "young", "groups"), [(6, 0, 2), (4, 2, 2), (3, 3, 1), (1, 5, 1), (0, 4, 0), (2, 1, 1), (4, 8, 2)]
)
def test_each_suggested_group_has_adults(adults, young, groups):
    people = [Walker(uuid.uuid4(), is_youth=n >= adults) for n in range(adults + young)]
    grown = {one.signup_id for one in people if not one.is_youth}
    found = suggest_teams(people)
    assert len(found) == groups
    assert all(set(group) & grown for group in found)


def test_no_list_holds_a_youths_telephone(viewer_of, walk, coordinator, leader, youths):
    for user in youths:
        factories.make_signup(walk, user)
    factories.make_signup(walk, leader, is_leader=True)
    for reader in (coordinator, leader):
        people = roster(viewer_of(reader), walk, NOW).people
        assert {(person.is_youth, person.phone) for person in people if person.is_youth} == {(True, "")}


def test_the_page_warns_of_a_single_adult(client_of, walk, coordinator, walker, youths, monkeypatch):
    monkeypatch.setattr("backend.common.clock.now", lambda: NOW)
    young, grown = factories.make_signup(walk, youths[0]), factories.make_signup(walk, walker)
    client = client_of(coordinator)
    assert "under 18" in client.get(f"/vandringar/{walk.pk}/grupper/").content.decode()
    done = client.post(f"/vandringar/{walk.pk}/grupper/", {str(young.pk): "1", str(grown.pk): "1"}, follow=True)
    assert "bara en vuxen" in done.content.decode()


def test_a_fellow_walker_does_not_read_of_somebody_protected_and_the_leader_reads_the_alias(
    viewer_of, walk, walkers, walker, leader
):
    hidden = factories.make_member(walkers, name="Alias", is_protected=True, phone="+46701740605")
    factories.make_team(walk, walker, hidden, leader)
    walk.signups.filter(user=leader).update(is_leader=True)
    assert {one.name for one in roster(viewer_of(walker), walk, NOW).people} == {"Amina", "Leyla"}
    read = {one.name: one.phone for one in roster(viewer_of(leader), walk, NOW).people}
    assert read["Alias"] == ""
    assert "Alias" in {one.name for one in roster(viewer_of(hidden), walk, NOW).people}


def test_who_turns_out_to_be_young_parts_a_group_without_adults(viewer_of, walkers, fittja, coordinator):
    early = factories.make_event(walkers, fittja, ends_at=NOW + dt.timedelta(hours=6))
    two = [factories.make_member(walkers, cleared=("of_age",)) for _ in range(2)]
    factories.make_team(early, *two)
    for number, user in enumerate(two):
        assert Team.objects.current().count() == 1
        note_consent(
            viewer=viewer_of(coordinator),
            organisation_id=walkers.pk,
            user_id=user.pk,
            guardian_name="Vera",
            given_on=NOW.date(),
            adult_on=dt.date(2028, 1, 1 + number),
            now=NOW,
            new_id=uuid.uuid4(),
        )
    assert not Team.objects.current().exists()
    assert TopicEvent.objects.filter(topic_id=f"walk:{early.pk}", kind="team", ref=early.pk).count() == 1


def test_a_consent_that_is_taken_back_tells_the_group_too(viewer_of, walkers, fittja, walker, youths):
    early = factories.make_event(walkers, fittja, ends_at=NOW + dt.timedelta(hours=5))
    factories.make_team(early, walker, youths[0])
    withdraw_consent(viewer=viewer_of(youths[0]), consent_id=youths[0].consents.get().pk, now=NOW)
    assert not Team.objects.current().exists()
    told = TopicEvent.objects.filter(topic_id=f"walk:{early.pk}").order_by("seq")
    assert list(told.values_list("kind", "code")) == [("signup", "stepped_down"), ("team", "formed")]
