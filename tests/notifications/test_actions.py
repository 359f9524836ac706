"""tell, schedule, withdraw, deliver."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from django.db import transaction

from notifications import actions, due, realtime, topics
from notifications.actions import Change
from notifications.models import Delivery, Due, Topic, TopicEvent
from notifications.states import Lane
from notifications.worker import Worker
from tests.factories import NOW

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from places.models import Municipality
    from tests.notifications.conftest import Steps
    from volunteers.models import User

LATER = NOW + timedelta(hours=1)


def schedule(key: str = "k", due_at: Any = NOW, **values: Any) -> QuerySet[Due]:
    """Schedule a step; gives its row as a queryset."""
    actions.schedule(kind="step", key=key, due_at=due_at, municipality_id=None, now=NOW, **values)
    return Due.objects.filter(key=key)


@pytest.mark.django_db
def test_tell_numbers_each_topic_on_its_own_in_two_queries(topic: str, django_assert_num_queries: Any) -> None:
    other, ref = topics.key("probe", uuid4()), uuid4()
    said = [
        (topic, Change("team", ref, "out")),
        (other, Change("tip", ref, "new")),
        (topic, Change("team", ref, "back")),
    ]
    with django_assert_num_queries(2):
        actions.tell(said, now=NOW)
    actions.tell(said[:1], now=NOW)
    rows = TopicEvent.objects.filter(topic_id=topic).values_list("seq", "kind", "ref", "code", "at")
    assert list(rows) == [(1, "team", ref, "out", NOW), (2, "team", ref, "back", NOW), (3, "team", ref, "out", NOW)]
    assert Topic.objects.heads([topic, other, "x"]) == {topic: 3, other: 1, "x": 0}


@pytest.mark.django_db
def test_tell_takes_known_topics_and_codes_only(topic: str) -> None:
    for words in ("Fittja torg", "", "x" * 41, "åäö"):
        with pytest.raises(ValueError, match="codes only"):
            Change("team", uuid4(), words)
    with pytest.raises(ValueError, match="no topic"):
        actions.tell([("nothing:5", Change("team", uuid4(), "out"))], now=NOW)
    actions.tell([], now=NOW)
    assert TopicEvent.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_everything_belongs_in_the_transaction_of_an_action(topic: str, steps: Steps, notice: str) -> None:
    message = {"kind": notice, "key": "k", "municipality_id": uuid4(), "subject": "", "body": "", "now": NOW}
    for call in (
        lambda: actions.tell([(topic, Change("team", uuid4(), "out"))], now=NOW),
        schedule,
        lambda: actions.withdraw(key="k", now=NOW),
        lambda: actions.deliver(**message),
    ):
        with pytest.raises(RuntimeError, match="transaction"):
            call()


@pytest.mark.django_db(transaction=True)
def test_a_poke_that_fails_hurts_nobody(topic: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(pairs: object) -> None:
        raise ConnectionError

    monkeypatch.setattr(realtime, "poke", fail)
    with transaction.atomic():
        actions.tell([(topic, Change("team", uuid4(), "out"))], now=NOW)
    assert Topic.objects.head(topic) == 1


@pytest.mark.django_db
def test_one_row_per_key_that_moves_with_its_time(steps: Steps, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        schedule()
    row = schedule(due_at=LATER, ref=(ref := uuid4()), lane=Lane.BULK)
    assert list(row.values_list("kind", "due_at", "ref", "lane")) == [("step", LATER, ref, Lane.BULK)]


@pytest.mark.django_db
def test_a_step_that_is_taken_runs_again_only_for_a_new_time(steps: Steps) -> None:
    schedule()
    Worker().tick(NOW)
    schedule()
    Worker().tick(NOW)
    assert steps == ["k"]
    schedule(due_at=NOW + timedelta(seconds=1))
    Worker().tick(LATER)
    assert steps == ["k", "k"]


@pytest.mark.django_db
def test_a_withdrawn_step_is_not_taken_until_it_is_scheduled_again(steps: Steps) -> None:
    schedule()
    actions.withdraw(key="k", now=NOW)
    Worker().tick(NOW)
    assert steps == []
    schedule()
    Worker().tick(NOW)
    assert steps == ["k"]
    actions.withdraw(key="k", now=LATER)
    assert Due.objects.get(key="k").withdrawn is False


@pytest.mark.django_db
def test_scheduling_the_same_again_leaves_a_running_step_alone(steps: Steps) -> None:
    lease = uuid4()
    schedule().update(lease=lease, attempts=1)
    assert list(schedule().values_list("lease", "attempts")) == [(lease, 1)]
    assert list(schedule(due_at=LATER).values_list("lease", "attempts")) == [(None, 0)]


@pytest.mark.django_db
def test_an_unknown_kind_is_refused_at_once(notice: str) -> None:
    with pytest.raises(ValueError, match="step is not registered"):
        schedule()
    with pytest.raises(ValueError, match="other is not registered"):
        actions.deliver(
            kind="other", key="k", municipality_id=uuid4(), address="a@example.org", subject="", body="", now=NOW
        )


@pytest.mark.django_db(transaction=True)
def test_what_is_due_at_once_wakes_the_worker_after_the_commit(steps: Steps) -> None:
    due.nudge.clear()
    with transaction.atomic():
        schedule(due_at=LATER)
    assert not due.nudge.is_set()
    with transaction.atomic():
        schedule(key="soon")
        assert not due.nudge.is_set()
    assert due.nudge.is_set()


@pytest.mark.django_db
def test_a_message_is_written_once_for_its_key(notice: str, botkyrka: Municipality, walker: User) -> None:
    message = {"kind": notice, "municipality_id": botkyrka.pk, "user_id": walker.pk, "body": "Hej", "now": NOW}
    first = actions.deliver(key="k", subject="Ny\n rad", **message)
    second = actions.deliver(key="k", subject="Annat", **message)
    assert (second.pk, second.subject, Delivery.objects.count()) == (first.pk, "Ny rad", 1)
    waiting = Due.objects.values_list("kind", "ref", "due_at", "lane", "municipality_id")
    assert list(waiting) == [(actions.DELIVERY, first.pk, NOW, Lane.BULK, botkyrka.pk)]


@pytest.mark.django_db
def test_a_message_needs_somebody_to_go_to(notice: str) -> None:
    with pytest.raises(ValueError, match="needs a user or an address"):
        actions.deliver(kind=notice, key="k", municipality_id=uuid4(), subject="", body="", now=NOW)
