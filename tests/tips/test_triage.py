"""The first assessment: every edge of the workflow, who may walk it, and what it leaves behind."""

from __future__ import annotations

import datetime as dt
import itertools
import smtplib
import uuid
from typing import TYPE_CHECKING

import pytest
from django.core import mail

from backend.common.errors import NotAllowed, NotFound
from notifications import leases
from notifications.channels import email
from notifications.models import Delivery, Due, TopicEvent
from notifications.worker import Worker
from tests.factories import NOW, make_organisation
from tips.actions import handoffs, triage
from tips.actions.ingest import ingest
from tips.models import Handoff, Receiver, Tip, TipEvent
from tips.states import EDGES, TipState

if TYPE_CHECKING:
    from collections.abc import Callable

STEPS = {
    "take_up": triage.take_up,
    "send_on": triage.send_on,
    "close": triage.close,
    "reopen": triage.reopen,
}


@pytest.fixture
def step(viewer_of: Callable, safety_coordinator: object, landlord: object) -> Callable:
    """``step("close", tip)`` by the safety coordinator, with what the step needs."""

    def take(name: str, tip: Tip, user: object = safety_coordinator, **more: object) -> Tip:
        needs = {"send_on": {"organisation_id": landlord.pk}, "close": {"reason": "fixed"}}.get(name, {})
        arguments = {"tip_id": tip.pk, "version": tip.version} | needs | more
        return STEPS[name](viewer=viewer_of(user), now=NOW, **arguments)

    return take


@pytest.mark.parametrize(("name", "state"), list(itertools.product(EDGES, TipState.values)))
def test_every_edge_and_no_other(step: Callable, tip: Tip, name: str, state: str) -> None:
    Tip.objects.update(state=state)
    if state in EDGES[name].sources:
        assert step(name, tip).state == EDGES[name].target
    else:
        with pytest.raises(triage.WrongStep):
            step(name, tip)


@pytest.mark.parametrize("name", EDGES)
def test_others_may_not(step: Callable, tip: Tip, name: str, police: object, coordinator: object) -> None:
    for user in (police, coordinator):
        with pytest.raises(NotAllowed):
            step(name, tip, user)


@pytest.mark.parametrize("name", EDGES)
def test_strangers_learn_nothing(step: Callable, tip: Tip, name: str, foreigner: object, walker: object) -> None:
    for user in (None, foreigner, walker):
        with pytest.raises(NotFound):
            step(name, tip, user)


def test_step_writes_history_and_tells(step: Callable, tip: Tip, safety_coordinator: object) -> None:
    step("close", step("take_up", tip))
    rows = TipEvent.objects.values_list("name", "from_state", "to_state", "actor", "reason")
    assert list(rows)[1:] == [
        ("take_up", "received", "taken_up", safety_coordinator.pk, ""),
        ("close", "taken_up", "closed", safety_coordinator.pk, "fixed"),
    ]
    queue = TopicEvent.objects.filter(topic__key__startswith="queue:").order_by("seq")
    assert [event.code for event in queue] == ["received", "taken_up", "closed"]


def test_second_of_two_is_stale(step: Callable, tip: Tip) -> None:
    step("take_up", tip)
    with pytest.raises(triage.Stale):
        step("take_up", tip)
    assert TipEvent.objects.count() == 2


def test_close_needs_a_reason(step: Callable, tip: Tip) -> None:
    with pytest.raises(triage.UnknownReason):
        step("close", step("take_up", tip), reason="because")


def test_reopened_has_no_reason_left(step: Callable, tip: Tip) -> None:
    assert step("reopen", step("close", step("take_up", tip))).close_reason == ""


def test_send_on_writes_coded_facts_only(step: Callable, tell: Callable, landlord: object) -> None:
    tip = tell(text="Lampan vid trappan blinkar").tip
    step("send_on", step("take_up", tip))
    letter = Delivery.objects.get()
    assert (letter.address, letter.subject) == (
        "bo@example.org",
        "Observation: Trasig belysning, Fittja tunnelbanestation, Fittja",
    )
    assert "fredag 20 november, kl. 17–18" in letter.body
    assert "trappan" not in letter.body


def test_handoff_follows_its_letter(step: Callable, tip: Tip) -> None:
    step("send_on", step("take_up", tip))
    assert handoffs.settle(now=NOW) == 0
    Delivery.objects.update(state="sent", closed_at=NOW)
    assert (handoffs.settle(now=NOW), handoffs.settle(now=NOW)) == (1, 0)
    assert Handoff.objects.get().state == "sent"


def test_dropped_letter_is_a_failed_handoff(step: Callable, tip: Tip) -> None:
    step("send_on", step("take_up", tip))
    Delivery.objects.update(state="dropped", closed_at=NOW)
    handoffs.settle(now=NOW)
    assert Handoff.objects.get().state == "failed"


def test_a_letter_that_is_refused_for_good_did_not_arrive_and_may_be_tried_again(
    step: Callable, tip: Tip, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: email.EmailMessage) -> int:
        raise smtplib.SMTPRecipientsRefused({self.to[0]: (550, b"no such user")})

    step("send_on", step("take_up", tip))
    now = NOW
    with monkeypatch.context() as patch:
        patch.setattr(email.EmailMessage, "send", refuse)
        while not Due.objects.dead().exists():
            now += dt.timedelta(hours=1)
            assert (handoffs.settle(now=now), Handoff.objects.get().state, now < NOW + dt.timedelta(days=1)) == (
                0, "pending", True,
            )  # fmt: skip
            Worker().tick(now)
    assert (handoffs.settle(now=now), Handoff.objects.get().state) == (1, "failed")
    assert (Delivery.objects.get().state, Delivery.objects.get().closed_at >= now) == ("dropped", True)

    leases.revive(list(Due.objects.values_list("pk", flat=True)), now=now)
    assert (handoffs.settle(now=now), Handoff.objects.get().state) == (1, "pending")
    Worker().tick(now)
    assert (handoffs.settle(now=now), Handoff.objects.get().state, len(mail.outbox)) == (1, "sent", 1)
    assert handoffs.settle(now=now) == 0


def test_letters_that_wait_keep_no_later_one_from_being_told_of(
    step: Callable, tip: Tip, safety_unit: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handoffs, "BATCH", 1)
    step("send_on", step("send_on", step("take_up", tip)), organisation_id=safety_unit.pk)
    last = Handoff.objects.get(organisation=safety_unit)
    Handoff.objects.filter(pk=last.pk).update(created_at=NOW + dt.timedelta(minutes=1))
    Delivery.objects.filter(address="trygghet@example.org").update(state="sent", closed_at=NOW)
    assert handoffs.settle(now=NOW) == 1
    assert [row.state for row in Handoff.objects.order_by("created_at")] == ["pending", "sent"]


def test_send_on_twice_makes_two_handoffs(step: Callable, tip: Tip, safety_unit: object) -> None:
    step("send_on", step("send_on", step("take_up", tip)), organisation_id=safety_unit.pk)
    assert (Handoff.objects.count(), Delivery.objects.count(), len(mail.outbox)) == (2, 2, 0)


def test_most_specific_receiver_wins(
    step: Callable, tip: Tip, fittja: object, landlord: object, safety_unit: object, botkyrka: object
) -> None:
    third = make_organisation(botkyrka, "transit", contact_email="sl@example.org", name="SL")
    tip = step("take_up", tip)
    for organisation, more in (
        (safety_unit, {}),
        (third, {"ground_owner": "transit"}),
        (landlord, {"district": fittja}),
    ):
        Receiver.objects.create(municipality=botkyrka, category=tip.category, organisation=organisation, **more)
        tip = step("send_on", tip, organisation_id=None)
        assert TipEvent.objects.last().receiver == organisation


def test_rows_for_other_grounds_and_districts_do_not_fit(
    step: Callable, tip: Tip, alby: object, landlord: object, botkyrka: object
) -> None:
    for more in ({"district": alby}, {"ground_owner": "housing"}):
        Receiver.objects.create(municipality=botkyrka, category=tip.category, organisation=landlord, **more)
    with pytest.raises(triage.NoReceiver):
        step("send_on", step("take_up", tip), organisation_id=None)


def test_receiver_must_have_an_address_and_be_here(step: Callable, tip: Tip, walkers: object, huddinge: object) -> None:
    tip = step("take_up", tip)
    with pytest.raises(triage.NoAddress):
        step("send_on", tip, organisation_id=walkers.pk)
    foreign = make_organisation(huddinge, contact_email="x@example.org")
    for organisation_id in (foreign.pk, uuid.uuid4()):
        with pytest.raises(NotFound):
            step("send_on", tip, organisation_id=organisation_id)
    assert Handoff.objects.count() == 0


@pytest.mark.parametrize("state", ["dormant", "closed"])
def test_an_organisation_that_sleeps_receives_nothing(
    step: Callable, tip: Tip, landlord: object, safety_unit: object, botkyrka: object, fittja: object, state: str
) -> None:
    for organisation, more in ((landlord, {"district": fittja}), (safety_unit, {})):
        Receiver.objects.create(municipality=botkyrka, category=tip.category, organisation=organisation, **more)
    type(landlord).objects.filter(pk=landlord.pk).update(state=state)
    tip = step("take_up", tip)
    with pytest.raises(NotFound):
        step("send_on", tip, organisation_id=landlord.pk)
    step("send_on", tip, organisation_id=None)
    assert TipEvent.objects.last().receiver == safety_unit


@pytest.mark.parametrize(
    ("act", "state", "text"),
    [(triage.release_text, "released", "Kim 070-123 45 67"), (triage.remove_text, "removed", "")],
)
def test_held_text_is_read_once(
    tell: Callable, viewer_of: Callable, safety_coordinator: object, act: Callable, state: str, text: str
) -> None:
    tip = tell(text="Kim 070-123 45 67").tip
    viewer = viewer_of(safety_coordinator)
    done = act(viewer=viewer, tip_id=tip.pk, version=1, now=NOW)
    assert (done.text_state, done.text, done.state) == (state, text, "received")
    with pytest.raises(triage.NoTextWaits):
        act(viewer=viewer, tip_id=tip.pk, version=2, now=NOW)


def test_that_a_text_was_held_is_for_the_queue_alone(
    tell: Callable, viewer_of: Callable, safety_coordinator: object
) -> None:
    tip = tell(text="Kim 070-123 45 67").tip
    triage.remove_text(viewer=viewer_of(safety_coordinator), tip_id=tip.pk, version=1, now=NOW)
    said = [(event.topic_id.split(":")[0], event.code) for event in TopicEvent.objects.order_by("id")]
    assert said == [("board", "received"), ("queue", "received"), ("queue", "remove_text")]


def test_removed_text_cannot_be_tried_against_the_row(tell: Callable, report: Callable, viewer_of: Callable) -> None:
    said = report(text="Kim 070-123 45 67")
    tip = ingest(viewer=viewer_of(), report=said, now=NOW).tip
    assert said.is_repeat_of(tip.digest, tip.received_at, NOW)
    assert said.digest not in {tip.digest, tip.receipt_hash}
