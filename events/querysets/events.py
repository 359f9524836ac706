"""Reads of events, sign-ups, groups and focus places; each starts at visible_to(viewer)."""

from __future__ import annotations

from typing import Any

from django.db import models


class EventQuerySet(models.QuerySet[Any]):
    """Events."""


class SignupQuerySet(models.QuerySet[Any]):
    """Sign-ups."""


class TeamQuerySet(models.QuerySet[Any]):
    """Groups."""


class FocusPlaceQuerySet(models.QuerySet[Any]):
    """Focus places."""
