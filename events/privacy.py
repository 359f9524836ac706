"""What personal data events hold: answers, groups, what a phone reported, calendar addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from backend.common.privacy import Basis, Holder, register_class
from backend.common.privacy import register as register_holder
from events import outlived
from events.models import CalendarFeed, CalendarNetwork, CheckIn, FocusAnswer, Signup, TeamMember
from events.states import CheckInKind, FeedKind, FocusAnswerKind, SignupState

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from uuid import UUID

_PURPOSE = _("Veta vem som är ute, att alla kommer tillbaka, och vem olycksfallsförsäkringen gäller.")
_GROUND = _("Avtal med föreningen; kommunens uppgift av allmänt intresse")
_KEEP = _("12 månader efter vandringen")

_SIGNUP = {
    "event__title": _("Händelse"),
    "event__starts_at": _("Börjar"),
    "event__organisation__name": _("Organisation"),
    "state": _("Svar"),
    "is_leader": _("Leder"),
    "answered_at": _("Svarade"),
    "changed_at": _("Ändrat"),
}
_GROUP = {
    "team__event__title": _("Händelse"),
    "team__event__starts_at": _("Börjar"),
    "team__name": _("Grupp"),
    "team__out_at": _("Ute"),
    "team__back_at": _("Tillbaka"),
}
_CHECK_IN = {
    "team__event__title": _("Händelse"),
    "team__name": _("Grupp"),
    "kind": _("Incheckning"),
    "occurred_at": _("Hände"),
    "sent_at": _("Skickades"),
    "received_at": _("Kom fram"),
}
_ANSWER = {
    "focus_place__place__name": _("Fokusplats"),
    "answer": _("Svar"),
    "occurred_at": _("Hände"),
    "sent_at": _("Skickades"),
    "received_at": _("Kom fram"),
}
_FEED = {
    "kind": _("Kalender"),
    "label": _("Namn"),
    "created_at": _("Skapad"),
    "last_fetched_at": _("Hämtad"),
    "last_fetched_by": _("Hämtad av"),
    "revoked_at": _("Avstängd"),
}

_NETWORK = {"feed__label": _("Namn"), "seen_on": _("Senast hämtad")}


def _signups(user_id: UUID) -> Iterable[Mapping[str, Any]]:
    rows: Iterable[Mapping[str, Any]] = (
        Signup.objects.filter(user_id=user_id).order_by("answered_at", "id").values(*_SIGNUP)
    )
    return rows


def _groups(user_id: UUID) -> Iterable[Mapping[str, Any]]:
    rows: Iterable[Mapping[str, Any]] = (
        TeamMember.objects.filter(signup__user_id=user_id).order_by("id").values(*_GROUP)
    )
    return rows


def _check_ins(user_id: UUID) -> Iterable[Mapping[str, Any]]:
    rows: Iterable[Mapping[str, Any]] = (
        CheckIn.objects.filter(sender_id=user_id).order_by("corrected_at", "id").values(*_CHECK_IN)
    )
    return rows


def _answers(user_id: UUID) -> Iterable[Mapping[str, Any]]:
    rows: Iterable[Mapping[str, Any]] = (
        FocusAnswer.objects.filter(sender_id=user_id).order_by("corrected_at", "id").values(*_ANSWER)
    )
    return rows


def _feeds(user_id: UUID) -> Iterable[Mapping[str, Any]]:
    rows: Iterable[Mapping[str, Any]] = (
        CalendarFeed.objects.filter(user_id=user_id).order_by("created_at", "id").values(*_FEED)
    )
    return rows


def _networks(user_id: UUID) -> Iterable[Mapping[str, Any]]:
    rows: Iterable[Mapping[str, Any]] = (
        CalendarNetwork.objects.filter(feed__user_id=user_id).order_by("id").values(*_NETWORK)
    )
    return rows


HOLDERS = (
    Holder(
        model="events.Signup",
        title=_("Vad du har svarat ja och nej till"),
        fields=("user", "state", "is_leader", "answered_at", "changed_at"),
        purpose=_PURPOSE,
        ground=_GROUND,
        basis=Basis.CONTRACT,
        keep=_KEEP,
        data_class=outlived.WALKS,
        export=_signups,
        stays=outlived.walks_stay,
        erase=outlived.erase_answers,
        finish=outlived.finish_answers,
        words=_SIGNUP,
        choices={"state": dict(SignupState.choices)},
    ),
    Holder(
        model="events.TeamMember",
        title=_("Grupper du har gått i"),
        fields=("signup",),
        purpose=_PURPOSE,
        ground=_GROUND,
        basis=Basis.CONTRACT,
        keep=_KEEP,
        data_class=outlived.WALKS,
        export=_groups,
        words=_GROUP,
    ),
    Holder(
        model="events.CheckIn",
        title=_("Incheckningar från din telefon"),
        fields=("sender", "occurred_at", "sent_at"),
        purpose=_PURPOSE,
        ground=_GROUND,
        basis=Basis.CONTRACT,
        keep=_KEEP,
        data_class=outlived.WALKS,
        export=_check_ins,
        finish=outlived.finish_facts,
        words=_CHECK_IN,
        choices={"kind": dict(CheckInKind.choices)},
    ),
    Holder(
        model="events.FocusAnswer",
        title=_("Svar om fokusplatser från din telefon"),
        fields=("sender", "occurred_at", "sent_at"),
        purpose=_("Veta vilka platser som har besökts."),
        ground=_GROUND,
        basis=Basis.CONTRACT,
        keep=_KEEP,
        data_class=outlived.WALKS,
        export=_answers,
        words=_ANSWER,
        choices={"answer": dict(FocusAnswerKind.choices)},
    ),
    Holder(
        model="events.CalendarFeed",
        title=_("Dina kalenderprenumerationer"),
        fields=("user", "label", "last_fetched_at", "last_fetched_by"),
        purpose=_("Visa dina kvällar i din egen kalender."),
        ground=_("Avtal med organisationen du hör till: du har själv begärt det"),
        basis=Basis.CONTRACT,
        data_class=outlived.CALENDARS,
        erase=outlived.erase_feeds,
        keep=_("Tills du stänger av prenumerationen"),
        export=_feeds,
        words=_FEED,
        choices={"kind": dict(FeedKind.choices)},
    ),
    Holder(
        model="events.CalendarNetwork",
        title=_("Nät som har hämtat dina kalendrar"),
        fields=("feed", "digest", "seen_on"),
        purpose=_("Säga till när en länk verkar ha kommit i andra händer. Vi ser hur många nät, inte vilka."),
        ground=_("Avtal med organisationen du hör till: du har själv begärt det"),
        basis=Basis.CONTRACT,
        data_class=outlived.CALENDARS,
        keep=_("30 dagar efter senaste hämtningen"),
        export=_networks,
        words=_NETWORK,
    ),
)


def register() -> None:
    """Called from EventsConfig.ready()."""
    for holder in HOLDERS:
        register_holder(holder)
    for data_class in outlived.CLASSES:
        register_class(data_class)
