"""Being put in charge of an activity: no wider right, and the record check before the doors open."""

from __future__ import annotations

import datetime as dt

import pytest

from backend.common.errors import NotAllowed, NotFound
from backend.common.viewer import system
from events import policies
from events.actions.charge import BEFORE, NotOfTheHouse, SignedUpTo, put_in_charge, warn_unchecked
from events.actions.close import close_event
from events.actions.plan import edit_event
from events.models import Event, Signup
from notifications.models import Delivery, Due
from tests import factories
from tests.factories import NOW


@pytest.fixture
def hall(club, fittja):
    return factories.make_event(
        club, fittja, kind="activity", title="Öppen hall", starts_at=NOW + dt.timedelta(days=3), min_people=0
    )


@pytest.fixture
def helper(club):
    return factories.make_member(club, name="Hilda Hjälp", cleared=())


def charge(viewer, event, user, **values):
    return put_in_charge(viewer=viewer, event_id=event.pk, user_id=user.pk, **{"now": NOW} | values)


def test_the_association_puts_a_member_in_charge_and_takes_it_back(viewer_of, association, hall, helper):
    viewer = viewer_of(association)
    first = charge(viewer, hall, helper)
    assert (first.state, first.is_leader, charge(viewer, hall, helper).pk) == ("coming", True, first.pk)
    back = charge(viewer, hall, helper, is_leader=False)
    assert (back.pk, back.state, back.is_leader) == (first.pk, "stepped_down", False)


def test_it_gives_that_event_and_no_other(viewer_of, association, hall, helper, club, fittja):
    charge(viewer_of(association), hall, helper)
    viewer, other = viewer_of(helper), factories.make_event(club, fittja, kind="activity")
    assert policies.leads(viewer, hall, policies.own_signup(viewer, hall.pk))
    assert not policies.can_plan(viewer, hall)
    with pytest.raises(NotAllowed):
        close_event(viewer=viewer, event_id=other.pk, now=other.ends_at)
    assert close_event(viewer=viewer, event_id=hall.pk, now=hall.ends_at).state == "closed"


def test_whoever_left_the_association_is_in_charge_of_nothing(viewer_of, association, hall, helper):
    charge(viewer_of(association), hall, helper)
    helper.memberships.update(state="suspended")
    viewer = viewer_of(helper)
    assert not policies.leads(viewer, hall, policies.own_signup(viewer, hall.pk))


def test_only_the_own_people_lead(viewer_of, association, coordinator, hall, helper, walk, walker):
    with pytest.raises(NotOfTheHouse):
        charge(viewer_of(association), hall, walker)
    with pytest.raises(SignedUpTo):
        charge(viewer_of(coordinator), walk, walker)
    with pytest.raises(NotAllowed):
        charge(viewer_of(helper), hall, helper)
    with pytest.raises(NotFound):
        charge(viewer_of(association), hall, helper, is_leader=False)


def test_the_organiser_is_told_the_day_before_once(viewer_of, association, hall, helper, club):
    charge(viewer_of(association), hall, helper)
    due = Due.objects.get(kind="events.leader_unchecked")
    assert due.due_at == hall.starts_at - BEFORE
    later = hall.starts_at + dt.timedelta(days=1)
    edit_event(
        viewer=viewer_of(association),
        event_id=hall.pk,
        values={"starts_at": later, "ends_at": later + dt.timedelta(hours=2)},
        now=NOW,
    )
    due.refresh_from_db()
    assert due.due_at == later - BEFORE
    clockwork = system(club.municipality_id)
    for _ in range(2):
        warn_unchecked(viewer=clockwork, event_id=hall.pk, now=due.due_at)
    told = Delivery.objects.get(kind="events.leader_unchecked")
    assert (told.user, "1 ledare" in told.body, "Hilda" in told.body) == (association, True, False)


def test_nobody_is_told_when_it_is_shown(viewer_of, association, hall, helper, club):
    charge(viewer_of(association), hall, helper)
    factories.make_clearance(helper, club, "record_check")
    warn_unchecked(viewer=system(club.municipality_id), event_id=hall.pk, now=hall.starts_at - BEFORE)
    assert not Delivery.objects.filter(kind="events.leader_unchecked").exists()


def test_the_page_says_what_is_missing_to_the_organiser_alone(client_of, association, hall, helper, club, monkeypatch):
    monkeypatch.setattr("backend.common.clock.now", lambda: NOW)
    client, url = client_of(association), f"/aktiviteter/{hall.pk}/"
    assert client.post(f"{url}leder/", {"user": str(helper.pk)}).status_code == 302
    assert "Registerutdrag är inte visat" in client.get(url).content.decode()
    factories.make_clearance(helper, club, "record_check")
    assert "registerutdrag visat" in client.get(url).content.decode().lower()
    for other in (client_of(), client_of(factories.make_member(club))):
        page = other.get(url).content.decode()
        assert ("Hilda" in page, "registerutdrag" in page.lower()) == (False, False)


def test_the_api_puts_in_charge(client_of, association, hall, helper, monkeypatch):
    monkeypatch.setattr("events.api.views.now", lambda: NOW)
    url = f"/api/v1/events/{hall.pk}/in-charge/{helper.pk}/"
    said = client_of(association).put(url, {"is_leader": True}, content_type="application/json")
    assert (said.status_code, said.json()["is_leader"]) == (200, True)
    assert Signup.objects.get().user == helper
    assert Event.objects.get(pk=hall.pk).state == "open"
