"""The board: tonight's groups, the coming walks, the latest observations. One template and one policy per fragment."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any
from uuid import UUID

from events.kinds import NIGHT_WALK
from events.models import Event, Team
from events.policies import can_follow_board
from events.querysets.events import evening_of
from events.staffing import outlook
from events.states import EventState
from events.web.present import page_of
from notifications import topics
from notifications.querysets import head
from notifications.querysets import health as worker_health
from tips.models import Tip

if TYPE_CHECKING:
    from backend.common.viewer import Viewer

AHEAD = dt.timedelta(days=8)
# What has been told lately; older observations are in the queue and in the week.
RECENT = dt.timedelta(hours=48)
TIPS_SHOWN = 30

Fragment = tuple[str, dict[str, Any]]


def can_follow(viewer: Viewer) -> bool:
    """Walk coordinators and the municipal safety coordinator."""
    return can_follow_board(viewer, str(viewer.municipality_id))


def whole(viewer: Viewer, now: dt.datetime) -> dict[str, Any]:
    """Everything on the board. The topic's head is read first, so that nothing falls between it and the rows."""
    topic = topics.key("board", viewer.municipality_id)
    seq = head(topic)
    ticking, _silent = worker_health(now)
    walks = list(_walks(viewer, now))
    tonight = [walk for walk in walks if _is_tonight(walk, now)]
    teams = _teams(viewer, [walk.pk for walk in tonight])
    tips = Tip.objects.coded_for(viewer).filter(received_at__gt=now - RECENT)
    return {
        "topic": topic,
        "head": seq,
        "worker_is_silent": not ticking,
        "tonight": [_walk(walk) | {"teams": teams.get(walk.pk, [])} for walk in tonight],
        "coming": [_walk(walk) for walk in walks if _is_coming(walk, now)],
        "tips": list(tips[:TIPS_SHOWN]),
    }


def shows(part: str) -> bool:
    """Whether the board shows things of this kind at all; the topic tells of more than that."""
    return part.partition(":")[0] in {"event", "signup", "team", "tip"}


def fragment(viewer: Viewer, part: str, now: dt.datetime) -> Fragment | None:
    """The template and context of ``event:<uuid>``, ``team:<uuid>`` or ``tip:<uuid>``; None when it is not there
    for this viewer, and then the board takes the old one away.

    A group is shown inside its walk's card, and so are answers; ``team:`` names a group, or the walk whose groups
    were formed anew.
    """
    kind, _, ref = part.partition(":")
    try:
        pk = UUID(ref)
    except ValueError:
        return None
    if kind == "tip":
        tip = Tip.objects.coded_for(viewer).filter(pk=pk).first()
        return None if tip is None else ("tips/_board_row.html", {"tip": tip})
    team = Team.objects.visible_to(viewer).filter(pk=pk).first() if kind == "team" else None
    return _walk_card(viewer, team.event_id if team else pk, now)


def _walk_card(viewer: Viewer, pk: UUID, now: dt.datetime) -> Fragment | None:
    """A walk as tonight's card, or as a row of the coming days; None when a reload would not show it either."""
    walk = _walks(viewer, now).filter(pk=pk).first()
    if walk is None:
        return None
    if _is_tonight(walk, now):
        return "desk/_walk.html", {"line": _walk(walk) | {"teams": _teams(viewer, [pk]).get(pk, [])}}
    return ("desk/_card.html", {"line": _walk(walk)}) if _is_coming(walk, now) else None


def _walks(viewer: Viewer, now: dt.datetime) -> Any:
    """What the board may show: from last evening to a good week ahead."""
    rows = Event.objects.listed(viewer).of_kind(NIGHT_WALK.code).exclude(state=EventState.DRAFT)
    return rows.between(now - dt.timedelta(hours=18), now + AHEAD)


def _walk(walk: Any) -> dict[str, Any]:
    return {
        "event": walk,
        "outlook": outlook(walk, coming=walk.coming, leaders=walk.leaders, youths=walk.youths),
        "url": page_of(walk),
    }


def _is_tonight(walk: Any, now: dt.datetime) -> bool:
    return bool(evening_of(walk.starts_at) == evening_of(now) or walk.state == EventState.UNDER_WAY)


def _is_coming(walk: Any, now: dt.datetime) -> bool:
    return bool(walk.ends_at > now and not _is_tonight(walk, now))


def _teams(viewer: Viewer, walk_ids: list[UUID]) -> dict[UUID, list[Any]]:
    """Groups by walk, with how many people each has: the current ones, and any that is out; one query."""
    rows: dict[UUID, list[Any]] = {}
    for team in Team.objects.visible_to(viewer).shown().with_people().filter(event_id__in=walk_ids):
        rows.setdefault(team.event_id, []).append(team)
    return rows
