"""For each operation, requests that fit the rows of the stage: what a client would send that had read the lists."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING, Any

from events.states import CheckInKind, FocusAnswerKind
from places.models import District, Place
from tests.api.people import recipes_of_people
from tests.api.stage import DAY, DROP, FIXED_WEEK, NIGHT, OLD_WEEK, THIS_WEEK, Ready, Stage, paths
from tips.models import Receiver, Tip
from volunteers.models import GoldenRules

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.api.people import People
    from volunteers.models import Membership

Recipes = dict[str, list[Ready]]


def recipes(stage: Stage, people: People, role: str) -> Recipes:
    """By operationId. An operation that is not named here needs no ids."""
    return {
        **_reads(stage, role),
        **_plans(stage, role),
        **_evening(stage, role),
        **_tips(stage, role),
        **_weeks(stage),
        **recipes_of_people(people, role),
    }


def _reads(stage: Stage, role: str) -> Recipes:
    districts = District.objects.filter(municipality=stage.municipality).order_by("name_sort", "id")
    mine = [stage.memberships[role]] if role in stage.memberships else list(stage.memberships.values())[:1]
    return {
        "event_list": _asked({"kind": "activity"}, {"state": "open"}, {"week": THIS_WEEK}, {"mine": True}, {}),
        "place_list": _asked({"district": str(districts[0].pk)}, {"q": "Fittja"}, {"near": "59.2475,17.8608"}, {}),
        "tip_list": _asked({"district": str(stage.fittja.pk)}, {"state": "received"}, {"urgency": 2}, {}),
        "tip_count": _asked({"district": str(stage.fittja.pk)}, {"category": "lighting_broken"}, {}),
        "membership_list": _asked({"organisation": str(mine[0].organisation_id)}, {}),
        **{name: _asked({}, {"page_size": 2}) for name in PLAIN_LISTS},
    }


PLAIN_LISTS = (
    "district_list",
    "organisation_list",
    "week_list",
    "measure_list",
    "police_event_list",
    "calendar_feed_list",
)


def _asked(*queries: dict[str, Any]) -> list[Ready]:
    """Whole queries: what is not named is not asked. A cursor comes from a page before, so it is left to the links."""
    return [Ready(query=query) for query in queries]


def _plans(stage: Stage, role: str) -> Recipes:
    walkers, club, watch = stage.walkers, stage.club, stage.watch
    kinds = {"ASS": [(club, "activity"), (club, "night_walk")], "CON": [(watch, "watch_meeting")]}
    return {
        "event_create": [
            Ready(body={"kind": kind, "organisation": str(who.pk), **_when(3 + number), **_held(stage)})
            for number, (who, kind) in enumerate(kinds.get(role, [(walkers, "night_walk")]))
        ],
        "event_read": paths("event_id", _own(stage.ahead, role)),
        "event_edit": paths("event_id", _own(stage.ahead, role), body={**_when(7), **_held(stage)}),
        "event_publish": paths("event_id", _own(stage.drafts, role)),
        "event_cancel": paths("event_id", _own(stage.ahead, role)),
        "event_close": paths("event_id", _own(stage.begun, role)),
        "event_answer": paths("event_id", [stage.ahead[2 if role == "CON" else 0]]),
        "roster_read": paths("event_id", _own(stage.ahead, role)),
        "leader_set": [
            Ready(path={"event_id": str(row.event_id), "signup_id": str(row.pk)})
            for row in (stage.club_signups if role == "ASS" else stage.signups)
        ],
        "calendar_feed_create": [Ready(body={"kind": kind, "organisation": None}) for kind in ("person", "busy")],
        "calendar_feed_revoke": paths("feed_id", _of(stage.feeds, role)),
        "calendar_feed_rotate": paths("feed_id", _of(stage.feeds, role)),
        "membership_add": [
            Ready(body={"organisation": str(m.organisation_id), "role": m.role, "name": "Ny Granne"})
            for m in _joined(stage, role)
        ],
        "membership_end": paths("membership_id", _of(stage.memberships, role)),
    }  # fmt: skip


def _own(rows: list[Any], role: str) -> list[Any]:
    """Of (walkers', club's, watch area's) the one that the role works with."""
    return [rows[{"ASS": 1, "CON": 2, "RES": 1, "HOU": 1}.get(role, 0)]]


def _of(rows: dict[str, Any], role: str) -> list[Any]:
    return [rows.get(role, rows["VOL"])]


def _joined(stage: Stage, role: str) -> Iterable[Membership]:
    return _of(stage.memberships, role)


def _when(days: int) -> dict[str, str]:
    starts_at = NIGHT + days * DAY
    return {"starts_at": starts_at.isoformat(), "ends_at": (starts_at + dt.timedelta(hours=3)).isoformat()}


def _held(stage: Stage) -> dict[str, Any]:
    """Numbers that go together; a title that is more than blanks."""
    return {
        "title": "Kväll i Fittja", "place": str(stage.square.pk), "district": str(stage.fittja.pk), "min_people": 2,
        "max_people": 9, "age_from": 10, "age_to": 90,
    }  # fmt: skip


def _evening(stage: Stage, role: str) -> Recipes:
    walk = stage.club_walk if role == "ASS" else stage.tonight
    team_ids = [str(row.pk) for row in walk.teams.order_by("name", "id")]
    places = [str(row.pk) for row in walk.focus_places.order_by("id")]
    signups = {"LEA": stage.tonight.signups, "ASS": stage.club_walk.signups}.get(role, stage.ahead[0].signups)
    formed = stage.tonight if role == "LEA" else stage.club_walk if role == "ASS" else stage.ahead[0]
    coming = [str(pk) for pk in signups.filter(state="coming").order_by("id").values_list("pk", flat=True)]
    target = stage.tumba_walk if role == "CON" else walk
    return {
        "briefing_read": [Ready(path={"event_id": str(target.pk)})],
        "team_list": [Ready(path={"event_id": str(walk.pk)})],
        "team_suggest": [Ready(path={"event_id": str(formed.pk)})],
        "team_form": [
            Ready(path={"event_id": str(formed.pk)}, body={"groups": [{"name": "", "signups": coming[:2]}]}),
            Ready(path={"event_id": str(formed.pk)}, body={"groups": [{"name": "Vi", "signups": coming}]}),
        ],
        "check_in_list": [Ready(path={"event_id": str(walk.pk)})],
        "focus_place_list": [Ready(path={"event_id": str(target.pk)})],
        "focus_place_add": [
            Ready(path={"event_id": str(formed.pk)}, body={"place": str(place.pk)})
            for place in Place.objects.filter(district=stage.fittja).order_by("name_sort", "id")[:3]
        ],
        "focus_place_remove": [
            Ready(path={"event_id": str(row.event_id), "focus_place_id": str(row.pk)})
            for row in (stage.club_walk.focus_places.all() if role == "ASS" else stage.focus)
        ],
        "check_in_record": [
            Ready(path={"team_id": team}, body={"kind": kind.value, **_phone()})
            for team in team_ids
            for kind in CheckInKind
        ],
        "focus_answer_record": [
            Ready(path={"team_id": team, "focus_place_id": place}, body={"answer": answer.value, **_phone()})
            for team in team_ids
            for place in places
            for answer in FocusAnswerKind
        ],
    }  # fmt: skip


def _phone() -> dict[str, str]:
    return {"occurred_at": (NIGHT - DAY / 96).isoformat(), "sent_at": NIGHT.isoformat()}


def _tips(stage: Stage, role: str) -> Recipes:
    report = {
        "category": "lighting_broken", "behaviour": DROP, "place": str(stage.station.pk), "district": DROP,
        "walk": DROP, "by_phone": False, "occurred_at": (NIGHT - DAY / 24).isoformat(), "sent_at": DROP,
    }  # fmt: skip
    version = {name: {"version": row.version} for name, row in _queue(stage).items()}
    return {
        "tip_tell": [Ready(body=report), Ready(body=report | {"place": DROP, "district": str(stage.fittja.pk)})],
        "tip_put": [Ready(path={"tip_id": str(uuid.UUID(int=n, version=4))}, body=report) for n in range(9)],
        "tip_follow": [Ready(body={"code": stage.code}), Ready(body={"code": stage.code.lower()})],
        "tip_read": paths("tip_id", [stage.told.get(role, stage.new)]),
        "tip_history": paths("tip_id", [stage.taken, stage.closed]),
        "tip_take_up": paths("tip_id", [_queue(stage)["new"]], body=version["new"]),
        "tip_send_on": paths("tip_id", [stage.taken], body=version["taken"] | {"organisation": None}),
        "tip_close": paths("tip_id", [stage.taken], body=version["taken"]),
        "tip_reopen": paths("tip_id", [stage.closed], body=version["closed"]),
        "tip_release_text": paths("tip_id", [stage.held], body=version["held"]),
        "receiver_read": paths("receiver_id", _routes(stage)),
        "receiver_add": [Ready(body={"category": "lighting_broken", "organisation": str(stage.landlord.pk)})],
        "receiver_change": paths(
            "receiver_id",
            _routes(stage),
            body={"category": "litter", "organisation": str(stage.landlord.pk), "version": 0},
        ),
        "tip_remove_text": paths("tip_id", [stage.held], body=version["held"]),
    }  # fmt: skip


def _routes(stage: Stage) -> list[Receiver]:
    return list(Receiver.objects.filter(municipality=stage.municipality, category="litter"))


def _queue(stage: Stage) -> dict[str, Tip]:
    return {name: Tip.objects.get(pk=getattr(stage, name).pk) for name in ("new", "held", "taken", "closed")}


def _weeks(stage: Stage) -> Recipes:
    owner, place, deadline = str(stage.landlord.pk), str(stage.station.pk), (NIGHT + 9 * DAY).date().isoformat()
    measure = {
        "week": THIS_WEEK, "title": "Byt lampor", "owner": owner, "deadline": deadline, "category": "lighting_broken",
        "district": None, "place": place,
    }  # fmt: skip
    begin = {"to": "in_progress", "effect": ""}
    return {
        "golden_rules_read": [
            Ready(path={"rules_id": str(row.pk)}) for row in GoldenRules.objects.filter(municipality=stage.municipality)
        ],
        "golden_rules_publish": [Ready(body={"sv": ["Var synlig."], "en": DROP})],
        "week_read": [Ready(path={"key": key}) for key in (OLD_WEEK, THIS_WEEK, FIXED_WEEK)],
        "week_draft": [Ready(path={"key": key}) for key in (OLD_WEEK, THIS_WEEK)],
        "week_fix": [Ready(path={"key": OLD_WEEK}, body={"version": stage.old_week.version})],
        "week_decide_focus": [Ready(path={"key": THIS_WEEK}, body={"place": place, "why": "Släckta lampor"})],
        "access_token_create": [
            Ready(body={"purpose": "Webbplatsen", "scopes": ["walks:read"], "expires_on": deadline})
        ],
        "week_withdraw_focus": [
            Ready(path={"key": THIS_WEEK, "decided_id": str(row.pk)}) for row in stage.decided_focus
        ],
        "measure_propose": [Ready(body=measure), Ready(body=measure | {"place": None, "category": ""})],
        "measure_read": paths("measure_id", [stage.proposed, *stage.decided]),
        "measure_step": [
            Ready(path={"measure_id": str(row.pk)}, body=begin | {"version": row.version}) for row in stage.decided
        ],
    }
