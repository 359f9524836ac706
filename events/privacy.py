"""What personal data events hold: answers, groups, what a phone reported, calendar addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from backend.common.privacy import Holder
from backend.common.privacy import register as register_holder
from events.models import CalendarFeed, CheckIn, FocusAnswer, Signup, TeamMember

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from uuid import UUID

_PURPOSE = _("Veta vem som är ute, att alla kommer tillbaka, och vem olycksfallsförsäkringen gäller.")
_GROUND = _("Avtal med föreningen; kommunens uppgift av allmänt intresse")
_KEEP = _("12 månader efter vandringen")


def _signups(user_id: UUID) -> Iterable[Mapping[str, Any]]:
    rows = Signup.objects.filter(user_id=user_id).order_by("answered_at", "id")
    return rows.values(
        "event__title",
        "event__starts_at",
        "event__organisation__name",
        "state",
        "is_leader",
        "answered_at",
        "changed_at",
    )


def _groups(user_id: UUID) -> Iterable[Mapping[str, Any]]:
    rows = TeamMember.objects.filter(signup__user_id=user_id).order_by("id")
    return rows.values("team__event__title", "team__event__starts_at", "team__name", "team__out_at", "team__back_at")


def _check_ins(user_id: UUID) -> Iterable[Mapping[str, Any]]:
    rows = CheckIn.objects.filter(sender_id=user_id).order_by("corrected_at", "id")
    return rows.values("team__event__title", "team__name", "kind", "occurred_at", "sent_at", "received_at")


def _answers(user_id: UUID) -> Iterable[Mapping[str, Any]]:
    rows = FocusAnswer.objects.filter(sender_id=user_id).order_by("corrected_at", "id")
    return rows.values("focus_place__place__name", "answer", "occurred_at", "sent_at", "received_at")


def _feeds(user_id: UUID) -> Iterable[Mapping[str, Any]]:
    rows = CalendarFeed.objects.filter(user_id=user_id).order_by("created_at", "id")
    return rows.values("kind", "label", "created_at", "last_fetched_at", "last_fetched_by", "revoked_at")


HOLDERS = (
    Holder(
        model="events.Signup",
        title=_("Vad du har svarat ja och nej till"),
        fields=("user", "state", "is_leader", "answered_at", "changed_at"),
        purpose=_PURPOSE,
        ground=_GROUND,
        keep=_KEEP,
        export=_signups,
    ),
    Holder(
        model="events.TeamMember",
        title=_("Grupper du har gått i"),
        fields=("signup",),
        purpose=_PURPOSE,
        ground=_GROUND,
        keep=_KEEP,
        export=_groups,
    ),
    Holder(
        model="events.CheckIn",
        title=_("Incheckningar från din telefon"),
        fields=("sender", "occurred_at", "sent_at"),
        purpose=_PURPOSE,
        ground=_GROUND,
        keep=_KEEP,
        export=_check_ins,
    ),
    Holder(
        model="events.FocusAnswer",
        title=_("Svar om fokusplatser från din telefon"),
        fields=("sender", "occurred_at", "sent_at"),
        purpose=_("Veta vilka platser som har besökts."),
        ground=_GROUND,
        keep=_KEEP,
        export=_answers,
    ),
    Holder(
        model="events.CalendarFeed",
        title=_("Dina kalenderprenumerationer"),
        fields=("user", "label", "last_fetched_at", "last_fetched_by"),
        purpose=_("Visa dina kvällar i din egen kalender."),
        ground=_("Du har själv begärt det"),
        keep=_("Tills du stänger av prenumerationen"),
        export=_feeds,
    ),
)


def register() -> None:
    """Called from EventsConfig.ready()."""
    for holder in HOLDERS:
        register_holder(holder)
