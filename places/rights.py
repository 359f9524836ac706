"""The lowest floor names the right that every app's rules ask for; volunteers.rights says who has it."""

from __future__ import annotations

MUNICIPALITY_RULES = "municipality_rules"
