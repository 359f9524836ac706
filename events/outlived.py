"""Walks whose list has had its time, and what an erasure takes of somebody's evenings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Max, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from backend.common.privacy import DataClass, Person, Stays
from events.actions.common import tell_events
from events.models import CalendarFeed, CalendarScope, CheckIn, Event, FocusAnswer, Signup
from events.states import SignupState
from notifications.actions import Change
from volunteers.actions.retention import last_day
from volunteers.states import OrganisationKind

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable
    from uuid import UUID

WALKS = "events.walk_list"
# The list of a walk that the municipality arranges may be asked for by anybody, and goes only by decision.
MUNICIPAL_WALKS = "events.walk_list_municipal"
CALENDARS = "events.calendars"
MUNICIPAL = OrganisationKind.MUNICIPAL_UNIT


def _class_of(organisation_kind: str) -> str:
    return MUNICIPAL_WALKS if organisation_kind == MUNICIPAL else WALKS


def walks_stay(user_id: UUID, now: dt.datetime) -> tuple[Stays, ...]:
    """That a person was out, while the insurance may ask who was."""
    rows = (
        Signup.objects.filter(user_id=user_id, state=SignupState.COMING, event__starts_at__lte=now)
        .order_by("event__municipality_id", "event__organisation__kind")
        .values_list("event__municipality_id", "event__organisation__kind")
        .annotate(last=Max("event__ends_at"))
    )
    found: dict[str, dt.date | None] = {}
    for municipality_id, kind, last in rows:
        code = _class_of(kind)
        until = last_day(municipality_id, code, last)
        known = found.get(code, until)
        if until is None or known is None:
            found[code] = None
        elif until >= now.date():
            found[code] = max(until, known)
    words = {
        WALKS: (
            _("Listan över vilka som var ute, med ditt namn"),
            _("Olycksfallsförsäkringen (artikel 6.1 b och 17.3 e i dataskyddsförordningen)"),
        ),
        MUNICIPAL_WALKS: (
            _("Listan över vilka som var ute på kommunens vandringar, med ditt namn"),
            _("Allmän handling och olycksfallsförsäkring (artikel 6.1 e, 17.3 b och 17.3 e i dataskyddsförordningen)"),
        ),
    }
    return tuple(Stays(*words[code], until) for code, until in sorted(found.items()))


def erase_answers(person: Person, now: dt.datetime) -> None:
    """What is to come, what was a no, and old evenings; the walks that the insurance may ask about stay for now."""
    ahead = Signup.objects.filter(user_id=person.user_id, event__starts_at__gt=now).select_related("event")
    told = [(row.event, Change("signup", row.pk, SignupState.STEPPED_DOWN)) for row in ahead.order_by("id")]
    gone = Q(event__starts_at__gt=now) | ~Q(state=SignupState.COMING)
    Signup.objects.filter(gone, user_id=person.user_id).delete()
    if not walks_stay(person.user_id, now):
        finish_answers(person, now)
        finish_facts(person, now)
    tell_events(told, now=now)


def finish_answers(person: Person, _now: dt.datetime) -> None:
    """The rest: that somebody came is counted, not who."""
    Signup.objects.filter(user_id=person.user_id).update(user=None)


def finish_facts(person: Person, _now: dt.datetime) -> None:
    """What a phone told stays with its group, not with its sender."""
    CheckIn.objects.filter(sender_id=person.user_id).update(sender=None)
    FocusAnswer.objects.filter(sender_id=person.user_id).update(sender=None)


def erase_feeds(person: Person, _now: dt.datetime) -> None:
    """The person's calendars with everything that is kept to serve them."""
    CalendarFeed.objects.filter(user_id=person.user_id).delete()
    CalendarScope.objects.filter(key__startswith="person:", key__endswith=f":{person.user_id}").delete()


Rows = tuple["QuerySet[Signup]", "QuerySet[CheckIn]", "QuerySet[FocusAnswer]"]


def _walks(code: str) -> Callable[[UUID, dt.datetime], Rows]:
    def find(municipality_id: UUID, before: dt.datetime) -> Rows:
        kind = Q(organisation__kind=MUNICIPAL)
        over = Event.objects.filter(
            kind if code == MUNICIPAL_WALKS else ~kind, municipality_id=municipality_id, ends_at__lt=before
        ).order_by()
        return (
            Signup.objects.filter(event__in=over, user__isnull=False),
            CheckIn.objects.filter(team__event__in=over, sender__isnull=False),
            FocusAnswer.objects.filter(team__event__in=over, sender__isnull=False),
        )

    return find


def _walk_class(code: str, title: object, *, is_municipal_record: bool) -> DataClass:
    find = _walks(code)

    def outlived(municipality_id: UUID, before: dt.datetime) -> int:
        return sum(rows.count() for rows in find(municipality_id, before))

    def dispose(municipality_id: UUID, before: dt.datetime) -> int:
        """The names; that somebody came, and what a group told, is still counted."""
        answers, check_ins, focus_answers = find(municipality_id, before)
        named = answers.order_by().update(user=None)
        return named + check_ins.order_by().update(sender=None) + focus_answers.order_by().update(sender=None)

    return DataClass(code, title, 365, is_municipal_record, outlived, dispose)  # type: ignore[arg-type]


def _switched_off(municipality_id: UUID, before: dt.datetime) -> QuerySet[CalendarFeed]:
    rows: QuerySet[CalendarFeed] = CalendarFeed.objects.filter(municipality_id=municipality_id, revoked_at__lt=before)
    return rows


def _feeds_outlived(municipality_id: UUID, before: dt.datetime) -> int:
    return _switched_off(municipality_id, before).count()


def _remove_feeds(municipality_id: UUID, before: dt.datetime) -> int:
    counted = _feeds_outlived(municipality_id, before)
    _switched_off(municipality_id, before).order_by().delete()
    return counted


CLASSES = (
    _walk_class(WALKS, _("Listor över vilka som var ute"), is_municipal_record=False),
    _walk_class(MUNICIPAL_WALKS, _("Listor över vilka som var ute på kommunens vandringar"), is_municipal_record=True),
    DataClass(
        CALENDARS,
        _("Kalenderprenumerationer som har stängts av"),
        days=90,
        is_municipal_record=False,
        outlived=_feeds_outlived,
        dispose=_remove_feeds,
    ),
)
