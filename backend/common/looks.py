"""How each state looks: a tone and an icon by kind and code; plain data, which a guard holds against the states."""

from __future__ import annotations

from typing import NamedTuple


class Look(NamedTuple):
    """A chip's tone (calm, info, go, warn, stop, lit) and its icon in the sprite."""

    tone: str
    icon: str


PLAIN = Look("calm", "info")

LOOKS: dict[str, dict[str, Look]] = {
    "staffing": {
        "green": Look("go", "check-circle"),
        "amber": Look("warn", "users"),
        "red": Look("stop", "x-circle"),
    },
    "event": {
        "draft": Look("calm", "edit"),
        "open": Look("info", "calendar"),
        "under_way": Look("lit", "out"),
        "closed": Look("calm", "check-circle"),
        "cancelled": Look("stop", "x-circle"),
    },
    "signup": {"coming": Look("go", "check-circle"), "stepped_down": Look("calm", "x-circle")},
    "team": {
        "formed": Look("calm", "group"),
        "at_base": Look("info", "home"),
        "out": Look("lit", "out"),
        "back": Look("go", "home-check"),
        "reported": Look("go", "document"),
        "overdue": Look("stop", "clock"),
    },
    "check_in": {
        "base": Look("info", "home"),
        "out": Look("lit", "out"),
        "ok": Look("go", "check-circle"),
        "back": Look("go", "home-check"),
    },
    "focus": {
        "seen": Look("warn", "eye"),
        "not_seen": Look("go", "eye-off"),
        "not_visited": Look("calm", "eye-question"),
    },
    "tip": {
        "received": Look("lit", "inbox"),
        "taken_up": Look("info", "search"),
        "forwarded": Look("go", "forward"),
        "closed": Look("calm", "check-circle"),
    },
    "text": {
        "none": Look("calm", "minus"),
        "clear": Look("go", "check"),
        "held": Look("warn", "lock"),
        "released": Look("go", "eye"),
        "removed": Look("calm", "trash"),
    },
    "handoff": {
        "pending": Look("info", "clock"),
        "sent": Look("go", "send"),
        "failed": Look("stop", "alert"),
    },
    "week": {
        "open": Look("calm", "clock"),
        "drafted": Look("info", "edit"),
        "fixed": Look("go", "lock"),
    },
    "measure": {
        "proposed": Look("calm", "flag"),
        "decided": Look("info", "check"),
        "in_progress": Look("lit", "sync"),
        "done": Look("go", "check-circle"),
        "dropped": Look("calm", "x-circle"),
        "evaluated": Look("go", "chart"),
    },
    "effect": {
        "better": Look("go", "arrow-right"),
        "same": Look("calm", "minus"),
        "worse": Look("stop", "alert"),
        "unknown": Look("calm", "question"),
    },
}


def of(kind: str, value: str) -> Look:
    """The look of a state; a plain one for what is not listed."""
    return LOOKS.get(kind, {}).get(value, PLAIN)
