"""The one right that every app's rules ask for, named on the lowest floor; volunteers.rights says who has it."""

from __future__ import annotations

MUNICIPALITY_RULES = "municipality_rules"
