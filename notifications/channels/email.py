"""E-mail, through Django's configured backend."""

from __future__ import annotations

import smtplib
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import EmailMessage

from notifications.channels.errors import NotSent

if TYPE_CHECKING:
    from notifications.models import Delivery


def message_id(delivery: Delivery) -> str:
    """RFC 5322 id that is the same in every attempt, so that a repeat is recognised as one."""
    return f"<{delivery.pk}@{settings.CALENDAR_DOMAIN}>"


def send(delivery: Delivery, address: str) -> None:
    """Hand the message to the mail server. NotSent when it was not taken."""
    mail = EmailMessage(
        subject=delivery.subject,
        body=delivery.body,
        to=[address],
        headers={
            "Message-ID": message_id(delivery),
            "Auto-Submitted": "auto-generated",  # RFC 3834: no holiday replies
            "Content-Language": delivery.language,
        },
    )
    try:
        mail.send()
    except (smtplib.SMTPException, OSError) as error:
        raise NotSent(type(error).__name__) from None
