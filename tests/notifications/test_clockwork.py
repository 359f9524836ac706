"""Sending deliveries and trimming what has outlived its use."""

from __future__ import annotations

import smtplib
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from django.core import mail

from notifications import actions, clockwork
from notifications.actions import Change
from notifications.channels import email
from notifications.models import Delivery, Due, TopicEvent, WorkerBeat
from notifications.privacy import DELIVERIES
from notifications.states import DeliveryState
from notifications.worker import Worker
from tests.factories import NOW

if TYPE_CHECKING:
    from places.models import Municipality
    from volunteers.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def message(notice: str, botkyrka: Municipality, walker: User) -> Delivery:
    """A message to a volunteer, due now."""
    return actions.deliver(
        kind=notice,
        key="k",
        municipality_id=botkyrka.pk,
        user_id=walker.pk,
        subject="Kvällen är inställd",
        body="Vi ses en annan kväll.",
        now=NOW,
    )


def test_a_message_goes_to_the_address_that_the_person_has_now(message: Delivery, walker: User) -> None:
    type(walker).objects.filter(pk=walker.pk).update(email="new@example.org")
    Worker().tick(NOW)
    (sent,) = mail.outbox
    assert (sent.to, sent.subject, sent.body) == (["new@example.org"], message.subject, message.body)
    assert sent.message()["Message-ID"] == f"<{message.pk}@lykta.invalid>"
    assert Delivery.objects.get().state == DeliveryState.SENT


def test_a_message_is_sent_once_however_often_its_row_comes(message: Delivery) -> None:
    for _ in range(2):
        Worker().tick(NOW)
        Due.objects.update(done_at=None)
    assert len(mail.outbox) == 1


@pytest.mark.parametrize(
    ("change", "when"),
    [({"is_active": False}, NOW), ({"email": None}, NOW), ({}, NOW + timedelta(days=2, seconds=1))],
    ids=["closed account", "no address", "too late"],
)
def test_a_message_without_a_reader_is_dropped(
    message: Delivery, walker: User, change: dict[str, Any], when: Any
) -> None:
    if change:
        type(walker).objects.filter(pk=walker.pk).update(**change)
    Worker().tick(when)
    assert (mail.outbox, Delivery.objects.get().state) == ([], DeliveryState.DROPPED)
    assert Due.objects.open().count() == 0


def test_a_mail_server_that_refuses_is_tried_again_and_quoted_nowhere(
    message: Delivery, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(self: Any) -> int:
        raise smtplib.SMTPRecipientsRefused({self.to[0]: (550, b"no such user")})

    with monkeypatch.context() as patch:
        patch.setattr(email.EmailMessage, "send", refuse)
        Worker().tick(NOW)
    assert (Due.objects.get().last_error, "@example.org" in caplog.text) == ("NotSent", False)
    Worker().tick(NOW + timedelta(seconds=31))
    assert len(mail.outbox) == 1


def test_what_nobody_can_ask_for_is_thrown_away(message: Delivery, topic: str) -> None:
    old = NOW - timedelta(days=100)
    Worker().tick(NOW)
    Worker().tick(old)
    actions.tell([(topic, Change("team", uuid4(), "out"))], now=NOW - timedelta(days=8))
    actions.tell([(topic, Change("team", uuid4(), "back"))], now=NOW - timedelta(days=6))
    row = Due.objects.get()
    clockwork.trim(row, NOW + timedelta(days=1, seconds=-1))
    assert (Delivery.objects.count(), Due.objects.count(), TopicEvent.objects.get().seq) == (1, 1, 2)
    assert WorkerBeat.objects.count() == 1
    clockwork.trim(row, NOW + timedelta(days=91))
    assert (Delivery.objects.count(), Due.objects.count(), TopicEvent.objects.count()) == (0, 0, 0)


def test_a_person_sees_the_own_messages(message: Delivery, walker: User, coordinator: User) -> None:
    assert [row["subject"] for row in DELIVERIES.export(walker.pk)] == ["Kvällen är inställd"]
    assert list(DELIVERIES.export(coordinator.pk)) == []
