"""Reads of the police's published events."""

from __future__ import annotations

from typing import Any

from django.db import models


class PoliceEventQuerySet(models.QuerySet[Any]):
    """Police events."""
