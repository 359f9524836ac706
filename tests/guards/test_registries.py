"""Upward calls go through these registries and no others; a new entry is written here by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.apps import apps
from django.contrib.auth import get_user_model

from backend.common import privacy, rights
from notifications import due, kinds, topics
from places import corrections

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pytest

TOPICS = {"board", "queue", "walk", "week"}
DUE = {
    "events.end",
    "events.evening_link",
    "events.overdue_back",
    "notifications.delivery",
    "notifications.trim",
    "situation.cut",
    "situation.fetch_police",
    "situation.open_weeks",
    "tips.handoffs",
}

# Points at an account and has no holder, because:
NO_HOLDER = {
    "account.EmailAddress": "the address of volunteers.User once more, as signing in keeps it",
    "admin.LogEntry": "what the installation's own staff changed in the admin; nobody else writes there",
    "volunteers.User_groups": "unused: rights come from memberships",
    "volunteers.User_user_permissions": "unused: rights come from memberships",
}


def unlisted() -> set[str]:
    """Topics and due kinds that are registered and not written here, or written here and not registered."""
    return (set(topics.kinds()) ^ TOPICS) | ({kind.code for kind in due.kinds()} ^ DUE)


def test_who_hears_of_a_corrected_place() -> None:
    assert corrections.hearers() == ("events.calendars",)


def untold() -> set[str]:
    """Models that point at a person and have neither a holder nor a reason, or a reason too many."""
    user = get_user_model()
    pointing = {
        model._meta.label
        for model in apps.get_models(include_auto_created=True)
        if any(field.related_model is user and field.concrete for field in model._meta.get_fields())
    }
    return (pointing - {holder.model for holder in privacy.holders()}) ^ set(NO_HOLDER)


def silent(holders: Iterable[privacy.Holder]) -> list[str]:
    """Holders that do not say what, why, on what ground or how long."""
    return [h.model for h in holders if not all((str(h.purpose), str(h.ground), str(h.keep), h.fields, h.words))]


def untitled() -> list[str]:
    """Notice kinds without words."""
    return [kind.code for kind in kinds.kinds() if not str(kind.title)]


def test_topics_and_due_kinds_are_those_written_here() -> None:
    assert unlisted() == set()


def test_every_notice_kind_has_a_title() -> None:
    assert untitled() == []


def test_every_table_that_points_at_a_person_has_a_holder_or_a_reason() -> None:
    assert untold() == set()


def test_every_holder_of_personal_data_says_why_and_how_long() -> None:
    holders = privacy.holders()
    assert {h.model.split(".")[0] for h in holders} >= {"volunteers", "events", "notifications"}
    assert silent(holders) == []


def test_rights_are_declared() -> None:
    assert {"walk", "activity", "watch_meeting", "picture", "measure"} <= set(rights.artefacts())


def test_planted_entries_are_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(topics._kinds, "planted", topics._kinds["board"])
    monkeypatch.setitem(due._kinds, "planted.due", replace(due._kinds["events.end"], code="planted.due"))
    monkeypatch.delitem(due._kinds, "situation.cut")
    assert unlisted() == {"planted", "planted.due", "situation.cut"}
    monkeypatch.setitem(kinds._kinds, "planted", kinds.NoticeKind("planted", ""))
    assert untitled() == ["planted"]


def test_a_planted_table_and_a_silent_holder_are_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    signups = privacy._holders["events.Signup"]
    assert silent([signups, replace(signups, keep=""), replace(signups, fields=())]) == ["events.Signup"] * 2
    monkeypatch.delitem(privacy._holders, "events.Signup")
    monkeypatch.delitem(NO_HOLDER, "admin.LogEntry")
    assert untold() == {"events.Signup", "admin.LogEntry"}
