"""Reads what a week's picture is made of from the rooms below: counts, never rows about people."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from backend.common.clock import Week as SafetyWeek
from backend.common.clock import local
from events.models import CheckIn, Event, FocusAnswer, FocusPlace, Team
from events.states import EventState, SignupState
from places.models import District
from situation.models import PoliceEvent, PoliceFetch
from situation.picture import BACKGROUND_WEEKS, Sources, TipCount, WalkFigures
from tips.models import Tip
from tips.states import TextState, TipState

if TYPE_CHECKING:
    import datetime as dt
    from uuid import UUID

    from situation.models import Week

_COUNTED = ("district__name", "place__name", "category", "band", "channel", "reporter")


def of_week(week: Week, boundary: dt.datetime, previous_cut: dt.datetime) -> Sources:
    """What was known of the week at ``boundary``; ``previous_cut`` is where the week before was closed."""
    municipality_id: UUID = week.municipality_id
    tips = Tip.objects.filter(municipality_id=municipality_id)
    named = SafetyWeek.parse(week.key)
    known = tips.filter(week=week.key, received_at__lte=boundary)
    late = tips.filter(week__lt=week.key, received_at__gt=previous_cut, received_at__lte=boundary)
    fetch = PoliceFetch.objects.answered().values_list("started_at", flat=True).first()
    walks, focus = _walks(municipality_id, week.key), _focus(municipality_id, week.key)
    return Sources(
        districts=tuple(
            District.objects.filter(municipality_id=municipality_id)
            .order_by("name_sort", "id")
            .values_list("name", flat=True)
        ),
        tips=_counts(known),
        before=_before(tips, named),
        late=_counts(late),
        walks=walks,
        activities=Event.objects.filter(
            municipality_id=municipality_id, week=week.key, kind="activity", published_at__isnull=False
        )
        .exclude(state=EventState.CANCELLED)
        .count(),
        police=_police(municipality_id, named),
        focus=focus,
        not_assessed=known.filter(state=TipState.RECEIVED).count(),
        held_texts=known.filter(text_state=TextState.HELD).count(),
        police_fetched_at=fetch.isoformat() if fetch else "",
    )


def _counts(tips: QuerySet[Tip]) -> tuple[TipCount, ...]:
    rows = tips.order_by().values_list(*_COUNTED).annotate(n=Count("pk"))
    return tuple(
        TipCount(district, place or "", category, band, channel, reporter, n)
        for district, place, category, band, channel, reporter, n in rows
    )


def _before(tips: QuerySet[Tip], week: SafetyWeek) -> dict[str, int]:
    keys = [week.next(-back).key for back in range(1, BACKGROUND_WEEKS + 1)]
    rows = tips.filter(week__in=keys).order_by().values_list("district__name").annotate(n=Count("pk"))
    return dict(rows)


def _walks(municipality_id: UUID, week: str) -> tuple[WalkFigures, ...]:
    walks = (
        Event.objects.filter(municipality_id=municipality_id, week=week, kind="night_walk")
        .annotate(
            coming=Count("signups", filter=Q(signups__state=SignupState.COMING), distinct=True),
            told=Exists(CheckIn.objects.filter(team__event=OuterRef("pk"))),
        )
        .select_related("district")
        .order_by("starts_at", "id")
    )
    hours = _hours([walk.pk for walk in walks])
    return tuple(
        WalkFigures(walk.district.name, walk.state, walk.coming, round(hours[walk.pk], 2), walk.told) for walk in walks
    )


def _hours(walk_ids: list[UUID]) -> Counter[UUID]:
    """Walked hours per walk: each group's time out, times its people; a group not back yet counts nothing."""
    hours: Counter[Any] = Counter()
    teams = Team.objects.filter(event_id__in=walk_ids, out_at__isnull=False, back_at__isnull=False)
    for team in teams.annotate(people=Count("members")).order_by("id"):
        seconds = (team.back_at - team.out_at).total_seconds()
        hours[team.event_id] += max(seconds, 0) / 3600 * team.people
    return hours


def _police(municipality_id: UUID, week: SafetyWeek) -> tuple[dict[str, str], ...]:
    rows = PoliceEvent.objects.filter(municipality_id=municipality_id).in_week(week).order_by("occurred_at", "id")
    return tuple(
        {
            "kind": row.kind,
            "when": local(row.occurred_at).isoformat(timespec="minutes"),
            "summary": row.summary,
            "url": row.url,
        }
        for row in rows
    )


def _focus(municipality_id: UUID, week: str) -> tuple[dict[str, Any], ...]:
    """Each focus place of the week's walks with how the groups answered; the latest answer of a group counts."""
    places = (
        FocusPlace.objects.filter(event__municipality_id=municipality_id, event__week=week)
        .exclude(event__state__in=[EventState.CANCELLED, EventState.DRAFT])
        .select_related("place", "place__district")
        .order_by("place__name_sort", "id")
    )
    latest: dict[tuple[UUID, UUID], str] = {}
    answers = FocusAnswer.objects.filter(focus_place__in=places).order_by("corrected_at", "received_at", "id")
    for focus_place_id, team_id, answer in answers.values_list("focus_place_id", "team_id", "answer"):
        latest[focus_place_id, team_id] = answer
    lines: dict[UUID, dict[str, Any]] = {}
    for focus in places:
        line = lines.setdefault(
            focus.place_id,
            {"place": focus.place.name, "district": focus.place.district.name, "why": focus.why, "answers": {}},
        )
        for (focus_id, _team), answer in latest.items():
            if focus_id == focus.pk:
                line["answers"][answer] = line["answers"].get(answer, 0) + 1
    return tuple(lines.values())
