"""Upward calls go through these registries and no others; a new entry is written here by hand."""

from __future__ import annotations

from backend.common import privacy, rights
from notifications import due, kinds, topics

TOPICS = {"board", "queue", "walk", "week"}
DUE = {
    "events.end",
    "events.overdue_back",
    "notifications.delivery",
    "notifications.trim",
    "situation.cut",
    "situation.fetch_police",
    "situation.open_weeks",
    "tips.handoffs",
}


def test_topics() -> None:
    assert set(topics.kinds()) == TOPICS


def test_due_kinds() -> None:
    assert {kind.code for kind in due.kinds()} == DUE


def test_every_notice_kind_has_a_title() -> None:
    assert all(str(kind.title) for kind in kinds.kinds())


def test_every_holder_of_personal_data_says_why_and_how_long() -> None:
    holders = privacy.holders()
    assert {h.model.split(".")[0] for h in holders} >= {"volunteers", "events", "notifications"}
    assert all(str(h.purpose) and str(h.ground) and str(h.keep) and h.fields and h.words for h in holders)


def test_rights_are_declared() -> None:
    assert {"walk", "activity", "watch_meeting", "picture", "measure"} <= set(rights.artefacts())
