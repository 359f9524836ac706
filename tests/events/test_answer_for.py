"""Signing up somebody without an account: whoever keeps them, with the same locks and refusals as for oneself."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from backend.common.errors import NotAllowed, NotFound
from events.actions import signup
from events.actions.common import WalkBegun, WalkCancelled
from events.actions.gates import ClearanceMissing, YouthsHome
from events.models import Event, EventsRules, Signup, TeamMember
from events.querysets.kept import kept_lines
from events.querysets.walks import roster
from events.states import EventState, SignupState
from notifications.models import TopicEvent
from tests import factories
from tests.factories import NOW
from tests.volunteers.test_kept import keep
from volunteers.states import MembershipState, OrganisationKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from backend.common.viewer import Viewer
    from places.models import District, Municipality
    from volunteers.models import Membership, Organisation, User

    ViewerOf = Callable[..., Viewer]
    ClientOf = Callable[..., Client]


@pytest.fixture
def rut(coordinator: User, walkers: Organisation, viewer_of: ViewerOf) -> Membership:
    """Somebody without telephone or account, kept by the night walkers."""
    return keep(viewer_of(coordinator), walkers)


def yes(viewer: Viewer, event: Event, member: Membership) -> Signup:
    return signup.say_yes_for(viewer=viewer, event_id=event.pk, membership_id=member.pk, now=NOW)


@pytest.mark.parametrize("who", ["coordinator", "leader"])
def test_who_keeps_them_signs_them_up_once(
    request: pytest.FixtureRequest, walk: Event, rut: Membership, viewer_of: ViewerOf, who: str
) -> None:
    viewer = viewer_of(request.getfixturevalue(who))
    first, again = yes(viewer, walk, rut), yes(viewer, walk, rut)
    assert (first.pk, first.user_id, first.state, first.is_leader) == (again.pk, rut.user_id, SignupState.COMING, False)


@pytest.mark.parametrize("who", ["walker", "association", "contact_person", "safety_coordinator", "police"])
def test_for_others_they_do_not_exist(
    request: pytest.FixtureRequest, walk: Event, rut: Membership, viewer_of: ViewerOf, who: str
) -> None:
    with pytest.raises((NotFound, NotAllowed)):
        yes(viewer_of(request.getfixturevalue(who)), walk, rut)
    assert not Signup.objects.exists()


def test_nobody_is_signed_up_who_has_an_account(
    coordinator: User, walker: User, walk: Event, viewer_of: ViewerOf
) -> None:
    with pytest.raises(NotFound):
        yes(viewer_of(coordinator), walk, walker.memberships.get())


def test_nor_who_could_not_come(
    contact_person: User, watch_area: Organisation, walk: Event, viewer_of: ViewerOf
) -> None:
    household = keep(viewer_of(contact_person), watch_area)
    with pytest.raises((NotAllowed, NotFound)):
        yes(viewer_of(contact_person), walk, household)


def test_nor_who_is_suspended(coordinator: User, walk: Event, rut: Membership, viewer_of: ViewerOf) -> None:
    type(rut).objects.filter(pk=rut.pk).update(state=MembershipState.SUSPENDED)
    with pytest.raises(NotFound):
        yes(viewer_of(coordinator), walk, rut)


def test_a_household_is_signed_up_for_its_meeting(
    contact_person: User, watch_area: Organisation, fittja: District, viewer_of: ViewerOf
) -> None:
    meeting = factories.make_event(watch_area, fittja, kind="watch_meeting", title="Möte", max_people=None)
    household = keep(viewer_of(contact_person), watch_area)
    assert yes(viewer_of(contact_person), meeting, household).state == SignupState.COMING


def test_the_same_refusals(coordinator: User, walker: User, walk: Event, rut: Membership, viewer_of: ViewerOf) -> None:
    viewer = viewer_of(coordinator)
    Event.objects.filter(pk=walk.pk).update(max_people=2)
    for user in (coordinator, walker):
        factories.make_signup(walk, user)
    with pytest.raises(signup.WalkFull):
        yes(viewer, walk, rut)
    Event.objects.filter(pk=walk.pk).update(max_people=9, starts_at=NOW - dt.timedelta(hours=1))
    with pytest.raises(WalkBegun):
        yes(viewer, walk, rut)
    Event.objects.filter(pk=walk.pk).update(state=EventState.CANCELLED)
    with pytest.raises(WalkCancelled):
        yes(viewer, walk, rut)


def test_a_kept_youth_needs_the_paper_and_is_home_in_time(
    coordinator: User, walkers: Organisation, fittja: District, walk: Event, rut: Membership, viewer_of: ViewerOf
) -> None:
    early = factories.make_event(walkers, fittja, title="Tidig", ends_at=NOW + dt.timedelta(hours=5))
    viewer, consent = viewer_of(coordinator), factories.make_consent(rut.user, walkers, withdrawn_at=NOW)
    with pytest.raises(ClearanceMissing) as refused:
        yes(viewer, early, rut)
    assert refused.value.missing == ("consent",)
    type(consent).objects.update(withdrawn_at=None)
    assert yes(viewer, early, rut).state == SignupState.COMING
    with pytest.raises(YouthsHome):
        yes(viewer, walk, rut)


def test_what_others_note_is_asked_of_them_too(
    coordinator: User, walkers: Organisation, walk: Event, rut: Membership, viewer_of: ViewerOf
) -> None:
    asked = {"night_walk.walker": ["of_age", "golden_rules", "training"]}
    EventsRules.objects.create(municipality=walk.municipality, gates=asked)
    viewer = viewer_of(coordinator)
    with pytest.raises(ClearanceMissing) as refused:
        yes(viewer, walk, rut)
    assert refused.value.missing == ("training",)
    factories.make_clearance(rut.user, walkers, "training")
    assert yes(viewer, walk, rut).state == SignupState.COMING


def test_the_group_that_they_leave_is_told(
    coordinator: User, walker: User, walk: Event, rut: Membership, viewer_of: ViewerOf
) -> None:
    factories.make_team(walk, walker, rut.user)
    signup.step_down_for(viewer=viewer_of(coordinator), event_id=walk.pk, membership_id=rut.pk, now=NOW)
    assert TopicEvent.objects.filter(topic_id=f"walk:{walk.pk}", kind="team", code="formed", ref=walk.pk).exists()


def test_they_stand_in_roster_and_groups_and_leave_them(
    coordinator: User, walker: User, walk: Event, rut: Membership, viewer_of: ViewerOf
) -> None:
    viewer = viewer_of(coordinator)
    yes(viewer, walk, rut)
    factories.make_team(walk, walker, rut.user)
    assert {person.name for person in roster(viewer, walk, NOW).people} == {"Amina Warsame", "Rut"}
    assert [line.is_coming for line in kept_lines(viewer, walk)] == [True]
    down = signup.step_down_for(viewer=viewer, event_id=walk.pk, membership_id=rut.pk, now=NOW)
    assert down.state == SignupState.STEPPED_DOWN
    assert not TeamMember.objects.filter(signup=down).exists()


def test_nobody_steps_down_who_never_was_coming(
    coordinator: User, walk: Event, rut: Membership, viewer_of: ViewerOf
) -> None:
    with pytest.raises(signup.NotComing):
        signup.step_down_for(viewer=viewer_of(coordinator), event_id=walk.pk, membership_id=rut.pk, now=NOW)


def test_another_walking_organisations_walk_is_open_to_them_too(
    coordinator: User, rut: Membership, botkyrka: Municipality, fittja: District, viewer_of: ViewerOf
) -> None:
    school = factories.make_organisation(botkyrka, OrganisationKind.SCHOOL, (fittja,))
    assert yes(viewer_of(coordinator), factories.make_event(school, fittja), rut).user_id == rut.user_id


def test_the_page_and_the_api(
    leader: User, walker: User, walkers: Organisation, fittja: District, rut: Membership, client_of: ClientOf
) -> None:
    from django.utils import timezone

    event = factories.make_event(walkers, fittja, starts_at=timezone.now() + dt.timedelta(days=2))
    client, page = client_of(leader), f"/vandringar/{event.pk}/"
    assert "Rut" in client.get(page).content.decode()
    # As a word: a form's random token may hold the letters.
    assert not re.search(r"\bRut\b", client_of(walker).get(page).content.decode())
    assert client.post(f"{page}svar-at/", {"member": rut.pk, "answer": "yes"}).status_code == 302
    assert client.post(f"{page}svar-at/", {"member": "x", "answer": "yes"}).status_code == 404
    path = f"/api/v1/events/{event.pk}/answers/{rut.pk}/"
    done = client.put(path, {"state": "stepped_down"}, content_type="application/json")
    assert (done.status_code, done.json()["state"]) == (200, "stepped_down")
    assert client_of(walker).put(path, {"state": "coming"}, content_type="application/json").status_code == 404


def test_what_is_said_about_oneself_is_not_said_for_another(
    leader: User, walk: Event, rut: Membership, client_of: ClientOf
) -> None:
    """Age and rules stand beside one's own yes: for somebody else they are refused, not thrown away."""
    path = f"/api/v1/events/{walk.pk}/answers/{rut.pk}/"
    for more in ({"of_age": True}, {"rules_read": str(uuid4())}):
        answer = client_of(leader).put(path, {"state": "coming", **more}, content_type="application/json")
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "unknown_field")
    assert not Signup.objects.filter(event=walk, user=rut.user).exists()
