"""Claiming, extending, finishing, failing and giving up."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from notifications import actions, due, leases
from notifications.models import Due
from notifications.states import LEASE, MAX_ATTEMPTS, Lane, retry_after
from tests.factories import NOW

if TYPE_CHECKING:
    from tests.notifications.conftest import Steps

pytestmark = pytest.mark.django_db


def put(key: str = "k", **values: Any) -> Due:
    """A row as the database has it."""
    defaults = {"kind": "step", "key": key, "due_at": NOW}
    return Due.objects.create(**defaults | values)


def claimed() -> due.DueRow:
    """The next row at NOW, which there is."""
    row = leases.claim(NOW)
    assert row is not None
    return row


def test_clocks_come_before_mailings_and_older_before_newer(steps: Steps) -> None:
    put("mail", lane=Lane.BULK, due_at=NOW - timedelta(hours=2))
    put("new")
    put("old", due_at=NOW - timedelta(hours=1))
    assert [claimed().key for _ in range(3)] == ["old", "new", "mail"]
    assert leases.claim(NOW) is None


def test_nothing_early_held_done_dead_or_unknown_is_claimed(steps: Steps, django_assert_num_queries: Any) -> None:
    put("early", due_at=NOW + timedelta(seconds=1))
    put("held", lease_until=NOW + timedelta(seconds=1))
    put("done", done_at=NOW)
    put("dead", dead_at=NOW)
    put("unknown", kind="of another version")
    with django_assert_num_queries(1):
        assert leases.claim(NOW) is None


def test_a_lease_that_ran_out_goes_to_the_next_and_the_first_can_record_nothing(steps: Steps) -> None:
    put()
    first, second = claimed(), leases.claim(NOW + LEASE)
    assert second is not None
    assert (second.attempts, leases.finish(first, now=NOW)) == (2, False)
    with pytest.raises(leases.LeaseLost):
        leases.extend(first, now=NOW)
    assert leases.finish(second, now=NOW)


def test_an_extended_lease_keeps_others_away(steps: Steps) -> None:
    put()
    leases.extend(claimed(), now=NOW + timedelta(seconds=50))
    assert leases.claim(NOW + LEASE) is None


def test_a_row_that_was_moved_meanwhile_is_not_done(steps: Steps) -> None:
    put()
    row, later = claimed(), NOW + timedelta(hours=1)
    actions.schedule(kind="step", key="k", due_at=later, municipality_id=None, now=NOW)
    assert not leases.finish(row, now=NOW)
    assert list(Due.objects.open().values_list("due_at", "attempts")) == [(later, 0)]


def test_a_failed_step_waits_longer_each_time_and_is_given_up_at_last(steps: Steps) -> None:
    put()
    now, pauses = NOW, []
    while (row := leases.claim(now)) is not None:
        gave_up = leases.fail(row, now=now, error="NotSent")
        pauses.append(Due.objects.values_list("lease_until", flat=True).get())
        now += retry_after(row.attempts)
    assert (gave_up, row, len(pauses)) == (True, None, MAX_ATTEMPTS)
    assert pauses[:2] == [NOW + timedelta(seconds=30), NOW + timedelta(seconds=90)]
    assert list(Due.objects.dead().values_list("key", "last_error")) == [("k", "NotSent")]


def test_a_person_can_set_a_given_up_row_going_again(steps: Steps) -> None:
    dead, done = put(dead_at=NOW, attempts=MAX_ATTEMPTS), put("done", done_at=NOW)
    assert leases.revive([dead.pk, done.pk], now=NOW) == 1
    assert claimed().attempts == 1


def test_a_periodic_row_stays_on_its_grid_and_makes_up_for_nothing(steps: Steps) -> None:
    leases.seed(NOW)
    leases.seed(NOW + timedelta(minutes=5))
    row = next(r for r in iter(claimed, None) if r.kind == "hourly")
    leases.finish(row, now=NOW + timedelta(hours=3, minutes=1))
    moved = Due.objects.filter(kind="hourly").values_list("due_at", "attempts", "lease", "done_at")
    assert list(moved) == [(NOW + timedelta(hours=4), 0, None, None)]


def test_a_periodic_row_that_fails_for_good_tries_again_at_its_next_time(steps: Steps) -> None:
    put("every:hourly", kind="hourly", attempts=MAX_ATTEMPTS - 1)
    assert leases.fail(claimed(), now=NOW, error="OSError")
    left = Due.objects.open().values_list("due_at", "attempts", "last_error")
    assert list(left) == [(NOW + timedelta(hours=1), 0, "OSError")]
