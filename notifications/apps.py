"""Registers what notifications itself holds: its due kinds and its personal data."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    """How people hear: live topics, due rows, deliveries."""

    name = "notifications"
    verbose_name = _("Meddelanden")

    def ready(self) -> None:
        """Fill the registries."""
        from backend.common import privacy
        from notifications import actions, clockwork, due
        from notifications.privacy import DELIVERIES, MESSAGES

        due.register(actions.DELIVERY, clockwork.send, gave_up=clockwork.give_up, revived=clockwork.take_up_again)
        due.register(clockwork.TRIM, clockwork.trim, every=clockwork.TRIM_EVERY)
        privacy.register(DELIVERIES)
        privacy.register_class(MESSAGES)
