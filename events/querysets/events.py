"""Reads of events, sign-ups, groups and focus places; each starts at visible_to(viewer)."""

from __future__ import annotations

import datetime as dt
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, TruncDate

from backend.common import clock, rights
from backend.common.rights import Scope, Verb
from events.answers import walks_along
from events.kinds import KINDS
from events.rights import FOCUS_PLACE, PARTICIPANT, TEAM
from events.staffing import ADULTS_WITH_YOUTHS
from events.states import PUBLISHED, EventState, SignupState, TeamState
from volunteers.models import GuardianConsent

if TYPE_CHECKING:
    from uuid import UUID

    from backend.common.viewer import Viewer
    from events.kinds import Kind

# An evening lasts until the next morning: a walk that begins at 00:30 belongs to the evening before.
EVENING_ENDS = dt.time(6)
_SHOWN_WITH = ("organisation", "district", "place")


def evening_bounds(day: dt.date) -> tuple[dt.datetime, dt.datetime]:
    """First moment of the evening of a local date, and first moment after it."""
    return clock.at(day, EVENING_ENDS), clock.at(day + dt.timedelta(days=1), EVENING_ENDS)


def evening_of(now: dt.datetime) -> dt.date:
    """The local date whose evening it is."""
    wall = clock.local(now)
    return wall.date() - dt.timedelta(days=1 if wall.time() < EVENING_ENDS else 0)


class EventQuerySet(models.QuerySet[Any]):
    """Events."""

    def visible_to(self, viewer: Viewer) -> Self:
        """What is published to the viewer, and the drafts of organisations that the viewer plans for; by start."""
        rows = self.filter(municipality_id=viewer.municipality_id).order_by("starts_at", "id")
        if viewer.is_system:
            return rows
        if viewer.only_event is not None:
            rows = rows.filter(pk=viewer.only_event)
        return rows.filter(reduce(or_, (_seen(viewer, kind) for kind in KINDS.values())))

    def listed(self, viewer: Viewer) -> Self:
        """Visible, with everything that a list or a page shows of an event: no query grows with the rows."""
        return self.visible_to(viewer).select_related(*_SHOWN_WITH).with_counts().with_own(viewer)

    def with_counts(self) -> Self:
        """``coming``, ``leaders`` and ``youths``: numbers, which everybody who sees the event may know."""
        coming = _signups().filter(event=OuterRef("pk"), state=SignupState.COMING).order_by().values("event")
        day = TruncDate("event__starts_at", tzinfo=clock.ZONE)
        young = GuardianConsent.objects.filter(user_id=OuterRef("user_id"), adult_on__gt=OuterRef("day"))
        of_youths = _signups().filter(event=OuterRef("pk"), state=SignupState.COMING).annotate(day=day)
        youths = of_youths.filter(Exists(young)).order_by().values("event")
        return self.annotate(
            youths=Coalesce(Subquery(youths.annotate(n=Count("pk")).values("n")), 0),
            coming=Coalesce(Subquery(coming.annotate(n=Count("pk")).values("n")), 0),
            leaders=Coalesce(Subquery(coming.filter(is_leader=True).annotate(n=Count("pk")).values("n")), 0),
        )

    def with_own(self, viewer: Viewer) -> Self:
        """``own_answer`` (a SignupState or None) and ``is_mine_to_lead``: the viewer's own sign-up."""
        own = _signups().filter(event=OuterRef("pk"), user_id=viewer.user_id).order_by()
        coming = own.filter(state=SignupState.COMING)
        return self.annotate(
            own_answer=Subquery(own.values("state")[:1]),
            is_mine_to_lead=Coalesce(Subquery(coming.values("is_leader")[:1]), Value(False)),
        )

    def upcoming(self, now: dt.datetime) -> Self:
        """Not over yet; cancelled ones stay in the list until their end, so that people see it."""
        return self.filter(ends_at__gt=now)

    def past(self, now: dt.datetime) -> Self:
        """Over, latest first."""
        return self.filter(ends_at__lte=now).order_by("-starts_at", "-id")

    def between(self, since: dt.datetime | None, until: dt.datetime | None) -> Self:
        """Starting at or after ``since`` and before ``until``; None leaves that side open."""
        rows = self if since is None else self.filter(starts_at__gte=since)
        return rows if until is None else rows.filter(starts_at__lt=until)

    def on_evening(self, day: dt.date) -> Self:
        """Of one evening, which lasts until six the next morning."""
        return self.between(*evening_bounds(day))

    def in_week(self, key: str) -> Self:
        """Of a safety week, 2026-W47."""
        return self.filter(week=key)

    def of_kind(self, code: str) -> Self:
        """Of one kind."""
        return self.filter(kind=code)

    def in_district(self, district_id: UUID) -> Self:
        """In one district."""
        return self.filter(district_id=district_id)

    def suitable_for(self, age: int) -> Self:
        """Activities for somebody of that age; without a bound they are for everybody on that side."""
        return self.filter(Q(age_from__isnull=True) | Q(age_from__lte=age), Q(age_to__isnull=True) | Q(age_to__gte=age))

    def mine(self, viewer: Viewer) -> Self:
        """What the viewer has said yes to."""
        coming = _signups().filter(user_id=viewer.user_id, state=SignupState.COMING)
        return self.filter(pk__in=coming.order_by().values("event"))

    def planned_by(self, viewer: Viewer) -> Self:
        """Of the organisations that the viewer plans for."""
        return self.filter(reduce(or_, (_planned(viewer, kind) for kind in KINDS.values())))

    def lacking_people(self) -> Self:
        """Open ones below their minimum, without a leader, or with youths and too few adults; after with_counts()."""
        return self.filter(state=EventState.OPEN, kind__in=_STAFFED).filter(
            Q(coming__lt=F("min_people")) | Q(leaders=0) | Q(youths__gt=0, coming__lt=F("youths") + ADULTS_WITH_YOUTHS)
        )

    def of_municipality(self, municipality_id: UUID) -> Self:
        """For counts that are nobody's view: the week's picture, a public number."""
        return self.filter(municipality_id=municipality_id)

    def open_dates(self, municipality_id: UUID, now: dt.datetime) -> Self:
        """What a resident may know of the walks ahead: published, not cancelled; show day and district only."""
        walks = [kind.code for kind in KINDS.values() if kind.walks]
        return (
            self.of_municipality(municipality_id)
            .filter(kind__in=walks, state__in=[EventState.OPEN, EventState.UNDER_WAY])
            .upcoming(now)
            .select_related("district")
            .order_by("starts_at", "id")
        )


_STAFFED = [kind.code for kind in KINDS.values() if kind.staffed]
_NOTHING = Q(pk__in=[])


def _seen(viewer: Viewer, kind: Kind) -> Q:
    """One kind's events that the viewer reads."""
    reads = rights.scopes(viewer, kind.artefact, Verb.READ)
    published = Q(kind=kind.code, state__in=PUBLISHED, published_at__isnull=False)
    own = rights.organisations(viewer, kind.artefact, Verb.READ)
    if kind.public or reads & {Scope.ALL, Scope.COUNT}:
        seen = published
    else:
        seen = published & Q(organisation_id__in=own) if own else _NOTHING
    return seen | _planned(viewer, kind)


def _planned(viewer: Viewer, kind: Kind) -> Q:
    own = rights.organisations(viewer, kind.artefact, Verb.PUBLISH)
    return Q(kind=kind.code, organisation_id__in=own) if own else _NOTHING


def _signups() -> SignupQuerySet:
    from events.models import Signup  # noqa: PLC0415 -- models import this module

    return Signup.objects.all()


def _of_own_events(viewer: Viewer) -> Q:
    """Rows that hang on a walk which the viewer is coming to, and still could answer (events.answers)."""
    kinds = [kind.code for kind in KINDS.values() if kind.walks and walks_along(viewer, kind)]
    if not kinds:
        return _NOTHING
    coming = _signups().filter(user_id=viewer.user_id, state=SignupState.COMING)
    if viewer.only_event is not None:
        coming = coming.filter(event_id=viewer.only_event)
    return Q(event__kind__in=kinds, event__in=coming.order_by().values("event"))


class SignupQuerySet(models.QuerySet[Any]):
    """Sign-ups."""

    def visible_to(self, viewer: Viewer) -> Self:
        """One's own, and those to the events of organisations whose people one answers for. By the time of the answer.

        A leader reads the own walk's around the evening alone: events.querysets.walks.roster().
        """
        own = rights.organisations(viewer, PARTICIPANT, Verb.READ)
        return self.filter(
            Q(user_id=viewer.user_id, user__isnull=False) | Q(event__organisation_id__in=own),
            event__municipality_id=viewer.municipality_id,
        ).order_by("answered_at", "id")

    def coming(self) -> Self:
        """Those who come."""
        return self.filter(state=SignupState.COMING)


class TeamQuerySet(models.QuerySet[Any]):
    """Groups."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Groups of walks that one runs, oversees or is on: states and times, never names. As they were formed."""
        rows = self.filter(event__municipality_id=viewer.municipality_id).order_by("formed_at", "name", "id")
        if viewer.is_system or Scope.ALL in rights.scopes(viewer, TEAM, Verb.READ):
            return rows
        own = rights.organisations(viewer, TEAM, Verb.READ)
        return rows.filter(Q(event__organisation_id__in=own) | _of_own_events(viewer))

    def current(self) -> Self:
        """Those that are walked with; split and merged ones are kept, with what they did."""
        return self.filter(is_current=True)

    def shown(self) -> Self:
        """The current ones, and an earlier one that is out: its "Nu går vi ut" came after the groups were re-formed."""
        return self.filter(Q(is_current=True) | Q(state=TeamState.OUT))

    def with_people(self) -> Self:
        """``people``: how many are in it."""
        return self.annotate(people=Count("members"))

    def on_evening(self, day: dt.date) -> Self:
        """Of the walks of one evening."""
        since, until = evening_bounds(day)
        return self.filter(event__starts_at__gte=since, event__starts_at__lt=until)

    def out(self) -> Self:
        """Those that somebody waits for."""
        return self.filter(state=TeamState.OUT)


class FocusPlaceQuerySet(models.QuerySet[Any]):
    """Focus places."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Briefings are read by who leads, plans or oversees, by the walkers themselves, and by area. By place name."""
        rows = self.filter(event__municipality_id=viewer.municipality_id).order_by("place__name_sort", "id")
        if viewer.is_system or Scope.ALL in rights.scopes(viewer, FOCUS_PLACE, Verb.READ):
            return rows
        areas = rights.districts(viewer, FOCUS_PLACE, Verb.READ)
        return rows.filter(Q(event__district_id__in=areas) | _of_own_events(viewer))

    def standing(self) -> Self:
        """Those that are asked for, and those that a group has answered about all the same."""
        from events.models import FocusAnswer  # noqa: PLC0415 -- models import this module

        answered = FocusAnswer.objects.filter(focus_place=OuterRef("pk")).order_by()
        return self.filter(Q(withdrawn_at__isnull=True) | Exists(answered))

    def told(self) -> Self:
        """With place and district, for a page or an answer."""
        return self.select_related("place", "place__district")
