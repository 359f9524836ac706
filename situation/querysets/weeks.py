"""Reads of weeks, pictures and measures; each starts at visible_to(viewer)."""

from __future__ import annotations

from typing import Any

from django.db import models


class WeekQuerySet(models.QuerySet[Any]):
    """Weeks."""


class MeasureQuerySet(models.QuerySet[Any]):
    """Measures."""
