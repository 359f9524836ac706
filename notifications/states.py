"""Plain data: the states of a delivery, the lanes of the clockwork and its numbers."""

from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _


class DeliveryState(models.TextChoices):
    """What became of a message. A dropped one had no address left, was no longer worth sending, or was refused."""

    WAITING = "waiting", _("Väntar")
    SENT = "sent", _("Skickat")
    DROPPED = "dropped", _("Inte skickat")


class Channel(models.TextChoices):
    """The way out of the house; where it leads is looked up when it is sent."""

    EMAIL = "email", _("E-post")
    SMS = "sms", _("Sms")


class Lane(models.IntegerChoices):
    """Order among due rows: five hundred e-mails never stand in front of one overdue group."""

    CLOCK = 0, _("Klocka")
    BULK = 1, _("Utskick")


# --- due rows ---------------------------------------------------------------------------------------------------
LEASE = timedelta(seconds=60)
MAX_ATTEMPTS = 10
FIRST_RETRY = timedelta(seconds=30)
LAST_RETRY = timedelta(hours=1)
PER_TICK = 200
BEAT_EVERY = timedelta(seconds=5)
WORKER_SILENT = timedelta(seconds=60)

# --- live topics ------------------------------------------------------------------------------------------------
BEAT_SECONDS = 5.0
MAX_BEAT_SECONDS = 60.0
RETRY_READ_SECONDS = 1.0
HELLO_SECONDS = 10.0
MAX_REPLAY = 500
MAX_TOPICS = 20
MAX_MESSAGE_CHARS = 8192
MAX_MESSAGES_PER_MINUTE = 60
MAX_QUEUED = 64
KEEP_EVENTS = timedelta(days=7)

# --- what is kept, and for how long -------------------------------------------------------------------------------
KEEP_DELIVERIES = timedelta(days=90)
KEEP_DONE = timedelta(days=90)


def retry_after(attempts: int) -> timedelta:
    """Pause after the given number of failed attempts: 30 s, doubling, at most an hour (ten attempts: three hours)."""
    return min(LAST_RETRY, FIRST_RETRY * (1 << (attempts - 1)))
