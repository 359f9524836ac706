"""The artefact of what a municipality decides: the lowest floor names it, volunteers.rights says who has it."""

from __future__ import annotations

MUNICIPALITY_RULES = "municipality_rules"
