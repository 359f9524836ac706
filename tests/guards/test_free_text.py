"""Every column of text is somebody's own data, a free text that is searched at an erasure, or no text about people."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.apps import apps
from django.db import models

from backend.common import free_text, privacy

if TYPE_CHECKING:
    from collections.abc import Iterable


TEXT = (models.CharField, models.TextField, models.JSONField, models.BinaryField)
# Codes, hashes and machine words, by name wherever they stand.
CODES = {
    "back_state", "behaviour", "category", "code", "data_class", "digest", "etag", "flags", "from_state", "hint",
    "kind", "language", "languages", "name_search", "name_sort", "polygon", "raw_digest", "receipt_hash", "refused",
    "scopes", "session_key", "sha256", "to_state", "token_hash", "variant", "week",
}  # fmt: skip
# And the rest, one by one.
NOT_OF_PEOPLE = {
    "account.EmailConfirmation.key": "a secret of a mail; goes with the address",
    "admin.LogEntry.object_id": "an id",
    "auth.Group.name": "unused: rights come from memberships",
    "auth.Permission.codename": "the framework's",
    "auth.Permission.name": "the framework's",
    "contenttypes.ContentType.app_label": "the framework's",
    "contenttypes.ContentType.model": "the framework's",
    "events.CalendarBody.body": "made of events, anew when one changes",
    "events.CalendarEntry.body": "made of an event, anew when it changes",
    "events.CalendarScope.key": "ids; goes with the person's calendars",
    "events.EventsRules.gates": "codes and numbers",
    "mfa.Authenticator.data": "sealed secrets; goes with the account",
    "notifications.Delivery.key": "a code and an id",
    "notifications.Due.key": "a code and an id",
    "notifications.Due.last_error": "the name of an exception",
    "notifications.Topic.key": "a code and an id",
    "notifications.WorkerBeat.worker": "a machine's name",
    "places.ContactChannel.hours": "weekdays and times",
    "places.Municipality.boundary": "points",
    "places.Municipality.hostname": "a machine's name",
    "places.Municipality.name": "a municipality's name",
    "places.RuleChange.area": "a code",
    "sessions.Session.session_data": "volunteers.privacy.accounts searches it",
    "situation.PoliceEvent.place_text": "the police's own published area",
    "situation.PoliceEvent.url": "an address at the police",
    "situation.PoliceFetch.detail": "what a fetch of the police's list answered",
    "situation.PoliceFetch.last_modified": "a header",
    "situation.Week.key": "2026-W47",
    "sites.Site.domain": "the framework's",
    "sites.Site.name": "the framework's",
    "socialaccount.SocialApp.client_id": "of an issuer, by the operator",
    "socialaccount.SocialApp.key": "of an issuer",
    "socialaccount.SocialApp.name": "of an issuer",
    "socialaccount.SocialApp.provider": "of an issuer",
    "socialaccount.SocialApp.provider_id": "of an issuer",
    "socialaccount.SocialApp.secret": "of an issuer",
    "socialaccount.SocialApp.settings": "of an issuer",
    "socialaccount.SocialToken.token": "not kept: only the issuer's sub is",
    "socialaccount.SocialToken.token_secret": "not kept",
    "tips.TipEvent.name": "a code",
    "tips.TipEvent.reason": "a code",
    "usersessions.UserSession.data": "empty; goes with the account",
    "volunteers.AccessLog.fields": "names of fields",
    "volunteers.AccessLog.what": "a code",
    "volunteers.Erasure.stays": "the receipt: our own words",
    "volunteers.NamedText.model": "a model's name",
    "volunteers.NamedText.object_id": "an id",
    "volunteers.NamedText.path": "a column's name",
    "volunteers.User.password": "a hash; emptied",
}


def columns() -> set[str]:
    """Every column that can hold words, without those that offer a choice."""
    return {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.concrete_fields
        if isinstance(field, TEXT) and not field.choices and field.name not in CODES
    }


def declared(holders: Iterable[privacy.Holder], texts: Iterable[free_text.FreeText]) -> set[str]:
    """Personal or free."""
    own = {f"{holder.model}.{field}" for holder in holders for field in (*holder.fields, *holder.words)}
    return own | {f"{text.model}.{column}" for text in texts for column in text.columns}


def unsaid(texts: Iterable[free_text.FreeText]) -> set[str]:
    return columns() - declared(privacy.holders(), texts) - NOT_OF_PEOPLE.keys()


def test_every_text_is_personal_or_free_or_not_of_people() -> None:
    assert unsaid(free_text.texts()) == set()


def test_nothing_is_excused_that_is_declared_or_gone() -> None:
    texts = declared([], free_text.texts())
    assert {name for name in NOT_OF_PEOPLE if name in texts or name not in columns()} == set()


def test_a_text_that_nobody_searches_is_seen() -> None:
    without = [text for text in free_text.texts() if text.model != "tips.Tip"]
    assert unsaid(without) == {"tips.Tip.text"}
    (picture,) = (text for text in free_text.texts() if text.model == "situation.Picture")
    assert unsaid([*without, replace(picture, model="tips.Tip", columns=("text",))]) == set()


def test_every_registered_column_is_there_and_leads_to_a_municipality(db: None) -> None:
    for text in free_text.texts():
        rows = text.model_class._base_manager.values_list("pk", text.municipality, *text.columns)
        assert list(rows[:1]) == []
        assert text.by_hand <= set(text.columns)
