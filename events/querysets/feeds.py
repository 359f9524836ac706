"""Reads of calendar feeds."""

from __future__ import annotations

from typing import Any

from django.db import models


class CalendarFeedQuerySet(models.QuerySet[Any]):
    """Feeds."""
