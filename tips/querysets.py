"""Reads of observations, hand-offs and receivers; each starts at visible_to(viewer)."""

from __future__ import annotations

from typing import Any

from django.db import models


class TipQuerySet(models.QuerySet[Any]):
    """Observations."""


class HandoffQuerySet(models.QuerySet[Any]):
    """Hand-offs."""


class ReceiverQuerySet(models.QuerySet[Any]):
    """Receivers."""
