"""How a week stands in an address."""

from __future__ import annotations

from django.urls import register_converter


class WeekKey:
    """2026-W47."""

    regex = r"[0-9]{4}-W[0-5][0-9]"

    def to_python(self, value: str) -> str:
        """As it is; a week that does not exist is found by nobody."""
        return value

    def to_url(self, value: str) -> str:
        """As it is."""
        return value


register_converter(WeekKey, "week")
