"""The end of an evening: closed by hand, closed by the clock, and a group that is not back."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from backend.common.errors import NotAllowed
from backend.common.viewer import Role
from events import due
from events.actions import close, common
from events.actions.close import close_event
from events.actions.facts import Times, record_check_in
from events.actions.plan import publish_event
from events.models import Event, Team
from notifications.due import DueRow
from notifications.models import Delivery, Due, TopicEvent
from tests import factories
from tests.factories import NOW


@pytest.fixture
def team(walk, walker, second_walker):
    return factories.make_team(walk, walker, second_walker)


@pytest.fixture
def tell(viewer_of, team, walker, walk):
    """``tell("out", 5)``: tapped five minutes after the start."""

    def send(kind, minutes, *, late=0):
        at = walk.starts_at + dt.timedelta(minutes=minutes)
        now = at + dt.timedelta(minutes=late)
        record_check_in(
            viewer=viewer_of(walker),
            team_id=team.pk,
            check_in_id=uuid.uuid4(),
            kind=kind,
            times=Times(at, now),
            now=now,
        )

    return send


def fire(kind, now):
    """What the worker does with a row whose time has come."""
    row = Due.objects.get(kind=kind)
    values = {name: getattr(row, name) for name in ("id", "kind", "key", "due_at", "municipality_id", "ref")}
    handler = {close.END: due.end, close.OVERDUE: due.overdue_back}[kind]
    handler(DueRow(**values, attempts=1, lease=uuid.uuid4()), now)


def test_a_group_that_is_not_back_is_flagged_and_the_coordinators_are_told_once(
    tell, team, walk, coordinator, botkyrka
):
    tell("out", 5)
    late = walk.ends_at + dt.timedelta(minutes=30)
    fire(close.OVERDUE, late)
    fire(close.OVERDUE, late + dt.timedelta(minutes=1))
    mail = Delivery.objects.get()
    assert (mail.user, mail.kind) == (coordinator, "events.overdue_back")
    assert mail.subject == "Grupp 1 är inte tillbaka: Nattvandring Fittja"
    assert "Inte hört av sedan 21.05." in mail.body
    assert Team.objects.get(pk=team.pk).is_overdue
    assert TopicEvent.objects.filter(topic_id=f"board:{botkyrka.pk}", ref=team.pk, code="overdue").exists()


def test_who_has_been_heard_of_since_is_asked_for_later(tell, team, walk):
    tell("out", 5)
    Team.objects.filter(pk=team.pk).update(last_sign_at=walk.ends_at + dt.timedelta(minutes=10))
    fire(close.OVERDUE, walk.ends_at + dt.timedelta(minutes=30))
    assert (Team.objects.get(pk=team.pk).is_overdue, Delivery.objects.count()) == (False, 0)
    assert Due.objects.get(kind=close.OVERDUE).due_at == walk.ends_at + dt.timedelta(minutes=40)


def test_a_late_check_in_stands_it_down(tell, team, walk, coordinator):
    tell("out", 5)
    fire(close.OVERDUE, walk.ends_at + dt.timedelta(minutes=30))
    tell("back", 200)
    assert (Team.objects.get(pk=team.pk).is_overdue, Team.objects.get(pk=team.pk).state) == (False, "back")
    fire(close.OVERDUE, walk.ends_at + dt.timedelta(hours=2))
    assert Delivery.objects.count() == 1


def test_a_new_silence_is_told_again(tell, walk, coordinator):
    tell("out", 5)
    fire(close.OVERDUE, walk.ends_at + dt.timedelta(minutes=30))
    tell("ok", 245)
    assert Due.objects.get(kind=close.OVERDUE).due_at == walk.starts_at + dt.timedelta(minutes=275)
    fire(close.OVERDUE, walk.starts_at + dt.timedelta(minutes=275))
    assert Delivery.objects.count() == 2


def test_an_old_word_that_comes_late_does_not_call_the_asking_off(tell, team, walk, coordinator):
    tell("out", 0)
    fire(close.OVERDUE, walk.ends_at + dt.timedelta(minutes=30))
    tell("ok", 120, late=140)
    late = walk.starts_at + dt.timedelta(minutes=260) + close.OUTBOX
    due = Due.objects.get(kind=close.OVERDUE)
    assert (Team.objects.get(pk=team.pk).is_overdue, due.due_at, due.done_at) == (True, late, None)


def test_an_organisation_without_coordinator_is_told_at_its_own_address(tell, walk, walkers):
    walkers.contact_email = "gruppen@example.org"
    walkers.save()
    tell("out", 5)
    fire(close.OVERDUE, walk.ends_at + dt.timedelta(minutes=30))
    assert Delivery.objects.get().address == "gruppen@example.org"


def test_a_phone_that_says_out_hours_late_may_finish_its_sentence(viewer_of, team, walker, walk):
    received = walk.ends_at + dt.timedelta(hours=8)
    record_check_in(
        viewer=viewer_of(walker),
        team_id=team.pk,
        check_in_id=uuid.uuid4(),
        kind="out",
        times=Times(walk.starts_at, received),
        now=received,
    )
    assert Due.objects.get().due_at == received + close.OUTBOX


def test_the_clock_closes_what_has_ended(viewer_of, coordinator, walk):
    Event.objects.filter(pk=walk.pk).update(state="draft", published_at=None)
    publish_event(viewer=viewer_of(coordinator), event_id=walk.pk, now=NOW)
    over = walk.ends_at + dt.timedelta(minutes=30)
    fire(close.END, over)
    event = Event.objects.get(pk=walk.pk)
    assert (event.state, event.closed_at, event.sequence) == ("closed", over, 0)


def test_the_clock_closes_nothing_over_a_group_that_is_out(viewer_of, coordinator, walk, tell):
    Event.objects.filter(pk=walk.pk).update(state="draft", published_at=None)
    publish_event(viewer=viewer_of(coordinator), event_id=walk.pk, now=NOW)
    tell("out", 5)
    over = walk.ends_at + dt.timedelta(minutes=30)
    fire(close.END, over)
    assert Event.objects.get(pk=walk.pk).state == "under_way"
    assert Due.objects.get(kind=close.END).due_at == over + dt.timedelta(minutes=30)


def test_a_cancelled_one_stays_cancelled(viewer_of, coordinator, walk):
    Event.objects.filter(pk=walk.pk).update(state="draft", published_at=None)
    publish_event(viewer=viewer_of(coordinator), event_id=walk.pk, now=NOW)
    Event.objects.filter(pk=walk.pk).update(state="cancelled")
    fire(close.END, walk.ends_at + dt.timedelta(minutes=30))
    assert Event.objects.get(pk=walk.pk).state == "cancelled"


def test_the_leader_closes_when_all_are_back(viewer_of, leader, walk, team, tell):
    factories.make_signup(walk, leader, is_leader=True)
    tell("out", 5)
    act = {"viewer": viewer_of(leader), "event_id": walk.pk, "now": walk.ends_at}
    with pytest.raises(close.StillOut):
        close_event(**act)
    tell("back", 200)
    assert [close_event(**act).state for _ in range(2)] == ["closed", "closed"]


@pytest.mark.parametrize(
    ("state", "refusal"),
    [("open", close.NotBegun), ("cancelled", common.WalkCancelled), ("draft", common.NotOpen)],
)
def test_what_has_not_been_is_not_closed(viewer_of, coordinator, walk, state, refusal):
    Event.objects.filter(pk=walk.pk).update(state=state)
    with pytest.raises(refusal):
        close_event(viewer=viewer_of(coordinator), event_id=walk.pk, now=NOW)


def test_a_walker_does_not_close(viewer_of, walker, walk, team):
    with pytest.raises(NotAllowed):
        close_event(viewer=viewer_of(walker), event_id=walk.pk, now=walk.ends_at)


def test_the_association_closes_its_hall(viewer_of, association, club, fittja):
    hall = factories.make_event(club, fittja, kind="activity")
    other = factories.make_member(factories.make_organisation(club.municipality, club.kind), Role.ASSOCIATION)
    with pytest.raises(NotAllowed):
        close_event(viewer=viewer_of(other), event_id=hall.pk, now=hall.ends_at)
    assert close_event(viewer=viewer_of(association), event_id=hall.pk, now=hall.ends_at).state == "closed"


def test_a_row_whose_event_is_gone_does_nothing(botkyrka):
    row = DueRow(1, close.END, "x", NOW, botkyrka.pk, uuid.uuid4(), 1, uuid.uuid4())
    due.end(row, NOW)
    due.overdue_back(row, NOW)
    assert Delivery.objects.count() == 0
