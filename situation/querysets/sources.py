"""Reads what a week's picture is made of from the rooms below: counts, never rows about people."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from backend.common.clock import Week as SafetyWeek
from backend.common.clock import local
from events.fold import fold
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
    """What was known of the week at ``boundary``; ``previous_cut`` is where the week before was closed.

    What waits to be assessed or read through is counted as it is now: no boundary says how far that had come.
    """
    municipality_id: UUID = week.municipality_id
    tips = Tip.objects.filter(municipality_id=municipality_id)
    named = SafetyWeek.parse(week.key)
    known = tips.filter(week=week.key, received_at__lte=boundary)
    late = tips.filter(week__lt=week.key, received_at__gt=previous_cut, received_at__lte=boundary)
    fetch = PoliceFetch.objects.answered().values_list("started_at", flat=True).first()
    walks, focus = _walks(municipality_id, week.key, boundary), _focus(municipality_id, week.key, boundary)
    return Sources(
        districts=tuple(
            District.objects.filter(municipality_id=municipality_id)
            .order_by("name_sort", "id")
            .values_list("name", flat=True)
        ),
        tips=_counts(known),
        before=_before(tips.filter(received_at__lte=boundary), named),
        late=_counts(late),
        walks=walks,
        activities=Event.objects.filter(
            municipality_id=municipality_id, week=week.key, kind="activity", published_at__lte=boundary
        )
        .exclude(state=EventState.CANCELLED, cancelled_at__lte=boundary)
        .count(),
        police=_police(municipality_id, named, boundary),
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


def _walks(municipality_id: UUID, week: str, boundary: dt.datetime) -> tuple[WalkFigures, ...]:
    """Each walk with what its groups had reported by then, whatever their phones have sent since."""
    told = CheckIn.objects.filter(received_at__lte=boundary)
    walks = (
        Event.objects.filter(municipality_id=municipality_id, week=week, kind="night_walk")
        .annotate(
            coming=Count("signups", filter=Q(signups__state=SignupState.COMING), distinct=True),
            told=Exists(told.filter(team__event=OuterRef("pk"))),
        )
        .select_related("district")
        .order_by("starts_at", "id")
    )
    hours = _hours([walk.pk for walk in walks], told)
    return tuple(
        WalkFigures(walk.district.name, _state(walk, boundary), walk.coming, round(hours[walk.pk], 2), walk.told)
        for walk in walks
    )


def _state(walk: Event, boundary: dt.datetime) -> str:
    """A walk that was called off after the boundary was not, then."""
    if walk.cancelled_at is not None and walk.cancelled_at > boundary:
        return str(EventState.OPEN if walk.published_at else EventState.DRAFT)
    return walk.state


def _hours(walk_ids: list[UUID], told: QuerySet[CheckIn]) -> Counter[UUID]:
    """Walked hours per walk: each group's time out, times its people; a group not back yet counts nothing."""
    said: defaultdict[UUID, list[CheckIn]] = defaultdict(list)
    for check_in in told.filter(team__event_id__in=walk_ids).order_by("id"):
        said[check_in.team_id].append(check_in)
    hours: Counter[Any] = Counter()
    for team in Team.objects.filter(pk__in=said).annotate(people=Count("members")).order_by("id"):
        went = fold(said[team.pk])
        if went.out_at is not None and went.back_at is not None:
            hours[team.event_id] += max((went.back_at - went.out_at).total_seconds(), 0) / 3600 * team.people
    return hours


def _police(municipality_id: UUID, week: SafetyWeek, boundary: dt.datetime) -> tuple[dict[str, str], ...]:
    """Kind, time, area and where to read more: not the police's sentences (situation.models.PoliceEvent)."""
    rows = PoliceEvent.objects.filter(municipality_id=municipality_id, published_at__lte=boundary)
    return tuple(
        {
            "kind": row.kind,
            "when": local(row.occurred_at).isoformat(timespec="minutes"),
            "area": row.place_text,
            "url": row.url,
        }
        for row in rows.in_week(week).order_by("occurred_at", "id")
    )


def _focus(municipality_id: UUID, week: str, boundary: dt.datetime) -> tuple[dict[str, Any], ...]:
    """Each focus place of the week's walks with how the groups had answered; the latest answer of a group counts."""
    places = (
        FocusPlace.objects.filter(event__municipality_id=municipality_id, event__week=week)
        .exclude(event__state__in=[EventState.CANCELLED, EventState.DRAFT])
        .standing()
        .select_related("place", "place__district")
        .order_by("place__name_sort", "id")
    )
    latest: dict[tuple[UUID, UUID], str] = {}
    answers = FocusAnswer.objects.filter(focus_place__in=places, received_at__lte=boundary)
    given = answers.order_by("corrected_at", "received_at", "id")
    for focus_place_id, team_id, answer in given.values_list("focus_place_id", "team_id", "answer"):
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
