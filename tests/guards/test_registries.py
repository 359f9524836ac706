"""Upward calls go through these registries and no others; a new entry is written here by hand."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from django.apps import apps
from django.contrib.auth import get_user_model

from backend.common import privacy, rights
from notifications import due, kinds, topics
from places import corrections
from volunteers import reading

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pytest

TOPICS = {"board", "queue", "walk", "week"}
DUE = {
    "volunteers.forget_link",
    "volunteers.forget_list",
    "volunteers.unused_account",
    "volunteers.welcome_list",
    "events.end",
    "events.evening_link",
    "events.leader_unchecked",
    "events.overdue_back",
    "notifications.delivery",
    "notifications.trim",
    "situation.cut",
    "situation.fetch_police",
    "situation.open_weeks",
    "tips.handoffs",
    "volunteers.clearance_ends",
    "volunteers.erasure_receipts",
    "volunteers.retention",
}

# Points at an account and has no holder, because:
NO_HOLDER = {
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


# Holds a name, an address or a number of no private person, or is opened by its holder under another name.
NO_PERSON = {
    "account.EmailConfirmation.email_address_id": "goes with the address",
    "admin.LogEntry.object_repr": "held",
    "auth.Group.name": "a group of rights",
    "auth.Permission.codename": "a right",
    "auth.Permission.name": "a right",
    "contenttypes.ContentType.app_label": "a table",
    "events.CalendarFeed.label": "held",
    "events.Event.contact": "what is published of an activity; erasing takes the person out of it",
    "events.Team.name": "a group's number or word",
    "notifications.Delivery.address": "held",
    "places.ContactChannel.phone": "an authority's number",
    "places.District.name": "a place",
    "places.District.name_sort": "a place",
    "places.Municipality.hostname": "an address of the installation",
    "places.Municipality.name": "a municipality",
    "places.Place.address": "a place",
    "places.Place.name": "a place",
    "places.Place.name_search": "a place",
    "places.Place.name_sort": "a place",
    "sites.Site.name": "the installation",
    "socialaccount.SocialApp.name": "a sign-on service",
    "tips.TipEvent.name": "a step",
    "volunteers.Organisation.contact_email": "a function's address, never a private person's",
    "volunteers.VolunteersRules.officer_email": "a function's address, never a private person's",
    "volunteers.Organisation.name": "an organisation",
    "volunteers.Organisation.name_sort": "an organisation",
}
TELLING = re.compile(r"name|mail|phone|address|contact|label|sent_to|repr|invited_as")
TEXTS = ("CharField", "TextField", "EmailField", "JSONField", "GenericIPAddressField")


def test_every_column_that_may_hold_a_name_or_a_number_is_held_or_has_a_reason() -> None:
    held = {f"{holder.model}.{field}" for holder in privacy.holders() for field in holder.fields}
    columns = {
        f"{model._meta.label}.{field.attname}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.concrete_fields
        if TELLING.search(field.attname) and field.get_internal_type() in TEXTS
    }
    assert columns - held - set(NO_PERSON) == set()
    assert [name for name, why in NO_PERSON.items() if why == "held" and name not in held] == []


def test_every_holder_has_a_class_and_every_class_a_time_or_none() -> None:
    codes = {each.code for each in privacy.classes()}
    assert {holder.data_class for holder in privacy.holders()} <= codes
    assert all(each.days is None or each.days >= 0 for each in privacy.classes())


# Only where consent is the ground. A guardian's yes is what an organiser asks for before somebody under eighteen comes
# along, and never the ground for keeping the note of it; nothing that serves safety rests on a consent (R13, R20).
CONSENT: dict[str, str] = {}


def test_consent_is_the_ground_only_where_it_is_listed() -> None:
    assert {holder.model for holder in privacy.holders() if holder.basis is privacy.Basis.CONSENT} == set(CONSENT)
    said = [holder.model for holder in privacy.holders() if "samtycke" in str(holder.ground).casefold()]
    assert set(said) <= set(CONSENT)
    # And what the page says is the ground that the register has.
    assert [
        holder.model
        for holder in privacy.holders()
        if holder.basis is not privacy.Basis.CONTRACT and f"6.1 {holder.basis}" not in str(holder.ground)
    ] == []


READ_AT = {
    "desk.own_data", "events.roster", "volunteers.insured", "volunteers.kept", "volunteers.member",
    "volunteers.members", "volunteers.operator", "volunteers.requests",
}  # fmt: skip


def test_every_page_that_shows_people_has_words_in_the_read_log() -> None:
    assert set(reading.titles()) == READ_AT


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
    monkeypatch.delitem(NO_HOLDER, "volunteers.User_groups")
    assert untold() == {"events.Signup", "volunteers.User_groups"}
