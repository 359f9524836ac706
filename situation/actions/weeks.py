"""Writes of the week: its row, the draft at the cut and the fixing at the meeting."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from backend.common import clock
from backend.common.clock import Week as SafetyWeek
from backend.common.db import lock
from backend.common.errors import Conflict, NotAllowed, NotFound
from notifications import topics
from notifications.actions import Change, schedule, tell
from places.weeks import boundary_of
from situation import picture, policies
from situation.models import Picture, SituationRules, Week
from situation.querysets import sources
from situation.querysets.decided import focus_lines, measure_lines
from situation.states import WeekState

if TYPE_CHECKING:
    from uuid import UUID

    from backend.common.viewer import Viewer

CUT = "situation.cut"
# How far ahead of today a week's row may be made, and how far back.
AHEAD, BACK = 1, 8
# A report gets its time before it is written. So long after the cut, all that came before it is there to be counted.
SETTLED = dt.timedelta(minutes=5)


class AlreadyFixed(Conflict):
    """The meeting has fixed the picture; it stands for ever."""

    code = "already_fixed"
    message = _("Lägesbilden för veckan är redan fastställd och ändras inte. Det som kommer nu efterrapporteras.")


class NotDrafted(Conflict):
    """There is nothing to fix yet."""

    code = "not_drafted"
    message = _("Det finns inget utkast att fastställa ännu. Ta fram utkastet först.")


class BeforeCut(Conflict):
    """What comes before the cut belongs to the picture, so it is fixed after that."""

    code = "before_cut"
    message = _("Lägesbilden kan fastställas efter brytet, när allt som hunnit komma in är med.")


class NoSuchWeek(NotFound):
    """Not a week, or one too far away to have a picture."""

    message = _("Den veckan finns inte.")


class WeekIsCut(Conflict):
    """What comes after the cut belongs to the next week's picture; with that boundary it would belong to none."""

    code = "week_is_cut"
    message = _("Vecka %(number)s är redan bruten och skulle då pågå längre. Ändra gränsen när nästa vecka har börjat.")


class Stale(Conflict):
    """Somebody else was first."""

    code = "stale"
    message = _("Någon annan hann före. Ladda om sidan och se vad som har ändrats.")


def rules_of(municipality_id: UUID) -> SituationRules:
    """The municipality's rules, with defaults where nobody has chosen."""
    found: SituationRules | None = SituationRules.objects.filter(pk=municipality_id).first()
    return found or SituationRules(municipality_id=municipality_id)


def ensure_week(*, municipality_id: UUID, key: str, now: dt.datetime) -> Week:
    """The row of a week, made when it is first asked for, with its cut on the clock. NoSuchWeek when far away."""
    try:
        week = SafetyWeek.parse(key)
    except ValueError:
        raise NoSuchWeek from None
    with transaction.atomic():
        found: Week | None = Week.objects.filter(municipality_id=municipality_id, key=week.key).first()
        if found is not None:
            return found
        rules = rules_of(municipality_id)
        boundary = boundary_of(municipality_id)
        current = boundary.week_of(now)
        if not current.next(-BACK) <= week <= current.next(AHEAD):
            raise NoSuchWeek
        begins_at, ended = boundary.bounds(week)
        cut_at = rules.cut_after(ended)
        made, created = Week.objects.get_or_create(
            municipality_id=municipality_id,
            key=week.key,
            defaults={"begins_at": begins_at, "cut_at": cut_at, "meeting_at": rules.meeting_after(cut_at)},
        )
        if created:
            _set_clock(made, now)
        return made


def open_weeks(*, municipality_id: UUID, now: dt.datetime) -> None:
    """Rows for the week that was and the week that is, so that each cut is on the clock."""
    current = boundary_of(municipality_id).week_of(now)
    for week in (current.next(-1), current):
        ensure_week(municipality_id=municipality_id, key=week.key, now=now)


def prolong_weeks(*, viewer: Viewer, now: dt.datetime) -> None:
    """After the boundary has moved, in its transaction: a week that now ends after its cut is cut after its end.

    No cut comes earlier than was said. Raises WeekIsCut when a week that has been cut would go on.
    """
    boundary, rules = boundary_of(viewer.municipality_id), rules_of(viewer.municipality_id)
    here = Week.objects.filter(municipality_id=viewer.municipality_id)
    for week in lock(here.filter(key__gte=boundary.week_of(now).key).order_by("key")):
        _begins, ended = boundary.bounds(SafetyWeek.parse(week.key))
        if ended <= week.cut_at:
            continue
        if week.cut_at <= now:
            raise WeekIsCut(field="week_weekday", number=week.number)
        week.cut_at = rules.cut_after(ended)
        week.meeting_at = rules.meeting_after(week.cut_at)
        week.save(update_fields=["cut_at", "meeting_at"])
        _set_clock(week, now)
        changed(week, "cut_moved", now)


def _set_clock(week: Week, now: dt.datetime) -> None:
    schedule(
        kind=CUT,
        key=f"{CUT}:{week.pk}",
        due_at=week.cut_at + SETTLED,
        municipality_id=week.municipality_id,
        ref=week.pk,
        now=now,
    )


def coming_meeting(viewer: Viewer, now: dt.datetime) -> Week:
    """The week that the coming meeting is about: last week, or this one when last week's picture is fixed."""
    this = boundary_of(viewer.municipality_id).week_of(now)
    last = ensure_week(municipality_id=viewer.municipality_id, key=this.next(-1).key, now=now)
    if last.state != WeekState.FIXED:
        return last
    return ensure_week(municipality_id=viewer.municipality_id, key=this.key, now=now)


def draft_picture(*, viewer: Viewer, week_id: UUID, now: dt.datetime) -> Picture:
    """Compose the week's picture of what was known at the cut, or now when the cut lies ahead.

    Drafted again as often as wished until it is fixed. AlreadyFixed after that. Only a draft from after the cut can be
    fixed, so each observation is counted once: in its week's picture, or as late in the first one after it came.
    """
    with transaction.atomic():
        week = locked_week(viewer, week_id)
        if not policies.can_draft_picture(viewer):
            raise NotAllowed
        if week.state == WeekState.FIXED:
            raise AlreadyFixed
        boundary = min(now, week.cut_at)
        content = picture.compose(
            week.key, clock.local(boundary).isoformat(timespec="minutes"), _sources(week, boundary)
        )
        drafted, _made = Picture.objects.update_or_create(week=week, defaults={"content": content, "drafted_at": now})
        _step(week, WeekState.DRAFTED, now)
        return drafted


def fix_picture(*, viewer: Viewer, week_id: UUID, version: int, note: str, now: dt.datetime) -> Picture:
    """Fix the draft at the meeting: content, note and what is decided get one hash, and nothing of it changes again.

    ``version`` is the week's that the meeting looked at; Stale when somebody has changed it since. BeforeCut,
    NotDrafted (also for a draft from before the cut), AlreadyFixed.
    """
    with transaction.atomic():
        week = locked_week(viewer, week_id)
        if not policies.can_fix_picture(viewer):
            raise NotAllowed
        drafted = _to_fix(week, version, now)
        drafted.note = note.strip()
        drafted.fixed_at, drafted.fixed_by_id = now, viewer.user_id
        drafted.decided = {"measures": measure_lines(week), "focus": focus_lines(week)}
        drafted.sha256 = picture.fingerprint(fixed_form(drafted))
        drafted.save(update_fields=["note", "fixed_at", "fixed_by", "decided", "sha256"])
        _step(week, WeekState.FIXED, now)
        return drafted


def fixed_form(fixed: Picture) -> bytes:
    """What a fixed picture's hash is of."""
    return picture.canonical(fixed.content, fixed.note, fixed.decided)


def locked_week(viewer: Viewer, week_id: UUID) -> Week:
    """A week that the viewer reads, locked until commit. NotFound."""
    week: Week | None = lock(Week.objects.visible_to(viewer).filter(pk=week_id)).first()
    if week is None:
        raise NotFound
    return week


def holds_the_cut(drafted: Picture, week: Week) -> bool:
    """Whether the draft has all that came before the cut, and so can be fixed."""
    return drafted.drafted_at >= week.cut_at + SETTLED


def _to_fix(week: Week, version: int, now: dt.datetime) -> Picture:
    if week.state == WeekState.FIXED:
        raise AlreadyFixed
    if now < week.cut_at + SETTLED:
        raise BeforeCut
    drafted: Picture | None = lock(Picture.objects.filter(week=week)).first()
    if drafted is None or not holds_the_cut(drafted, week):
        raise NotDrafted
    if week.version != version:
        raise Stale
    return drafted


def _sources(week: Week, boundary: dt.datetime) -> picture.Sources:
    before = Week.objects.filter(
        municipality_id=week.municipality_id, key=SafetyWeek.parse(week.key).next(-1).key
    ).first()
    previous_cut = before.cut_at if before else week.cut_at - dt.timedelta(weeks=1)
    return sources.of_week(week, boundary, previous_cut)


def raise_version(week_id: UUID) -> None:
    """What the meeting looks at is another now, so fixing what it saw before is Stale. A fixed week stays as it is."""
    Week.objects.filter(pk=week_id).exclude(state=WeekState.FIXED).update(version=F("version") + 1)


def changed(week: Week, code: str, now: dt.datetime) -> None:
    """A change on the week's table, in the caller's transaction: raises the version and tells those who look."""
    raise_version(week.pk)
    _told(week, code, now)


def _step(week: Week, state: WeekState, now: dt.datetime) -> None:
    week.state = state
    week.version += 1
    week.save(update_fields=["state", "version"])
    _told(week, state.value, now)


def _told(week: Week, code: str, now: dt.datetime) -> None:
    topic = topics.key("week", week.municipality_id)
    tell([(topic, Change("week", week.pk, code))], now=now)
