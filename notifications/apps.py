"""Registers what notifications itself holds: its due kinds and its personal data."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    """Live topics, due rows, deliveries."""

    name = "notifications"
    verbose_name = _("Meddelanden")
