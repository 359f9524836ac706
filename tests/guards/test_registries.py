"""Upward calls go through these registries and no others; a new entry is written here by hand."""

from __future__ import annotations

from django.apps import apps
from django.contrib.auth import get_user_model

from backend.common import privacy, rights
from notifications import due, kinds, topics

TOPICS = {"board", "queue", "walk", "week"}
DUE = {
    "volunteers.forget_link",
    "volunteers.forget_list",
    "volunteers.unused_account",
    "volunteers.welcome_list",
    "events.end",
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


def test_topics() -> None:
    assert set(topics.kinds()) == TOPICS


def test_due_kinds() -> None:
    assert {kind.code for kind in due.kinds()} == DUE


def test_every_notice_kind_has_a_title() -> None:
    assert all(str(kind.title) for kind in kinds.kinds())


def test_every_table_that_points_at_a_person_has_a_holder_or_a_reason() -> None:
    user = get_user_model()
    pointing = {
        model._meta.label
        for model in apps.get_models(include_auto_created=True)
        if any(field.related_model is user and field.concrete for field in model._meta.get_fields())
    }
    assert pointing - {holder.model for holder in privacy.holders()} == set(NO_HOLDER)


def test_every_holder_of_personal_data_says_why_and_how_long() -> None:
    holders = privacy.holders()
    assert {h.model.split(".")[0] for h in holders} >= {"volunteers", "events", "notifications"}
    assert all(str(h.purpose) and str(h.ground) and str(h.keep) and h.fields and h.words for h in holders)


def test_rights_are_declared() -> None:
    assert {"walk", "activity", "watch_meeting", "picture", "measure"} <= set(rights.artefacts())
