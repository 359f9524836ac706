"""Writes to the municipality's numbers and to the languages that it offers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from backend.common.errors import Invalid, NotFound
from places import changes, hours
from places.models import ContactChannel

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping
    from uuid import UUID

    from backend.common.viewer import Viewer

LANGUAGES = "languages"
KEPT = ("kind", "title", "when", "phone", "hours", "holidays", "fallback", "position", "verified_on")


class TitleMissing(Invalid):
    """Swedish is always there."""

    code = "title_missing"
    message = _("Skriv vad numret heter på svenska.")


class UnknownLanguages(Invalid):
    """Swedish, and of the others those that Lykta speaks."""

    code = "unknown_languages"
    message = _("Välj bland språken. Svenska är alltid med.")


def area_of(channel_id: UUID) -> str:
    """Each number has a history of its own."""
    return f"channel:{channel_id}"


@transaction.atomic
def save_channel(
    *, viewer: Viewer, channel_id: UUID, values: Mapping[str, Any], version: int, now: dt.datetime
) -> ContactChannel:
    """Change a number or add one under a new id. Raises NotFound, NotAllowed, RulesChanged, BadHours, BadRules,
    TitleMissing."""
    known = ContactChannel.objects.filter(pk=channel_id).first()
    if known is not None and known.municipality_id != viewer.municipality_id:
        raise NotFound
    changes.locked(viewer, area_of(channel_id), version)
    channel = known or ContactChannel(pk=channel_id, municipality_id=viewer.municipality_id)
    before = changes.plain(channel, values) if known else {}
    for name in KEPT:
        if name in values:
            setattr(channel, name, values[name])
    hours.parsed(channel.hours)
    if not channel.title.get("sv"):
        raise TitleMissing(field="title_sv")
    changes.checked(channel)
    after = changes.plain(channel, values)
    changes.record(viewer=viewer, area=area_of(channel_id), before=before, after=after, now=now)
    channel.save()
    return channel


@transaction.atomic
def remove_channel(*, viewer: Viewer, channel_id: UUID, version: int, now: dt.datetime) -> None:
    """Take a number away; the history keeps what it was. Raises NotFound, NotAllowed, RulesChanged."""
    channel = ContactChannel.objects.visible_to(viewer).filter(pk=channel_id).first()
    if channel is None:
        raise NotFound
    changes.locked(viewer, area_of(channel_id), version)
    before = changes.plain(channel, dict.fromkeys(KEPT))
    after = dict.fromkeys(KEPT)
    changes.record(viewer=viewer, area=area_of(channel_id), before=before, after=after, now=now)
    channel.delete()


@transaction.atomic
def set_languages(*, viewer: Viewer, values: Mapping[str, Any], version: int, now: dt.datetime) -> None:
    """The languages that pages offer. Raises NotAllowed, RulesChanged, UnknownLanguages."""
    municipality = changes.locked(viewer, LANGUAGES, version)
    spoken = [code for code, _name in settings.LANGUAGES]
    wanted = list(values["languages"])
    if "sv" not in wanted or not set(wanted) <= set(spoken):
        raise UnknownLanguages(field="languages")
    before = {"languages": municipality.offered}
    municipality.languages = [code for code in spoken if code in wanted]
    after = {"languages": municipality.languages}
    changes.record(viewer=viewer, area=LANGUAGES, before=before, after=after, now=now)
    municipality.save(update_fields=["languages"])
