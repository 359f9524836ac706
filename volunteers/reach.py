"""Which way somebody is written to: by mail, or by SMS whoever has a proved number and no mail, or has chosen it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from notifications.channels import sms
from notifications.states import Channel

if TYPE_CHECKING:
    from volunteers.models import User


def way_to(user: User, *, for_the_evening: bool = False) -> Channel:
    """``for_the_evening``: what is read on the way out, which its reader may have chosen to get by SMS. No query."""
    chosen = for_the_evening and user.evening_by_sms
    has_number = bool(user.phone) and user.phone_is_verified
    if has_number and sms.is_offered() and (chosen or not user.email):
        return Channel.SMS
    return Channel.EMAIL
